"""The text of a YAML file → text that YAML reads as it is meant, and every slip of writing, line by line.

Every text stands on one line, so each line can be judged by itself: a quotation mark that is not closed is named where
it was opened, and one slip hides no other. What no single line shows, such as wrong indentation, the parser finds; the
lines that it stumbles over are taken out, and the rest is read. YAML drops some text without a word, and reads some as
something else: where it would, that is a slip too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml
from yaml.reader import ReaderError

from plansite.base.plaintext import LARGEST
from plansite.base.problems import Mark, Message, Problem, Report

MOST_SLIPS: Final = 40
"""Slips that the parser may stumble over before the rest is given up: each takes another reading of the file."""

DEEPEST: Final = 30
"""Levels beyond which no plan goes; a file that does is a slip, and thousands would exhaust the stack."""

BREAK: Final = re.compile("\r\n|[\r\n]")
HIDDEN_BREAK: Final = re.compile("[\x85\u2028\u2029]")
"""What only YAML takes for the end of a line."""

IN_QUOTES: Final = Message(
    'đặt cả lời trong ngoặc kép: "…"; ngoặc kép bên trong thì viết \\" hoặc dùng “ ”',
    'put the whole text in quotation marks: "…"; within it write \\", or use “ ”',
)
ONE_LINE: Final = Message("viết cả lời trên một dòng", "write the whole text on one line")
INDENT: Final = Message(
    "thụt dòng bằng dấu cách, thẳng hàng với các mục cùng cấp", "indent with spaces, in line with its siblings"
)

TAB: Final = (
    Message("dùng phím Tab để thụt dòng", "a tab at the start of the line"),
    Message("thay bằng dấu cách", "use spaces"),
)
ODD_SPACE: Final = (
    Message("dấu cách đặc biệt ở chỗ chỉ dùng dấu cách thường", "an odd space where only plain ones may stand"),
    Message("xóa rồi gõ lại dấu cách; nó thường do chép từ Word hoặc trang web", "retype it; it often comes from Word"),
)
SMART: Final = (
    Message("lời bắt đầu bằng ngoặc cong, YAML không coi là ngoặc kép", "curly quotation marks"),
    Message(
        'thay bằng ngoặc thẳng "…", hoặc đặt cả lời trong ngoặc thẳng', 'use straight ones, "…", around the whole text'
    ),
)
ODD_BREAK: Final = (
    Message("ký tự xuống dòng ẩn", "a hidden line break"),
    Message("xóa ký tự đó; nó thường do chép từ nơi khác", "delete it; it often comes with copied text"),
)
UNCLOSED: Final = (
    Message("ngoặc kép mở mà chưa đóng trên dòng này", "a quotation mark opened and not closed on this line"),
    Message("đóng ngoặc ở cuối lời, trên cùng dòng", "close it at the end of the text, on the same line"),
)
AFTER_QUOTE: Final = (
    Message("còn chữ sau dấu ngoặc đóng", "more text after the closing quotation mark"),
    Message('ngoặc kép bên trong lời thì viết \\" hoặc dùng “ ”', 'within the text write \\", or use “ ”'),
)
ESCAPE: Final = (
    Message("dấu \\ trong ngoặc kép có nghĩa riêng", "a backslash within quotation marks has a meaning of its own"),
    Message("viết \\\\ cho dấu \\", "write \\\\ for a backslash"),
)
COMMENT: Final = (
    Message("YAML bỏ mất phần sau dấu #", "YAML drops what follows the #"),
    Message(
        "đặt cả lời trong ngoặc kép; nếu là ghi chú thì viết thành dòng riêng, bắt đầu bằng #",
        "put the whole text in quotation marks; a comment goes on a line of its own that begins with #",
    ),
)
COLON: Final = Message("trong lời có dấu hai chấm", "a colon within the text"), IN_QUOTES
NO_SPACE: Final = (
    Message("thiếu dấu cách sau dấu hai chấm", "no space after the colon"),
    Message("thêm một dấu cách sau dấu hai chấm", "add a space after the colon"),
)
NO_KEY: Final = (
    Message("dòng này không có tên mục và dấu hai chấm", "this line has no name with a colon"),
    Message(
        "nối vào dòng trên nếu là phần tiếp của lời, hoặc viết “tên: lời”",
        "join it to the line above, or write “name: text”",
    ),
)
SPECIAL: Final = Message("lời bắt đầu bằng dấu có nghĩa riêng", "the text begins with a sign of YAML's own"), IN_QUOTES
BLOCK: Final = (
    Message("lời viết trên nhiều dòng sau dấu | hoặc >", "a text on several lines after | or >"),
    Message("xóa dấu đó và viết cả lời trên một dòng", "delete that sign and write the whole text on one line"),
)
LINES: Final = Message("lời viết trên nhiều dòng", "a text on several lines"), ONE_LINE
COMMA: Final = (
    Message("dấu phẩy chia đôi lời này, vì nó nằm trong { }", "a comma cuts this text in two, as it is within { }"),
    IN_QUOTES,
)
BRACKET: Final = (
    Message("ngoặc mở mà chưa đóng", "a bracket opened and not closed"),
    Message(
        "đóng ngoặc; nếu ngoặc là chữ thì đặt cả lời trong ngoặc kép",
        "close it; if it is part of the text, put the whole text in quotation marks",
    ),
)
BRACKET_IN_TEXT: Final = Message("ngoặc nằm trong lời", "a bracket within the text"), IN_QUOTES
AFTER_BRACKET: Final = (
    Message("còn chữ sau dấu ngoặc đóng", "more text after the closing bracket"),
    IN_QUOTES,
)
ANCHOR: Final = (
    Message("YAML bỏ mất chữ sau dấu &", "YAML drops the word after the &"),
    IN_QUOTES,
)
MOST_VALUES: Final = LARGEST // 10
"""Values, and beginnings and ends of groups, beyond which no file of a size that is read has any sense."""

LONGEST_LINE: Final = 100_000
"""Letters of a line, beyond which looking at it takes time by the square."""

TOO_LONG: Final = (
    Message("dòng quá dài", "the line is too long"),
    Message("ngắt thành nhiều dòng", "break it into lines"),
)
MANY_VALUES: Final = Message("quá nhiều giá trị", "too many values"), Message("bỏ bớt", "remove some")
DEEP: Final = (
    Message("lồng quá sâu", "nested too deeply"),
    Message("bỏ bớt ngoặc hoặc thụt dòng", "remove brackets or indentation"),
)
MEND_KIND: Final = Message(
    "bỏ dấu !, hoặc đặt giá trị trong ngoặc kép", "remove the !, or put the value in quotation marks"
)
MANY_SLIPS: Final = (
    Message("còn nhiều chỗ sai cú pháp phía sau", "more slips of syntax follow"),
    Message("sửa những chỗ trên rồi chạy lại", "mend those above and try again"),
)
UNKNOWN: Final = (
    Message("YAML không hiểu dòng này", "YAML cannot make sense of this line"),
    Message(
        "so với các dòng cùng loại: thụt dòng, dấu hai chấm, ngoặc kép, dấu phẩy",
        "compare with lines of its kind: indentation, colon, quotation marks, comma",
    ),
)
MISPLACED: Final = Message("dòng này thụt vào sai bậc", "this line is indented wrongly"), INDENT
ANOTHER: Final = "but found another document"
PARSER: Final[dict[str, Report]] = {
    "did not find expected key": MISPLACED,
    "did not find expected '-' indicator": MISPLACED,
    "mapping values are not allowed in this context": MISPLACED,
    "block sequence entries are not allowed in this context": MISPLACED,
    "could not find expected ':'": NO_KEY,
    "found unknown escape character": ESCAPE,
    "did not find expected hexdecimal number": ESCAPE,
    "did not find expected ',' or ']'": BRACKET,
    "did not find expected ',' or '}'": BRACKET,
    "did not find expected node content": BRACKET,
    "found unexpected end of stream": UNCLOSED,
    "found a tab character that violates indentation": TAB,
    ANOTHER: (
        Message("dấu --- hoặc ... giữa tệp bắt đầu một tệp khác", "--- or ... within the file begins another one"),
        Message("xóa dòng đó", "delete that line"),
    ),
}
"""What the parser's findings mean; what it says itself is in English, and of no use to an editor."""

