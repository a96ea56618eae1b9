"""Reads the PDF and DOCX documents back with readers of their own, and compares them with the plan."""

from __future__ import annotations

import ctypes
import io
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import docx
import pypdf
import pypdfium2
import pytest
from conftest import real_site
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import RGBColor
from hostile import LONG, ROOT, WORDS, hostile_site
from pypdfium2 import raw
from spread import some

from plansite.base.settings import Settings
from plansite.files import documents, exports, offers
from plansite.files.maker import Maker, beside
from plansite.pages.render import Site
from plansite.read.kinds import KINDS
from plansite.read.model import Language, task_cells

URL: Final = "https://example.org/sub/"
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")
FORMATS: Final = [pytest.param("pdf", marks=pytest.mark.pango), "docx"]
SERIF: Final = "Source-Serif"


@cache
def site() -> Site:
    return real_site(Settings(URL, documents=True))


ALL: Final = [key for key, address in site().links.pages.items() if KINDS[address.kind].documents]
SHEETS: Final = some([key for key in ALL if key[1]])
SHOWN: Final = [*(key for key in ALL if not key[1]), *SHEETS]


@cache
def makers() -> dict[str, Maker]:
    return dict(documents.files(site()))


@cache
def made(kind: str, id: str, language: Language, suffix: str) -> bytes:
    return makers()[beside(site(), site().links.pages[kind, id], language, suffix)]()


def solid(text: str) -> str:
    """Leave out white space, and marks without a form of their own; PDFium has U+FFFE for a hyphen at a line's end."""
    visible = text.replace("\ufffe", "-").replace("\x02", "-")
    return "".join(char for char in visible if not char.isspace() and unicodedata.category(char) != "Cf")


# --- Readers ---


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def letters(pdf: bytes, font: str) -> list[str]:
    """Give, for each page, the letters set in a font."""
    with pypdfium2.PdfDocument(pdf) as document:
        found = ["".join(_letters(page.get_textpage(), font)) for page in document]
    return [page.encode("utf-16", "surrogatepass").decode("utf-16") for page in found]


def _letters(page: pypdfium2.PdfTextPage, font: str) -> Iterator[str]:
    text = page.raw
    name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
    for index in range(raw.FPDFText_CountChars(text)):
        length = raw.FPDFText_GetFontInfo(text, index, name, len(name), ctypes.byref(flags))
        if length and font in name.value.decode():
            yield chr(raw.FPDFText_GetUnicode(text, index))


def word(kind: str, id: str, language: Language) -> Any:
    return docx.Document(io.BytesIO(made(kind, id, language, "docx")))


def paragraphs(document: Any) -> list[Any]:
    """Return every paragraph of the text, those in tables in their place."""
    found: list[Any] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            cells = {cell._tc: cell for row in block.rows for cell in row.cells}
            found += [line for cell in cells.values() for line in cell.paragraphs]
        else:
            found.append(block)
    return found


def law(paragraph: Any) -> str:
    return "".join(run.text for run in paragraph.runs if run.style.name == "Law")


def text(kind: str, id: str, language: Language, suffix: str) -> str:
    if suffix == "pdf":
        return solid("".join(pages(made(kind, id, language, suffix))))
    return solid("".join(line.text for line in paragraphs(word(kind, id, language))))


# --- The words ---


def expected(kind: str, id: str, language: Language) -> set[str]:
    """Return the Decision's words, and the names, that a document must show."""
    links = site().links
    if kind == "task":
        task = links.tasks[id]
        cells = [cell for path, cell in task_cells(task) if not path.endswith(".tt")]
        lines = [links.texts[trace.paragraph] for trace in task.carries_out]
        bodies = [links.bodies[one.agency] for one in links.assignments if one.task is task]
        names = {getattr(body, "short", body.name)[language] for body in bodies}
        return {cell[each] for cell in cells for each in {"vi", language}} | {line[language] for line in lines} | names
    tasks = {one.task.id: one.task for one in links.by_agency[id]}.values()
    cells = [cell for task in tasks for path, cell in task_cells(task) if not path.endswith(".tt")]
    said = [links.texts[path] for duty, _ in links.duties.get(id, ()) for path in duty.paragraphs]
    return {one[language] for one in (*cells, *said)} | {links.bodies[id].name[language], *(one.id for one in tasks)}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("key", SHEETS, ids="-".join)
def test_a_sheet_says_all_that_the_plan_says_of_its_task_or_agency(key: tuple[str, str], suffix: str) -> None:
    for language in LANGUAGES:
        found = text(*key, language, suffix)
        assert [words for words in expected(*key, language) if solid(words) not in found] == []
        assert solid(site().plan.aftermath.notice[language]) in found


