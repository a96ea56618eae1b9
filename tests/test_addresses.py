"""What was published stays: the list of addresses and anchors, what it catches, and where the lost ones lead."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from conftest import ROOT, build_environment
from lxml import html

from plansite.base.problems import BadData
from plansite.base.settings import Settings
from plansite.files.exports import files
from plansite.pages.anchors import anchors
from plansite.pages.render import Site
from plansite.read.data import API_FILE, Data
from plansite.read.history import load_updates
from plansite.read.load import load_plan, load_words
from plansite.read.model import Plan, Redirect
from plansite.read.published import entries, promised
from plansite.site.promises import DOCUMENTS, Anchors, due, lost, published
from plansite.site.publish import MARK

DATA: Final = ROOT / "data"


@pytest.fixture(scope="module")
def standing(site: Path) -> dict[str, Anchors]:
    return published(site)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(DATA)


def test_everything_published_is_listed_and_nothing_is_lost(standing: dict[str, Anchors]) -> None:
    known = promised(DATA)

    assert list(lost(due(known, standing), standing)) == []
    assert set(known) >= set(standing), "run `make refresh`"
    assert [at for at, names in standing.items() if not set(names or ()) <= set(known[at])] == [], "run `make refresh`"


def test_the_list_has_every_kind_of_address_and_only_grows_in_order() -> None:
    known = promised(DATA)

    assert list(known) == sorted(known)
    for address in (
        "/", "/en/", "/404.html", "/768/iii-8/", "/en/768/iii-8/", "/nhiem-vu/iii-8/", "/nhiem-vu/iii-8/iii-8.svg",
        "/nhiem-vu/iii-8/iii-8.bib", "/en/tasks/iii-8/iii-8.json", "/embed/nhiem-vu/iii-8/",
        "/en/embed/agencies/so-y-te/", "/assets/cards/en/agencies/so-y-te.png", "/sitemap.xml", "/opensearch.xml",
    ):  # fmt: skip
        assert address in known
    assert "plan.II.3.b4" in known["/ke-hoach/"]
    assert "appendix.III.8.lead" in known["/en/appendix/"]


def test_an_independent_parser_sees_the_same_anchors(site: Path) -> None:
    for file in sorted(site.rglob("*.html")):
        content = file.read_text(encoding="utf-8")
        seen = [name for name in html.document_fromstring(content.encode()).xpath("//@id") if name[:2] != "__"]
        assert list(anchors(content)) == seen, file


LOSSES: Final = [  # (the address that goes, its anchor or nothing, what is reported)
    ("/nhiem-vu/iii-8/", "", ["/nhiem-vu/iii-8/"]),
    ("/en/768/iii-8/", "", ["/en/768/iii-8/"]),
    ("/embed/co-quan/so-y-te/", "", ["/embed/co-quan/so-y-te/"]),
    ("/assets/cards/vi/nhiem-vu/iii-8.png", "", ["/assets/cards/vi/nhiem-vu/iii-8.png"]),
    ("/nhiem-vu/iii-8/iii-8.svg", "", ["/nhiem-vu/iii-8/iii-8.svg"]),
    ("/ke-hoach/", "plan.II.3.b4", ["/ke-hoach/#plan.II.3.b4"]),
]


@pytest.mark.parametrize(("address", "name", "reported"), LOSSES, ids=[address for address, _, _ in LOSSES])
def test_a_loss_is_found(standing: dict[str, Anchors], address: str, name: str, reported: list[str]) -> None:
    rest = dict(standing)
    if name:
        rest[address] = tuple(one for one in rest[address] or () if one != name)
    else:
        del rest[address]

    assert list(lost(due(promised(DATA), rest), rest)) == reported


def test_a_redirect_keeps_a_page_its_anchors_and_its_files(standing: dict[str, Anchors]) -> None:
    page = "/nhiem-vu/iii-8/"
    rest = {at: names for at, names in standing.items() if not at.startswith(page)}

    known = due(promised(DATA), rest)
    assert len(list(lost(known, rest))) >= 4
    assert list(lost(known, rest | {page: None})) == []


def test_documents_are_due_only_where_some_were_made(standing: dict[str, Anchors]) -> None:
    known = promised(DATA)
    documents = {address for address in known if address.endswith(DOCUMENTS)}
    assert len(documents) > 100
    assert not documents & set(due(known, standing))
    assert documents <= set(due(known, {**standing, "/any.pdf": ()}))


MOVED: Final = [  # (the redirect, the anchor of old on its page, where that leads)
    ("paragraph plan.II.3.b99", "paragraph plan.II.3.b4", "ke-hoach/#plan.II.3.b99", "#plan.II.3.b4"),
    ("paragraph plan.II.3.b99", "task III.8", "ke-hoach/#plan.II.3.b99", "../nhiem-vu/iii-8/"),
    ("document 1-ct", "document 06-kl-tw", "van-ban/#1-ct", "#06-kl-tw"),
    ("change cu", "change chuan-ngheo-moi", "thay-doi/#cu", "#chuan-ngheo-moi"),
    ("note cu", "note hang-nam", "nhiem-vu/i-2/#note-cu", "../../phu-luc/#note-hang-nam"),
    ("task VI.1", "task III.8", "phu-luc/#appendix.VI.1", "../nhiem-vu/iii-8/"),
    ("task VI.1", "task III.8", "phu-luc/#appendix.VI.1.lead", "../nhiem-vu/iii-8/"),
    ("anchor /nhiem-vu/i-1/#cu", "task I.1", "nhiem-vu/i-1/#cu", "./"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "before", "target"), MOVED, ids=[f"{one[0]} → {one[1]}" for one in MOVED])
def test_an_anchor_of_old_stands_and_leads_on(plan: Plan, old: str, new: str, before: str, target: str) -> None:
    path, _, name = before.partition("#")
    changed = plan.model_copy(update={"redirects": (Redirect(old=old, new=new),)})

    root = html.document_fromstring(rendered(changed, path, ("dau-trang", name, "elsewhere")))

    [place] = root.xpath("//*[@id = $name]", name=name)
    assert place.xpath(".//a/@href") == [target]
    assert not root.xpath("//*[@id = 'elsewhere']")


def rendered(plan: Plan, path: str, known: tuple[str, ...]) -> str:
    """Return a page's content when some anchors of it were published."""
    data = Data(
        plan,
        load_words(DATA),
        updates=load_updates(DATA, plan),
        api_words=load_words(DATA, API_FILE),
        promised={f"/{path}": known},
    )
    return Site(data, ROOT / "templates").render(path.rstrip("/"), "vi")