FLOW: Final = {"did not find expected ',' or ']'", "did not find expected ',' or '}'"}
"""Findings whose cause stands where the bracket was opened."""

KEY: Final = re.compile(r"""("[^"]*"|'[^']*'|[^\s#"'\[\]{},&*!|>%@`-][^#]*?)[ ]*:(?=\s|$)""")
HEAD: Final = re.compile(r"[ ]*(?:-[ ]+|-$)*")
DOUBLE: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
SINGLE: Final = re.compile(r"'(?:[^']|'')*'")
LETTERS: Final = re.compile(r"[^\s\"'#,:{}\[\]]+")
ESCAPES: Final = re.compile(r'\\(?:[0abtnvfre "/\\N_LP]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(.))')
ODD_SPACES: Final = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
TABBED: Final = re.compile(r"[ -]*\t")
SPACED: Final = re.compile(rf"[ \-]*[{ODD_SPACES}]|[^:#\"'{{\[]*?(?::[{ODD_SPACES}]|[{ODD_SPACES}]:(?:\s|$))")
BLANKS: Final = re.compile(rf"[ \-\t{ODD_SPACES}]*")
ODD_BLANK: Final = re.compile(rf"[\t{ODD_SPACES}]")
CURLY: Final = "“”„‟‘’‛«»"
ID: Final = re.compile(r"\bid: *[\"']?([\w.-]+)")


