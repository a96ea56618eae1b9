"""What is wrong with the data, said to the editor who wrote it, in both languages."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

Key: TypeAlias = str | int
"""A mapping's key or a list's position (from 0)."""

Place: TypeAlias = tuple[Key, ...]
"""The way from the top of a YAML file to a value."""

Mark: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""

Marks: TypeAlias = Mapping[Place, Mark]
"""Where every value of a YAML file stands."""

LONGEST_VALUE: Final = 80
LONGEST_NAME: Final = 60


@dataclass(frozen=True)
class Message:
    """One message in Vietnamese and in English."""

    vi: str
    en: str


Report: TypeAlias = tuple[Message, Message]
"""What is wrong, and how to mend it."""


@dataclass(frozen=True)
class Problem:
    """One slip: where it is, what is wrong, the value, how to mend it, the nearest valid value."""

    place: Place
    what: Message
    mend: Message
    value: object = None
    near: str | None = None
    mark: Mark | None = None
    """Where it stands, when that is not where its place does."""

    def report(self, file: str, marks: Marks, tree: object) -> str:
        """Return the lines an editor reads; `tree` names list items by their ids."""
        line, column = self.mark or _nearest_mark(self.place, marks)
        got = "" if self.value is None else f": {_show(self.value)}"
        near_vi, near_en = (f" Gần nhất: '{self.near}'.", f" Nearest: '{self.near}'.") if self.near else ("", "")
        return (
            f"{file}:{line}:{column}: {_describe(self.place, tree)}\n"
            f"  Sai: {self.what.vi}{got}. Sửa: {self.mend.vi}.{near_vi}\n"
            f"  Wrong: {self.what.en}{got}. Mend: {self.mend.en}.{near_en}"
        )


class BadData(Exception):  # noqa: N818  # named for what it means to an editor
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
    """Return the valid value most like `value`, or None if none is near."""
    found = difflib.get_close_matches(value, list(valid), n=1, cutoff=0.6) if isinstance(value, str) else []
    return found[0] if found else None


def _nearest_mark(place: Place, marks: Marks) -> Mark:
    """Find the position of a value, or of what it should stand in."""
    for length in range(len(place), -1, -1):
        if place[:length] in marks:
            return marks[place[:length]]
    return 1, 1


def _show(value: object) -> str:
    """Quote a value so that it fits a message and shows what cannot be seen, at either end."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write out whole numbers of thousands of digits
        text = "…"
    half = LONGEST_VALUE // 2
    return text if len(text) <= LONGEST_VALUE else f"{text[:half]}…{text[1 - half :]}"


def _describe(place: Place, tree: object) -> str:
    """Name a place by keys, and by ids where list items have them."""
    steps: list[str] = []
    for key in place:
        tree = _child(tree, key)
        if isinstance(key, str):
            steps.append(key if _is_plain(key) else _show(key))
        else:
            name = tree.get("id") if isinstance(tree, dict) else None
            steps.append(name if isinstance(name, str) and _is_plain(name) else f"#{key + 1}")
    return " › ".join(steps) or "(tệp/file)"


def _is_plain(name: str) -> bool:
    """Whether a name reads well in a message as it stands."""
    return 0 < len(name) <= LONGEST_NAME and name.isprintable()


def _child(tree: object, key: Key) -> object:
    """Step into a value, or give None where there is nothing."""
    if isinstance(tree, dict):
        return tree.get(key)
    if isinstance(tree, list) and isinstance(key, int) and key < len(tree):
        return tree[key]
    return None
