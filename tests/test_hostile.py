"""A hostile plan: whatever somebody writes into a text field shows as written, or is refused; nothing of it runs."""

from __future__ import annotations

import copy
import datetime
import hashlib
import json
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from conftest import BASE, ROOT, Host, build
from lxml import etree, html
from markdown_it import MarkdownIt
from playwright.sync_api import Browser
from spread import one_of_each_folder
from test_policy import LISTEN, inline

from plansite.base.problems import BadData
from plansite.pages import cards
from plansite.read.load import load_plan
from plansite.read.model import Plan
from plansite.site.archive import archive
from plansite.site.promises import REDIRECT

TINY: Final = ROOT / "tests" / "tiny"

MORE: Final[dict[str, Any]] = {  # what the tiny plan leaves out, so that every field of the model is there
    "agencies.0.abbreviations": [{"text": "HĐ", "language": "vi", "basis": "source", "sources": ["S1"]}],
    "agencies.0.also_called": ["hội đồng cụ cuội"],
    "agencies.0.about": {"vi": "Lời của trang.", "en": "Words of ours."},
    "agencies.0.today": [
        {
            "function": {"vi": "việc họp", "en": "meetings"},
            "body": {"vi": "Hội mới", "en": "New council"},
            "verified": False,
            "sources": ["S1"],
        }
    ],
    "classes.0.also_called": ["mọi tổ"],
    "documents.0.date": datetime.date(2030, 1, 1),
    "documents.0.issuer": {"vi": "Làng xưa", "en": "Village of old"},
    "documents.0.sources": ["S1"],
    "documents.0.remark": {"vi": "Lời thêm.", "en": "A remark."},
    "notes.0.sources": ["S1"],
    "aftermath.unknown": [{"vi": "Điều chưa rõ.", "en": "What is unknown."}],
    "short_forms": [{"text": "TT", "vi": "Thứ tự", "en": "Order", "basis": "editorial"}],
    "glossary.0.also": "cane",
    "glossary.0.sources": ["S1"],
}

PAYLOADS: Final = (  # each is numbered, so that it can be found again
    "<script>window.ran=%d</script>",
    '"><img src=x onerror=window.ran=%d>',
    "'onfocus='ran=%d' autofocus x='",
    "</title></script></style><svg onload=ran=%d>",
    "{{ 7*%d }}{%% raw %%}{# x #}",
    "[x](javascript:ran=%d) ![x](x) **b** `c` <http://x>",
    "javascript:window.ran=%d//",
    "&lt;b&gt;&#37;%d&amp;amp;",
    "# x=%d {: onclick=ran=1 } ]]> --> ${ran} {0} {name}",
    '\\";window.ran=%d;//</script>',
    "data:text/html,<script>ran=%d</script>",
    "</p></div></article><h1 style=color:red id=x>%d",
)
REFUSED: Final = ("\a", "\0", "\x7f", "\x85", "\u202e", "\u2066", "\u200f")
"""Characters that no text may hold: those that are not seen, or that turn the writing around."""

CHANGES: Final = """
- id: dau-tien
  date: 2031-02-02
  api: "1.0"
  vi: "Mới %(payload)s"
  en: "New %(payload)s"
"""
"""A published change, which no page of the plan holds but feeds and the data page show."""

MINE: Final = "\"'><img src=x onerror=ran=8>"
"""What every word of the other files of data ends in; it holds no braces, which words are filled in by."""

SHORT: Final = '"<i onx=8>'
"""What words end in that preview cards must hold."""

ON_CARDS: Final = re.compile(
    "(page_.*|.*_description|"
    + "|".join(re.findall(r"""["']([a-z_]+)["']""", Path(cards.__file__).read_text("utf-8")))
    + ")"
)

WORDS: Final = {"vi", "en", "words", "rule"}
"""The fields of those files that people or tools write freely."""

RENAMED: Final = ("Tổ Vườn", "Garden Team", "Lệ số 1/L-LT", "Rule No. 1/L-LT", "trách nhệm", "xóm ven suối")
"""Words that must be the same in several fields: they are changed in all."""