@dataclass
class Text:
    """A file's lines as they may be read, what was wrong, and where something had to be taken out."""

    lines: list[str]
    problems: list[Problem] = field(default_factory=list)
    torn: set[int] = field(default_factory=set)
    """Lines, from 0, of which something is missing."""
    dropped: set[int] = field(default_factory=set)
    """Those of which nothing is left."""
    lost: set[str] = field(default_factory=set)
    """Ids of what was taken out; references to them are not blamed."""
    odd: set[int] = field(default_factory=set)
    """Lines, from 1, about whose characters something was noted."""
    readable: bool = True
    """Whether what is left can be read."""

    def __str__(self) -> str:
        """Return what may be read."""
        return "\n".join(self.lines)

    def slip(self, line: int, column: int, message: Report, value: object = None) -> None:
        """Note a slip at a line and column, both from 0."""
        self.problems.append(Problem((), *message, value, mark=(line + 1, column + 1)))
        self.torn.add(line)

    def drop(self, line: int) -> None:
        """Take out a line and those that belong to it."""
        for n in [line, *_inner(self.lines, line)]:
            self.lost.update(ID.findall(self.lines[n]))
            self.lines[n] = ""
            self.torn.add(n)
            self.dropped.add(n)


def read(text: str) -> Text:
    """Find every slip of writing in a text, and give what can be read without them."""
    found = Text(BREAK.split(text.removeprefix("\ufeff")))
    long = next((n for n, line in enumerate(found.lines) if len(line) > LONGEST_LINE), None)
    if long is not None:
        found.slip(long, 0, TOO_LONG)
        found.readable = False
        return found
    _Lines(found).judge()
    _parse(found)
    return found


def _inner(lines: list[str], line: int) -> Iterator[int]:
    """Yield the lines below one that are indented further, and so belong to it."""
    indent = _indent(lines[line])
    for n in range(line + 1, len(lines)):
        if lines[n].strip() and _indent(lines[n]) <= indent:
            return
        yield n


def _indent(line: str) -> int:
    """Count the spaces at the start of a line."""
    return len(line) - len(line.lstrip(" "))


