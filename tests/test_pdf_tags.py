"""Reads the tags of PDFs as a screen reader does: what is said, in which order, and what heads each cell."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pdfua
import pypdf
import pypdfium2
import pytest
from pypdf.generic import ContentStream, IndirectObject
from pypdfium2 import raw
from test_print import LANGUAGES, SHOWN, URL, made, site, solid

from plansite.read.model import Language

pytestmark = pytest.mark.pango
LONGEST: Final = [*SHOWN[:2], ("agency", "so-lao-dong-thuong-binh-va-xa-hoi"), ("task", "III.8")]


@dataclass(frozen=True)
class Node:
    """An element of the structure: its tag, attributes, the numbers of its words by page, and what stands in it."""

    own: Any
    tag: str
    pieces: tuple[tuple[int, int], ...]
    kids: tuple[Node, ...]


@cache
def reader(key: tuple[str, str], language: Language) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(made(*key, language, "pdf")))


def root(document: pypdf.PdfReader) -> Any:
    return document.root_object["/StructTreeRoot"]


@cache
def structure(key: tuple[str, str], language: Language) -> Node:
    document = reader(key, language)
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(document.pages)
             if page.indirect_reference}  # fmt: skip
    return node(root(document)["/K"][0], pages)


def node(reference: Any, pages: dict[int, int]) -> Node:
    own = reference.get_object()
    kids = own.get("/K", [])
    own_page = pages[own.raw_get("/Pg").idnum] if "/Pg" in own else -1
    inner: list[Any] = [kid for kid in kids if isinstance(kid, IndirectObject)]
    numbers = [(own_page, int(kid)) for kid in kids if isinstance(kid, int)]
    return Node(own, own["/S"], tuple(numbers), tuple(node(kid, pages) for kid in inner if "/S" in kid.get_object()))


def every(start: Node) -> Iterator[Node]:
    yield start
    for kid in start.kids:
        yield from every(kid)


@cache
def pieces(key: tuple[str, str], language: Language) -> dict[tuple[int, int], str]:
    """Return the words of each marked piece of text, by page and number."""
    found: dict[tuple[int, int], str] = {}
    with pypdfium2.PdfDocument(made(*key, language, "pdf")) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
                place = (number, raw.FPDFPageObj_GetMarkedContentID(one.raw))
                found[place] = found.get(place, "") + _words(one.raw, text.raw)
    return found


def _words(one: Any, text: Any) -> str:
    length = raw.FPDFTextObj_GetText(one, text, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFTextObj_GetText(one, text, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return buffer.raw[: length - 2].decode("utf-16-le")


def said(key: tuple[str, str], language: Language, start: Node) -> str:
    words = pieces(key, language)
    return solid("".join(words.get(place, "") for one in every(start) for place in one.pieces))


@pytest.mark.parametrize("key", LONGEST, ids="-".join)
def test_a_checker_of_pdf_ua_finds_nothing(key: tuple[str, str], tmp_path: Path) -> None:
    for language in LANGUAGES:
        (tmp_path / "made.pdf").write_bytes(made(*key, language, "pdf"))
        assert [str(one) for one in pdfua.validate(str(tmp_path / "made.pdf")).findings] == []


@pytest.mark.parametrize("key", SHOWN, ids="-".join)
def test_every_link_is_in_an_element_of_its_own_that_is_read(key: tuple[str, str]) -> None:
    for language in LANGUAGES:
        document = reader(key, language)
        numbers = root(document)["/ParentTree"]["/Nums"]
        owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
        read = {id(one.own) for one in every(structure(key, language))}
        notes = [note.get_object() for page in document.pages for note in page.get("/Annots", ())]
        assert notes
        owned = [owners[note["/StructParent"]].get_object() for note in notes]
        assert [note["/Contents"] for note, owner in zip(notes, owned, strict=True)
                if owner["/S"] != "/Link" or id(owner) not in read] == []  # fmt: skip


@pytest.mark.parametrize("key", SHOWN, ids="-".join)
def test_what_runs_along_every_page_is_not_read_and_all_else_is(key: tuple[str, str]) -> None:
    for language in LANGUAGES:
        document, whole = reader(key, language), structure(key, language)
        told = {place for one in every(whole) for place in one.pieces}
        tagged = {(number, piece) for number, page in enumerate(document.pages) for piece in marked(document, page)}
        assert tagged == told
        running = [words for place, words in pieces(key, language).items() if place not in told and solid(words)]
        foot = URL + site().links.pages[key].path(language)
        assert "".join(map(solid, running)).count(solid(foot)) == len(document.pages)
        assert solid(foot) not in said(key, language, whole)


def marked(document: pypdf.PdfReader, page: Any) -> list[int]:
    """Return the numbers of the marked pieces of a page that are no artifacts."""
    operations = ContentStream(page["/Contents"], document).operations
    found = [operands[1] for operands, operator in operations if operator == b"BDC" and operands[0] != "/Artifact"]
    return [one["/MCID"] for one in found]


@pytest.mark.parametrize("kind", ["decision", "appendix"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cell_is_headed_by_its_column_its_row_and_its_own_group(kind: str, language: Language) -> None:
    key = (kind, "")
    whole, lines = structure(key, language), site().links.texts
    names = [one.own["/ID"] for one in every(whole) if "/ID" in one.own]
    assert len(names) == len(set(names))
    tree = root(reader(key, language))["/IDTree"]["/Names"]
    assert tree[::2] == sorted(names)
    heads = {one.own["/ID"]: said(key, language, one) for one in every(whole) if "/ID" in one.own}
    groups = {task.id: group.id for group in site().plan.appendix.groups for task in group.tasks}
    columns = [
        lines[f"appendix.columns.{name}"][language] for name in ("content", "lead", "support", "product", "period")
    ]
    met: dict[str, str] = {}
    for table in (one for one in every(whole) if one.tag == "/Table"):
        group: list[str] = []
        for row in (one for one in every(table) if one.tag == "/TR"):
            first = said(key, language, row.kids[0])
            if first in groups.values():
                group = [said(key, language, cell) for cell in row.kids]
            task = next((id for id in sorted(groups, key=len, reverse=True) if first.endswith(id)), None)
            for cell, column in zip(row.kids[1:], columns, strict=True) if task else ():
                assert [heads[one] for one in cell.own["/A"]["/Headers"]] == [*group, first, solid(column)]
            if task:
                met[task] = group[0] if group else ""
    assert list(met) == list(groups)
    assert {task: group for task, group in met.items() if group} == {task: groups[task] for task in met if met[task]}


@pytest.mark.parametrize("key", LONGEST, ids="-".join)
def test_every_header_says_which_way_it_heads(key: tuple[str, str]) -> None:
    for language in LANGUAGES:
        whole = structure(key, language)
        scopes = {part: {kid.own["/A"]["/Scope"] for one in every(whole) if one.tag == part
                         for kid in every(one) if kid.tag == "/TH"} for part in ("/THead", "/TBody")}  # fmt: skip
        assert scopes["/TBody"] == {"/Row"}
        assert scopes["/THead"] <= {"/Column"}