GRAMMAR: Final = {
    "id", "at", "sources", "name_sources", "file", "sha256", "website", "left_out", "issued", "checked", "date",
    "issuer", "role", "old", "new", "paragraph", "match", "basis", "language", "agencies", "paragraphs", "members",
    "phases",
}  # fmt: skip
"""Fields that are no free text, or that no page shows."""

PRINTED: Final = ("decision", "plan", "appendix")

UNSEEN: Final = {"also_called", "abbreviations", "also"}
"""Fields that only the search may show."""


def at(tree: Any, way: str) -> tuple[Any, Any]:
    """Return what holds the value at the end of a way, and its key there."""
    *before, last = (int(step) if step.isdigit() else step for step in way.split("."))
    for step in before:
        tree = tree[step]
    return tree, last


def names(way: str) -> list[str]:
    """Return the fields along a way."""
    return [step for step in way.split(".") if not step.isdigit()]


def texts(tree: Any, way: str = "") -> Iterator[str]:
    """Yield the way to every text that people write freely."""
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        here = f"{way}.{key}".lstrip(".")
        if isinstance(value, (dict, list)):
            yield from texts(value, here)
        elif isinstance(value, str) and not _has_grammar(here, tree):
            yield here


def _has_grammar(way: str, holder: Any) -> bool:
    """Tell whether a field is written by rules of its own."""
    *before, last = names(way)
    single = (last == "kind" and "vi" not in holder) or (last == "place" and "left_out" in before)
    return single or last in GRAMMAR or "left_out" in before


class Hostile:
    """The tiny plan with every field filled, in a folder, and the changes that its check accepted."""

    def __init__(self, folder: Path) -> None:
        """Write the plan into a folder."""
        shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("golden"))
        self.folder = folder
        self.tree: Any = yaml.safe_load((TINY / "plan.yaml").read_text(encoding="utf-8"))
        self.source = (TINY / "source.txt").read_text(encoding="utf-8")
        for way, value in MORE.items():
            holder, key = at(self.tree, way)
            holder[key] = copy.deepcopy(value)
        self.accepted: dict[str, str] = {}

    def reports(self, tree: Any, source: str) -> str:
        """Return what the check says of a plan; nothing when it accepts it."""
        (self.folder / "source.txt").write_text(source, encoding="utf-8")
        tree["provenance"]["sha256"] = hashlib.sha256((self.folder / "source.txt").read_bytes()).hexdigest()
        written = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
        (self.folder / "plan.yaml").write_text(written, encoding="utf-8")
        try:
            load_plan(self.folder)
        except BadData as error:
            return str(error)
        return ""

    def change(self, way: str, added: str) -> str:
        """Add to a text, and to the published text if that has it; keep the change unless the check refuses it."""
        tree = copy.deepcopy(self.tree)
        holder, key = at(tree, way)
        old, holder[key] = holder[key], holder[key] + added
        source = self.source
        if way.split(".", maxsplit=1)[0] in PRINTED and key in ("vi", "number"):
            source = re.sub(f"^{re.escape(old)}$", lambda _: holder[key], source, count=1, flags=re.MULTILINE)
        said = self.reports(tree, source)
        if not said:
            self.tree, self.source, self.accepted[way] = tree, source, added.strip()
        return said

    def rename(self, old: str, new: str) -> None:
        """Change words wherever they stand."""
        self.tree, self.source = replaced(self.tree, old, new), self.source.replace(old, new)
        assert self.reports(self.tree, self.source) == ""
        self.accepted[old] = new


def replaced(value: Any, old: str, new: str) -> Any:
    """Change words in every text of a tree."""
    if isinstance(value, dict):
        return {key: replaced(child, old, new) for key, child in value.items()}
    if isinstance(value, list):
        return [replaced(child, old, new) for child in value]
    return value.replace(old, new) if isinstance(value, str) else value


def mined(value: Any, name: str = "", mine: str = MINE) -> Any:
    """Add to every free text of a tree."""
    if isinstance(value, dict):
        short = {key: SHORT if ON_CARDS.fullmatch(key) else mine for key in value}
        return {key: mined(child, key, short[key]) for key, child in value.items()}
    if isinstance(value, list):
        return [mined(child, mine=mine) for child in value]
    return f"{value}{mine}" if name in WORDS else value


