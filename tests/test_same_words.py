"""Every format says of every task and agency what data/plan.yaml says: read by parsers that know none of our code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import openpyxl
import pytest
import yaml
from conftest import ROOT
from docx.oxml.ns import qn
from lxml import etree, html
from markdown_it import MarkdownIt
from test_pdf_tags import every, said, structure
from test_print import solid, word

from plansite.read.model import Language

PLAN: Final = yaml.load((ROOT / "data" / "plan.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
HEADS: Final = yaml.load((ROOT / "data" / "api.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
FIELDS: Final = ("content", "lead", "support", "output", "period")
TASKS: Final = {task["id"]: task for group in PLAN["appendix"]["groups"] for task in group["tasks"]}
BODIES: Final = {body["id"]: body["name"] for body in (*PLAN["agencies"], *PLAN["classes"])}
FOLDERS: Final = {
    "vi": {"task": "nhiem-vu", "agency": "co-quan"},
    "en": {"task": "en/tasks", "agency": "en/agencies"},
}
FILES: Final = {
    "vi": {"act": "quyet-dinh/768-quyet-dinh.akn.xml", "book": "du-lieu/ke-hoach-768.xlsx"},
    "en": {"act": "en/decision/768-decision.akn.xml", "book": "en/data/plan-768.xlsx"},
}
AKN: Final = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}

Cells: TypeAlias = Mapping[tuple[str, str], str]
Names: TypeAlias = Mapping[str, str]


def folder(site: Path, kind: str, id: str, language: Language) -> Path:
    return site / FOLDERS[language][kind] / id.lower().replace(".", "-")


def cells(texts: Callable[[str], list[str]]) -> Cells:
    """Read the fields of every task, given how to read those of one."""
    found = {(id, name): text for id in TASKS for name, text in zip(FIELDS, texts(id), strict=True)}
    assert len(found) == 100
    return found


# --- Pages ---


def in_html(site: Path, language: Language) -> tuple[Cells, Names]:
    def texts(id: str) -> list[str]:
        page = html.parse(folder(site, "task", id, language) / "index.html")
        return [cell.xpath("(.//*[contains(@class, 'law')])[1]")[0].text_content()
                for cell in page.xpath("//*[@class = 'cell']")]  # fmt: skip

    def name(id: str) -> str:
        page = html.parse(folder(site, "agency", id, language) / "index.html")
        return str(page.xpath("string(//dl[@class = 'card']/div[1]/dd)"))

    return cells(texts), {id: name(id) for id in BODIES}


def in_markdown(site: Path, language: Language) -> tuple[Cells, Names]:
    def texts(id: str) -> list[str]:
        quoted = list(quotes((folder(site, "task", id, language) / "index.md").read_text(encoding="utf-8")))
        return quoted[1:6] if language == "vi" else quoted[1:11:2]  # the heading of the group comes first

    def name(id: str) -> str:
        tokens = MarkdownIt("commonmark").parse((folder(site, "agency", id, language) / "index.md").read_text("utf-8"))
        return plain(tokens[1])

    return cells(texts), {id: name(id) for id in BODIES}


def quotes(text: str) -> Iterator[str]:
    inside = False
    for token in MarkdownIt("commonmark").parse(text):
        inside = {"blockquote_open": True, "blockquote_close": False}.get(token.type, inside)
        if inside and token.type == "inline":
            yield plain(token)


def plain(token: Any) -> str:
    return "".join(one.content for one in token.children)


# --- Data ---


def in_api(site: Path, language: Language) -> tuple[Cells, Names]:
    api = site / "api" / "v1"

    def texts(id: str) -> list[str]:
        task = json.loads((api / "tasks" / f"{id.lower().replace('.', '-')}.json").read_bytes())
        return [task[name][language] for name in FIELDS]

    names = {id: json.loads((api / "agencies" / f"{id}.json").read_bytes())["name"][language] for id in BODIES}
    return cells(texts), names


def in_csv(site: Path, language: Language) -> tuple[Cells, Names]:
    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO((site / "api" / "v1" / name).read_text(encoding="utf-8"))))

    tasks = {row["task"]: row for row in rows("tasks.csv")}
    names = {row["agency"]: row[f"agency_name_{language}"] for row in rows("agencies.csv")}
    return cells(lambda id: [tasks[id][f"{name}_{language}"] for name in FIELDS]), names


def in_workbook(site: Path, language: Language) -> tuple[Cells, Names]:
    book = openpyxl.load_workbook(site / FILES[language]["book"])

    def rows(number: int, key: str) -> dict[Any, Any]:
        heads, *lines = book.worksheets[number].iter_rows(values_only=True)
        found: list[dict[Any, Any]] = [dict(zip(heads, line, strict=True)) for line in lines]
        return {row[HEADS[f"column_{key}"][language]]: row for row in found}

    tasks, agencies = rows(0, "task"), rows(2, "agency")
    columns = [HEADS[f"column_{name}"][language] for name in FIELDS]
    names = {id: row[HEADS["column_agency_name"][language]] for id, row in agencies.items()}
    return cells(lambda id: [tasks[id][column] for column in columns]), names


def in_akoma_ntoso(site: Path, language: Language) -> tuple[Cells, Names]:
    act = etree.parse(site / FILES[language]["act"])

    def texts(id: str) -> list[str]:
        lines = [f"appendix.{id}.{'product' if name == 'output' else name}" for name in FIELDS]
        return [act.xpath("string(//*[@wId = $id])", id=line) for line in lines]

    names = {one.get("eId"): one.get("showAs") for one in act.iterfind(".//a:TLCOrganization", AKN)}
    return cells(texts), {id: name for id, name in names.items() if id != "site"}


# --- Documents ---


def in_word(_: Path, language: Language) -> tuple[Cells, Names]:
    def texts(id: str) -> list[str]:
        [table] = word("task", id, language).tables
        lines = [row.cells[1].paragraphs[0] for row in table.rows]
        return ["".join(run.text for run in line.runs if is_law(run)) for line in lines]

    def name(id: str) -> str:
        [title] = [line.text for line in word("agency", id, language).paragraphs if line.style.name == "Heading 1"]
        return str(title)

    return cells(texts), {id: name(id) for id in BODIES}


def is_law(run: Any) -> bool:
    style = run._r.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    return style is not None and style.get(qn("w:val")) == "Law"


def in_pdf(_: Path, language: Language) -> tuple[Cells, Names]:
    """Read the letters of cells, which notes may follow: in a PDF no spaces stand at the ends of lines."""

    def texts(id: str) -> list[str]:
        key = ("task", id)
        found = [one for one in every(structure(key, language)) if one.tag == "/TD"]
        return [said(key, language, one.kids[0]) for one in found]

    def name(id: str) -> str:
        key = ("agency", id)
        [title] = [one for one in every(structure(key, language)) if one.tag == "/H1"]
        return said(key, language, title)

    return cells(texts), {id: name(id) for id in BODIES}


FORMATS: Final = [in_html, in_markdown, in_api, in_csv, in_workbook, in_akoma_ntoso, in_word,
                  pytest.param(in_pdf, marks=pytest.mark.pango)]  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("read", FORMATS)
def test_a_format_says_of_each_task_and_agency_what_the_plan_says(
    read: Callable[[Path, Language], tuple[Cells, Names]], language: Language, site: Path
) -> None:
    found, names = read(site, language)
    written = {(id, name): task[name][language] for id, task in TASKS.items() for name in FIELDS}
    titles = {id: name[language] for id, name in BODIES.items()}
    assert (len(written), len(titles)) == (100, 35)
    if read is in_pdf:
        marks = str.maketrans("", "", "[]0123456789")
        written = {key: solid(text) for key, text in written.items()}
        assert {key: text for key, text in found.items() if not text.startswith(written[key])} == {}
        assert {key: rest for key, text in found.items() if (rest := text[len(written[key]) :].translate(marks))} == {}
        assert names == {id: solid(name) for id, name in titles.items()}
    else:
        assert found == written
        assert names == titles
