"""HTML of a document → DOCX: real headings, styles and languages; the same bytes every time.

It knows the elements and classes that templates/print/ uses, and refuses others.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from lxml import etree
from lxml import html as reader

from plansite.base.zips import packed

SERIF: Final = "Times New Roman"
SANS: Final = "Arial"
"""What every Office has with Vietnamese letters: serif for the Decision's words, sans-serif for ours."""

LOCALES: Final = {"vi": "vi-VN", "en": "en-GB"}
PORTRAIT: Final = (Mm(210), Mm(297), Mm(20))
LANDSCAPE: Final = (Mm(297), Mm(210), Mm(16))
"""Width, height and side margins."""

FILING_MARGINS: Final = (Mm(30), Mm(18))
"""Left and right, of a copy laid out as Decree 30/2020/NĐ-CP asks."""

INK: Final = RGBColor(0x1B, 0x23, 0x27)
TEAL: Final = RGBColor(0x0B, 0x4A, 0x5E)
GREY: Final = RGBColor(0x4C, 0x5A, 0x60)
PARAGRAPHS: Final[Mapping[str, tuple[str, float, bool, RGBColor, float]]] = {
    "Normal": (SANS, 10, False, INK, 5),
    "Heading 1": (SANS, 18, True, TEAL, 6),
    "Heading 2": (SANS, 13, True, TEAL, 6),
    "Heading 3": (SANS, 11.5, True, INK, 5),
    "Heading 4": (SANS, 11, True, INK, 5),
    "List Bullet": (SANS, 9, False, INK, 2),
    "Law Text": (SANS, 12, False, INK, 5),
    "Quoted": (SANS, 11, False, INK, 5),
    "Cell": (SANS, 9.5, False, INK, 0),
    "Small": (SANS, 9.5, False, INK, 0),
    "Ours": (SANS, 9, False, INK, 3),
    "Note": (SANS, 9, False, INK, 4),
    "Kicker": (SANS, 10, True, GREY, 2),
    "Hint": (SANS, 8.5, False, GREY, 3),
    "Where": (SANS, 8.5, True, GREY, 1),
}
"""Styles of paragraphs: font, size, weight, colour and space after, in points."""

BLACK: Final = RGBColor(0, 0, 0)
FILING: Final[Mapping[str, tuple[str, float, bool, RGBColor, float]]] = {
    **dict.fromkeys(("Heading 2", "Heading 3", "Heading 4"), (SERIF, 14, True, BLACK, 6)),
    "Law Text": (SERIF, 14, False, BLACK, 6),
    "Cell": (SERIF, 13, False, BLACK, 0),
    "Small": (SERIF, 11, False, BLACK, 0),
    "Hint": (SERIF, 13, False, BLACK, 0),
}
"""The styles that are others in such a copy."""

CLASSES: Final = {
    "small": "Small",
    "kicker": "Kicker",
    "hint": "Hint",
    "reading": "Hint",
    "where": "Where",
    "note": "Note",
}
"""The styles of paragraphs that bear these classes."""

HEADINGS: Final = {f"h{level}": f"Heading {level}" for level in (1, 2, 3, 4)}
TRANSPARENT: Final = ("main", "section", "div")
SPACES: Final = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Look:
    """How the words at hand are set."""

    law: bool = False
    bold: bool = False
    odd: bool = False
    italic: bool = False
    mark: bool = False
    link: str = ""
    language: str = ""
    field: str = ""


@dataclass(frozen=True)
class Place:
    """Where paragraphs go, how wide it is, and the style they have there unless their class says otherwise."""

    parent: Any
    width: int
    style: str = "Normal"
    look: Look = Look()


def convert(html: str) -> bytes:
    """Make a DOCX."""
    return DocumentWriter(reader.document_fromstring(html)).save()