@pytest.mark.pango
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["decision", "appendix"])
def test_in_pdf_the_serif_letters_are_the_decisions_words_and_no_others(kind: str, language: Language) -> None:
    lines = printed(kind, language)
    found = letters(made(kind, "", language, "pdf"), SERIF)
    whole = solid("".join(found))
    assert [line for line in lines if solid(line) not in whole] == []
    heads = [solid(line) for path, line in pairs(kind, language) if ".columns." in path]
    repeats = sum("".join(heads) in page for page in map(solid, found))
    assert Counter(whole) == Counter(solid("".join(lines + heads * (repeats - 1))))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["decision", "appendix"])
def test_in_word_the_style_law_is_on_the_decisions_words_and_no_others(kind: str, language: Language) -> None:
    found = [law(line) for line in paragraphs(word(kind, "", language))]
    assert Counter(filter(None, found)) == Counter(printed(kind, language))


@pytest.mark.pango
@pytest.mark.parametrize("key", SHOWN, ids="-".join)
def test_in_a_pdf_no_word_is_split_so_that_a_search_finds_its_phrase(key: tuple[str, str]) -> None:
    for language in LANGUAGES:
        lines = expected(*key, language) if key[1] else set(printed(key[0], language))
        shown = "\n".join(pages(made(*key, language, "pdf"))).splitlines()
        running = (URL, site().words[language]["print_page"], f"{site().plan.identity.kind[language]} 768/QĐ-UBND ·")
        found = spaced("\n".join(line for line in shown if not line.startswith(running)))
        assert [line for line in lines if spaced(line) not in found] == []


def spaced(text: str) -> str:
    """Keep white space only between letters or digits: after a hyphen or a stroke a line may end."""
    visible = "".join(char for char in text.replace("\ufffe", "-") if unicodedata.category(char) != "Cf")
    return re.sub(r"(?<=\W) | (?=\W)", "", " ".join(visible.split()))


def pairs(kind: str, language: Language) -> list[tuple[str, str]]:
    links = site().links
    wanted = [path for path in links.texts if kind == "decision" or links.home_of(path) == kind]
    return [(path, links.texts[path][language]) for path in wanted]


def printed(kind: str, language: Language) -> list[str]:
    return [line for _, line in pairs(kind, language)]


# --- The pages ---


@pytest.mark.pango
@pytest.mark.parametrize("key", SHOWN, ids="-".join)
def test_every_page_has_its_number_and_the_permanent_address(key: tuple[str, str]) -> None:
    address = site().links.pages[key]
    for language in LANGUAGES:
        found = pages(made(*key, language, "pdf"))
        for number, page in enumerate(found, 1):
            assert f"{site().words[language]['print_page']} {number}/{len(found)}" in page
            assert solid(URL + address.path(language)) in solid(page)


@pytest.mark.pango
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["decision", "appendix"])
def test_no_row_is_cut_and_the_head_stands_on_each_of_its_pages(kind: str, language: Language) -> None:
    found = [solid(page) for page in letters(made(kind, "", language, "pdf"), SERIF)]
    head = solid("".join(line for path, line in pairs(kind, language) if ".columns." in path))
    for task in site().plan.tasks():
        row = "".join(solid(cell[language]) for _, cell in task_cells(task))
        assert [head in page for page in found if row in page] == [True], task.id


@pytest.mark.pango
@pytest.mark.parametrize("key", [*SHOWN[:3], ("agency", "so-y-te"), ("task", "III.8")], ids="-".join)
def test_no_ink_leaves_the_margins(key: tuple[str, str]) -> None:
    with pypdfium2.PdfDocument(made(*key, "vi", "pdf")) as document:
        for page in document:
            picture = page.render(scale=0.5).to_pil().convert("L").point(lambda grey: 255 * (grey < 250))
            left, top, right, bottom = picture.getbbox()
            assert min(left, top, picture.width - right, picture.height - bottom) >= 8  # 5.6 mm


# --- What readers for the blind, and archives, look for ---


def structure(node: Any) -> Iterator[str]:
    node = node.get_object()
    for one in node if isinstance(node, list) else [node]:
        child = one.get_object()
        if isinstance(child, dict):
            yield str(child.get("/S"))
            if "/K" in child:
                yield from structure(child["/K"])


@pytest.mark.pango
@pytest.mark.parametrize("key", SHOWN, ids="-".join)
def test_a_pdf_is_tagged_and_declares_pdf_ua(key: tuple[str, str]) -> None:
    for language in LANGUAGES:
        reader = pypdf.PdfReader(io.BytesIO(made(*key, language, "pdf")))
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert root["/Lang"] == language
        assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
        tags = Counter(structure(root["/StructTreeRoot"]["/K"]))
        assert tags["/H1"] == 1
        assert tags["/P"]
        assert (tags["/TH"] > 0) == (tags["/Table"] > 0)
        assert reader.metadata is not None
        assert (key[1] if key[0] == "task" else site().plan.identity.number) in str(reader.metadata.title)