def payload(way: str, number: int) -> str:
    """Return what to add to a text: a short thing where a picture must hold it."""
    if names(way)[:2] in (["identity", "number"], ["identity", "kind"]):
        return f" <b>{number}"
    return " " + PAYLOADS[number % len(PAYLOADS)] % number


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """Return a plan that is hostile wherever its check lets it be."""
    plan = Hostile(tmp_path_factory.mktemp("hostile") / "data")
    for number, name in enumerate(RENAMED):
        plan.rename(name, f"{name[:-1]}{PAYLOADS[number] % (1000 + number)}{name[-1]}")
    for number, way in enumerate(list(texts(plan.tree))):
        plan.change(way, payload(way, number))
    assert plan.reports(plan.tree, plan.source) == ""
    return plan


def test_every_kind_of_text_is_hostile_or_was_refused(hostile: Hostile) -> None:
    schema = Plan.model_json_schema()["$defs"]
    free = {
        name
        for record in schema.values()
        for name, field in record.get("properties", {}).items()
        if re.search(r'"pattern": "\^\\\\S|/Bilingual"', json.dumps(field))
    }
    tried = {name for way in texts(hostile.tree) for name in names(way)}
    refused = [way for way in texts(hostile.tree) if way not in hostile.accepted]

    assert free - GRAMMAR <= tried
    # What must say the same as other fields is hostile by being renamed with them; a cell is read to its last word,
    # and the words of the one task that matches a paragraph are counted.
    # A number and an address have grammars, so that they stand everywhere as they are.
    told = r"written|quote|(lead|support)\.vi$|^appendix\.groups\.0\.tasks\.0\.content\.vi$|^identity\.number$|\.urls\."
    assert [way for way in refused if not re.search(told, way)] == []
    assert len(hostile.accepted) > 100


@pytest.mark.parametrize("char", REFUSED, ids=ascii)
def test_a_character_that_is_not_seen_is_refused(hostile: Hostile, char: str) -> None:
    ways = [way for way in texts(hostile.tree) if way in hostile.accepted]
    for number, way in enumerate(ways):
        if number % len(REFUSED) == REFUSED.index(char):
            tree = copy.deepcopy(hostile.tree)
            holder, key = at(tree, way)
            holder[key] += f" {char}x"
            said = hostile.reports(tree, hostile.source)
            assert f"U+{ord(char):04X}" in said or "not a web address" in said, way
            assert "Traceback" not in said


