"""Plain values → a plan; pydantic's findings become messages, and records with slips are set aside."""

from __future__ import annotations

import copy
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from plansite.base.problems import Key, Message, Place, Problem, Report, nearest
from plansite.read.model import FileName, Number, WebAddress
from plansite.read.model_schema import CHOICES, fields_at, fill, holds_ids, node_at

T = TypeVar("T")

UNREAD: Final = "?"
"""Stands among the ids of what was set aside for those that cannot be read."""

WRITE_TEXT: Final = Message(
    "viết chữ; nếu là số hoặc yes/no thì đặt trong ngoặc kép", "write text; put a number or yes/no in quotation marks"
)
MAPPING: Final = (
    Message("phải gồm các mục con", "must have entries of its own"),
    Message("viết các mục con, thụt vào một bậc", "write its entries, one step further in"),
)
LIST: Final = (
    Message("phải là danh sách", "must be a list"),
    Message("viết mỗi mục sau dấu gạch “- ”", "write each item after a “- ”"),
)
MESSAGES: Final[Mapping[str, Report]] = {
    "missing": (Message("thiếu mục này", "this entry is missing"), Message("thêm vào", "add it")),
    "extra_forbidden": (
        Message("không có mục nào tên như vậy ở đây", "there is no such entry here"),
        Message("xóa, hoặc sửa tên", "delete it, or mend its name"),
    ),
    "string_type": (Message("phải là chữ", "must be text"), WRITE_TEXT),
    "string_too_short": (
        Message("không được để trống", "must not be empty"),
        Message("viết nội dung", "write the text"),
    ),
    "phase_parsing": (
        Message("không đọc được thời gian", "not a period that can be read"),
        Message('viết "2021-2030" hoặc annual', 'write "2021-2030" or annual'),
    ),
    "bool_type": (
        Message("phải là true hoặc false", "must be true or false"),
        Message("viết true hoặc false, không ngoặc kép", "write true or false, without quotation marks"),
    ),
    "date_type": (
        Message("phải là ngày", "must be a date"),
        Message(
            "viết năm-tháng-ngày như 2022-03-11, không ngoặc kép",
            "write year-month-day like 2022-03-11, without quotation marks",
        ),
    ),
    "model_type": MAPPING,
    "dict_type": MAPPING,
    "tuple_type": LIST,
    "list_type": LIST,
    "too_short": (
        Message("danh sách không được trống", "the list must not be empty"),
        Message("thêm ít nhất một mục", "add at least one item"),
    ),
}
WEB_ADDRESS, NUMBER, FILE_NAME = (TypeAdapter(kind).json_schema()["pattern"] for kind in (WebAddress, Number, FileName))
ONE_TEXT: Final = Message("phải là một lời, không phải danh sách", "must be one text, not a list")
NO_COLON: Final = (
    Message("phải là một lời, không phải các mục con", "must be a text, not entries of its own"),
    Message("đặt cả lời trong ngoặc kép nếu trong lời có dấu hai chấm", "put a text with a colon in quotation marks"),
)
SPACE_IN_ADDRESS: Final = (
    Message("địa chỉ web có dấu cách", "a web address with a space"),
    Message("xóa dấu cách, hoặc viết %20 nếu địa chỉ thật sự có", "delete the space, or write %20 if it is part of it"),
)
PATTERNS: Final[Mapping[str, Report]] = {
    r"^\S([\s\S]*\S)?$": (
        Message("thừa khoảng trắng ở đầu hoặc cuối", "white space at its start or end"),
        Message("xóa khoảng trắng", "delete the white space"),
    ),
    "^[a-z0-9]+(-[a-z0-9]+)*$": (
        Message(
            "mã phải là chữ thường không dấu, số và gạch nối",
            "an id must be lower-case ASCII letters, digits and hyphens",
        ),
        Message("viết như so-y-te", "write it like so-y-te"),
    ),
    r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$": (
        Message(
            "mã đoạn phải là chữ không dấu và số, nối bằng dấu chấm",
            "a paragraph's id must be ASCII letters and digits, joined by dots",
        ),
        Message("viết như plan.II.3.b4", "write it like plan.II.3.b4"),
    ),
    r"^[IVX]+\.[1-9][0-9]*$": (
        Message("mã nhiệm vụ phải là số La Mã, dấu chấm, số", "a task's id must be a Roman number, a dot, a number"),
        Message("viết như III.8", "write it like III.8"),
    ),
    "^[IVX]+$": (
        Message("mã nhóm phải là số La Mã", "a group's id must be a Roman number"),
        Message("viết như III", "write it like III"),
    ),
    "^S[0-9]+[a-z]?$": (
        Message("mã nguồn phải là S và số", "a source's id must be S and a number"),
        Message("viết như S12 hoặc S12b", "write it like S12 or S12b"),
    ),
    "^[0-9a-f]{64}$": (
        Message("không phải mã SHA-256", "not a SHA-256"),
        Message("chép kết quả của sha256sum", "copy what sha256sum prints"),
    ),
    WEB_ADDRESS: (
        Message("không phải địa chỉ web", "not a web address"),
        Message(
            "bắt đầu bằng https://, chỉ dùng chữ không dấu, số và dấu của địa chỉ; ký tự khác viết bằng %",
            "begin with https://, and use only ASCII letters, digits and signs of addresses; write others with %",
        ),
    ),
    NUMBER: (
        Message("không phải số của một văn bản", "not the number of a document"),
        Message("viết như 768/QĐ-UBND", "write it like 768/QĐ-UBND"),
    ),
    FILE_NAME: (
        Message("không phải tên của một tệp trong thư mục này", "not the name of a file in this folder"),
        Message("viết như source/768-qd-ubnd.txt", "write it like source/768-qd-ubnd.txt"),
    ),
}
"""What each string pattern of the model means."""