class _Lines:
    """Judges a text line by line."""

    def __init__(self, text: Text) -> None:
        """Judge `text`."""
        self.text = text
        self.stack: list[str] = []
        """The brackets that are open."""
        self.opened = 0, 0
        """Line and column of the outermost of them."""
        self.colons = 0
        """Colons since the last comma or bracket, each of which ends a key."""
        self.entry: int | None = None
        """Where the entry began that a comma or bracket will end."""

    def judge(self) -> None:
        """Note every slip; what cannot be read is taken out."""
        for n in range(len(self.text.lines)):
            self._line(n)
        if self.stack:
            self._unclosed()

    def _line(self, n: int) -> None:
        """Judge one line."""
        hidden = HIDDEN_BREAK.search(self.text.lines[n])
        if hidden:
            self.text.slip(n, hidden.start(), ODD_BREAK, f"U+{ord(hidden[0]):04X}")
            self.text.odd.add(n + 1)
            self.text.lines[n] = HIDDEN_BREAK.sub(" ", self.text.lines[n])
        line = self.text.lines[n]
        plain = line.strip()
        if not plain or plain.startswith(("#", "---", "...", "%")) or "\0" in line:
            return
        if self.stack and _indent(line) <= _indent(self.text.lines[self.opened[0]]) and plain[0] not in "]}":
            self._unclosed()
        if self.stack:
            self._flow(n, 0)
        elif TABBED.match(line) or (SPACED.match(line) and not line.isascii()):
            self._value(n, self._spaces(n, line))
        else:
            self._value(n, line)

    def _spaces(self, n: int, line: str) -> str:
        """Note what is no plain space, and give the line with plain ones."""
        tab, odd, head = TABBED.match(line), SPACED.match(line), BLANKS.match(line)
        found = tab or odd
        assert found is not None and head is not None  # noqa: PT018  # the caller saw that one is there
        odd_one = ODD_BLANK.search(line)
        self.text.slip(n, odd_one.start() if odd_one else 0, TAB if tab else ODD_SPACE)
        self.text.odd.add(n + 1)
        end = max(found.end(), head.end())
        mended = ODD_BLANK.sub(lambda one: "  " if one[0] == "\t" else " ", line[:end])
        self.text.lines[n] = mended + line[end:]
        return self.text.lines[n]

    def _value(self, n: int, line: str) -> None:
        """Judge a line outside brackets: dashes, a key, a value, of which none need be there."""
        head = HEAD.match(line)
        assert head is not None
        start = head.end()
        key = KEY.match(line, start)
        start = key.end() if key else start
        value = line[start:].strip()
        start += len(line[start:]) - len(line[start:].lstrip())
        if not value:
            return
        if not key and "-" not in head[0] and value[0] not in "[{\"'":
            glued = re.match(r"[\w.-]+:(?=\S)", value)
            if n not in self.text.torn:
                self.text.slip(n, start, NO_SPACE if glued else NO_KEY, value)
            above = next((k for k in range(n - 1, -1, -1) if self.text.lines[k].strip()), n)
            if self.text.lines[above].rstrip().endswith(":"):  # it has no value because this line is none
                self.text.torn.add(above)
            self.text.drop(n)
            return
        message = self._scalar(n, start, line, value)
        if message:
            self._cut(n, start, *message)

    def _scalar(self, n: int, start: int, line: str, value: str) -> tuple[int, Report, object] | None:
        """Judge what stands after a key or a dash; give the column of a slip, the message and the value."""
        first = value[0]
        if first in "\"'":
            return _quoted(line, start)
        if first in "[{":
            self.opened = n, start
            self._flow(n, start)
            return None
        if first in "|>":
            for inner in list(_inner(self.text.lines, n)):
                self.text.lines[inner] = ""
                self.text.torn.add(inner)
        return next(((start + found.end() - 1, message, value) for found, message in _plain(value) if found), None)

    def _flow(self, n: int, start: int) -> None:
        """Follow brackets along a line, until the outermost is closed; after that nothing may stand."""
        line = self.text.lines[n]
        position = start
        while position < len(line):
            char = line[position]
            quote = (DOUBLE if char == '"' else SINGLE).match(line, position) if char in "\"'" else None
            if char in "\"'" and self.entry is None:
                rest = line[quote.end() :].lstrip() if quote else ""
                if not quote or (rest and rest[0] not in ",]}:#"):
                    return self._cut(n, start, position, _ill_quoted(line, position), line[position:].strip())
                self.entry, position = position, quote.end()
                continue
            if char == "#" and line[position - 1 : position].isspace():
                return self._cut(n, start, position, COMMENT, line[position:])
            message = self._sign(char, line[position + 1 : position + 2])
            if message is COMMA and char == "}" and line[: self.entry].rstrip().endswith("{"):
                message = BRACKET_IN_TEXT  # {n}
            if message:
                column = self.entry if message in (COMMA, BRACKET_IN_TEXT) and self.entry else position
                return self._cut(n, start, column, message, line[start:].strip())
            if not char.isspace() and self.entry is None and char not in "[]{},":
                self.entry = position
            if char == ":" and self.colons == 1 and line[position + 1 : position + 2].isspace():
                self.entry = None  # what follows may begin with a quotation mark
            letters = LETTERS.match(line, position + 1) if self.stack and self.entry is not None else None
            position = letters.end() if letters else position + 1
            if not self.stack and (rest := line[position:].strip()):
                return self._cut(n, start, position, COMMENT if rest[0] == "#" else AFTER_BRACKET, line[start:].strip())
        return None

    def _sign(self, char: str, after: str) -> Report | None:
        """Take account of a sign within brackets; give the slip that it shows."""
        mapping = self.stack[-1:] == ["{"]
        if char in "[{" and mapping and self.entry is not None:
            return BRACKET_IN_TEXT
        if char in ",}" and mapping and not self.colons and self.entry is not None:
            return COMMA
        if char in "[{":
            self.stack.append(char)
            if len(self.stack) > DEEPEST:
                return DEEP
        elif char in "]}" and self.stack:
            self.stack.pop()
        elif char == ":" and (not after or after.isspace()) and mapping:
            self.colons += 1
            return COLON if self.colons > 1 else None
        if char in "[{,":
            self.colons, self.entry = 0, None
        elif char in "]}":
            self.colons = 1
        return None

    def _unclosed(self) -> None:
        """Note a bracket that stayed open."""
        line, column = self.opened
        self._cut(line, column, column, BRACKET)
        self.text.drop(line)

    def _cut(self, n: int, start: int, column: int, message: Report, value: object = None) -> None:
        """Note a slip and take out the value that begins at `start`, or that began on a line before."""
        self.text.slip(n, column, message, value)
        if self.stack and self.opened[0] != n:
            self.text.drop(self.opened[0])
        self.text.lines[n] = self.text.lines[n][:start].rstrip()
        self.stack, self.colons, self.entry = [], 0, None


