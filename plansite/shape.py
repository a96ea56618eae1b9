"""Plain values → a plan; pydantic's findings become messages, and records with slips are set aside."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from plansite.model import FileName, Number, WebAddress
from plansite.problems import Key, Place, Problem, Words, nearest

T = TypeVar("T")

WRITE_TEXT: Final = Words(
    "viết chữ; nếu là số hoặc yes/no thì đặt trong ngoặc kép", "write text; put a number or yes/no in quotation marks"
)
MAPPING: Final = (
    Words("phải là một nhóm khóa", "must be a group of keys"),
    Words("viết các khóa, thụt vào một bậc", "write its keys, one step further in"),
)
LIST: Final = (
    Words("phải là danh sách", "must be a list"),
    Words("viết mỗi mục sau dấu gạch “- ”", "write each item after a “- ”"),
)
MESSAGES: Final[Mapping[str, tuple[Words, Words]]] = {
    "missing": (Words("thiếu khóa này", "this key is missing"), Words("thêm vào", "add it")),
    "extra_forbidden": (
        Words("không có khóa này", "there is no such key"),
        Words("xóa hoặc sửa tên khóa", "delete it or mend its name"),
    ),
    "string_type": (Words("phải là chữ", "must be text"), WRITE_TEXT),
    "string_too_short": (Words("không được để trống", "must not be empty"), Words("viết nội dung", "write the text")),
    "phase_parsing": (
        Words("không đọc được thời gian", "not a period that can be read"),
        Words('viết "2021-2030" hoặc annual', 'write "2021-2030" or annual'),
    ),
    "bool_type": (
        Words("phải là true hoặc false", "must be true or false"),
        Words("viết true hoặc false, không ngoặc kép", "write true or false, without quotation marks"),
    ),
    "date_type": (
        Words("phải là ngày", "must be a date"),
        Words("viết 2022-03-11, không ngoặc kép", "write 2022-03-11, without quotation marks"),
    ),
    "model_type": MAPPING,
    "dict_type": MAPPING,
    "tuple_type": LIST,
    "list_type": LIST,
    "too_short": (
        Words("danh sách không được trống", "the list must not be empty"),
        Words("thêm ít nhất một mục", "add at least one item"),
    ),
}
WEB_ADDRESS, NUMBER, FILE_NAME = (TypeAdapter(kind).json_schema()["pattern"] for kind in (WebAddress, Number, FileName))
PATTERNS: Final[Mapping[str, tuple[Words, Words]]] = {
    r"^\S([\s\S]*\S)?$": (
        Words("thừa khoảng trắng ở đầu hoặc cuối", "white space at its start or end"),
        Words("xóa khoảng trắng", "delete the white space"),
    ),
    "^[a-z0-9]+(-[a-z0-9]+)*$": (
        Words(
            "mã phải là chữ thường không dấu, số và gạch nối",
            "an id must be lower-case ASCII letters, digits and hyphens",
        ),
        Words("viết như so-y-te", "write it like so-y-te"),
    ),
    r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$": (
        Words(
            "mã đoạn phải là chữ không dấu và số, nối bằng dấu chấm",
            "a paragraph's id must be ASCII letters and digits, joined by dots",
        ),
        Words("viết như plan.II.3.b4", "write it like plan.II.3.b4"),
    ),
    r"^[IVX]+\.[1-9][0-9]*$": (
        Words("mã nhiệm vụ phải là số La Mã, dấu chấm, số", "a task's id must be a Roman number, a dot, a number"),
        Words("viết như III.8", "write it like III.8"),
    ),
    "^[IVX]+$": (
        Words("mã nhóm phải là số La Mã", "a group's id must be a Roman number"),
        Words("viết như III", "write it like III"),
    ),
    "^S[0-9]+[a-z]?$": (
        Words("mã nguồn phải là S và số", "a source's id must be S and a number"),
        Words("viết như S12 hoặc S12b", "write it like S12 or S12b"),
    ),
    "^[0-9a-f]{64}$": (
        Words("không phải mã SHA-256", "not a SHA-256"),
        Words("chép kết quả của sha256sum", "copy what sha256sum prints"),
    ),
    WEB_ADDRESS: (
        Words("không phải địa chỉ web", "not a web address"),
        Words(
            "bắt đầu bằng https://, chỉ dùng chữ không dấu, số và dấu của địa chỉ; ký tự khác viết bằng %",
            "begin with https://, and use only ASCII letters, digits and signs of addresses; write others with %",
        ),
    ),
    NUMBER: (
        Words("không phải số của một văn bản", "not the number of a document"),
        Words("viết như 768/QĐ-UBND", "write it like 768/QĐ-UBND"),
    ),
    FILE_NAME: (
        Words("không phải tên của một tệp trong thư mục này", "not the name of a file in this folder"),
        Words("viết như source/768-qd-ubnd.txt", "write it like source/768-qd-ubnd.txt"),
    ),
}
"""What each string pattern of the model means."""


@dataclass
class Shaped(Generic[T]):
    """What could be read, what was wrong, and which ids were set aside because of it."""

    value: T | None
    problems: list[Problem]
    lost: set[str] = field(default_factory=set)
    kept: dict[Place, list[int]] = field(default_factory=dict)

    def original(self, place: Place) -> Place:
        """Translate a place in `value` to the place in the file."""
        found: Place = ()
        for key in place:
            kept = self.kept.get(found)
            found = (*found, kept[key] if kept is not None and isinstance(key, int) else key)
        return found


def shape(tree: object, model: type[T]) -> Shaped[T]:
    """Validate `tree` as `model`; give the value even when some of its list items had to be set aside.

    Gives a Shaped whose value is None when what is left is no `model` either.
    """
    adapter = TypeAdapter(model)
    result: Shaped[T] = Shaped(None, [])
    value, errors = _validate(adapter, tree)
    result.problems = [_problem(error, tree, model) for error in errors if not _is_echo(error)]
    extra = {_place(error, tree) for error in errors if error["type"] == "extra_forbidden"}
    rest, doomed = tree, {_place(error, tree) for error in errors} - extra
    while errors:
        rest = copy.deepcopy(tree)
        for place in extra:
            _delete(rest, place)
        _set_aside(rest, doomed, result)
        value, errors = _validate(adapter, rest)
        more = {result.original(_place(error, rest)) for error in errors} - doomed
        if not more:
            break
        doomed |= more
    result.value = value
    return result


def _validate(adapter: TypeAdapter[Any], tree: object) -> tuple[Any, list[ErrorDetails]]:
    """Give the value, or None and what is wrong."""
    try:
        return adapter.validate_python(tree), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _is_echo(error: ErrorDetails) -> bool:
    """Whether pydantic calls a list empty only because all its items have errors of their own."""
    return error["type"] == "too_short" and bool(error["input"])


def _place(error: ErrorDetails, tree: object) -> Place:
    """Give the place of an error, without pydantic's own steps that no file has."""
    place: list[Key] = []
    for key in error["loc"]:
        if isinstance(tree, dict):
            tree = tree.get(key)
        elif isinstance(tree, list) and isinstance(key, int):
            tree = tree[key]
        else:
            break
        place.append(key)
    return tuple(place)


