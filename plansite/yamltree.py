"""YAML → plain values with the line and column of each, refusing what would be lost silently."""

from __future__ import annotations

from pathlib import Path

import yaml

from plansite.problems import Marks, Place, Problem, Words

DEEPEST = 30
"""Levels beyond which no plan goes; a file that does is a slip."""


class Tree:
    """The values of a YAML file, where each stands, and what kept it from being read."""

    def __init__(self, path: Path) -> None:
        """Read `path`; whatever is wrong with it ends up in `problems`."""
        self.value: object = None
        self.problems: list[Problem] = []
        self._marks: dict[Place, tuple[int, int]] = {}
        self._seen: set[int] = set()
        self._loader: yaml.CSafeLoader | None = None
        try:
            self._loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
            node = self._loader.get_single_node()
            self.value = self._build(node, ()) if node else None
        except OSError as error:
            self._refuse((), f"không mở được tệp ({error.strerror})", f"the file cannot be read ({error.strerror})",
                         "đặt tệp vào đúng chỗ", "put the file in its place")
        except UnicodeDecodeError as error:
            self._refuse((), f"tệp không phải UTF-8 (byte {error.start})", f"the file is not UTF-8 (byte {error.start})",
                         "lưu lại bằng mã UTF-8", "save it as UTF-8")
        except yaml.YAMLError as error:
            self._refuse_syntax(error)
        finally:
            if self._loader:
                self._loader.dispose()  # type: ignore[no-untyped-call]  # the stubs leave it bare

    @property
    def marks(self) -> Marks:
        """Line and column of every value."""
        return self._marks

    def _build(self, node: yaml.Node, place: Place) -> object:
        """Turn a node into a value, noting where it stands."""
        self._marks[place] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in self._seen:
            self._refuse(place, "bí danh YAML (*) không được dùng", "YAML aliases (*) are not used here",
                         "viết lại nội dung đầy đủ", "write the value out")
            return None
        self._seen.add(id(node))
        if len(place) > DEEPEST:
            self._refuse(place, "lồng quá sâu", "nested too deeply", "bỏ bớt ngoặc hoặc thụt dòng",
                         "remove brackets or indentation")
            return None
        if isinstance(node, yaml.MappingNode):
            return self._build_mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, place)

    def _build_mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        """Turn a mapping into a dict, refusing a key that is no text or stands twice."""
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            self._marks[(*place, str(key))] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key is None:
                self._refuse((*place, str(key)), "khóa phải là chữ", "a key must be text",
                             "viết khóa bằng chữ", "write the key as text")
            elif key in values:
                self._refuse((*place, key), "khóa này đã có ở trên", "this key stands here twice",
                             "giữ lại một", "keep one", key)
            else:
                values[key] = self._build(value_node, (*place, key))
        return values

    def _scalar(self, node: yaml.Node, place: Place) -> object:
        """Turn a scalar into text, number, date or such, as YAML reads it."""
        assert self._loader is not None
        try:
            return self._loader.construct_object(node)  # type: ignore[no-untyped-call]  # bare stubs
        except (yaml.YAMLError, ValueError) as error:
            reason = str(error).splitlines()[0]
            self._refuse(place, f"YAML không hiểu giá trị này ({reason})", f"YAML cannot read this value ({reason})",
                         "đặt trong ngoặc kép", "put it in quotation marks", node.value)
            return None

    def _refuse(self, place: Place, vi: str, en: str, mend_vi: str, mend_en: str, *value: object) -> None:
        """Note a problem."""
        self.problems.append(Problem(place, Words(vi, en), Words(mend_vi, mend_en), *value))

    def _refuse_syntax(self, error: yaml.YAMLError) -> None:
        """Note a syntax error at the line that libyaml names."""
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "?"
        self._marks[()] = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        self._refuse((), f"cú pháp YAML ({reason})", f"YAML syntax ({reason})",
                     "xem dòng này và dòng trên: thụt dòng, dấu hai chấm, ngoặc kép",
                     "look at this line and the one above: indentation, colon, quotation marks")
