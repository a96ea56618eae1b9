"""What a preview card says → a PNG: the largest letters at which every word fits, shaped and drawn exactly."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Final, Literal

import uharfbuzz as hb
from PIL import Image, ImageChops, ImageDraw, ImageFont

from plansite.base.fonts import font_file
from plansite.pages.cards import HEIGHT, WIDTH, CannotDraw, Card

SAFE: Final = (60, 44, 1140, 592)
"""Left, top, right and bottom of what may hold ink: chats round the corners and trim the edges."""

Ink = Literal["white", "ochre", "pale", "line"]
GROUND: Final = (0x0B, 0x4A, 0x5E)
INKS: Final[dict[Ink, tuple[int, int, int]]] = {
    "white": (0xFF, 0xFF, 0xFF),
    "ochre": (0xF2, 0xB5, 0x3C),
    "pale": (0xC3, 0xDB, 0xE1),
    "line": (0x3E, 0x75, 0x86),
}
LEVELS: Final = 63
"""Steps from the ground to an ink: four inks fill a palette of 256 colours, which makes small files."""

Face = Literal["sans", "sans-bold", "serif", "serif-bold"]
FACES: Final[dict[Face, tuple[str, str]]] = {
    "sans": ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    "sans-bold": ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    "serif": ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    "serif-bold": ("font_source_serif_pro", "SourceSerifPro-Semibold.ttf"),
}
"""Serif for the Decision's words and sans-serif for ours, as on the pages."""

LEFT: Final = 72
RIGHT: Final = WIDTH - LEFT
TOP: Final = 142
FOOT: Final = 532
"""Between these stand title and facts; above is the kicker, below the footer."""

SIZES: Final = (64, 60, 56, 52, 48, 45, 42, 39, 37, 35, 33, 31, 29, 27, 25, 23)
"""Of titles, the largest that fits is taken."""

SMALLEST: Final = 22
"""Of facts: in a chat, a card is shown at a third of its size."""

ICON: Final[Mapping[Ink, tuple[tuple[tuple[int, int], ...], ...]]] = {
    "white": (((8, 9), (24, 9)), ((8, 15), (24, 15)), ((8, 21), (17, 21))),
    "ochre": (((19, 22), (22, 25), (27, 19)),),
}
"""The strokes of the site's icon, in its square of 32."""

ICON_SIZE: Final = 80
ICON_PEN: Final = 2.7


@dataclass(frozen=True)
class Line:
    """Words in a row: where their first letter stands on its baseline, and how they are drawn."""

    text: str
    x: float
    y: int
    face: Face
    size: int
    ink: Ink


def font_path(face: Face) -> Path:
    """Find a font in the package that brings it."""
    return font_file(*FACES[face])


@cache
def _shaper(face: Face) -> hb.Font:
    """Load a font for measuring."""
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(font_path(face)))))


