"""Checks the built site, page by page, with a parser that knows nothing of how it was built."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import pytest
import yaml
from audit.pages import KINDS
from conftest import BASE, ROOT, SITE_URL, build, mkdocs
from lxml import etree, html

from plansite.site.publish import MARK

LANGUAGES: Final = ("vi", "en")
MAIN: Final = {kind: KINDS[kind] for kind in KINDS if kind not in {"task", "agency", "class", "missing", "embed"}}
"""Addresses as published, written down apart from the code that makes them: they must not change unnoticed."""

DATA: Final[Any] = yaml.load((ROOT / "data" / "plan.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
"""Read without the project's own code."""

TASKS: Final[list[Any]] = [task for group in DATA["appendix"]["groups"] for task in group["tasks"]]
BODIES: Final[list[str]] = [body["id"] for body in (*DATA["agencies"], *DATA["classes"])]
SLUGS: Final = [task["id"].lower().replace(".", "-") for task in TASKS]
PAIRS: Final = [
    *MAIN.values(),
    *((f"nhiem-vu/{slug}/", f"en/tasks/{slug}/") for slug in SLUGS),
    *((f"co-quan/{body}/", f"en/agencies/{body}/") for body in BODIES),
]
PATHS: Final = [path for pair in PAIRS for path in pair]


@cache
def read(file: Path) -> Any:
    """Parse a page of HTML."""
    return html.parse(file, html.HTMLParser(encoding="utf-8")).getroot()


def page(site: Path, path: str) -> Any:
    """Parse the page at an address below the home page."""
    return read(site / path / "index.html")


def language(path: str) -> str:
    """Tell the language of the page at `path`."""
    return "en" if path.startswith("en/") else "vi"


def text(element: Any) -> str:
    """Return an element's text as a browser's textContent does."""
    return str(element.text_content())


def one(root: Any, query: str) -> Any:
    """Return the only match of an XPath query."""
    [match] = root.xpath(query)
    return match