@dataclass
class Shaped(Generic[T]):
    """What could be read, what was wrong, and which ids were set aside because of it."""

    value: T | None
    problems: list[Problem]
    lost: set[str] = field(default_factory=set)
    """Ids of what was set aside; UNREAD among them for those that cannot be told, and "" for what has none."""
    kept: dict[Place, list[int]] = field(default_factory=dict)
    slips: set[Place] = field(default_factory=set)
    """Where the tree fits the model nowhere."""
    tree: object = None
    """What was validated, with single texts in lists where one is due."""

    def original(self, place: Place) -> Place:
        """Translate a place in `value` to the place in the file."""
        found: Place = ()
        for key in place:
            kept = self.kept.get(found)
            found = (*found, kept[key] if kept is not None and isinstance(key, int) else key)
        return found

    def is_a_slip(self, place: Place) -> bool:
        """Tell whether a place in the file is one that fits nowhere, or within one."""
        return any(place[: len(slip)] == slip for slip in self.slips)

    def is_beside_a_slip(self, place: Place) -> bool:
        """Tell whether a place in the file stands in a record that was set aside, clear of the slips in it."""
        near = [slip for slip in self.slips if place[: len(_record(slip))] == _record(slip)]
        return bool(near) and not self.is_a_slip(place) and not any(slip[: len(place)] == place for slip in near)