@cache
def _brush(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """Load a font for drawing; letters are placed by the shaper, kerning included."""
    return ImageFont.truetype(str(font_path(face)), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _edges(text: str, face: Face) -> tuple[float, ...]:
    """Return where each letter begins and the last one ends, in ems; raise CannotDraw when the font lacks one."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    font = _shaper(face)
    hb.shape(font, buffer, {"liga": False})  # a letter each, as they are drawn one by one
    if len(buffer.glyph_infos) != len(text) or not all(info.codepoint for info in buffer.glyph_infos):
        lacking = "".join(dict.fromkeys(one for one in text if not font.get_nominal_glyph(ord(one))))
        raise CannotDraw("phông chữ thiếu chữ / lacks a letter", text, lacking or text)
    advances = (position.x_advance / font.face.upem for position in buffer.glyph_positions or ())
    return tuple(accumulate(advances, initial=0.0))


def width(text: str, face: Face, size: int) -> float:
    """Measure words in a row."""
    return _edges(text, face)[-1] * size


def wrap(text: str, face: Face, size: int, room: float) -> list[str]:
    """Break a text between words into lines no wider than `room`; a dash stays with the word before it."""
    pieces = text.replace(" -", "\u2060-").split()
    lines: list[str] = []
    for piece in (piece.replace("\u2060", " ") for piece in pieces):
        longer = f"{lines[-1]} {piece}" if lines else piece
        if lines and width(longer, face, size) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def balance(text: str, face: Face, size: int, room: float) -> list[str]:
    """Break a text into as few lines as fit, of about the same width."""
    lines = wrap(text, face, size, room)
    while len(lines) > 1:
        room *= 0.97
        narrower = wrap(text, face, size, room)
        if len(narrower) > len(lines) or _widest(narrower, face, size) > room:
            break
        lines = narrower
    return lines


def _widest(lines: Iterable[str], face: Face, size: int) -> float:
    """Measure the widest of some lines."""
    return max((width(line, face, size) for line in lines), default=0.0)


def layout(card: Card) -> list[Line]:
    """Place every word of a card; raise CannotDraw when even the smallest letters do not fit."""
    for title, facts in ((title, min(30, max(SMALLEST, 12 + title // 3))) for title in SIZES):
        lines = _body(card, title, facts)
        room = all(line.x + width(line.text, line.face, line.size) <= RIGHT for line in lines)
        if room and _depth(lines) <= FOOT - 30:
            return [*_frame(card), *lines]
    raise CannotDraw("không đủ chỗ / no room", card.title)


def _frame(card: Card) -> Iterator[Line]:
    """Place what stands above and below the body, each row as large as fits."""
    room = RIGHT - LEFT - 72
    aside = width(card.aside, "sans", 24)
    yield _fitted(Line(card.kicker, LEFT + 72, 92, "sans-bold", 32, "ochre"), room - (aside + 30 if aside else 0))
    yield Line(card.aside, RIGHT - aside, 91, "sans", 24, "pale")
    date = width(card.date, "sans", 24)
    yield _fitted(Line(card.footer, LEFT, 574, "sans", 24, "pale"), RIGHT - LEFT - date - 30)
    yield Line(card.date, RIGHT - date, 574, "sans", 24, "pale")


def _fitted(line: Line, room: float) -> Line:
    """Return a line in the largest letters that fit."""
    for size in range(line.size, 15, -1):
        if width(line.text, line.face, size) <= room:
            return replace(line, size=size)
    raise CannotDraw("không đủ chỗ / no room", line.text)


def _body(card: Card, title: int, facts: int) -> list[Line]:
    """Place the title from above and the rest from below, or further down than there is room for."""
    face: Face = "serif-bold" if card.law else "sans-bold"
    leading = round(title * 1.26)
    rows = balance(card.title, face, title, RIGHT - LEFT)
    above = [Line(row, LEFT, TOP + title + n * leading, face, title, "white") for n, row in enumerate(rows)]
    below = _stack(_text(card.text, facts + 4), _facts(card, facts), _figures(card))
    if not below:
        return above
    bottom = FOOT - 32 - _depth(below)
    return above + _lowered(below, max(bottom, above[-1].y + title // 3 + 22))


def _stack(*blocks: list[Line]) -> list[Line]:
    """Place blocks below one another."""
    lines: list[Line] = []
    for block in blocks:
        lines += _lowered(block, _depth(lines) + 14 if lines else 0)
    return lines


def _depth(lines: Iterable[Line]) -> int:
    """Measure how far down lines reach, tails included."""
    return max((line.y + line.size // 4 for line in lines), default=0)


def _lowered(lines: Iterable[Line], by: int) -> list[Line]:
    """Move lines down."""
    return [replace(line, y=line.y + by) for line in lines]


def _text(text: str, size: int) -> list[Line]:
    """Place a paragraph of ours, from the top."""
    rows = balance(text, "sans", size, RIGHT - LEFT)
    return [Line(row, LEFT, size + round(n * size * 1.34), "sans", size, "pale") for n, row in enumerate(rows)]


def _facts(card: Card, size: int) -> list[Line]:
    """Place labels of ours, and the Decision's words beside them, from the top."""
    lines: list[Line] = []
    column = LEFT + round(_widest((label for label, _ in card.facts), "sans-bold", size)) + 26
    y = size
    for label, text in card.facts:
        lines.append(Line(label, LEFT, y, "sans-bold", size, "ochre"))
        for row in wrap(text, "serif", size, RIGHT - column):
            lines.append(Line(row, column, y, "serif", size, "white"))
            y += round(size * 1.32)
        y += round(size * 0.3)
    return lines


def _figures(card: Card) -> list[Line]:
    """Place large numbers side by side, each above what it counts."""
    lines: list[Line] = []
    step = (RIGHT - LEFT) // max(3, len(card.figures))
    for n, (figure, label) in enumerate(card.figures):
        lines.append(Line(figure, LEFT + n * step, 72, "sans-bold", 76, "ochre"))
        rows = balance(label, "sans", 26, step - 24)
        lines += [Line(row, LEFT + n * step, 110 + k * 33, "sans", 26, "white") for k, row in enumerate(rows)]
    return lines


def _write(mask: Image.Image, line: Line) -> None:
    """Draw a line, each letter where the shaper puts it."""
    pen, font = ImageDraw.Draw(mask), _brush(line.face, line.size)
    for letter, edge in zip(line.text, _edges(line.text, line.face), strict=False):
        pen.text((line.x + edge * line.size, line.y), letter, fill=255, font=font, anchor="ls")


def _strokes(mask: Image.Image, ink: Ink) -> None:
    """Draw what is not a letter: the rule above the footer and the site's icon."""
    if ink == "line":
        ImageDraw.Draw(mask).rectangle((LEFT, FOOT, RIGHT, FOOT + 1), fill=255)
    if ink in ICON:
        fine = 8  # drawn large, then reduced, since Pillow does not smooth lines
        scale = ICON_SIZE / 32 * fine
        large = Image.new("L", (ICON_SIZE * fine, ICON_SIZE * fine))
        pen = ImageDraw.Draw(large)
        for stroke in ICON[ink]:
            points = [(x * scale, y * scale) for x, y in stroke]
            pen.line(points, fill=255, width=round(ICON_PEN * scale), joint="curve")
            for x, y in points:
                pen.circle((x, y), ICON_PEN * scale / 2, fill=255)
        mask.paste(large.reduce(fine), (LEFT - ICON_SIZE // 5 - 1, 82 - ICON_SIZE // 2))


def draw(card: Card) -> bytes:
    """Draw a card; the same words give the same bytes."""
    lines = layout(card)
    picture = Image.new("L", (WIDTH, HEIGHT))
    for n, ink in enumerate(INKS):
        mask = Image.new("L", picture.size)
        _strokes(mask, ink)
        for line in lines:
            if line.ink == ink:
                _write(mask, line)
        levels = [value * LEVELS // 255 for value in range(256)]
        picture = ImageChops.add(picture, mask.point([n * LEVELS + level if level else 0 for level in levels]))
    indexed = Image.frombytes("P", picture.size, picture.tobytes())
    indexed.putpalette(_palette())
    file = io.BytesIO()
    indexed.save(file, "PNG", compress_level=6)  # 9 takes ten times as long, for 5 % less
    return file.getvalue()


def _palette() -> list[int]:
    """Return the ground, then every step from it to each ink."""
    steps = [
        ground + (full - ground) * level // LEVELS
        for ink in INKS.values()
        for level in range(1, LEVELS + 1)
        for ground, full in zip(GROUND, ink, strict=True)
    ]
    return [*GROUND, *steps]
