"""A plan mangled at random: it loads, or every slip has its place; the programme never crashes.

The invented plan, which has everything, is read thirty times as fast as the real one: `make mangled` takes that.
"""

from __future__ import annotations

import copy
import datetime
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spread import EVERY

from plansite.base.problems import BadData
from plansite.read.load import load_plan
from plansite.read.model import Plan

TESTS: Final = Path(__file__).parent
DATA: Final = TESTS.parent / "data" if EVERY else TESTS / "tiny"
TEXT: Final = (DATA / "plan.yaml").read_text(encoding="utf-8")
LINES: Final = TEXT.splitlines(keepends=True)
SECTIONS: Final = re.split(r"^(?=[a-z_]+:)", TEXT, flags=re.MULTILINE)
"""The opening comment, then the text of every top-level key: only what is mangled need be written anew."""

ODD_CHARACTERS: Final = "'\"*&!|>{}[],:-#%@`?~= \t\n\r\0\a\x85\u00a0\u0301\u200b\u2028\ufeff\U0001f600"
ODD_VALUES: Final = (
    "", "no", "yes", "null", "~", "2021", "-1", "1.5", ".nan", "-.inf", "1e999", "0o17", "1:59:59", "9" * 5000,
    "0x" + "f" * 5000, "2031-02-30", "2022-03-11", "2022-03-11T10:00:00Z", "0000-00-00", "99999-01-01", "[]", "{}",
    "[a, b]", "{a: b}", "[" * 40 + "]" * 40, "{a: " * 40 + "}" * 40, "*a", "*id001", "&a", "&a x", "&a [*a]", "<<",
    "=", "? x", "- x", "a: b: c", "# x", "|", ">-", "@x", "%x", "`x`", '"', "'", '"\\0"', '"\\ud83d"', '"\\x85"',
    '" x"', "'x '", "\tx", "x\0y", "\U0001f600", "e\u0301", "x" * 10_000, "!x y", "!!str 1", "!!bool x", '!!int ""',
    "!!float x", "!!timestamp x", '!!binary "////"', "!!set {a}", "!!seq x", "!!map x", "!!python/name:os.system",
)  # fmt: skip
BARE: Final = TEXT.partition("\nredirects:")[0] + "\nredirects: []\n"
"""With nothing in its last list."""

VALUE_LINES: Final = [n for n, line in enumerate(LINES) if re.match(r" *(- )?[\w-]+: .", line)]


def mangling(examples: int) -> settings:
    """Return settings under which the same examples run every time, on any machine."""
    quiet = [HealthCheck.too_slow]
    return settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=quiet)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the data to be overwritten."""
    return Path(shutil.copytree(DATA, tmp_path_factory.mktemp("mangled") / "data"))


def reports_on(folder: Path, raw: bytes) -> tuple[str, ...]:
    """Return what is reported of a plan; nothing when it loads."""
    (folder / "plan.yaml").write_bytes(raw)
    try:
        return () if isinstance(load_plan(folder), Plan) else ("no plan",)
    except BadData as error:
        return error.reports or ("no reports",)


def judge(folder: Path, content: str | bytes) -> None:
    """Load a mangled plan: a plan, or reports each with a place that the file has."""
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    # YAML counts more characters as line ends than bytes do, and may point beyond the last line.
    last = len(raw.decode("utf-8", errors="replace").splitlines()) + 1
    for report in reports_on(folder, raw):
        found = re.match(r".*plan\.yaml:(\d+):(\d+): \S.*\n  Sai: .+\n  Wrong: .+\Z", report)
        assert found, report
        assert 1 <= int(found[1]) <= last
        assert int(found[2]) >= 1
        assert "Traceback" not in report


def odd_text(most: int) -> st.SearchStrategy[str]:
    """Return short texts of what YAML, Unicode and editors find hard; lone surrogates no file can hold."""
    return st.text(st.one_of(st.sampled_from(ODD_CHARACTERS), st.characters(exclude_categories=["Cs"])), max_size=most)


def positions(length: int) -> st.SearchStrategy[int]:
    return st.integers(0, length - 1)


LINE_EDITS: Final = ("delete", "delete many", "repeat", "repeat elsewhere", "swap", "insert", "indent", "dedent")


def edit_lines(lines: list[str], edit: str, a: int, b: int, text: str) -> None:
    """Edit at line `a`, with line or number `b`, or with a text."""
    match edit:
        case "delete":
            del lines[a]
        case "delete many":
            del lines[min(a, b) : max(a, b)]
        case "repeat":
            lines.insert(a, lines[a])
        case "repeat elsewhere":
            lines.insert(b, lines[a])
        case "swap":
            lines[a], lines[b] = lines[b], lines[a]
        case "insert":
            lines.insert(a, f"{text}\n")
        case "indent":
            lines[a] = " " * (b % 7) + lines[a]
        case "dedent":
            lines[a] = lines[a][b % 7 :]


@mangling(200)
@given(
    edits=st.lists(
        st.tuples(st.sampled_from(LINE_EDITS), positions(len(LINES)), positions(len(LINES)), odd_text(20)),
        min_size=1,
        max_size=3,
    )
)
def test_lines(folder: Path, edits: list[tuple[str, int, int, str]]) -> None:
    lines = list(LINES)
    for edit, a, b, text in edits:
        edit_lines(lines, edit, a % len(lines), b % len(lines), text)
    judge(folder, "".join(lines))


@mangling(200)
@given(
    edits=st.lists(st.tuples(positions(len(TEXT)), st.integers(0, 4), odd_text(4)), min_size=1, max_size=3),
)
def test_characters(folder: Path, edits: list[tuple[int, int, str]]) -> None:
    text = TEXT
    for position, deleted, inserted in edits:
        text = text[:position] + inserted + text[position + deleted :]
    judge(folder, text)


@mangling(50)
@given(position=positions(len(TEXT.encode("utf-8"))), inserted=st.binary(min_size=1, max_size=4))
def test_bytes(folder: Path, position: int, inserted: bytes) -> None:
    raw = TEXT.encode("utf-8")
    judge(folder, raw[:position] + inserted + raw[position:])


@mangling(250)
@given(
    edits=st.lists(
        st.tuples(positions(len(VALUE_LINES)), st.one_of(st.sampled_from(ODD_VALUES), odd_text(8))),
        min_size=1,
        max_size=2,
    )
)
def test_scalars(folder: Path, edits: list[tuple[int, str]]) -> None:
    lines = list(LINES)
    for number, value in edits:
        line = lines[VALUE_LINES[number]]
        lines[VALUE_LINES[number]] = f"{line.partition(': ')[0]}: {value}\n"
    judge(folder, "".join(lines))


@pytest.mark.parametrize("value", ODD_VALUES, ids=lambda value: repr(value[:20]))
@pytest.mark.parametrize("key", ["  issued: ", "redirects: "])
def test_every_odd_value(folder: Path, key: str, value: str) -> None:
    judge(folder, re.sub(rf"^{key}.*", lambda _: key + value, BARE, count=1, flags=re.MULTILINE))


def texts_in(value: object) -> Iterator[str]:
    """Yield every text in a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for child in value:
            yield from texts_in(child)
    elif isinstance(value, str):
        yield value


