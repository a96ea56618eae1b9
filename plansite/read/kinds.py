"""The kinds of page, their addresses in both languages, and how addresses are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, get_args

from plansite.read.model import Language

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
ROOTS: Final[Mapping[Language, str]] = {"vi": "", "en": "en/"}
"""Where each language's pages begin, below the site's address."""

MAIN_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "home": ("", ""),
    "decision": ("quyet-dinh/", "decision/"),
    "plan": ("ke-hoach/", "plan/"),
    "appendix": ("phu-luc/", "appendix/"),
    "tasks": ("nhiem-vu/", "tasks/"),
    "agencies": ("co-quan/", "agencies/"),
    "responsibilities": ("phan-cong/", "responsibilities/"),
    "documents": ("van-ban/", "documents/"),
    "glossary": ("thuat-ngu/", "glossary/"),
    "changes": ("thay-doi/", "changes/"),
    "data": ("du-lieu/", "data/"),
    "checks": ("kiem-tra/", "checks/"),
    "about": ("ve-van-ban/", "about/"),
}
"""Address of every page that stands once, in Vietnamese and English, below its language's root."""

SECTIONS: Final[Mapping[str, str]] = {"task": "tasks", "agency": "agencies"}
"""The main page under which a record stands."""


@dataclass(frozen=True)
class Address:
    """A page: its kind, the record it shows if any, and its path in each language."""

    kind: str
    paths: Mapping[Language, str]
    id: str = ""

    def path(self, language: Language) -> str:
        """Give the path below the site's address, with a slash at its end unless it is empty."""
        return ROOTS[language] + self.paths[language]

    @property
    def key(self) -> str:
        """Name the page as the files of data do: “task III.8”, “page plan”."""
        return f"{self.kind} {self.id}" if self.id else f"page {self.kind}"


def task_slug(id_: str) -> str:
    """Give a task's id as it stands in addresses: iii-8."""
    return id_.lower().replace(".", "-")


def slug(text: str) -> str:
    """Give a text as it stands in addresses: “hộ nghèo” is ho-ngheo."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def card_path(address: Address, language: Language) -> str:
    """Give where the preview card of a page is published: assets/cards/vi/nhiem-vu/iii-8.png."""
    return f"assets/cards/{language}/{address.paths[language].rstrip('/') or 'index'}.png"


def relative(start: str, target: str, anchor: str = "") -> str:
    """Give the relative address from one page's path to another's, both below the same site."""
    if start == target and anchor:
        return f"#{anchor}"
    here, there = start.strip("/").split("/") if start else [], target.strip("/").split("/") if target else []
    same = next((n for n, (one, other) in enumerate(zip(here, there, strict=False)) if one != other), None)
    same = min(len(here), len(there)) if same is None else same
    way = "../" * (len(here) - same) + "".join(f"{step}/" for step in there[same:])
    return (way or "./") + (f"#{anchor}" if anchor else "")