@pytest.mark.pango
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bookmarks_are_the_parts_of_the_text(language: Language) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made("decision", "", language, "pdf")))
    titles = [str(one.title) for one in flat(reader.outline)]
    lines = site().lines
    for path in ("decision.kind", "plan.kind", "plan.II.heading", "plan.II.3.heading", "plan.III.5.heading"):
        assert [title for title in titles if title.startswith(lines[path][language])], path


def flat(outline: list[Any]) -> Iterator[Any]:
    for one in outline:
        yield from flat(one) if isinstance(one, list) else [one]


@pytest.mark.pango
@pytest.mark.parametrize("key", SHOWN, ids="-".join)
def test_every_font_is_in_the_file(key: tuple[str, str]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(made(*key, "vi", "pdf")))
    fonts: dict[str, Any] = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # pypdf types every object alike
            own = font.get_object()["/DescendantFonts"][0].get_object()
            fonts[str(own["/BaseFont"])] = own["/FontDescriptor"]
    assert fonts
    names = {name.partition("+")[2].removesuffix("-Bold") for name in fonts}
    assert "Source-Sans-Pro" in names
    assert names <= {"Source-Serif-Pro", "Source-Sans-Pro"}
    assert all("/FontFile2" in one or "/FontFile3" in one for one in fonts.values())


# --- Word ---