def shape(tree: object, model: type[T]) -> Shaped[T]:
    """Validate `tree` as `model`; give the value even when some of its list items had to be set aside.

    Gives a Shaped whose value is None when what is left is no `model` either.
    """
    adapter = TypeAdapter(model)
    result: Shaped[T] = Shaped(None, [])
    value, errors = _validate(adapter, tree)
    result.tree, bare = _in_lists(tree, errors)
    if bare:
        result.problems = [_problem(error, tree, model) for error in bare]
        tree = result.tree
        value, errors = _validate(adapter, tree)
    result.problems += [_problem(error, tree, model) for error in errors if not _is_echo(error)]
    extra = {_place(error, tree) for error in errors if error["type"] == "extra_forbidden"}
    rest, doomed = tree, {_place(error, tree) for error in errors} - extra
    result.slips = extra | doomed
    result.lost = {UNREAD if place[-1:] == ("id",) or holds_ids(model, place) else "" for place in doomed}
    while errors:
        rest = copy.deepcopy(tree)
        for place in extra:
            _delete(rest, place)
        _set_aside(rest, doomed, result)
        if get_origin(model) is dict and isinstance(rest, dict):
            for place in doomed:
                if place and _last_index(place) < 0 and place[0] in rest:
                    del rest[place[0]]
                    result.lost.add(str(place[0]))
        for place in doomed:
            if _last_index(place) < 0:  # stands in no list: cannot be set aside
                fill(rest, place, model, 0)
        value, errors = _validate(adapter, rest)
        more = {result.original(_place(error, rest)) for error in errors} - doomed
        if not more:
            break
        doomed |= more
    result.value = value
    return result


def _in_lists(tree: object, errors: list[ErrorDetails]) -> tuple[object, list[ErrorDetails]]:
    """Return a tree in which every single text stands in a list where one is due, and the errors that this mends."""
    bare = [one for one in errors if one["type"] in ("tuple_type", "list_type") and isinstance(one["input"], str)]
    tree = copy.deepcopy(tree) if bare else tree
    for error in bare:
        *way, last = _place(error, tree)
        holder: Any = tree
        for key in way:
            holder = holder[key]
        holder[last] = [error["input"]]
    return tree, bare


def stand_ins(tree: object, slips: Iterable[Place], model: Any) -> list[object]:
    """Return copies of a tree in which something that the model allows stands for every slip, another in each.

    What is wrong in all of them is wrong whatever was meant.
    """
    copies = [copy.deepcopy(tree) for _ in range(CHOICES)]
    for choice, one in enumerate(copies):
        for place in slips:
            fill(one, place, model, choice)
    return copies


def _validate(adapter: TypeAdapter[Any], tree: object) -> tuple[Any, list[ErrorDetails]]:
    """Return the value, or None and what is wrong."""
    try:
        return adapter.validate_python(tree), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _is_echo(error: ErrorDetails) -> bool:
    """Whether pydantic calls a list empty only because all its items have errors of their own."""
    return error["type"] == "too_short" and bool(error["input"])


def _place(error: ErrorDetails, tree: object) -> Place:
    """Return the place of an error, without pydantic's own steps that no file has."""
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
            Message("không phải giá trị được dùng ở đây", "not a value that is used here"),
            Message(f"chọn một: {listing}", f"choose one: {listing}"),
            value,
            nearest(value, valid),
        )
    if kind in ("extra_forbidden", "missing"):
        return (_unknown if kind == "extra_forbidden" else _missing)(place, model)
    if kind in ONE_OR_MANY and isinstance(value, ONE_OR_MANY[kind]):
        return _one_or_many(place, value)
    if kind == "string_pattern_mismatch":
        spaced = re.search(r"://\S*\s", str(value).strip())
        return Problem(place, *(SPACE_IN_ADDRESS if spaced else PATTERNS[str(context["pattern"])]), value)
    if kind == "string_type" and value is None:
        kind = "string_too_short"
    if kind == "string_too_long":
        most = context["max_length"]
        what = Message(f"dài hơn {most} ký tự", f"longer than {most} letters")
        return Problem(place, what, Message("viết ngắn lại", "write it shorter"), value)
    what, mend = MESSAGES.get(kind, UNFORESEEN)
    if kind == "model_type" and isinstance(value, str):
        inner = ", ".join(node_at(model, place).get("required", ()))
        mend = Message(f"{mend.vi}: {inner}", f"{mend.en}: {inner}")
    return Problem(place, what, mend, value)


UNFORESEEN: Final = (
    Message("giá trị không dùng được ở đây", "not a value for this place"),
    Message("sửa giá trị", "mend it"),
)