def _problem(error: ErrorDetails, tree: object, model: Any) -> Problem:
    """Say a pydantic error in the editor's words."""
    kind, context = error["type"], error.get("ctx", {})
    place, value = _place(error, tree), None if error["type"] == "missing" else error["input"]
    if kind in ("enum", "literal_error"):
        valid = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        listing = ", ".join(valid)
        return Problem(
            place,
            Words("không phải giá trị được dùng ở đây", "not a value that is used here"),
            Words(f"chọn một: {listing}", f"choose one: {listing}"),
            value,
            nearest(value, valid),
        )
    if kind == "extra_forbidden":
        return Problem(place, *MESSAGES[kind], place[-1], nearest(place[-1], _fields_at(model, place[:-1])))
    if kind == "string_type" and value is None:
        kind = "string_too_short"
    if kind == "string_too_long":
        most = context["max_length"]
        what = Words(f"dài hơn {most} ký tự", f"longer than {most} letters")
        return Problem(place, what, Words("viết ngắn lại", "write it shorter"), value)
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        return Problem(place, *PATTERNS[pattern], value)
    fallback = Words(error["msg"], error["msg"]), Words("sửa giá trị", "mend the value")
    return Problem(place, *MESSAGES.get(kind, fallback), value)


def _fields_at(model: Any, place: tuple[Key, ...]) -> list[str]:
    """List the keys that the model knows at a place."""
    schema = TypeAdapter(model).json_schema()
    node: Any = schema
    for key in place:
        node = _resolve(node, schema)
        if isinstance(key, int):
            node = node.get("items", {})
        else:
            node = node.get("properties", {}).get(key) or node.get("additionalProperties") or {}
    return list(_resolve(node, schema).get("properties", {}))


def _resolve(node: Any, schema: Any) -> Any:
    """Follow a schema's references, and the record among its alternatives."""
    for choice in node.get("anyOf", ()):
        if "$ref" in choice:
            node = choice
    if "$ref" in node:
        return schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return node


def _delete(tree: Any, place: Place) -> None:
    """Delete a key that the model does not know."""
    for key in place[:-1]:
        tree = tree[key]
    del tree[place[-1]]


def _set_aside(rest: Any, places: set[Place], result: Shaped[Any]) -> None:
    """Delete from `rest` the nearest list item around each slip, noting its ids and what was kept."""
    result.kept.clear()
    doomed = {place[: _last_index(place) + 1] for place in places if _last_index(place) >= 0}
    for place in sorted(doomed, key=lambda place: (len(place), place[-1]), reverse=True):
        holder = rest
        for key in place[:-1]:
            holder = holder[key]
        original = result.kept.setdefault(place[:-1], list(range(len(holder))))
        if place[-1] in original:
            position = original.index(int(place[-1]))
            result.lost.update(_ids(holder[position]))
            del holder[position], original[position]


def _last_index(place: Place) -> int:
    """Give the position of the last list index in a place, or -1."""
    return max((step for step, key in enumerate(place) if isinstance(key, int)), default=-1)


def _ids(value: object) -> set[str]:
    """Collect every id in a value that is set aside, so that references to it are not blamed."""
    found: set[str] = set()
    if isinstance(value, dict):
        found |= {value["id"]} if isinstance(value.get("id"), str) else set()
        for child in value.values():
            found |= _ids(child)
    elif isinstance(value, list):
        for child in value:
            found |= _ids(child)
    return found
