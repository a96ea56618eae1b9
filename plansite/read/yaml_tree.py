"""YAML → plain values with the line and column of each, refusing what would be lost silently."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Final

import yaml

from plansite.base.plaintext import NOT_UTF8, PUT_FILE, fault, faulty_lines, position, universal, unreadable
from plansite.base.problems import Mark, Marks, Message, Place, Problem
from plansite.read import yaml_text

KINDS: Final = {
    yaml.MappingNode: {"map"},
    yaml.SequenceNode: {"seq"},
    yaml.ScalarNode: {"str", "int", "float", "bool", "null", "date"},
}
"""What a plain YAML file is made of."""

UNREADABLE: Final = (yaml.YAMLError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What PyYAML raises for a scalar that does not fit its kind: 2022-02-30, !!bool x."""

KEY: Final = (
    Message("tên mục phải là chữ", "a name before a colon must be text"),
    Message("đặt tên mục trong ngoặc kép", "put the name in quotation marks"),
)
TWICE: Final = Message("mục này đã có ở trên", "this name stands here twice"), Message("giữ lại một", "keep one")
MEND_VALUE: Final = Message(
    "đặt trong ngoặc kép nếu là chữ, hoặc viết lại cho rõ",
    "put it in quotation marks if it is text, or write it plainly",
)
MEND_BOOL: Final = Message(
    "viết true hoặc false; nếu là chữ thì đặt trong ngoặc kép",
    "write true or false; if it is text, put it in quotation marks",
)
NO_DAY: Final = (
    Message("không có ngày này", "there is no such day"),
    Message("viết năm-tháng-ngày, như 2022-03-11", "write year-month-day, like 2022-03-11"),
)
PLAIN: Final = {
    "int": re.compile("0|-?[1-9][0-9]*"),
    "float": re.compile(r"-?[0-9]+\.[0-9]+(?:e[+-]?[0-9]+)?"),
    "bool": re.compile("true|false"),
    "null": re.compile("(?:null)?"),
}
"""How what is no text may be written: everything else that YAML takes for a number or such is not what it seems."""


