"""What is wrong with the data, said to the editor who wrote it, in both languages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Key: TypeAlias = str | int
"""A mapping's key or a list's position (from 0)."""

Place: TypeAlias = tuple[Key, ...]
"""The way from the top of a YAML file to a value."""

Marks: TypeAlias = Mapping[Place, tuple[int, int]]
"""Line and column (both from 1) of every value of a YAML file."""

NO_VALUE: Final = object()
LONGEST_VALUE: Final = 80


@dataclass(frozen=True)
class Words:
    """One message in Vietnamese and in English."""

    vi: str
    en: str


@dataclass(frozen=True)
class Problem:
    """One slip: where it is, what is wrong, the value, how to mend it, the nearest valid value."""

    place: Place
    what: Words
    mend: Words
    value: object = NO_VALUE
    near: str | None = None

    def report(self, file: str, marks: Marks, tree: object) -> str:
        """Give the lines an editor reads; `tree` names list items by their ids."""
        line, column = _nearest_mark(self.place, marks)
        got = "" if self.value is NO_VALUE else f": {_show(self.value)}"
        near_vi, near_en = (f" Gần nhất: '{self.near}'.", f" Nearest: '{self.near}'.") if self.near else ("", "")
        return (
            f"{file}:{line}:{column}: {_describe(self.place, tree)}\n"
            f"  Sai: {self.what.vi}{got}. Sửa: {self.mend.vi}.{near_vi}\n"
            f"  Wrong: {self.what.en}{got}. Mend: {self.mend.en}.{near_en}"
        )


class BadData(Exception):
    """The data has slips; its text lists every one."""

    def __init__(self, reports: Iterable[str]) -> None:
        """Take the reports of all problems, in the order to print."""
        self.reports = tuple(reports)
        count = len(self.reports)
        super().__init__(
            "\n".join(self.reports) + f"\n{count} lỗi; trang đã đăng vẫn giữ nguyên."
            f"\n{count} problem{'' if count == 1 else 's'}; what was published stays as it was."
        )


def nearest(value: object, valid: Iterable[str]) -> str | None:
    """Give the valid value most like `value`, or None if none is near."""
    found = difflib.get_close_matches(str(value), list(valid), n=1, cutoff=0.6)
    return found[0] if found else None


def _nearest_mark(place: Place, marks: Marks) -> tuple[int, int]:
    """Find the position of a value, or of what it should stand in."""
    for length in range(len(place), -1, -1):
        if place[:length] in marks:
            return marks[place[:length]]
    return 1, 1


def _show(value: object) -> str:
    """Quote a value so that it fits a message and shows what cannot be seen."""
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _describe(place: Place, tree: object) -> str:
    """Name a place by keys, and by ids where list items have them."""
    steps: list[str] = []
    for key in place:
        tree = _child(tree, key)
        name = tree.get("id") if isinstance(key, int) and isinstance(tree, dict) else None
        steps.append(str(name) if name else f"#{key + 1}" if isinstance(key, int) else str(key))
    return " › ".join(steps) or "(file)"


def _child(tree: object, key: Key) -> object:
    """Step into a value, or give None where there is nothing."""
    if isinstance(tree, dict):
        return tree.get(key)
    if isinstance(tree, list) and isinstance(key, int) and key < len(tree):
        return tree[key]
    return None