def _plain(value: str) -> Iterator[tuple[re.Match[str] | None, Report]]:
    """Look for every slip in a text without quotation marks; what is found ends where the slip is."""
    yield re.match(r"[|>]", value), BLOCK
    yield re.match(rf"[{CURLY}](?=.*(?:[{CURLY}]$|: | #))", value), SMART
    yield re.search(r"(?:^|\s)#", value), COMMENT
    yield re.match("&", value), ANCHOR
    yield re.match(r"[*%@!`,\]}]|[-?:](?=\s|$)", value), SPECIAL
    yield re.search(r":(?=\s|$)", value), COLON


def _quoted(line: str, start: int) -> tuple[int, Report, object] | None:
    """Judge a text in quotation marks that begins at a column."""
    double = line[start] == '"'
    quote = (DOUBLE if double else SINGLE).match(line, start)
    if not quote:
        return start, UNCLOSED, line[start:].strip()
    wrong = next((one for one in ESCAPES.finditer(quote[0]) if one[1]), None) if double else None
    if wrong:
        return start + wrong.start(), ESCAPE, wrong[0]
    rest = line[quote.end() :].strip()
    if not rest:
        return None
    message = COMMENT if rest.startswith("#") else _ill_quoted(line, start)
    return start if message is UNCLOSED else quote.end(), message, line[start:].strip()