@pytest.mark.parametrize("key", SHOWN, ids="-".join)
def test_a_word_file_has_real_headings_styles_languages_and_tables(key: tuple[str, str]) -> None:
    for language, locale in zip(LANGUAGES, ("vi-VN", "en-GB"), strict=True):
        document = word(*key, language)
        styles = [line.style.name for line in paragraphs(document)]
        assert styles.count("Heading 1") == 1
        used = {one.get(qn("w:ascii")) for one in document.styles.element.iter(qn("w:rFonts"))} - {None}
        assert {"Times New Roman", "Arial"} <= used
        assert document.styles["Law"].font.name == "Times New Roman"
        assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == locale
        assert document.core_properties.language == locale
        for table in document.tables:
            if table.style.name == "Table Grid":
                assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        footer = "".join(document.sections[0].footer._element.itertext())
        assert URL + site().links.pages[key].path(language) in footer
        fields = [one.get(qn("w:instr")) for one in document.sections[0].footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_word_the_tables_head_is_repeated_and_the_appendix_lies_on_its_side(language: Language) -> None:
    document = word("decision", "", language)
    table = next(one for one in document.tables if one.style.name == "Table Grid")
    heads = [row for row in table.rows if row._tr.trPr.find(qn("w:tblHeader")) is not None]
    columns = [line for path, line in pairs("decision", language) if ".columns." in path]
    assert [[cell.text for cell in row.cells] for row in heads] == [columns]
    assert [one.page_width > one.page_height for one in document.sections] == [False, True, False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_file_is_of_todays_word_and_has_no_picture_of_another(language: Language) -> None:
    with zipfile.ZipFile(io.BytesIO(made("task", "I.1", language, "docx"))) as archive:
        assert [name for name in archive.namelist() if "thumbnail" in name] == []
        assert b"thumbnail" not in archive.read("_rels/.rels")
    settings = word("task", "I.1", language).settings.element
    modes = [one.get(qn("w:val")) for one in settings.iter(qn("w:compatSetting"))
             if one.get(qn("w:name")) == "compatibilityMode"]  # fmt: skip
    assert modes == ["15"]


def filed() -> Any:
    """Open the copy to be filed."""
    decision = site().links.pages["decision", ""]
    return docx.Document(io.BytesIO(makers()[beside(site(), decision, "vi", "nd30.docx")]()))


def test_a_copy_to_be_filed_has_the_decisions_words_and_says_that_it_is_a_copy() -> None:
    copy, words = filed(), site().words["vi"]
    lines = [line.text for line in paragraphs(copy) if line.text]
    mark = lines.pop(0)
    assert words["filing_label"] in mark
    assert URL in mark
    assert Counter(map(solid, lines)) == Counter(map(solid, printed("decision", "vi")))
    for section in copy.sections:
        for foot in (section.footer, section.first_page_footer):
            assert foot.paragraphs[0].text == words["filing_foot"]


def test_a_copy_to_be_filed_is_laid_out_as_the_decree_asks() -> None:
    copy = filed()
    for section in copy.sections:
        assert 30 <= section.left_margin.mm <= 35
        assert 15 <= section.right_margin.mm <= 20
        assert {round(one.mm) for one in (section.top_margin, section.bottom_margin)} == {20}
        assert sorted(round(one.mm) for one in (section.page_width, section.page_height)) == [210, 297]
        number = section.header.paragraphs[0]
        assert [one.get(qn("w:instr")) for one in number._p.iter(qn("w:fldSimple"))] == ["PAGE"]
        assert (number.alignment, number.style.font.size.pt) == (WD_ALIGN_PARAGRAPH.CENTER, 13)
    assert [one.different_first_page_header_footer for one in copy.sections] == [True, False]
    assert "fldSimple" not in copy.sections[0].first_page_header._element.xml
    body = [line for line in paragraphs(copy)[1:] if line.text]
    assert {(line.style.font.name, line.style.font.color.rgb) for line in body} == {
        ("Times New Roman", RGBColor(0, 0, 0))
    }
    sizes = {line.style.name: line.style.font.size.pt for line in body}
    assert sizes.pop("Small") == 11
    assert set(sizes.values()) <= {13, 14}
    place = next(line for line in body if line.text == site().lines["decision.place_date"].vi)
    assert [run.italic for run in place.runs] == [True]


@pytest.mark.pango
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_subject_of_the_full_text_is_that_of_the_decision(language: Language) -> None:
    subject = site().plan.identity.subject[language]
    metadata = pypdf.PdfReader(io.BytesIO(made("decision", "", language, "pdf"))).metadata
    assert metadata is not None
    assert (metadata.subject, word("decision", "", language).core_properties.comments) == (subject, subject)


def test_in_an_english_word_file_vietnamese_words_are_marked_as_such() -> None:
    runs = [run for line in paragraphs(word("task", "III.8", "en")) for run in line.runs]
    marked = {run.text for run in runs if run._r.find(f".//{qn('w:lang')}") is not None}
    assert site().links.tasks["III.8"].output.vi in marked
    assert site().links.tasks["III.8"].output.en not in marked


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_within_a_word_file_lead_to_bookmarks(language: Language) -> None:
    body = word("decision", "", language).element
    wanted = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert wanted
    assert wanted <= {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}


# --- The same bytes, hostile words, and the site ---

MAKE: Final = """
import hashlib, sys
from pathlib import Path
from plansite.files import documents
from plansite.base.settings import Settings
from plansite.pages.render import Site
site = Site.load(Path(sys.argv[1]), Settings("https://example.org/"))
from plansite.files import word
makers = [word.convert]
if sys.argv[2] == "pdf":
    from plansite.files import pdf
    makers = [pdf.convert]
for key in (("task", "III.8"), ("agency", "so-y-te")):
    html = documents.html(site, site.links.pages[key], "vi")
    print(hashlib.sha256(makers[0](html)).hexdigest())
"""


@pytest.mark.parametrize("suffix", FORMATS)
def test_two_runs_give_the_same_bytes(suffix: str) -> None:
    runs = [
        subprocess.run([sys.executable, "-c", MAKE, ROOT, suffix], check=True, capture_output=True, text=True,
                       env={"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Ho_Chi_Minh"))
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert len(set(runs[0].split())) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_date_in_a_word_file_is_fixed(language: Language) -> None:
    with zipfile.ZipFile(io.BytesIO(made("task", "I.1", language, "docx"))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("key", [("task", "I.1"), ("appendix", "")], ids="-".join)
def test_hostile_words_are_said_unchanged(key: tuple[str, str], suffix: str) -> None:
    hostile = hostile_site()
    for language in LANGUAGES:
        path = beside(hostile, hostile.links.pages[key], language, suffix)
        content = dict(documents.files(hostile))[path]()
        if suffix == "pdf":
            times = 2 if key[0] == "task" and language == "en" else 1  # with the Vietnamese
            begin, middle, end = WORDS[language].partition(LONG)
            found = [solid(page) for page in pages(content)]
            assert solid(begin) + "xxx" in "".join(found)
            assert "xxx" + solid(end) in "".join(found)
            # The row is longer than a page, so that other words stand between its pieces.
            assert sum(len(run) for run in re.findall("x{9,}", "\n".join(found))) == len(middle) * times
        else:
            document = docx.Document(io.BytesIO(content))
            assert WORDS[language] in [law(line) for line in paragraphs(document)]


def test_pages_offer_the_files_that_are_made() -> None:
    own = real_site(offer=offers.Files)
    pages = own.links.pages
    assert list(own.offers.downloads(pages["task", "III.8"], "vi")) == []
    assert [one.name for one in own.offers.downloads(pages["decision", ""], "en")] == ["768-decision.akn.xml"]
    files = exports.files(real_site(Settings(documents=True)))
    names = {path.rpartition("/")[2] for path, _ in files if path.startswith("nhiem-vu/iii-8/768-")}
    assert names == {"768-nhiem-vu-iii-8.pdf", "768-nhiem-vu-iii-8.docx"}
