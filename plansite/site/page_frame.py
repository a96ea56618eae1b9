"""What the theme draws around pages of one kind, drawn once with placeholders for what differs.

The theme takes longer over a page than we do over its content, and around a task it always draws the same. So its
template gets placeholders for values. Each holds an ampersand, which tells afterwards how the template wrote it: as it
is, escaped, or as JSON; what takes its place is written the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from markupsafe import escape

from plansite.site.metadata import Metadata

Writer = Callable[[Any], str]
"""Writes a value as a template did."""

MARK: Final = re.compile('\ue000(\\w+)(&|&amp;)\ue001|"\ue000(\\w+)(\\\\u0026)\ue001"')


def placeholder(name: str) -> str:
    """Return what stands for the value called `name` while the template is drawn."""
    return f"\ue000{name}&\ue001"


class PageFrame:
    """A page with placeholders."""

    def __init__(self, html: str, json: Writer) -> None:
        """Cut `html` at its placeholders; `json` writes a value as the template's own filter does."""
        writers: Mapping[str, Writer] = {"&": str, "&amp;": lambda text: str(escape(text)), "\\u0026": json}
        pieces = MARK.split(html)
        self._texts = pieces[::5]
        self._slots = [
            (name or quoted, writers[sign or json_sign])
            for name, sign, quoted, json_sign in zip(*(pieces[n::5] for n in range(1, 5)), strict=True)
        ]

    def fill(self, values: Mapping[str, Any]) -> str:
        """Return the page with each value in the place of the placeholder of its name."""
        filled = [write(values[name]) for name, write in self._slots]
        return "".join(part for pair in zip(self._texts, [*filled, ""], strict=True) for part in pair)


def with_placeholders(metadata: Metadata) -> Metadata:
    """Return metadata with placeholders for what one page says."""
    properties = tuple((name, placeholder(f"property_{n}")) for n, (name, _) in enumerate(metadata.properties))
    return replace(metadata, properties=properties, graph=placeholder("graph"))  # type: ignore[arg-type]  # a mark in its place


def placeholder_values(metadata: Metadata) -> dict[str, Any]:
    """Return what a page says in its metadata, by the names of those placeholders."""
    return {f"property_{n}": content for n, (_, content) in enumerate(metadata.properties)} | {"graph": metadata.graph}
