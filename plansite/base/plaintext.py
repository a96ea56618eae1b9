"""What a file of data may be: not too large, UTF-8, and of characters that are seen and read as they are meant."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from io import TextIOWrapper
from pathlib import Path
from typing import Final, NamedTuple

from plansite.base.problems import BadData, Mark, Message, Problem

_set = os.environ.get("LARGEST_FILE", "")
LARGEST: Final = int(_set) if re.fullmatch("[0-9]{1,12}", _set) else 4_000_000
"""Bytes of a file of data: twenty times the real plan. Only who measures larger plans sets more."""

ALLOWED: Final = "\u00a0"
"""Characters that are not seen and still mean what they seem to: the no-break space."""

HIDDEN: Final = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\ufffd"
                           "\U000e0100-\U000e01ef]")  # fmt: skip
"""Letters and marks that show nothing (Unicode: Default_Ignorable_Code_Point), and the sign of a lost letter."""

FOREIGN: Final = "[\u0370-\u0391\u0392-\u03a8\u03aa-\u03bb\u03bd-\u03bf\u03c1-\u03ff\u0400-\u058f\u13a0-\u13ff]"
LATIN: Final = "[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"
LOOKALIKE: Final = re.compile(f"(?<={LATIN}){FOREIGN}|{FOREIGN}(?={LATIN})")
"""A Greek, Cyrillic, Armenian or Cherokee letter within a Latin word: it looks like one and is found by no search."""

DELETE: Final = Message("xóa hoặc gõ lại ký tự đó", "delete that character or type it again")
COMPOSE: Final = Message("gõ lại bằng Unicode dựng sẵn", "type it again in composed Unicode")
ONE_LINE: Final = Message("viết trên một dòng, thay bằng khoảng trắng", "write it on one line, with a space instead")
PUT_FILE: Final = Message("đặt tệp vào đúng chỗ", "put the file in its place")
NOT_UTF8: Final = (
    Message("tệp không phải UTF-8", "the file is not UTF-8"),
    Message("lưu lại bằng mã UTF-8", "save it as UTF-8"),
)


class Fault(NamedTuple):
    """Characters that a text may not hold: where the first stands, what they are, how to mend it."""

    at: int
    what: Message
    mend: Message


def forgive(*streams: object) -> None:
    """Let what is said reach a terminal that lacks some letters: they come as numbers, and the English is read."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def fault(text: str) -> Fault | None:
    """Find what one text, or one line of a file, may not hold; nothing when all of it is seen and as it seems."""
    composed = unicodedata.normalize("NFC", text)
    if text.isprintable() and composed == text and not HIDDEN.search(text) and not LOOKALIKE.search(text):
        return None
    alike = {match.start() for match in LOOKALIKE.finditer(text)}
    bad = [n for n, char in enumerate(text) if n in alike or HIDDEN.match(char) or not _is_seen(char)]
    if bad:
        named = _named(text, bad)
        if {text[n] for n in bad} <= {"\n", "\t"}:
            what = Message(f"có dấu xuống dòng hoặc tab: {named}", f"a line break or a tab within the text: {named}")
            return Fault(bad[0], what, ONE_LINE)
        what = Message(f"có ký tự ẩn hoặc dễ nhầm: {named}", f"characters that are unseen or deceive: {named}")
        return Fault(bad[0], what, DELETE)
    apart = [n for n, char in enumerate(text) if char not in composed or unicodedata.combining(char)]
    if composed == text:  # no-break spaces, or marks for which there is no letter
        return None
    named = _named(text, apart)
    what = Message(f"dấu gõ tách rời chữ: {named}", f"accents typed apart from their letters: {named}")
    return Fault(apart[0], what, COMPOSE)


def _is_seen(char: str) -> bool:
    """Tell whether a character shows, or is one of those that are allowed not to."""
    return char.isprintable() or char in ALLOWED


def _named(text: str, at: list[int]) -> str:
    """Name characters by their code points, each once and the first five."""
    names = list(dict.fromkeys(f"U+{ord(text[n]):04X} {unicodedata.name(text[n], '')}".rstrip() for n in at))
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def faulty_lines(text: str) -> list[Problem]:
    """Return a problem for each line of a file that holds what no text may; tabs are left to the format."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return []
    found: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        one = fault(line.replace("\t", " "))
        if one:
            found.append(Problem((), one.what, one.mend, mark=(number, one.at + 1)))
    return found


def unreadable(path: Path) -> Problem | None:
    """Say that a file is too large to be read at all, or has no end, before it is read; else give nothing."""
    found = path.stat()
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        return Problem((), Message("không phải tệp thường", "not a plain file"), PUT_FILE)
    size = found.st_size
    if size <= LARGEST:
        return None
    most = LARGEST // 1_000_000
    what = Message(f"tệp quá lớn ({size:_} byte)", f"the file is too large ({size:_} bytes)")
    return Problem((), what, Message(f"giữ dưới {most} MB", f"keep it below {most} MB"))


def position(text: str, index: int) -> Mark:
    """Return the position of a character as editors count it, which know only one character that ends a line."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def lines(path: Path) -> list[str]:
    """Return the lines of a list in data/, none when there is no such file; raise BadData when it cannot be read."""
    if not path.exists():
        return []
    problems = _list_problems(path)
    if problems:
        raise BadData(problem.report(os.path.relpath(path), {}, None) for problem in problems)
    return [line.strip() for line in _text(path).split("\n") if line.strip()]


def _text(path: Path) -> str:
    """Read a list, whichever line ends and byte-order mark an editor left in it."""
    return universal(path.read_bytes().decode("utf-8"))


def universal(text: str) -> str:
    """Return a text without byte-order mark, each of its lines ended by one character."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _list_problems(path: Path) -> list[Problem]:
    """Find what keeps a list from being read."""
    try:
        large = unreadable(path)
        return [large] if large else faulty_lines(_text(path))
    except UnicodeDecodeError:
        return [Problem((), *NOT_UTF8)]
    except OSError as error:
        reason = error.strerror
        what = Message(f"không mở được tệp ({reason})", f"the file cannot be read ({reason})")
        return [Problem((), what, PUT_FILE)]
