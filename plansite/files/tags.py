"""What WeasyPrint leaves undone in a tagged PDF: running heads that readers skip, and tables whose headers are right.

It tags what stands in the margins as text of the page, gives a header inside a table to every row of its column, and
says of no header which way it heads. `finish` mends this in the file's objects before they are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

Element: TypeAlias = dict[str, Any]
"""An object of the PDF: what its names stand for."""

PRINTED: Final = 4
"""The flag of an annotation that is there on paper too."""


def finish(_: Any, pdf: Any) -> None:
    """Mend the tags of a PDF that WeasyPrint (pydyf) is about to write."""
    objects = {one.reference: one for one in pdf.objects if one.number}
    tree = objects[pdf.catalog["StructTreeRoot"]]
    told = dict(_below(objects, tree))
    _skip_margins(objects, tree, told)
    for element in told.values():
        if element["S"] == "/Table":
            _head(objects, element)
    heads = sorted((one["ID"].data, reference) for reference, one in told.items() if "ID" in one)
    if heads:
        tree["IDTree"] = b"<</Names [" + b" ".join(part for head in heads for part in head) + b"]>>"
    for one in pdf.objects:
        if isinstance(one, dict) and one.get("Type") == "/Annot":
            one["F"] = PRINTED


def _below(objects: dict[bytes, Any], element: Element) -> Iterator[tuple[bytes, Element]]:
    """Yield the elements of the structure below one, by their references, in the order in which they are read."""
    for reference in element.get("K", ()):
        kid = objects.get(reference)
        if isinstance(kid, dict) and kid.get("Type") == "/StructElem":
            yield reference, kid
            yield from _below(objects, kid)


def _kids(objects: dict[bytes, Any], element: Element, *tags: str) -> list[Element]:
    """Return what stands directly in an element and has one of these tags."""
    kids = [objects[reference] for reference in element["K"] if reference in objects]
    return [kid for kid in kids if kid.get("S") in tags]


# --- What stands in the margins ---


def _skip_margins(objects: dict[bytes, Any], tree: Element, told: dict[bytes, Element]) -> None:
    """Make artifacts of what no element of the structure holds: the running heads and feet of each page."""
    numbers = objects[tree["ParentTree"]]["Nums"]
    owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in (one for one in objects.values() if isinstance(one, dict) and one.get("Type") == "/Page"):
        own = owners[page["StructParents"]]
        skipped = {number for number, owner in enumerate(own) if owner not in told}
        _mark(objects[page["Contents"]].stream, skipped)
        own[:] = [b"null" if number in skipped else owner for number, owner in enumerate(own)]
    for reference, one in objects.items():
        if isinstance(one, dict) and one.get("Type") == "/StructElem" and reference not in told:
            one.free = "f"  # type: ignore[attr-defined]  # an object of pydyf, which is also a dictionary


def _mark(stream: list[Any], skipped: set[int]) -> None:
    """Turn marked content with these numbers into artifacts."""
    for place, part in enumerate(stream):
        if isinstance(part, dict) and part.get("MCID") in skipped:
            stream[place - 1 : place + 1] = ["/Artifact", "<</Type /Pagination>>"]


# --- Tables ---


def _head(objects: dict[bytes, Any], table: Element) -> None:
    """Say of each header which way it heads, and of each cell which headers it has.

    Headers in the table's head are those of their columns. Further down, those of a row are its own; a row of
    nothing else heads the body in which it stands.
    """
    columns: dict[int, list[Any]] = {}
    for part in _kids(objects, table, "/THead", "/TBody"):
        group: list[Any] = []
        for row in _kids(objects, part, "/TR"):
            cells = _kids(objects, row, "/TH", "/TD")
            own = [cell["ID"] for cell in cells if cell["S"] == "/TH"]
            if part["S"] == "/TBody" and len(own) == len(cells):
                group = own
            for column, cell in _placed(cells):
                if cell["S"] == "/TD":
                    headers = [*group, *own, *columns.get(column, ())]
                    cell["A"]["Headers"] = b"[" + b" ".join(header.data for header in headers) + b"]"
                elif part["S"] == "/THead":
                    cell["A"]["Scope"] = "/Column"
                    columns.setdefault(column, []).append(cell["ID"])
                else:
                    cell["A"]["Scope"] = "/Row"


def _placed(cells: list[Element]) -> Iterator[tuple[int, Element]]:
    """Yield cells with their columns."""
    column = 0
    for cell in cells:
        yield column, cell
        column += cell["A"].get("ColSpan", 1)
