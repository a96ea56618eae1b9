"""Prints a page of every kind in Chromium and Firefox, and reads the paper: ink, edges, heads, totals, orientation."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2
import pytest
from audit.pages import KINDS
from conftest import Visitor
from engines import Engines, Reader
from pypdfium2 import raw
from spread import one_of_each

pytestmark = pytest.mark.browser

BOTH: Final = "?song-ngu=1"
PAPER: Final = KINDS | {f"{kind} in both": tuple(path + BOTH for path in KINDS[kind])
                        for kind in ("decision", "plan", "appendix", "task")}  # fmt: skip
MOST: Final = {  # pages
    "home": 2, "decision": 3, "plan": 8, "appendix": 6, "tasks": 4, "task": 3, "agencies": 2, "agency": 6, "class": 2,
    "responsibilities": 3, "documents": 6, "glossary": 6, "changes": 11, "data": 5, "checks": 6, "guide": 4, "about": 3,
    "missing": 1, "embed": 1, "decision in both": 4, "plan in both": 11, "appendix in both": 9, "task in both": 3,
}  # fmt: skip
"""As many as there are with the letters of one machine, and one more where the text is long: others are wider."""

WIDE: Final = {"appendix", "responsibilities", "appendix in both"}
A4: Final = (595, 842)
ONE_OF_EACH: Final = one_of_each(PAPER)
EACH: Final = pytest.mark.parametrize(
    ("kind", "path"), [(name.rpartition("-")[0], path) for name, path in ONE_OF_EACH.items()], ids=ONE_OF_EACH
)
ENGINE: Final = pytest.mark.parametrize("engine", ["chromium", "firefox"])

SCALE: Final = 2.0
DARK: Final = 118
"""The lightest grey that has 4.5:1 on white."""

LIGHT: Final = 200
MARGIN: Final = 14.0
"""Points: 5 mm."""

SPECK: Final = 0.3

SHOWN: Final = """(() => {
  const seen = (one) => one.checkVisibility();
  const screenOnly = ".short span, .permalink, .on-screen, .share, .doors, .more, [hidden]";
  const words = (one) => {
    const [found, walker] = [[], document.createTreeWalker(one, NodeFilter.SHOW_TEXT)];
    while (walker.nextNode()) found.push(walker.currentNode);
    const onPaper = ({ parentElement: one }) => seen(one) && !one.closest(screenOnly);
    return found.filter(onPaper).map((text) => text.data).join("");
  };
  const texts = (row) => [...row?.cells ?? []].filter(seen).map(words);
  const rows = (part) => [...part?.rows ?? []].filter(seen).map(texts);
  const article = document.querySelector("article.md-content__inner") ?? document.body;
  const kept = [article, document.querySelector(".md-banner")].map((one) => one?.textContent);
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  return {
    dark: getComputedStyle(document.body).backgroundColor,
    tables: [...article.querySelectorAll("table")].filter(seen).map((table) => ({
      head: texts(table.tHead.rows[0]).join(""),
      rows: [...table.tBodies].flatMap(rows),
      foot: rows(table.tFoot).map((row) => row[0]),
    })),
    lines: all("article :is(.law, h1), main :is(.law, h1)").filter((one) => !one.closest(screenOnly)).map(words),
    frame: all(":is(nav, header, footer) :is(a, p), button").filter((one) => !article.contains(one))
      .map((one) => one.textContent.trim())
      .filter((text) => text.length > 5 && !kept.some((one) => one?.includes(text))),
  };
})()"""
"""What a page shows on the screen: its tables, the Decision's lines, and the words of menus and buttons."""


@dataclass(frozen=True)
class Sheet:
    """One printed page: its size, its words without white space, each letter with its box, and its picture in grey."""

    size: tuple[int, int]
    words: str
    letters: tuple[tuple[str, tuple[float, float, float, float]], ...]
    grey: Any


@dataclass(frozen=True)
class Print:
    """A page on paper, and what it shows on a dark screen."""

    kind: str
    sheets: tuple[Sheet, ...]
    shown: Any


def solid(text: str) -> str:
    """Leave out white space, marks without a form, and dots that only paper has; take ligatures apart."""
    plain = unicodedata.normalize("NFKC", text.replace("\ufffe", "-").replace("\x02", "-").replace("·", ""))
    return "".join(char for char in plain if not char.isspace() and unicodedata.category(char) != "Cf")


