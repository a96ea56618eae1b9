"""What the theme draws around records of one kind, drawn once with marks; each record's page puts its own in them.

The theme takes longer over a page than we do over its content, and around a task it always draws the same. So its
template gets marks for values. A mark holds an ampersand, which tells afterwards how the template wrote it: as it is,
escaped, or as JSON; what takes the mark's place is written the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from markupsafe import escape

from plansite.metadata import Metadata

Writer = Callable[[Any], str]
"""Writes a value as a template did."""

MARK: Final = re.compile('\ue000(\\w+)(&|&amp;)\ue001|"\ue000(\\w+)(\\\\u0026)\ue001"')


def mark(name: str) -> str:
    """Give what stands for the value called `name` while the template is drawn."""
    return f"\ue000{name}&\ue001"


class Frame:
    """A page with marks."""

    def __init__(self, html: str, json: Writer) -> None:
        """Cut `html` at its marks; `json` writes a value as the template's own filter does."""
        writers: Mapping[str, Writer] = {"&": str, "&amp;": lambda text: str(escape(text)), "\\u0026": json}
        pieces = MARK.split(html)
        self._texts = pieces[::5]
        self._slots = [
            (name or quoted, writers[sign or json_sign])
            for name, sign, quoted, json_sign in zip(*(pieces[n::5] for n in range(1, 5)), strict=True)
        ]

    def fill(self, values: Mapping[str, Any]) -> str:
        """Give the page with `values` in the place of their marks."""
        filled = [write(values[name]) for name, write in self._slots]
        return "".join(part for pair in zip(self._texts, [*filled, ""], strict=True) for part in pair)


def marked(metadata: Metadata) -> Metadata:
    """Put marks in the place of what one page says to machines."""
    properties = tuple((name, mark(f"property_{n}")) for n, (name, _) in enumerate(metadata.properties))
    return replace(metadata, properties=properties, graph=mark("graph"))  # type: ignore[arg-type]


def said(metadata: Metadata) -> dict[str, Any]:
    """Give what a page says to machines, by the names of those marks."""
    return {f"property_{n}": content for n, (_, content) in enumerate(metadata.properties)} | {"graph": metadata.graph}
