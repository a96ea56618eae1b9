"""A form for each agency's progress report: its tasks, room for what was done, and the Plan's words that ask for it.

The form is ours; the Plan asks for reports and prescribes none. As a Word file it is made as the documents are, and as
a workbook from the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final

from plansite.files import documents, workbook
from plansite.files.made_before import kept
from plansite.files.maker import Maker, beside
from plansite.pages.render import Site
from plansite.read.kinds import LANGUAGES, Address
from plansite.read.model import Language

SUFFIXES: Final = {"bao-cao.docx": "Word", "bao-cao.xlsx": "Excel"}
"""Ends of the files' names, and what people call the formats."""

PRINTED: Final = {"content": 46, "product": 24, "period": 16}
"""Cells of the Appendix that a form repeats, and their widths in characters."""

BLANK: Final = ("result", "figures", "evidence", "difficulty", "proposal")
"""Columns that an agency fills in."""

BLANK_WIDTH: Final = 20
HEIGHT: Final = 60
"""Of a row that is filled in, at least; in points."""


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield the form of every agency and class that has a task, in both languages and formats, when documents are."""
    if not site.settings.documents:
        return
    for address in site.addresses():
        for language in LANGUAGES if address.kind == "agency" and site.links.by_agency[address.id] else ():
            for suffix, make in zip(SUFFIXES, (_word, _workbook), strict=True):
                yield beside(site, address, language, suffix), partial(make, site, address, language)


def parts(site: Site, address: Address, language: Language) -> Mapping[str, Any]:
    """Return what a form holds: {"title": …, "asked": (path, …), "parts": {"Chủ trì": assignments, …}}.

    `asked` are the paragraphs that ask for reports among those that are about the agency.
    """
    words, links = site.words[language], site.links
    shown = site.page(address, language).data
    about = [path for duty, _ in links.duties.get(address.id, ()) for path in duty.paragraphs]
    return {
        "wide": True,
        "title": words["report_title"].format(name=links.bodies[address.id].name[language]),
        "asked": tuple(path for path in site.plan.reporting if path in about),
        "parts": {
            words[name]: shown[part]
            for name, part in (("leads_by_name", "leads"), ("supports_by_name", "supports"), ("shares", "shared"))
            if shown[part]
        },
        "blank": [words[f"report_blank_{name}"] for name in BLANK],
    }


def _word(site: Site, address: Address, language: Language) -> bytes:
    """Make a form as DOCX."""
    content = partial(documents.html, site, address, language, "report", **parts(site, address, language))
    return documents.word_of(site, content)


def _workbook(site: Site, address: Address, language: Language) -> bytes:
    """Make a form as XLSX, or give it as it was made before."""
    rows = tuple(_rows(site, address, language))
    content = repr((rows, site.plan.identity))
    make = partial(_made, site, rows, language)
    return kept(site, make, (Path(__file__), Path(workbook.__file__)), ("openpyxl",), content)


Row = tuple[str, tuple[str, ...]]
"""How a row looks, and its cells: "title", "words", "head", "part" or "task"."""


def _rows(site: Site, address: Address, language: Language) -> Iterator[Row]:
    """Yield the rows of a form."""
    words, links = site.words[language], site.links
    form = parts(site, address, language)
    view = documents.Sheet(site, site.page(address, language))
    yield "title", (form["title"],)
    yield "words", (f"{words['notice_label']}. {site.plan.aftermath.notice[language]}",)
    yield "words", (words["report_ours"],)
    for path in form["asked"]:
        yield "words", (f"{view.cite(path)}: {links.texts[path][language]}",)
    if not form["asked"]:
        yield "words", (words["report_not_asked"],)
    yield "words", (words["report_span"],)
    yield "head", (*(links.texts[f"appendix.columns.{name}"][language] for name in ("tt", *PRINTED)), *form["blank"])
    for title, assignments in form["parts"].items():
        yield "part", (title,)
        for one in assignments:
            cells = (links.texts[f"appendix.{one.task.id}.{name}"][language] for name in PRINTED)
            yield "task", (one.task.id, *cells)


def _made(site: Site, rows: tuple[Row, ...], language: Language) -> bytes:
    """Make a workbook of a form's rows."""
    from openpyxl import Workbook  # noqa: PLC0415  # slow to import
    from openpyxl.styles import Font  # noqa: PLC0415  # as the line above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  # as the line above

    book = Workbook()
    sheet: Any = book.active
    sheet.title = site.words[language]["report_sheet"]
    widths = (7, *PRINTED.values(), *(BLANK_WIDTH for _ in BLANK))
    for n, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    for n, (looks, cells) in enumerate(rows, start=1):
        for k, text in enumerate(cells, start=1):
            cell = workbook.put(sheet, n, k, text, header=looks == "head")
            if looks in ("title", "part"):
                cell.font = Font(name=workbook.FONT, bold=True, size=14 if looks == "title" else 11)
    heads = [n for n, (looks, _) in enumerate(rows, start=1) if looks == "head"]
    sheet.print_title_rows = f"{heads[0]}:{heads[0]}"
    sheet.freeze_panes = f"B{heads[0] + 1}"
    sheet.print_options.gridLines = True
    workbook.for_paper(sheet, site, language)
    for n, (looks, cells) in enumerate(rows, start=1):
        if len(cells) == 1:
            sheet.merge_cells(start_row=n, end_row=n, start_column=1, end_column=len(widths))
            sheet.row_dimensions[n].height = workbook.height(cells[0], sum(widths))
        elif looks == "task":
            sheet.row_dimensions[n].height = max(HEIGHT, sheet.row_dimensions[n].height)
    return workbook.without_time(book)