class Tree:
    """The values of a YAML file, where each stands, and what kept it from being read."""

    def __init__(self, path: Path) -> None:
        """Read `path`; whatever is wrong with it ends up in `problems`."""
        self.value: object = None
        self.problems: list[Problem] = []
        self.lost: set[str] = set()
        """Ids of what had to be taken out; references to them are not blamed."""
        self._torn: set[int] = set()
        self._dropped: set[int] = set()
        self._marks: dict[Place, Mark] = {}
        self._spans: dict[Place, tuple[int, int]] = {}
        self._seen: set[int] = set()
        self._faulty: set[int] = set()
        """Lines about whose characters a problem was noted."""
        try:
            large = unreadable(path)
            if large:
                self.problems.append(large)
                return
            raw = path.read_bytes()
            self._read(raw.decode("utf-8"))
        except OSError as error:
            reason = error.strerror
            self._refuse((), Message(f"không mở được tệp ({reason})", f"the file cannot be read ({reason})"), PUT_FILE)
        except UnicodeDecodeError as error:
            self._refuse((), *NOT_UTF8, mark=_position_of(raw, error.start))

    @property
    def marks(self) -> Marks:
        """Line and column of every value."""
        return self._marks

    def is_torn(self, place: Place) -> bool:
        """Tell whether something was taken out of what stands at a place: what it lacks was there, and is blamed."""
        if not self._torn:
            return False
        while place not in self._spans and place:
            place = place[:-1]
        first, end = self._spans.get(place, (0, 0))
        if not place:
            return bool(self._dropped)
        return first in self._torn or any(first < line < end for line in self._dropped)

    def _read(self, raw: str) -> None:
        """Read the text of the file."""
        text = yaml_text.read(raw)
        self.problems, self.lost, self._torn, self._dropped = text.problems, text.lost, text.torn, text.dropped
        self._faulty = text.odd
        if text.readable:
            self._construct(str(text))
        self.problems += [one for one in faulty_lines(universal(raw)) if one.mark and one.mark[0] not in self._faulty]
        names = {mark[0]: place for place, mark in self._marks.items()}
        self.problems = [
            replace(one, place=names.get(one.mark[0], ())) if one.mark and not one.place else one
            for one in self.problems
        ]

    def _construct(self, text: str) -> None:
        """Build the values of what YAML reads."""
        self._text, self._loader = text, yaml.CSafeLoader(text)
        try:
            node = self._loader.get_single_node()
            if node:
                self._marks[()] = _position(node.start_mark)
                self.value = self._build(node, ())
        except yaml.MarkedYAMLError:
            assert self.problems  # an alias or an anchor, which was noted before
        finally:
            self._loader.dispose()

    def _build(self, node: yaml.Node, place: Place) -> object:
        """Turn a node into a value."""
        kind = _kind(node)
        self._spans[place] = node.start_mark.line, node.end_mark.line
        if id(node) in self._seen:
            return None  # an alias, which was noted before
        if kind not in KINDS[type(node)]:
            if node.start_mark.line not in self._torn:
                self._refuse(place, *yaml_text.SPECIAL, node.value)
        else:
            self._seen.add(id(node))
            if isinstance(node, yaml.MappingNode):
                return self._build_mapping(node, place)
            if isinstance(node, yaml.SequenceNode):
                return self._build_sequence(node, place)
            return self._build_scalar(node, place)
        return None

    def _build_mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        """Turn a mapping into a dict, refusing a key that is no text or stands twice."""
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            mark, value_mark = _position(key_node.start_mark), _position(value_node.start_mark)
            key = key_node.value
            if not isinstance(key, str) or _kind(key_node) not in KINDS[yaml.ScalarNode] or id(key_node) in self._seen:
                self._refuse(place, *KEY, mark=mark)
            elif key in values:
                self._refuse((*place, key), *TWICE, key, mark)
            else:
                self._seen.add(id(key_node))
                self._look_at(key_node, (*place, key))
                # A value that begins on a later line is known by its key.
                self._marks[(*place, key)] = value_mark if value_mark[0] == mark[0] else mark
                values[key] = self._build(value_node, (*place, key))
                self._spans[(*place, key)] = key_node.start_mark.line, value_node.end_mark.line
        return values

    def _build_sequence(self, node: yaml.SequenceNode, place: Place) -> list[object]:
        """Turn a sequence into a list."""
        values: list[object] = []
        for index, item in enumerate(node.value):
            self._marks[(*place, index)] = _position(item.start_mark)
            values.append(self._build(item, (*place, index)))
        return values

    def _build_scalar(self, node: yaml.Node, place: Place) -> object:
        """Turn a scalar into text, number, date or such, as YAML reads it."""
        self._look_at(node, place)
        kind = _kind(node)
        try:
            value: object = self._loader.construct_object(node)
            plain = kind not in PLAIN or PLAIN[kind].fullmatch(node.value)
            if not plain or (isinstance(value, float) and repr(value) != node.value):
                self._refuse(place, _read_as(node.value, value), MEND_BOOL if kind == "bool" else MEND_VALUE)
            return value
        except UNREADABLE:
            if kind == "date":
                self._refuse(place, *NO_DAY, node.value)
                return None
            what = Message(
                f"YAML không đọc được giá trị này theo kiểu “{kind}”", f"YAML cannot read this value as “{kind}”"
            )
            self._refuse(place, what, MEND_VALUE, node.value)
            return None

    def _look_at(self, node: yaml.Node, place: Place) -> None:
        """Note characters that no text may hold, where they stand, or where the text does when it escapes them."""
        found = fault(node.value.rstrip("\n"))  # white space at an end is told where the text is checked
        if found:
            start, end = getattr(node.start_mark, "index", 0), getattr(node.end_mark, "index", 0)
            at = self._text.find(node.value[found.at], start, end)
            mark = position(self._text, start if at < 0 or node.value[found.at] == "\n" else at)
            self._faulty.add(mark[0])
            self._refuse(place, found.what, found.mend, node.value, mark)

    def _refuse(
        self, place: Place, what: Message, mend: Message, value: object = None, mark: Mark | None = None
    ) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, what, mend, value, mark=mark))


def _read_as(written: str, value: object) -> Message:
    """Say that YAML reads otherwise than what is written."""
    read = json.dumps(value, default=str)
    return Message(f"YAML đọc “{written}” thành {read}", f"YAML reads “{written}” as {read}")


def _kind(node: yaml.Node) -> str:
    """Return the name of a node's kind: str, map, date."""
    tag: str = node.tag
    return tag.removeprefix("tag:yaml.org,2002:").replace("timestamp", "date")


def _position(mark: object) -> Mark:
    """Return a position as editors count it; libyaml's marks and PyYAML's have no common type."""
    return getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1


def _position_of(raw: bytes, offset: int) -> Mark:
    """Return the position of a byte as editors count it."""
    before = raw[:offset].decode("utf-8", errors="ignore")
    return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