def test_no_page_changes_while_nothing_has_moved(plan: Plan) -> None:
    before, after = (rendered(plan, "ke-hoach/", known) for known in ((), ("plan.VI",)))

    assert before == after


def command(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m plansite` in a copy of the project."""
    line = [sys.executable, "-m", "plansite", *words]
    return subprocess.run(
        line, cwd=project, env=build_environment(project), capture_output=True, text=True, check=False
    )


def replace(file: Path, *pairs: tuple[str, str]) -> None:
    """Change every occurrence of some words in a file."""
    words = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in words
        words = words.replace(old, new)
    file.write_text(words, encoding="utf-8")


def test_a_build_that_loses_an_anchor_is_not_published_until_a_redirect_stands(project: Path) -> None:
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("as published", encoding="utf-8")
    (project / "site" / MARK).write_text("index.html\n", encoding="utf-8")
    replace(project / "data" / "plan.yaml", ("- id: hang-nam\n", "- id: moi-nam\n"))
    assert "a published id is gone" in command(project, "check").stderr

    replace(project / "data" / "plan.yaml", ("redirects: []", "redirects: [{old: note hang-nam, new: note moi-nam}]"))
    replace(project / "templates" / "glossary.html", ('"viet-tat"', '"chu-tat"'))
    refused = command(project, "publish")
    assert refused.returncode == 1
    assert "published-addresses.txt: /thuat-ngu/#viet-tat\n  Sai:" in refused.stderr
    assert "or add “- {old: anchor /thuat-ngu/#viet-tat, new: …}” to redirects." in refused.stderr
    assert "hang-nam" not in refused.stderr  # its redirect stands on every page that showed the note
    assert "Traceback" not in refused.stderr
    assert (project / "site" / "index.html").read_text(encoding="utf-8") == "as published"

    replace(project / "templates" / "glossary.html", ('"chu-tat"', '"viet-tat"'))
    assert command(project, "publish").returncode == 0
    assert command(project, "promise").returncode == 0
    assert {"note-hang-nam", "note-moi-nam"} <= set(promised(project / "data")["/en/tasks/i-1/"])


def test_an_id_can_be_changed_and_every_address_of_old_still_answers(project: Path) -> None:
    """An agency, a task, and an agency that becomes a part of another: each with the redirect that is asked for."""
    data = project / "data"
    known = promised(data)
    renamed = {"agency so-y-te": "agency so-y-te-tinh", "task V.4": "task V.5"}
    text = (data / "plan.yaml").read_text(encoding="utf-8")
    text = re.sub(r"(?<![\w-])so-y-te(?![\w-])", "so-y-te-tinh", text)
    text = re.sub(r"(?<![\w.])((?:appendix\.)?V)\.4(?!\d)", r"\1.5", text)
    (data / "plan.yaml").write_text(text, encoding="utf-8")
    asked = command(project, "check").stderr
    for old, new in renamed.items():
        assert f"below it “  - {{old: {old}, new: {new}}}”" in asked
        assert f"everyday.yaml:{line_of(data / 'everyday.yaml', f'{old}:')}:1: {old}\n" in asked
    replace(data / "plan.yaml", ("redirects: []", REDIRECTS))
    replace(data / "everyday.yaml", *((f"{old}:", f"{new}:") for old, new in renamed.items()))
    checked = command(project, "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "make refresh" in checked.stdout

    built = command(project, "publish")
    assert built.returncode == 0, built.stderr
    site = project / "site"
    for old, new, name in (
        ("co-quan/so-y-te", "co-quan/so-y-te-tinh", "so-y-te"),
        ("en/tasks/v-4", "en/tasks/v-5", "v-4"),
    ):
        assert 'http-equiv="refresh"' in (site / old / "index.html").read_text(encoding="utf-8")
        for file in ("index.md", *(f"{name}.{kind}" for kind in ("bib", "json", "svg"))):
            same = file.replace(name, new.rpartition("/")[2])
            assert (site / old / file).read_bytes() == (site / new / same).read_bytes()
    for old, new in (("agencies/so-y-te", "agencies/so-y-te-tinh"), ("tasks/v-4", "tasks/v-5")):
        assert (site / "api/v1" / f"{old}.json").read_bytes() == (site / "api/v1" / f"{new}.json").read_bytes()
    found = published(site)
    assert list(lost(due(known, found), found)) == []

    assert command(project, "refresh").returncode == 0
    assert command(project, "promise").returncode == 0
    assert "make refresh" not in command(project, "check").stdout
    assert set(known) < set(promised(data))


REDIRECTS: Final = """redirects:
  - {old: agency so-y-te, new: agency so-y-te-tinh}
  - {old: task V.4, new: task V.5}"""


def line_of(file: Path, text: str) -> int:
    """Return the line, from 1, that begins with a text."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if line.startswith(text))


def test_the_record_of_an_agency_that_became_something_else_says_where_it_is(plan: Plan) -> None:
    changed = plan.model_copy(update={"redirects": (Redirect(old="agency so-cu", new="document 160-nq-cp"),)})
    site = Site(Data(changed, load_words(DATA)), ROOT / "templates", Settings("https://example.org/"))
    [made] = [make for path, make in files(site) if path == "api/v1/agencies/so-cu.json"]
    assert json.loads(made()) == {"id": "so-cu", "moved": "https://example.org/van-ban/#160-nq-cp"}


def test_nothing_is_refreshed_when_the_data_have_slips(project: Path) -> None:
    data = project / "data"
    replace(data / "plan.yaml", ("  - id: hang-nam\n", "  - id: hang-nam-moi\n"))
    before = {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}
    assert command(project, "refresh").returncode == 1
    assert {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()} == before


def test_make_refresh_builds_before_it_writes() -> None:
    """What cannot be built is not written down as published."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\nrefresh:")[2].partition("\n\n")[0]
    assert re.findall(r"plansite (\w+)", recipe) == ["publish", "refresh", "promise"]


def test_a_redirect_of_an_anchor_must_be_of_one_that_was_published(tmp_path: Path) -> None:
    tiny = tmp_path / "data"
    tiny.mkdir()
    for file in (ROOT / "tests" / "tiny").iterdir():
        if file.is_file():
            (tiny / file.name).write_bytes(file.read_bytes())
    (tiny / "published-addresses.txt").write_text("/nhiem-vu/i-1/ doan\n", encoding="utf-8")
    raw: Any = yaml.safe_load((tiny / "plan.yaml").read_text(encoding="utf-8"))
    assert entries(tiny) == {"anchor /nhiem-vu/i-1/#doan"}
    for name, right in (("doan", True), ("dona", False)):
        raw["redirects"] = [{"old": f"anchor /nhiem-vu/i-1/#{name}", "new": "task I.1"}]
        (tiny / "plan.yaml").write_text(yaml.safe_dump(raw, allow_unicode=True), encoding="utf-8")
        try:
            load_plan(tiny)
            said = ""
        except BadData as error:
            said = str(error)
        assert ("was never published" not in said) is right
