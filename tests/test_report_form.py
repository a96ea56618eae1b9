"""The form for an agency's progress report, read back: its tasks, what it quotes, what is left to fill in."""

from __future__ import annotations

import io
import re
from functools import cache
from typing import Any, Final

import openpyxl
import pytest
from conftest import real_site
from docx import Document

from plansite.base.settings import Settings
from plansite.files import report_form
from plansite.files.offers import Files
from plansite.read.kinds import LANGUAGES
from plansite.read.model import Language

SITE: Final = real_site(Settings("https://example.org/", documents=True), offer=Files)
LINKS: Final = SITE.links
BODIES: Final = [body for body in LINKS.bodies if LINKS.by_agency[body]]
PRINTED: Final = ("content", "product", "period")
BLANK: Final = 5
SOME: Final = ("so-y-te", "ubnd-cap-huyen", "cac-so-nganh")
ASKED: Final = {
    "so-y-te": ["plan.III.1.b3"],
    "so-lao-dong-thuong-binh-va-xa-hoi": ["plan.III.1.b3", "plan.III.3.b3", "plan.III.5.b5", "plan.closing"],
    "ubnd-cap-huyen": ["plan.III.5.b5"],
    "cac-so-nganh": ["plan.III.1.b3"],
    "bo-chi-huy-quan-su-tinh": [],
}
"""What of the Plan asks a body for a report, read by hand in Part III."""

MARK: Final = re.compile(r"\s*\[\d+\]")
"""The number of a note of ours."""

Rows = list[list[str]]


@cache
def made() -> dict[str, Any]:
    return dict(report_form.files(SITE))


def file(body: str, language: Language, suffix: str) -> bytes:
    [path] = [
        path for path in made() if path.startswith(LINKS.pages["agency", body].path(language)) and path.endswith(suffix)
    ]
    content: bytes = made()[path]()
    return content


def word(body: str, language: Language) -> tuple[list[str], Rows]:
    """Return the paragraphs of a form, and the rows of its table."""
    document = Document(io.BytesIO(file(body, language, ".docx")))
    [table] = document.tables
    return [one.text for one in document.paragraphs], [
        [MARK.sub("", cell.text) for cell in row.cells] for row in table.rows
    ]


def excel(body: str, language: Language) -> tuple[list[str], Rows]:
    """Return the lines above the table of a form, and its rows."""
    sheet = openpyxl.load_workbook(io.BytesIO(file(body, language, ".xlsx"))).active
    assert sheet is not None
    rows = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    head = next(n for n, row in enumerate(rows) if row[1])
    return [row[0] for row in rows[:head]], rows[head:]


FORMS: Final = [
    (read, body, language)
    for read, bodies in (("excel", BODIES), ("word", SOME))
    for body in bodies
    for language in LANGUAGES
]


READ: Final = {"word": word, "excel": excel}


@pytest.mark.parametrize(("read", "body", "language"), FORMS)
def test_a_form_holds_every_task_of_its_agency_and_room_for_what_was_done(
    read: str, body: str, language: Language
) -> None:
    _, [head, *rows] = READ[read](body, language)
    tasks = [row for row in rows if row[0] in LINKS.tasks]

    assert head[:4] == [LINKS.texts[f"appendix.columns.{name}"][language] for name in ("tt", *PRINTED)]
    assert len({*head}) == len(head) == 4 + BLANK
    assert all(head)
    assert {row[0] for row in tasks} == {one.task.id for one in LINKS.by_agency[body]}
    assert len(tasks) == len({(one.task.id, one.side, one.through) for one in LINKS.by_agency[body]})
    for id_, *cells in tasks:
        assert cells[:3] == [LINKS.texts[f"appendix.{id_}.{name}"][language] for name in PRINTED]
        assert cells[3:] == [""] * BLANK


@pytest.mark.parametrize("read", READ)
@pytest.mark.parametrize("body", ASKED)
def test_a_form_quotes_what_of_the_plan_asks_its_agency_for_a_report(read: str, body: str) -> None:
    lines, _ = READ[read](body, "vi")
    quoted = [path for path in SITE.plan.reporting if any(LINKS.texts[path].vi in line for line in lines)]

    assert quoted == ASKED[body]
    assert any("do trang web soạn" in line for line in lines)
    assert any(SITE.plan.aftermath.notice.vi in line for line in lines)


def test_the_forms_are_the_same_bytes_again() -> None:
    again = dict(report_form.files(real_site(SITE.settings, offer=Files)))
    for path in list(made())[:4]:
        assert again[path]() == made()[path]()


def test_a_page_names_its_forms_when_they_are_made() -> None:
    page = SITE.draw(LINKS.pages["agency", "so-y-te"], "vi").html
    bare = real_site(Settings(), offer=Files).draw(LINKS.pages["agency", "so-y-te"], "vi").html

    for suffix in report_form.SUFFIXES:
        assert f'href="768-co-quan-so-y-te.{suffix}"' in page
        assert suffix not in bare
