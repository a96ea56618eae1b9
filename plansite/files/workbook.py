"""A workbook per language: tasks, assignments, agencies and how to read them; the same bytes every time."""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from plansite.base.zips import packed
from plansite.files import tables
from plansite.files.api_records import Answers
from plansite.files.made_before import kept
from plansite.files.maker import Maker
from plansite.pages.render import Site
from plansite.read.kinds import LANGUAGES
from plansite.read.model import Language

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

PATHS: Final = {"vi": "du-lieu/ke-hoach-768.xlsx", "en": "en/data/plan-768.xlsx"}
WIDTHS: Final = {"task": 12, "content": 50, "lead": 28, "support": 28, "output": 24, "period": 20,
                 "group_heading": 24, "agency_name": 34, "written": 28, "qualifier": 20, "url": 38, "agency_url": 38,
                 "leads": 28, "supports": 34, "shares": 28, "reading_lead": 34, "reading_support": 34,
                 "involvement": 20, "type": 16, "agency": 38, "through": 38}  # fmt: skip
"""Of columns, in characters; those not listed are narrow."""

PRINTED: Final = {
    "tasks": ("task", "group_heading", "content", "lead", "support", "output", "period"),
    "assignments": ("task", "side", "agency_name", "involvement", "joint", "written", "qualifier", "content", "period"),
    "agencies": ("agency_name", "type", "leads", "supports", "shares", "mentions"),
}
"""What a sheet shows on paper, in this order; ids, codes and addresses stand to the right, on the screen alone."""

NUMBERS: Final = ("number", "mentions", "reading_first_year", "reading_last_year")
"""Columns with which people reckon."""

FONT: Final = "Calibri"
NARROW: Final = 13
LINE: Final = 15
HIGHEST: Final = 409
"""The height of a line and of the highest row, in points."""

GUIDE_WIDTHS: Final = (28, 100)
FORMULA_SIGNS: Final = ("=", "+", "-", "@")
"""A text that begins with one of these must not become a formula, not even when somebody edits the cell."""

SHEETS: Final = ("tasks", "assignments", "agencies")


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield the workbooks."""
    answers = Answers(site)
    for language in LANGUAGES:
        yield PATHS[language], partial(_workbook, site, answers, language)


def _workbook(site: Site, answers: Answers, language: Language) -> bytes:
    """Return one language's workbook, made anew only when something in it is new."""
    all_tables = {name: getattr(tables, name)(answers, (language,)) for name in SHEETS}
    address = getattr(answers.url("data"), language)
    words = {name: text[language] for name, text in site.data.api_words.items()} | site.words[language]
    content = repr((all_tables, address, words, site.plan.identity))
    make = partial(_made, site, all_tables, address, language)
    return kept(site, make, (Path(__file__),), ("openpyxl",), content)


def _made(site: Site, all_tables: dict[str, tables.Table], address: str, language: Language) -> bytes:
    """Make one language's workbook."""
    from openpyxl import Workbook  # noqa: PLC0415  # slow to import

    book = Workbook()
    del book["Sheet"]
    for name, table in all_tables.items():
        _fill(book.create_sheet(_word(site, f"sheet_{name}", language)), _arranged(table, name), name, site, language)
    _guide(book.create_sheet(_word(site, "sheet_guide", language)), site, address, language)
    book.properties.title = site.words[language]["site_name"]
    book.properties.creator = site.words[language]["site_name"]
    book.properties.language = language
    return without_time(book)


def _word(site: Site, name: str, language: Language) -> str:
    """Say something in one language."""
    return site.data.api_words[name][language]


def _stem(column: str) -> str:
    """Return a column's name without its language."""
    stem, _, language = column.rpartition("_")
    return stem if language in LANGUAGES else column


def _arranged(table: tables.Table, name: str) -> tables.Table:
    """Put first what is printed."""
    stems = [_stem(column) for column in table.columns]
    first = [stems.index(stem) for stem in PRINTED[name]]
    order = [*first, *(n for n in range(len(stems)) if n not in first)]
    columns, *rows = (tuple(row[n] for n in order) for row in (table.columns, *table.rows))
    return tables.Table(columns, tuple(rows))