TREES: Final[list[Any]] = [yaml.load(section, yaml.CSafeLoader) for section in SECTIONS]
WORDS: Final = sorted({text for tree in TREES for text in texts_in(tree)}, key=lambda text: (len(text), text))
OTHER_TYPES: Final[tuple[Any, ...]] = (
    None, True, False, 0, 2021, -1.5, float("nan"), float("inf"), "", " ", "\0", "x ", "e\u0301", [], {}, [None], [[]],
    {"": ""}, {"id": None}, {"id": []}, {"vi": {}, "en": []}, datetime.date(2022, 3, 11),
    datetime.datetime(2022, 3, 11, 10, 30),
)  # fmt: skip


TREE_EDITS: Final = ("drop", "rename", "change", "repeat", "alias", "swap")


def edit_child(holder: Any, key: Any, edit: str, value: Any) -> None:
    """Edit one item of a list, or one key of a mapping."""
    is_list = isinstance(holder, list)
    match edit:
        case "drop":
            del holder[key]
        case "rename" if not is_list:
            holder[str(value)] = holder.pop(key)
        case "rename" | "change":
            holder[key] = copy.deepcopy(value)
        case "repeat" if is_list:
            holder.insert(key, copy.deepcopy(holder[key]))
        case "repeat":
            holder[key] = [holder[key], copy.deepcopy(holder[key])]
        case "alias" if is_list:
            holder.append(holder[key])  # the same object twice: YAML writes an alias
        case "alias":
            holder["again"] = holder[key]
        case "swap":
            first = 0 if is_list else next(iter(holder))
            holder[key], holder[first] = holder[first], holder[key]


def edit_tree(tree: Any, way: list[int], edit: str, value: Any) -> None:
    """Follow a way of child numbers down a tree and edit what it leads to."""
    holder, key = tree, next(iter(tree))
    for step in way:
        child = holder[key]
        if not isinstance(child, (dict, list)) or not child:
            break
        holder = child
        key = step % len(child) if isinstance(child, list) else list(child)[step % len(child)]
    edit_child(holder, key, edit, value)


@mangling(300)
@given(
    section=st.integers(1, len(SECTIONS) - 1),
    way=st.lists(st.integers(0, 40), max_size=9),
    edit=st.sampled_from(TREE_EDITS),
    value=st.one_of(st.sampled_from(WORDS), st.sampled_from(OTHER_TYPES), odd_text(8)),
)
def test_structure(folder: Path, section: int, way: list[int], edit: str, value: Any) -> None:
    tree = copy.deepcopy(TREES[section])
    edit_tree(tree, way, edit, value)
    mangled = yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=10_000)
    judge(folder, "".join([*SECTIONS[:section], mangled, *SECTIONS[section + 1 :]]))


def test_a_huge_file_is_read_in_time(folder: Path) -> None:
    """A list that somebody pasted ten thousand times is refused like a short one."""
    judge(folder, BARE.replace("redirects: []", "redirects:\n" + "  - {old: task III.8, new: task III.9}\n" * 10_000))


def test_what_was_mangled_loads_when_it_is_not(folder: Path) -> None:
    (folder / "plan.yaml").write_text(TEXT, encoding="utf-8")
    assert len(list(load_plan(folder).tasks())) == (20 if EVERY else 3)