def read(pdf: bytes) -> Iterator[Sheet]:
    """Read the pages of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            size = round(page.get_width()), round(page.get_height())
            grey = page.render(scale=SCALE).to_pil().convert("L")
            yield Sheet(size, solid(text.get_text_range()), tuple(letters(text)), grey)


def letters(text: Any) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    """Yield each letter with its box: left, bottom, right, top. Parts of a ligature have none."""
    for index in range(text.count_chars()):
        letter = chr(raw.FPDFText_GetUnicode(text.raw, index))
        left, bottom, right, top = text.get_charbox(index)
        if letter.isprintable() and not letter.isspace() and min(right - left, top - bottom) > SPECK:
            yield letter, (left, bottom, right, top)


# --- What any printed page must hold; each check gives what is amiss ---


def smothered(paper: Print) -> list[str]:
    """Name the letters that cannot be told from their ground: their box is of one colour, or less than 4.5:1.

    A dash, or a bar, fills its box with itself.
    """
    return [
        letter
        for sheet in paper.sheets
        for letter, box in sheet.letters
        if letter.isalnum() and not _stands_out(sheet, box)
    ]


def _stands_out(sheet: Sheet, box: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = (SCALE * side for side in box)
    height = sheet.grey.height
    around = (int(left) - 1, int(height - top) - 1, int(right) + 2, int(height - bottom) + 2)
    darkest, lightest = sheet.grey.crop(around).getextrema()
    return bool(darkest <= DARK and lightest >= LIGHT)


def beyond_the_edge(paper: Print) -> list[str]:
    """Name the letters in the margins, where printers cut."""
    return [
        letter
        for sheet in paper.sheets
        for letter, (left, bottom, right, top) in sheet.letters
        if min(left, bottom, sheet.size[0] - right, sheet.size[1] - top) < MARGIN
    ]


def lost(paper: Print) -> list[str]:
    """Name the lines and rows that are on the screen and whole on no sheet."""
    due = [solid(line) for line in paper.shown["lines"]] + [row for table in _tables(paper) for row in table[1]]
    whole = "".join(sheet.words for sheet in paper.sheets)
    return [line for line in due if line not in whole]


def _tables(paper: Print) -> list[tuple[str, list[str]]]:
    return [
        (solid(table["head"]), [solid("".join(row)) for row in table["rows"] if len(row) > 1])
        for table in paper.shown["tables"]
    ]


def without_a_head(paper: Print) -> list[str]:
    """Name the rows on sheets that do not name their columns."""
    return [
        row
        for head, rows in _tables(paper)
        for row in rows
        for sheet in paper.sheets
        if row in sheet.words and head not in sheet.words
    ]


def repeated_totals(paper: Print) -> list[str]:
    """Name the totals that stand elsewhere than once, after the last row."""
    whole = "".join(sheet.words for sheet in paper.sheets)
    return [
        total
        for table in paper.shown["tables"]
        for total in map(solid, table["foot"])
        if whole.count(total) != 1 or whole.find(total) < whole.find(solid("".join(table["rows"][-1])))
    ]


def turned(paper: Print) -> list[tuple[int, int]]:
    """Return the sizes of sheets that lie otherwise than all of this kind should."""
    due = A4[::-1] if paper.kind in WIDE else A4
    return [sheet.size for sheet in paper.sheets if any(abs(a - b) > 1 for a, b in zip(sheet.size, due, strict=True))]


def too_many(paper: Print) -> list[int]:
    """Return the number of sheets if it is more than it should be."""
    return [len(paper.sheets)] if len(paper.sheets) > MOST[paper.kind] else []


def frame(paper: Print) -> list[str]:
    """Name what stands on paper of the site's menus, buttons and footer."""
    whole = "".join(sheet.words for sheet in paper.sheets)
    return [text for text in paper.shown["frame"] if solid(text) in whole]


CHECKS: Final = (smothered, beyond_the_edge, lost, without_a_head, repeated_totals, turned, too_many, frame)


def printed(reader: Reader, kind: str, path: str, breaking: str = "") -> Print:
    """Print a page from a dark screen, with rules that break it if a test wants so."""
    try:
        reader.resize(1440, 900)
        reader.open(path)
        if breaking:
            reader.run(BREAK % json.dumps(f"@media print {{ {breaking} }}"))
        pdf = reader.pdf()
        return Print(kind, tuple(read(pdf)), reader.ask(SHOWN))
    finally:
        reader.leave()


BREAK: Final = """(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(%s);
  document.adoptedStyleSheets.push(sheet);
  return "";
})()"""


@pytest.mark.each_with_each
@ENGINE
@EACH
def test_a_page_prints_well(engines: Engines, server: str, engine: str, kind: str, path: str) -> None:
    paper = printed(engines.reader(engine, server, dark=True), kind, path)

    assert max(map(int, re.findall(r"\d+", paper.shown["dark"])[:3])) < 100, "not printed from a dark screen"
    assert "".join(sheet.words for sheet in paper.sheets)
    assert {check.__name__: found for check in CHECKS if (found := check(paper))} == {}


@ENGINE
@pytest.mark.parametrize(
    ("breaking", "amiss"),
    [
        ("* { --plan-lead: #000 !important; } .mark--lead { background: #000 !important; }", smothered),
        ("main :not(#x) { color: #999 !important; }", smothered),
        ("@page wide { size: A4 landscape; margin: 2mm; }", beyond_the_edge),
        (".matrix tr[data-task='III.8'] td { display: none; }", lost),
        ("thead { display: table-row-group !important; }", without_a_head),
        ("tfoot { display: table-footer-group !important; }", repeated_totals),
        (":root, :root * { page: auto !important; }", turned),
        ("tbody { break-before: page; }", too_many),
        (":is(header, header *, footer, footer *):not(#x) { display: block !important; }", frame),
    ],
)
def test_what_prints_badly_is_found(engines: Engines, server: str, engine: str, breaking: str, amiss: Any) -> None:
    paper = printed(engines.reader(engine, server, dark=True), "responsibilities", "phan-cong/", breaking)

    assert amiss(paper)


# --- Colours in pairs ---

PAIRS: Final = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const { color, backgroundColor, backgroundImage } = getComputedStyle(one);
  const paper = color === "rgb(0, 0, 0)" && backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none";
  return one.checkVisibility() && !one.closest("svg") && !paper;
}).map((one) => one.outerHTML.slice(0, 90))"""


@pytest.mark.each_with_each
@pytest.mark.parametrize("wish", [{}, {"contrast": "more"}, {"forced_colors": "active"}], ids=str)
@pytest.mark.parametrize("path", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_no_component_keeps_a_colour_or_a_ground_of_the_screen(
    visitor: Visitor, path: str, wish: dict[str, Any]
) -> None:
    page = visitor.window(scheme="dark", **wish)
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(visitor.server + path)

    assert page.evaluate(PAIRS) == []