def _unknown(place: Place, model: Any) -> Problem:
    """Say that there is no entry of a name, and which there are."""
    known = fields_at(model, place[:-1])
    what, mend = MESSAGES["extra_forbidden"]
    near, listing = nearest(place[-1], known), ", ".join(known)
    if not near and known:
        mend = Message(f"{mend.vi}; các mục ở đây: {listing}", f"{mend.en}; the entries here: {listing}")
    return Problem(place, what, mend, place[-1], near)


ONE_OR_MANY: Final[Mapping[str, tuple[type, ...]]] = {
    "string_type": (list, dict, int, datetime.date),
    "tuple_type": (str,),
    "list_type": (str,),
}
"""Where one text or a list is due, what of another kind often stands there."""


def _one_or_many(place: Place, value: Any) -> Problem:
    """Say that a list, entries, a number or a day stand where one text should be, or one text where a list should."""
    if isinstance(value, str):
        mend = Message(f"đặt trong ngoặc vuông: [{value}]", f"put it in brackets: [{value}]")
        return Problem(place, LIST[0], mend, value)
    if isinstance(value, (int, datetime.date)):
        written = str(value).lower()  # true, as it must have been written
        mend = Message(f'đặt trong ngoặc kép: "{written}"', f'put it in quotation marks: "{written}"')
        return Problem(place, MESSAGES["string_type"][0], mend, value)
    if isinstance(value, dict) or not all(isinstance(one, str) for one in value):
        return Problem(place, *NO_COLON, value)
    text = ", ".join(value)
    return Problem(place, ONE_TEXT, Message(f'bỏ ngoặc vuông: "{text}"', f'without brackets: "{text}"'), value)


def _missing(place: Place, model: Any) -> Problem:
    """Say that an entry is missing, and how it is written."""
    return Problem(place, MESSAGES["missing"][0], _how_to_add(str(place[-1]), node_at(model, place)))


def _how_to_add(name: str, node: Any) -> Message:
    """Say what to write for an entry that is missing, from its schema."""
    if "enum" in node:
        values = ", ".join(map(str, node["enum"]))
        return Message(f"thêm “{name}: …”, chọn một: {values}", f"add “{name}: …”, one of: {values}")
    if node.get("type") == "boolean":
        return Message(f"thêm “{name}: true” hoặc “{name}: false”", f"add “{name}: true” or “{name}: false”")
    if "properties" in node:
        inner = ", ".join(node.get("required", node["properties"]))
        return Message(
            f"thêm “{name}:”, dưới đó thụt vào một bậc: {inner}", f"add “{name}:” and, one step further in: {inner}"
        )
    if node.get("type") == "array":
        none = ("", "") if node.get("minItems") else (f"; để trống thì viết “{name}: []”", f"; for none, “{name}: []”")
        return Message(
            f"thêm “{name}:”, dưới đó mỗi mục sau một dấu “- ”{none[0]}",
            f"add “{name}:” and below it each item after a “- ”{none[1]}",
        )
    return Message(f"thêm “{name}: …”", f"add “{name}: …”")


def _delete(tree: Any, place: Place) -> None:
    """Delete a key that the model does not know."""
    for key in place[:-1]:
        tree = tree[key]
    del tree[place[-1]]


def _set_aside(rest: Any, places: set[Place], result: Shaped[Any]) -> None:
    """Delete from `rest` the nearest list item around each slip, noting its ids and what was kept."""
    result.kept.clear()
    doomed = {_record(place) for place in places if _last_index(place) >= 0}
    for place in sorted(doomed, key=lambda place: (len(place), place[-1]), reverse=True):
        holder = rest
        for key in place[:-1]:
            holder = holder[key]
        original = result.kept.setdefault(place[:-1], list(range(len(holder))))
        if place[-1] in original:
            position = original.index(int(place[-1]))
            result.lost.update(_ids(holder[position]))
            del holder[position], original[position]


def _record(place: Place) -> Place:
    """Return the nearest list item around a place, or its entry of a file that is one mapping."""
    return place[: _last_index(place) + 1] or place[:1]


def _last_index(place: Place) -> int:
    """Return the position of the last list index in a place, or -1."""
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
