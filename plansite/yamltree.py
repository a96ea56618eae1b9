"""YAML → plain values with the line and column of each, refusing what would be lost silently."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import yaml
from yaml.reader import ReaderError

from plansite.plaintext import LARGEST, NOT_UTF8, PUT_FILE, fault, faulty_lines, position, universal, unreadable
from plansite.problems import Mark, Marks, Place, Problem, Words

DEEPEST: Final = 30
"""Levels beyond which no plan goes; a file that does is a slip, and thousands would exhaust the stack."""

KINDS: Final = {
    yaml.MappingNode: {"map"},
    yaml.SequenceNode: {"seq"},
    yaml.ScalarNode: {"str", "int", "float", "bool", "null", "date"},
}
"""What a plain YAML file is made of."""

UNREADABLE: Final = (yaml.YAMLError, ValueError, LookupError, AttributeError, ArithmeticError)
"""What PyYAML raises for a scalar that does not fit its kind: 2022-02-30, !!bool x."""

KEY: Final = Words("khóa phải là chữ", "a key must be text"), Words("viết khóa bằng chữ", "write the key as text")
TWICE: Final = Words("khóa này đã có ở trên", "this key stands here twice"), Words("giữ lại một", "keep one")
ALIAS: Final = (
    Words("bí danh YAML (*) không được dùng", "YAML aliases (*) are not used here"),
    Words("viết lại nội dung đầy đủ", "write the value out"),
)
MOST: Final = LARGEST // 10
"""Values, and beginnings and ends of groups, beyond which no file of a size that is read has any sense."""

MANY: Final = Words("quá nhiều giá trị", "too many values"), Words("bỏ bớt", "remove some")
DEEP: Final = (
    Words("lồng quá sâu", "nested too deeply"),
    Words("bỏ bớt ngoặc hoặc thụt dòng", "remove brackets or indentation"),
)
MEND_SYNTAX: Final = Words(
    "xem dòng này và dòng trên: thụt dòng, dấu hai chấm, ngoặc kép",
    "look at this line and the one above: indentation, colon, quotation marks",
)
MEND_KIND: Final = Words(
    "bỏ dấu !, hoặc đặt giá trị trong ngoặc kép", "remove the !, or put the value in quotation marks"
)
MEND_VALUE: Final = Words(
    "sửa lại, hoặc đặt trong ngoặc kép nếu là chữ", "mend it, or put it in quotation marks if it is text"
)


class Tree:
    """The values of a YAML file, where each stands, and what kept it from being read."""

    def __init__(self, path: Path) -> None:
        """Read `path`; whatever is wrong with it ends up in `problems`."""
        self.value: object = None
        self.problems: list[Problem] = []
        self._marks: dict[Place, Mark] = {}
        self._seen: set[int] = set()
        self._faulty: set[int] = set()
        """Lines about whose characters a problem was noted."""
        try:
            large = unreadable(path)
            if large:
                self.problems.append(large)
            else:
                self._read_bytes(path.read_bytes())
        except OSError as error:
            reason = error.strerror
            self._refuse((), Words(f"không mở được tệp ({reason})", f"the file cannot be read ({reason})"), PUT_FILE)

    @property
    def marks(self) -> Marks:
        """Line and column of every value."""
        return self._marks

    def _read_bytes(self, raw: bytes) -> None:
        """Read the bytes of the file, or note why that cannot be done."""
        text = universal(raw.decode("utf-8", errors="ignore"))
        try:
            raw.decode("utf-8")
            self._read(text)
        except UnicodeDecodeError as error:
            self._refuse((), *NOT_UTF8, mark=_position_of(raw, error.start))
        except ReaderError:  # a character that YAML knows not; it is among the faults of the lines
            self.value = None
        except yaml.MarkedYAMLError as error:
            self._refuse(
                (),
                Words(f"cú pháp YAML ({error.problem})", f"YAML syntax ({error.problem})"),
                MEND_SYNTAX,
                mark=_position(error.problem_mark),
            )
        self.problems += [one for one in faulty_lines(text) if one.mark and one.mark[0] not in self._faulty]

    def _read(self, text: str) -> None:
        """Read the text of the file."""
        depth = 0
        for number, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
            if number > MOST:
                self._refuse((), *MANY, mark=_position(event.start_mark))
                return
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                self._refuse((), *DEEP, mark=_position(event.start_mark))
                return
        self._text, self._loader = text, yaml.CSafeLoader(text)
        try:
            node = self._loader.get_single_node()
            if node:
                self._marks[()] = _position(node.start_mark)
                self.value = self._build(node, ())
        finally:
            self._loader.dispose()

    def _build(self, node: yaml.Node, place: Place) -> object:
        """Turn a node into a value."""
        kind = _kind(node)
        if id(node) in self._seen:
            self._refuse(place, *ALIAS)
        elif kind not in KINDS[type(node)]:
            what = Words(f"kiểu YAML “{kind}” không được dùng", f"the YAML type “{kind}” is not used here")
            self._refuse(place, what, MEND_KIND)
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
        try:
            return self._loader.construct_object(node)
        except UNREADABLE:
            kind = _kind(node)
            what = Words(
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

    def _refuse(self, place: Place, what: Words, mend: Words, value: object = None, mark: Mark | None = None) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, what, mend, value, mark=mark))


def _kind(node: yaml.Node) -> str:
    """Give the name of a node's kind: str, map, date."""
    tag: str = node.tag
    return tag.removeprefix("tag:yaml.org,2002:").replace("timestamp", "date")


def _position(mark: object) -> Mark:
    """Give a position as editors count it; libyaml's marks and PyYAML's have no common type."""
    return getattr(mark, "line", 0) + 1, getattr(mark, "column", 0) + 1


def _position_of(raw: bytes, offset: int) -> Mark:
    """Give the position of a byte as editors count it."""
    before = raw[:offset].decode("utf-8", errors="ignore")
    return before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