class DocumentWriter:
    """Writes one document."""

    def __init__(self, page: Any) -> None:
        """Write what `page`, parsed HTML, shows."""
        self._page = page
        self._language: str = page.get("lang")
        self._document = _blank()
        self._bookmarks: dict[str, str] = {}
        self._new_page = False
        body = page.find("body")
        self._filing = body.get("class") == "filing"
        _define_styles(self._document, LOCALES[self._language], self._filing)
        self._describe()
        self._shape = LANDSCAPE if body.get("class") == "wide" else PORTRAIT
        self._lay(self._document.sections[0], self._shape)
        self._running(body)
        self._blocks(body.find("main"), Place(self._document, self._inner(self._shape)))

    def save(self) -> bytes:
        """Return the file, with every date in it fixed."""
        raw = io.BytesIO()
        self._document.save(raw)
        with zipfile.ZipFile(raw) as source:
            return packed((name, source.read(name)) for name in source.namelist())

    def _describe(self) -> None:
        """Say what the document is; its date is the one on which our notes were checked."""
        head = self._page.find("head")
        words = {meta.get("name"): meta.get("content") for meta in head.iterfind("meta")}
        properties = self._document.core_properties
        properties.title = head.findtext("title")[:255]
        properties.author = properties.last_modified_by = words["author"]
        properties.comments = words["description"]
        properties.language = LOCALES[self._language]
        properties.created = properties.modified = datetime.datetime.fromisoformat(words["dcterms.created"])
        properties.revision = 1

    def _running(self, body: Any) -> None:
        """Write what stands at the head and foot of every page; the first of a copy to be filed has no number."""
        section = self._document.sections[0]
        section.different_first_page_header_footer = self._filing
        parts = [(section.header, body.find("header")), (section.footer, body.find("footer"))]
        if self._filing:
            parts.append((section.first_page_footer, body.find("footer")))
        for part, source in parts:
            paragraph = part.paragraphs[0]
            paragraph.style = self._document.styles["Hint"]
            paragraph.paragraph_format.tab_stops.add_tab_stop(self._inner(self._shape), WD_TAB_ALIGNMENT.RIGHT)
            if source.get("class") == "centred":
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            for number, words in enumerate(source.iterfind("p")):
                if number:
                    paragraph.add_run("\t")
                self._words(paragraph, words, Look(), part.part)

    # --- Blocks ---

    def _blocks(self, element: Any, place: Place) -> None:
        """Write the blocks inside an element."""
        for child in element.iterchildren(etree.Element):
            self._block(child, place)

    def _block(self, element: Any, place: Place) -> None:
        """Write one block."""
        classes = (element.get("class") or "").split()
        if element.tag == "table" or "columns" in classes:
            (self._table if element.tag == "table" else self._columns)(element, place)
        elif element.tag == "section" and "wide" in classes:
            self._turned(element)
        elif element.tag in TRANSPARENT:
            self._new_page = self._new_page or "page" in classes
            self._blocks(element, place)
        elif element.tag in ("aside", "blockquote"):
            self._blocks(element, replace(place, style="Ours" if element.tag == "aside" else "Quoted"))
        elif element.tag == "ul":
            for item in element.iterfind("li"):
                self._paragraph(item, replace(place, style="List Bullet"), [])
        elif element.tag == "p" or element.tag in HEADINGS:
            self._paragraph(element, place, classes)
        else:
            raise ValueError(f"no way to print <{element.tag}>")

    def _turned(self, element: Any) -> None:
        """Write a section on landscape pages, and turn back after it."""
        section = self._document.add_section()
        section.different_first_page_header_footer = False
        self._lay(section, LANDSCAPE)
        self._blocks(element, Place(self._document, self._inner(LANDSCAPE)))
        if element.getnext() is not None:
            self._lay(self._document.add_section(), self._shape)

    def _lay(self, section: Any, shape: tuple[Mm, Mm, Mm]) -> None:
        """Give a section its paper."""
        width, height, margin = shape
        section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = width, height
        section.left_margin, section.right_margin = FILING_MARGINS if self._filing else (margin, margin)
        section.top_margin = section.bottom_margin = Mm(20)
        section.header_distance = section.footer_distance = Mm(10)

    def _inner(self, shape: tuple[Mm, Mm, Mm]) -> int:
        """Return the width between the margins."""
        return shape[0] - (sum(FILING_MARGINS) if self._filing else 2 * shape[2])

    def _paragraph(self, element: Any, place: Place, classes: list[str]) -> Any:
        """Write one paragraph."""
        style = HEADINGS.get(element.tag) or next((CLASSES[name] for name in classes if name in CLASSES), place.style)
        if style == "Normal" and element.find("span[@class='law']") is not None:
            style = "Law Text"
        paragraph = place.parent.add_paragraph(style=self._document.styles[style])
        if "centred" in classes:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.first_line_indent = 0
        if "signer" in classes:
            paragraph.paragraph_format.space_before = Pt(40)
        if self._new_page:
            paragraph.paragraph_format.page_break_before, self._new_page = True, False
        if element.get("id"):
            self._bookmark(paragraph, element.get("id"))
        look = replace(
            place.look, bold=place.look.bold or "strong" in classes, italic=self._filing and "italic" in classes
        )
        self._words(paragraph, element, look, self._document.part)
        return paragraph

    def _columns(self, element: Any, place: Place) -> None:
        """Write blocks side by side."""
        sides = element.findall("div")
        table = place.parent.add_table(1, len(sides))
        shares = (0.37, 0.63) if self._filing else (1 / len(sides),) * len(sides)  # the state's name is the longer
        table.autofit = False
        for column, cell, side, share in zip(table.columns, table.rows[0].cells, sides, shares, strict=True):
            column.width = cell.width = int(place.width * share)
            self._fill(cell, side, Place(cell, cell.width, "Cell"))
        place.parent.add_paragraph(style="Cell")

    def _table(self, element: Any, place: Place) -> None:
        """Write a table whose head is repeated on every page and whose rows are never cut."""
        widths = [place.width * int(column.get("width").rstrip("%")) // 100 for column in element.iter("col")]
        rows = list(element.iter("tr"))
        table = self._document.add_table(len(rows), len(widths), self._document.styles["Table Grid"])
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row, source in zip(table.rows, rows, strict=True):
            properties = row._tr.get_or_add_trPr()
            properties.append(_element("w:cantSplit"))
            if source.getparent().tag == "thead":
                properties.append(_element("w:tblHeader"))
            self._row(row.cells, source, widths)
        self._document.add_paragraph(style="Cell")

    def _row(self, cells: tuple[Any, ...], source: Any, widths: list[int]) -> None:
        """Write one row."""
        position = 0
        for element in source:
            span = int(element.get("colspan", 1))
            cell = cells[position] if span == 1 else cells[position].merge(cells[position + span - 1])
            cell.width = sum(widths[position : position + span])
            head = element.tag == "th" and element.get("class") != "tt"
            if head:
                cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill="EEF3F5"))
            self._fill(cell, element, Place(cell, cell.width, "Cell", Look(bold=head)))
            for paragraph in cell.paragraphs if source.get("class") == "group" else ():
                paragraph.paragraph_format.keep_with_next = True
            position += span

    def _fill(self, cell: Any, element: Any, place: Place) -> None:
        """Write what a cell holds, in place of the empty paragraph with which it begins."""
        empty = cell.paragraphs[0]
        if len(element) and element[0].tag in ("p", "ul"):
            self._blocks(element, place)
        elif len(element):
            self._paragraph(element, place, [])
        if len(cell.paragraphs) > 1:
            empty._p.getparent().remove(empty._p)
        else:
            empty.style = self._document.styles["Cell"]

    # --- Words ---

    def _words(self, paragraph: Any, element: Any, look: Look, part: Any) -> None:
        """Write the words of an element into a paragraph, with white space as HTML has it."""
        pieces: list[tuple[str, Look]] = []
        for text, how in _pieces(element, look):
            words = SPACES.sub(" ", text)
            before = pieces[-1][0] if pieces else " "
            pieces.append((words[1:] if words.startswith(" ") and before.endswith(" ") else words, how))
        while pieces and not pieces[-1][1].field and not pieces[-1][0].strip(" "):
            pieces.pop()
        for number, (words, how) in enumerate(pieces):
            self._run(paragraph, words.rstrip(" ") if number == len(pieces) - 1 else words, how, part)

    def _run(self, paragraph: Any, words: str, look: Look, part: Any) -> None:
        """Write words that look alike."""
        if look.field:
            of_all = (("PAGE", "/"), ("NUMPAGES", ""))
            for field, after in of_all if look.field == "counter" else (("PAGE", ""),):
                paragraph._p.append(_field(field))
                paragraph.add_run(after)
            return
        if not words:
            return
        run = paragraph.add_run(words)
        if look.law:
            run.style = self._document.styles["Law"]
        run.bold = True if look.bold else None
        run.italic = True if look.italic else None
        run.font.superscript = True if look.mark else None
        if look.odd and not self._filing:
            run._r.get_or_add_rPr().append(_element("w:u", val="dotted", color="6A5300"))
        if look.language and look.language != self._language:
            run._r.get_or_add_rPr().append(_element("w:lang", val=LOCALES[look.language]))
        if look.link:
            run.font.color.rgb = TEAL
            self._link(paragraph, run, look.link, part)

    def _link(self, paragraph: Any, run: Any, address: str, part: Any) -> None:
        """Make a run lead to a public address or to another place in the document."""
        link = OxmlElement("w:hyperlink")
        if address.startswith("#"):
            link.set(qn("w:anchor"), self._name(address[1:]))
        else:
            link.set(qn("r:id"), part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)
        link.append(run._r)

    def _name(self, anchor: str) -> str:
        """Return the name of a bookmark, which may not be long or hold hyphens."""
        return self._bookmarks.setdefault(anchor, f"ref_{len(self._bookmarks) + 1}")

    def _bookmark(self, paragraph: Any, anchor: str) -> None:
        """Mark a place to which links may lead."""
        name = self._name(anchor)
        number = name.removeprefix("ref_")
        paragraph._p.append(_element("w:bookmarkStart", id=number, name=name))
        paragraph._p.append(_element("w:bookmarkEnd", id=number))