def _fill(sheet: Worksheet, table: tables.Table, name: str, site: Site, language: Language) -> None:
    """Write a table with a header that stays in view, filters, widths, heights and links."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  # slow to import

    stems = [_stem(column) for column in table.columns]
    for n, stem in enumerate(stems, start=1):
        put(sheet, 1, n, _word(site, f"column_{stem}", language), header=True)
        sheet.column_dimensions[get_column_letter(n)].width = WIDTHS.get(stem, NARROW)
    for n, row in enumerate(table.rows, start=2):
        for k, (stem, text) in enumerate(zip(stems, row, strict=True), start=1):
            cell = put(sheet, n, k, _shown(site, stem, text, language))
            if stem.endswith("url") and text:
                _link(cell, text)
            elif stem in NUMBERS and text.isdecimal():
                cell.value = int(text)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_area = f"A1:{get_column_letter(len(PRINTED[name]))}{sheet.max_row}"
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    for_paper(sheet, site, language)


def _shown(site: Site, stem: str, text: str, language: Language) -> str:
    """Return what a reader sees of a coded value."""
    coded = stem in ("side", "involvement", "type", "joint", "printed", "reading_period", "reading_annual")
    return _coded(site, stem, text, language) if coded else text


def _coded(site: Site, stem: str, text: str, language: Language) -> str:
    """Return the words for a code; years stand for themselves."""
    parts = text.split(tables.JOIN)
    names = [f"value_{stem}_{part}" for part in parts]
    shown = [site.data.api_words[name][language] if name in site.data.api_words else part
             for name, part in zip(names, parts, strict=True)]  # fmt: skip
    return tables.JOIN.join(shown)


def put(sheet: Worksheet, row: int, column: int, text: str, *, header: bool = False) -> Cell:
    """Write one cell as text, whatever it begins with."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415  # slow to import

    cell: Any = sheet.cell(row, column)
    cell.value = text or None
    cell.alignment = Alignment(wrap_text=True, vertical="center" if header else "top")
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    if header:
        cell.font = Font(name=FONT, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="1F3A5F")
    written: Cell = cell
    return written


def _link(cell: Cell, address: str) -> None:
    """Make a cell lead to the address that it shows."""
    from openpyxl.styles import Font  # noqa: PLC0415  # slow to import

    cell.hyperlink = address
    cell.font = Font(name=FONT, color="0B5394", underline="single")


def for_paper(sheet: Worksheet, site: Site, language: Language) -> None:
    """Print on landscape A4, as wide as the paper, every line to be seen, with page numbers."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  # slow to import
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415  # slow to import

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for side in ("left", "right"):
        setattr(sheet.page_margins, side, 0.4)
    head: Any = sheet.oddHeader
    foot: Any = sheet.oddFooter
    title = f"{site.plan.identity.kind[language]} {site.plan.identity.number}: {sheet.title}"
    head.left.text = title.replace("&", "&&")
    head.right.text = site.words[language]["print_from"]
    foot.right.text = f"{site.words[language]['print_page']} &P/&N"
    widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, sheet.max_column + 1)]
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        # LibreOffice, and Excel where fonts differ, would else show the first line alone.
        heights = [height(str(value or ""), width) for value, width in zip(row, widths, strict=True)]
        sheet.row_dimensions[number].height = max(heights)


def height(text: str, width: float) -> float:
    """Return the height in points that a text needs in a column of a width in characters."""
    lines = max(1, len(textwrap.wrap(text, int(width) - 1)))
    return min(HIGHEST, LINE * lines + 3)


def _guide(sheet: Worksheet, site: Site, address: str, language: Language) -> None:
    """Say what the workbook is and what each column means."""
    lines = [(site.words[language]["site_name"], site.plan.identity.kind[language] + " " + site.plan.identity.number)]
    names = ("about", "text", "reading", "involvement", "joint", "shares", "licence", "prevails")
    lines += [(_word(site, f"guide_{name}", language), _word(site, f"guide_{name}_text", language)) for name in names]
    for n, (name, text) in enumerate(lines, start=1):
        put(sheet, n, 1, name, header=True)
        put(sheet, n, 2, text)
    put(sheet, len(lines) + 1, 1, _word(site, "guide_web", language), header=True)
    _link(put(sheet, len(lines) + 1, 2, address), address)
    for letter, width in zip("AB", GUIDE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for_paper(sheet, site, language)


def without_time(book: Workbook) -> bytes:
    """Save a workbook that says nothing of when it was made."""
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old:
        return packed((name, _dateless(name, old.read(name))) for name in old.namelist())


def _dateless(name: str, content: bytes) -> bytes:
    """Take the time of writing out of the properties."""
    if name != "docProps/core.xml":
        return content
    return re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", content)