@pytest.fixture(scope="module")
def built(hostile: Hostile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the hostile plan's site, in both languages, by the real command."""
    project = tmp_path_factory.mktemp("project")
    guide = shutil.ignore_patterns("huong-dan.md", "guide.md")  # it speaks of the real plan's records
    shutil.copytree(ROOT / "docs", project / "docs", ignore=guide)
    for name in ("overrides", "plansite", "templates"):
        (project / name).symlink_to(ROOT / name)
    for name in ("macros.py", "mkdocs.yml"):
        shutil.copy(ROOT / name, project)
    assert hostile.reports(hostile.tree, hostile.source) == ""
    shutil.copytree(hostile.folder, project / "data")
    for name in ("interface.yaml", "api.yaml", "wcag.yaml", "checks.yaml"):
        tree = yaml.safe_load((ROOT / "data" / name).read_text(encoding="utf-8"))
        (project / "data" / name).write_text(
            yaml.safe_dump(mined(tree), allow_unicode=True, width=10_000), encoding="utf-8"
        )
    everyday = {"task I.1": {"vi": [f"việc nhà {MINE}"], "en": [f"chores {MINE}"]}}
    (project / "data" / "everyday.yaml").write_text(
        yaml.safe_dump(everyday, allow_unicode=True, width=10_000), encoding="utf-8"
    )
    changes = CHANGES % {"payload": PAYLOADS[0] % 9999}
    (project / "data" / "changes.yaml").write_text(changes, encoding="utf-8")
    return build(project / "site", root=project)


def shown(site: Path) -> str:
    """Return all that the pages of a site show, and what is read of pictures."""
    pages = [html.document_fromstring(file.read_bytes()) for file in site.rglob("*.html")]
    return "\n".join(
        " ".join(part.split())
        for page in pages
        for part in ("".join(page.xpath("//body//text()[not(ancestor::script)]")), *page.xpath("//@title | //@content"))
    )


def test_everything_shows_literally_and_nothing_became_markup(hostile: Hostile, built: Path) -> None:
    said = shown(built)
    assert PAYLOADS[0] % 9999 in said
    missing = {
        way: payload
        for way, payload in hostile.accepted.items()
        if payload not in said and not set(names(way)) & UNSEEN
    }
    assert missing == {}
    for file in built.rglob("*.html"):
        assert inline(html.document_fromstring(file.read_bytes())) == [], file
    for file in built.rglob("*.svg"):
        assert inline(etree.parse(file).getroot()) == [], file


@pytest.fixture(scope="module")
def unpacked(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the archive of the hostile site, unpacked."""
    folder = tmp_path_factory.mktemp("archive")
    archive(built, folder / "plan.zip")
    zipfile.ZipFile(folder / "plan.zip").extractall(folder)
    return folder / "plan"


def test_nothing_became_markup_in_the_archive(built: Path, unpacked: Path) -> None:
    for file in unpacked.rglob("*.html"):
        root = html.document_fromstring(file.read_bytes())
        published = html.document_fromstring((built / file.relative_to(unpacked)).read_bytes())
        assert inline(root) == [], file
        assert len(list(root.iter())) == len(list(published.iter())), file


def test_nothing_became_markup_in_markdown(built: Path) -> None:
    """Read by CommonMark, with raw HTML let through: what shows is text, and links lead where they should."""
    reader = MarkdownIt("commonmark", {"html": True})
    files = sorted(built.rglob("*.md"))
    assert files
    for file in files:
        root = html.fromstring(f"<div>{reader.render(file.read_text(encoding='utf-8'))}</div>")
        assert inline(root) == [], file
        assert {str(one) for one in root.xpath("//@src")} == set(), file
        odd = [link for link in root.xpath("//@href") if not re.match(r"https?://[\w.-]+(/|$)|#|[\w./-]+$", link)]
        assert odd == [], file


def test_nothing_became_markup_in_what_machines_read(built: Path) -> None:
    for file in built.rglob("*.xml"):
        names = {etree.QName(one).localname for one in etree.parse(file).iter(etree.Element)}
        assert not names & {"script", "img", "svg", "b", "i"}, file
    for file in built.rglob("*.json"):
        json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "policy"), [("site", False), ("site", True), ("archive", False)])
def test_nothing_runs_with_or_without_the_policy(
    browser: Browser, built: Path, unpacked: Path, kind: str, policy: bool
) -> None:
    """Pages of every kind are opened, and the search is asked for what would run."""
    folder = built if kind == "site" else unpacked
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder))) as host:
        thread = threading.Thread(target=host.serve_forever)
        thread.start()
        try:
            start = f"http://127.0.0.1:{host.server_port}{BASE}/"
            page = browser.new_context(bypass_csp=not policy, service_workers="block").new_page()
            troubles: list[str] = []
            page.add_init_script(LISTEN)
            page.on("dialog", lambda dialog: troubles.append(dialog.message))
            page.on("pageerror", lambda error: troubles.append(str(error)))
            for file in one_of_each_folder(folder, folder.rglob("*.html")):
                content = file.read_text(encoding="utf-8")
                if REDIRECT not in content:
                    page.goto(start + file.relative_to(folder).as_posix().removesuffix("index.html"))
                    assert page.evaluate(RAN) == ["undefined", 0, []], file
            page.goto(f"{start}?q=window.ran+script+onerror")
            page.locator("[data-search=results] a").first.wait_for()
            assert page.evaluate(RAN) == ["undefined", 0, []]
            assert troubles == []
            page.context.close()
        finally:
            host.shutdown()
            thread.join()


RAN: Final = """[
  typeof ran, document.querySelectorAll("h1#x, [onx], [onerror], [onclick]").length, window.stopped ?? []
]"""
"""What ran, what became markup, and what the policy had to stop."""