def has_class(name: str) -> str:
    """Return the XPath condition for a class."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def with_id(root: Any, id_: str) -> Any:
    """Return the only element with an id."""
    [match] = root.xpath("//*[@id = $id]", id=id_)
    return match


# --- Which pages there are ---


def test_every_record_has_its_page_in_both_languages_and_nothing_else_has(site: Path) -> None:
    built = {file.parent.relative_to(site).as_posix() + "/" for file in site.rglob("index.html")}
    beside = re.compile(r"(en/)?(embed|768)/")  # short links and pages to embed: test_share.py

    assert (len(TASKS), len(set(PATHS))) == (20, 2 * (14 + 20 + len(BODIES)))
    assert {path for path in built if not beside.match(path)} == {path or "./" for path in PATHS}


# The numbers are the plan's, counted by hand.
@pytest.mark.parametrize(
    ("kind", "prefix", "count"),
    [
        ("decision", "decision.article.", 3),
        ("decision", "decision.preamble.", 4),
        ("decision", "recipients.", 11),
        ("plan", "plan.", None),
        ("appendix", "appendix.", None),
    ],
)
def test_anchors_of_printed_paragraphs_are_published(site: Path, kind: str, prefix: str, count: int | None) -> None:
    published = (ROOT / "data" / "published-ids.txt").read_text(encoding="utf-8").splitlines()
    due = [line.split()[1] for line in published if line.startswith(f"paragraph {prefix}")]
    for path in MAIN[kind]:
        anchors = page(site, path).xpath("//article//@id")
        assert [id_ for id_ in due if id_ not in anchors] == []
    assert count in (None, len(due))


# --- The head of a page ---


@pytest.mark.parametrize("path", PATHS)
def test_headings_make_an_outline(site: Path, path: str) -> None:
    levels = [int(heading.tag[1]) for heading in page(site, path).xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [(a, b) for a, b in pairwise(levels) if b > a + 1] == []
    assert all(text(heading).strip() for heading in page(site, path).xpath("//h1 | //h2 | //h3"))


@pytest.mark.parametrize("query", ["title/text()", "meta[@name = 'description']/@content"])
def test_titles_and_descriptions_are_unique(site: Path, query: str) -> None:
    found = Counter(one(page(site, path).find("head"), query) for path in PATHS)

    assert [words for words, count in found.items() if count > 1 or not words.strip()] == []


def test_the_sitemap_lists_every_page_with_its_twin(site: Path) -> None:
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = etree.parse(site / "sitemap.xml").getroot().findall("s:url", spaces)
    listed = {
        url.findtext("s:loc", None, spaces): [
            (link.get("hreflang"), link.get("href")) for link in url.findall("x:link", spaces)
        ]
        for url in urls
    }

    assert len(urls) == len(listed)
    assert listed == {
        SITE_URL + path: [("vi", SITE_URL + vi), ("en", SITE_URL + en)] for vi, en in PAIRS for path in (vi, en)
    }
    assert not (site / "en" / "sitemap.xml").exists()


def test_the_page_for_what_is_missing_leads_back_from_anywhere(site: Path) -> None:
    root = read(site / "404.html")
    inside = [href for href in root.xpath("//a/@href | //link/@href | //script/@src") if not urlsplit(href).scheme]
    targets = {urljoin(f"{SITE_URL}deep/down/", href) for href in inside if not href.startswith(("#", "?"))}

    assert {SITE_URL + path for kind in ("home", "plan", "tasks", "agencies") for path in MAIN[kind]} <= targets
    assert [target for target in targets if not served(site, target)] == []
    assert len(root.xpath("//h1")) == 1


def served(site: Path, address: str) -> bool:
    """Tell whether a static host has something at a public address."""
    path = urlsplit(address).path
    found = site / path.removeprefix(f"{BASE}/")
    return (
        path.startswith(f"{BASE}/")
        and "//" not in path
        and ((found / "index.html").is_file() if path.endswith("/") else found.is_file())
    )


# --- Facts, read back from the pages ---

NUMBERS: Final = {  # body: (leads, supports, a part only)
    "so-lao-dong-thuong-binh-va-xa-hoi": (10, 8, 0),
    "ubnd-cap-huyen": (6, 13, 1),
}


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("body", NUMBERS)
def test_figures_of_an_agency(site: Path, body: str, side: int) -> None:
    leads, supports, subset = NUMBERS[body]
    root = page(site, ("co-quan/", "en/agencies/")[side] + f"{body}/")
    figures = [int(number) for number in re.findall(r"\d+", text(one(root, f"//p[{has_class('summary')}]")))]
    listed = [len(root.xpath("//h2[@id = $id]/following-sibling::ol[1]/li", id=id_)) for id_ in ("chu-tri", "phoi-hop")]

    assert figures == [leads, supports, 20, *filter(None, [subset])]
    assert listed == [leads, supports + subset]


@pytest.mark.parametrize("path", MAIN["agencies"])
@pytest.mark.parametrize("body", NUMBERS)
def test_figures_in_the_list_of_agencies(site: Path, path: str, body: str) -> None:
    row = one(page(site, path), f"//article//th[a[contains(@href, '{body}/')]]/..")
    numbers = [int(number) for cell in row.findall("td") for number in re.findall(r"\d+", text(cell))]

    assert numbers == [number for number in NUMBERS[body] if number]


@pytest.mark.parametrize("path", MAIN["responsibilities"])
@pytest.mark.parametrize("body", NUMBERS)
def test_figures_in_the_matrix(site: Path, path: str, body: str) -> None:
    leads, supports, subset = NUMBERS[body]
    table = one(page(site, path), f"//table[{has_class('matrix')}]")
    heads = table.xpath("thead/tr/th/a/@href")
    column = 1 + next(n for n, href in enumerate(heads) if f"/{body}/" in href)
    cells = [row[column] for row in table.xpath(f"tbody/tr[not({has_class('group')})]")]
    marks = Counter(
        re.sub(r"mark--(member|named|concerned)| |mark(?!-)", "", mark.get("class"))
        for cell in cells
        for mark in cell.findall("a")
        if "(" not in text(mark)
    )

    assert len(cells) == len(TASKS)
    assert [int(text(row[column])) for row in table.xpath("tfoot/tr")] == [leads, supports]
    assert marks == +Counter({"mark--lead": leads, "mark--support": supports, "mark--supportmark--subset": subset})


# --- The Decision's words ---


def printed() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield (kind of page, anchor, text by language) of every printed line."""
    for kind in ("decision", "plan"):
        yield from ((kind, line["id"], line) for line in DATA[kind])
    appendix = DATA["appendix"]
    yield from (("appendix", line["id"], line) for line in appendix["opening"])
    for name, cell in appendix["columns"].items():
        yield "appendix", f"appendix.columns.{CELLS.get(name, name)}", cell
    for group in appendix["groups"]:
        yield "appendix", f"appendix.{group['id']}.tt", {"vi": group["id"], "en": group["id"]}
        yield "appendix", f"appendix.{group['id']}.heading", group["heading"]
        for task in group["tasks"]:
            if task["number"] is not None:
                yield "appendix", f"appendix.{task['id']}.tt", {"vi": task["number"], "en": task["number"]}
            for name in ("content", "lead", "support", "output", "period"):
                yield "appendix", f"appendix.{task['id']}.{CELLS.get(name, name)}", task[name]


CELLS: Final = {"output": "product"}
"""Columns whose anchor is another word."""