def _blank() -> Any:
    """Return an empty document: python-docx's own, without its picture, and of today's Word instead of that of 2010."""
    document = Document()
    relations = document.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    return document


def _pieces(element: Any, look: Look) -> Iterator[tuple[str, Look]]:
    """Yield the words inside an element and how each is set."""
    classes = (element.get("class") or "").split()
    look = replace(
        look,
        law=look.law or "law" in classes,
        odd=look.odd or "odd" in classes,
        bold=look.bold or element.tag == "b" or "id" in classes,
        mark=look.mark or "mark" in classes,
        link=element.get("href") or look.link,
        language=element.get("lang") or look.language,
        field=next((name for name in ("counter", "number") if name in classes), ""),
    )
    if element.text or look.field:
        yield element.text or "", look
    for child in element.iterchildren(etree.Element):
        yield from _pieces(child, look)
        if child.tail:
            yield child.tail, replace(look, field="")


def _element(tag: str, **attributes: str) -> Any:
    """Return an element of Word's, with its attributes."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _field(name: str) -> Any:
    """Return a field that Word fills in."""
    field = _element("w:fldSimple", instr=name)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    return field


def _define_styles(document: Any, locale: str, filing: bool) -> None:
    """Define the styles, and the document's language."""
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults.find(qn("w:lang")).set(qn("w:val"), locale)
    looks = {**PARAGRAPHS, **FILING} if filing else PARAGRAPHS
    for name, (font, size, bold, colour, after) in looks.items():
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set_font(style, font)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = colour
        style.paragraph_format.space_before = Pt(10 if name in ("Heading 2", "Heading 3", "Heading 4") else 0)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.keep_with_next = name.startswith("Heading") or name == "Where" or None
    law = styles.add_style("Law", WD_STYLE_TYPE.CHARACTER)
    _set_font(law, SERIF)
    law.font.color.rgb = BLACK if filing else INK
    if filing:
        text = styles["Law Text"].paragraph_format
        text.first_line_indent, text.alignment = Mm(10), WD_ALIGN_PARAGRAPH.JUSTIFY
    _frame(styles["Ours"], "6A5300", "FDF8E7")
    _frame(styles["Quoted"], "C9D4D8", "auto")


def _set_font(style: Any, name: str) -> None:
    """Give a style one font for all letters, in place of the theme's."""
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, _element("w:rFonts", ascii=name, hAnsi=name, cs=name, eastAsia=name))


def _frame(style: Any, line: str, ground: str) -> None:
    """Give a style of paragraphs a line at its left and a ground."""
    borders = OxmlElement("w:pBdr")
    borders.append(_element("w:left", val="single", sz="18", space="8", color=line))
    properties = style.element.get_or_add_pPr()
    properties.insert(0, _element("w:shd", val="clear", color="auto", fill=ground))
    properties.insert(0, borders)