def _ill_quoted(line: str, start: int) -> Report:
    """Tell what is wrong with the marks of a quotation that begins at a column and does not end where the text does."""
    alone = line[start] == '"' and re.sub(r"\\.", "", line[start:]).count('"') % 2
    return UNCLOSED if alone else AFTER_QUOTE


def _parse(text: Text) -> None:
    """Let the parser read what is left; take out the lines that it stumbles over, each with its message."""
    for _ in range(MOST_SLIPS):
        noted: list[tuple[Mark, Report]] = []
        try:
            _follow(text, noted)
        except ReaderError as error:
            line = str(text).encode()[: error.position].decode(errors="ignore").count("\n")
            text.lines[line] = "".join(one for one in text.lines[line] if one.isprintable())
            text.torn.add(line)  # which character it is, whoever looks at all lines will tell
        except yaml.MarkedYAMLError as error:
            _stumble(text, error)
        else:
            for (line, column), message in noted:
                text.slip(line, column, message)
            text.readable = not {DEEP, MANY_VALUES} & {message for _, message in noted}
            return
    text.problems.append(Problem((), *MANY_SLIPS, mark=text.problems[-1].mark))
    text.readable = False


def _follow(text: Text, noted: list[tuple[Mark, Report]]) -> None:
    """Run the parser, noting what it reads otherwise than it is written; raise yaml.YAMLError where it cannot."""
    depth = documents = 0
    for number, event in enumerate(yaml.parse(str(text), Loader=yaml.CSafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        start, end = event.start_mark, event.end_mark
        assert start is not None and end is not None  # noqa: PT018  # both come with every event
        mark = start.line, start.column
        documents += isinstance(event, yaml.DocumentStartEvent)
        if documents > 1:
            raise yaml.MarkedYAMLError(problem=ANOTHER, problem_mark=start)  # type: ignore[arg-type]  # libyaml's mark
        if depth > DEEPEST or number > MOST_VALUES:
            noted.append((mark, DEEP if depth > DEEPEST else MANY_VALUES))
            return
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            noted.append((mark, SPECIAL if isinstance(event, yaml.AliasEvent) else ANCHOR))
        tag = getattr(event, "tag", None)
        if tag and not any(_implicit(event)):
            kind = tag.removeprefix("tag:yaml.org,2002:")
            what = Message(f"kiểu YAML “{kind}” không được dùng", f"the YAML type “{kind}” is not used here")
            noted.append((mark, (what, MEND_KIND)))
        if isinstance(event, yaml.ScalarEvent) and event.value and end.line > start.line:
            noted.append((mark, UNCLOSED if event.style in ("'", '"') else LINES))


def _implicit(event: yaml.Event) -> tuple[bool, ...]:
    """Tell whether the type of what an event begins is left to YAML."""
    given = getattr(event, "implicit", False)
    return given if isinstance(given, tuple) else (bool(given),)


def _stumble(text: Text, error: yaml.MarkedYAMLError) -> None:
    """Note what the parser stumbled over, unless that follows from what was noted before, and take it out."""
    problem = str(error.problem)
    mark = error.problem_mark
    if (problem in FLOW or "quoted scalar" in str(error.context)) and error.context_mark is not None:
        mark = error.context_mark
    line = min(getattr(mark, "line", 0), len(text.lines) - 1)
    column = getattr(mark, "column", 0)
    while line > 0 and not text.lines[line].strip():
        line, column = line - 1, 0
    if not text.lines[line].strip():  # only what was taken out stands above
        line = next((n for n, one in enumerate(text.lines) if one.strip()), 0)
    before = next((n for n in range(line - 1, -1, -1) if text.lines[n].strip() or n in text.torn), -1)
    if line not in text.torn and (before not in text.torn or not text.problems):
        message = PARSER.get(problem, UNKNOWN)
        column = _indent(text.lines[line]) if message is MISPLACED else column
        text.slip(line, column, message, text.lines[line].strip()[:80] or None)
    text.drop(line)