LINES: Final = list(printed())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("kind", "anchor", "words"), LINES, ids=[line[1] for line in LINES])
def test_a_printed_line_stands_at_its_anchor(
    site: Path, lang: str, kind: str, anchor: str, words: dict[str, str]
) -> None:
    place = with_id(page(site, MAIN[kind][LANGUAGES.index(lang)]), anchor)
    shown = place.xpath(f"descendant-or-self::*[{has_class('law')}]")

    assert [text(law) for law in shown] == [words[lang]]


@pytest.mark.parametrize("kind", ["decision", "plan", "appendix"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_lines_stand_in_printed_order_and_no_others(site: Path, lang: str, kind: str) -> None:
    laws = page(site, MAIN[kind][LANGUAGES.index(lang)]).xpath(f"//article//*[{has_class('law')}]")

    assert [text(law) for law in laws] == [words[lang] for where, _, words in LINES if where == kind]


@pytest.mark.parametrize("task", TASKS, ids=SLUGS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_task_shows_its_cells_as_issued(site: Path, lang: str, task: Any) -> None:
    root = page(site, f"{MAIN['tasks'][LANGUAGES.index(lang)]}{task['id'].lower().replace('.', '-')}/")
    laws = root.xpath(f"//*[{has_class('cell')}]//*[{has_class('law')}]")
    shown = [(text(law), law.get("lang") or lang) for law in laws]
    both = ("en", "vi") if lang == "en" else ("vi",)

    assert shown == [
        (task[name][tongue], tongue) for name in ("content", "lead", "support", "output", "period") for tongue in both
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "anchor", "body"),
    [
        ("decision", "decision.article.2", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("decision", "decision.article.3", "ban-dan-toc"),
        ("decision", "recipients.7", "chi-nhanh-nhcsxh-tinh"),
        ("appendix", "appendix.III.8.lead", "so-tai-nguyen-va-moi-truong"),
        ("appendix", "appendix.III.8.support", "ubnd-cap-huyen"),
    ],
)
def test_names_in_the_text_lead_to_their_agency(site: Path, lang: str, kind: str, anchor: str, body: str) -> None:
    path = MAIN[kind][LANGUAGES.index(lang)]
    law = with_id(page(site, path), anchor).xpath(f"descendant-or-self::*[{has_class('law')}]")[0]
    targets = [urljoin(SITE_URL + path, href) for href in law.xpath(".//a/@href")]

    assert f"{SITE_URL}{MAIN['agencies'][LANGUAGES.index(lang)]}{body}/" in targets


# --- What must not be there ---


@pytest.mark.parametrize("leak", ["{{", "{%", "Undefined", "None", "site.words", "&amp;amp;", "&lt;"])
def test_no_trace_of_a_template_is_left(site: Path, leak: str) -> None:
    code_to_embed = re.compile("&lt;/?iframe")  # shown on purpose

    def has_leak(file: Path) -> bool:
        return leak in code_to_embed.sub("", file.read_text(encoding="utf-8"))

    assert [file for file in site.rglob("*.html") if has_leak(file)] == []


def test_pages_can_move_to_another_domain(site: Path) -> None:
    absolute = [
        (path, address)
        for path in PATHS
        for address in page(site, path).xpath("//body//@href | //body//@src")
        if address.startswith(("https://example.org", "//", "/"))
    ]

    assert absolute == []


def test_pages_fetch_nothing_from_others(site: Path) -> None:
    query = "//script/@src | //img/@src | //link[not(@hreflang) and not(@rel = 'canonical')]/@href | //iframe/@src"
    foreign = [(path, address) for path in PATHS for address in page(site, path).xpath(query) if "//" in address]

    assert foreign == []


HEAVIEST: Final = 156 * 1024
HEAVIEST_TASK: Final = 30 * 1024
"""Bytes of HTML: a phone on a slow line must show a task within a second or two."""


def test_pages_are_light(site: Path) -> None:
    sizes = {path: (site / path / "index.html").stat().st_size for path in PATHS}
    tasks = {path: size for path, size in sizes.items() if re.fullmatch(r"(nhiem-vu|en/tasks)/.+/", path)}

    assert len(tasks) == 40
    assert {path: size for path, size in sizes.items() if size > HEAVIEST} == {}
    assert {path: size for path, size in tasks.items() if size > HEAVIEST_TASK} == {}


# --- Builds ---


def files_of(folder: Path) -> dict[str, bytes]:
    """Read a built site."""
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}
    return {name: file.read_bytes() for name, file in files.items() if name != MARK}


def test_two_builds_are_the_same_to_the_byte(tmp_path: Path) -> None:
    first, second = (files_of(build(tmp_path / name, SOURCE_DATE_EPOCH="1646956800")) for name in ("first", "second"))

    assert first.keys() == second.keys()
    assert [name for name, content in first.items() if content != second[name]] == []
    assert "sitemap.xml.gz" in first


# A slip, as (text in plan.yaml, what it becomes, what the message says).
SLIPS: Final = [
    ("match: partial", "match: partail", "'partial'"),
    ("role: preamble", "role: [preamble", "a bracket opened and not closed"),
    ("id: so-y-te", "id: So Y Te", "so-y-te"),
]


def mistype(project: Path, good: str, bad: str) -> None:
    """Change the first of some words in plan.yaml."""
    file = project / "data" / "plan.yaml"
    words = file.read_text(encoding="utf-8")
    assert good in words
    file.write_text(words.replace(good, bad, 1), encoding="utf-8")


def publish(project: Path) -> Path:
    """Put something where the site goes, as an earlier build would have."""
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("as published", encoding="utf-8")
    (project / "site" / MARK).write_text("index.html\n", encoding="utf-8")
    return project / "site"


@pytest.mark.parametrize(("good", "bad", "message"), SLIPS)
def test_a_slip_leaves_the_published_site_as_it_was(project: Path, good: str, bad: str, message: str) -> None:
    published = publish(project)
    mistype(project, good, bad)

    done = mkdocs("build", "--strict", "--site-dir", "site", cwd=project)

    assert done.returncode == 1
    assert message in done.stderr
    assert "data/plan.yaml:" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert files_of(published) == {"index.html": b"as published"}


def make_site(project: Path) -> int:
    """Run the Makefile's own `site`, with the tools that run this test; give its exit status."""
    command = ["make", f"--old-file={sys.prefix}/built", f"VENV={sys.prefix}", "site"]
    return subprocess.run(command, cwd=project, capture_output=True, check=False).returncode


# A data file at fault, and a template, which is read only after the build has begun.
@pytest.mark.parametrize(
    ("file", "good", "bad"),
    [
        ("data/plan.yaml", "match: partial", "match: partail"),
        ("templates/task.html", "{{ w.group }}", "{{ w.grope }}"),
    ],
)
def test_make_site_replaces_the_site_only_by_a_whole_one(project: Path, file: str, good: str, bad: str) -> None:
    shutil.copy(ROOT / "Makefile", project)
    published = publish(project)
    words = (project / file).read_text(encoding="utf-8")
    (project / file).write_text(words.replace(good, bad, 1), encoding="utf-8")

    assert make_site(project) != 0
    assert files_of(published) == {"index.html": b"as published"}

    (project / file).write_text(words, encoding="utf-8")
    assert make_site(project) == 0
    assert b"768" in files_of(published)["en/index.html"]


# --- The map of documents, and terms ---


def test_the_map_shows_what_the_decision_rests_on_cites_and_is_followed_by(site: Path) -> None:
    """By the preamble and the text of the Decision, and by our page of what came after, read by hand."""
    here = page(site, "van-ban/")
    basis, cited, _, after = ([text(one) for one in part.xpath(".//a")] for part in here.xpath(
        "//ol[contains(@class, 'relations')]/li/ul | //li[contains(@class, 'relations__here')]/p"
    ))  # fmt: skip

    assert basis == ["77/2015/QH13", "47/2019/QH14", "05-CT/TW", "160/NQ-CP", "31/TTr-SLĐTBXH"]
    assert {"06-KL/TW", "40-CT/TW", "401/QĐ-TTg", "90/QĐ-TTg", "1719/QĐ-TTg"} <= {*cited}
    assert not any("768" in one for one in (*basis, *cited))
    assert after[:3] == ["27/NQ-HĐND", "2410/QĐ-UBND", "2655/QĐ-UBND"]
    assert not {*after} & {*basis, *cited}
    changes = page(site, "thay-doi/")
    for link in here.xpath("//ol[contains(@class, 'relations')]/li[3]//a"):
        assert text(link) in text(with_id(changes, link.get("href").partition("#")[2]))


@pytest.mark.parametrize("path", ["ke-hoach/", "en/plan/", "phu-luc/", "nhiem-vu/iii-8/", "en/agencies/so-y-te/"])
def test_a_term_leads_to_its_row_of_the_glossary_once_on_a_page(site: Path, path: str) -> None:
    terms = page(site, path).xpath("//article//a[@class = 'term']")
    glossary = page(site, "en/glossary/" if path.startswith("en/") else "thuat-ngu/")

    assert terms
    assert len({one.get("href") for one in terms}) == len(terms)
    for one in terms:
        row = with_id(glossary, one.get("href").partition("#")[2])
        assert one.get("data-meaning") in [text(cell) for cell in row.xpath("./*")]
        assert text(one).casefold() in text(row).casefold()
