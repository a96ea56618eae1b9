"""Checks the preview cards: every word whole, in letters that the font has, inside the picture, and drawn only once."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Final

import pytest
import uharfbuzz as hb
from conftest import ROOT, real_site
from PIL import Image, ImageChops, ImageFont

from plansite.files import card_image
from plansite.files.card_cache import Gallery
from plansite.files.card_image import FACES, GROUND, ICON, INKS, SAFE, Line, draw, font_path, layout, width
from plansite.pages.cards import CannotDraw, Card, card
from plansite.read.kinds import LANGUAGES, card_path

SITE: Final = real_site()
CARDS: Final = {
    card_path(address, language): card(SITE.links, SITE.words[language], address, language)
    for address in SITE.addresses()
    for language in LANGUAGES
}
each_card: Final = pytest.mark.parametrize("path", CARDS)
HEAVIEST: Final = 60 * 1024


def words(one: Card) -> Counter[str]:
    """Count the words that a card has to show."""
    rest = (text for pair in (*one.facts, *one.figures) for text in pair)
    return Counter(" ".join([one.kicker, one.title, one.footer, one.date, one.aside, one.text, *rest]).split())


def box(line: Line) -> tuple[float, float, float, float]:
    """Return where a line has ink, by its letters' outlines, with a little air."""
    font = ImageFont.truetype(str(font_path(line.face)), line.size)
    _, top, _, bottom = font.getbbox(line.text, anchor="ls")
    return line.x, line.y + top - 1, line.x + width(line.text, line.face, line.size), line.y + bottom + 1


# --- Words ---


@each_card
def test_every_word_is_whole(path: str) -> None:
    shown = Counter(word for line in layout(CARDS[path]) for word in line.text.split())

    assert shown == words(CARDS[path])


@each_card
def test_every_letter_is_in_the_font(path: str) -> None:
    letters = {face: set(hb.Face(hb.Blob.from_file_path(str(font_path(face)))).unicodes) for face in FACES}
    missing = [(line.face, letter) for line in layout(CARDS[path]) for letter in line.text
               if ord(letter) not in letters[line.face]]  # fmt: skip

    assert missing == []


@pytest.mark.parametrize("letter", ["ก", "猫", "🙂", "a\u0323\u0302"])
def test_a_letter_that_the_font_cannot_set_stops_the_build(letter: str) -> None:
    one = CARDS["assets/cards/vi/nhiem-vu/iii-8.png"]

    with pytest.raises(CannotDraw, match="thiếu chữ / lacks a letter"):
        draw(replace(one, title=f"{one.title} {letter}"))


def test_words_of_the_decision_are_told_apart_from_ours() -> None:
    lines = layout(CARDS["assets/cards/vi/nhiem-vu/iii-8.png"])
    law = " ".join(line.text for line in lines if line.face.startswith("serif"))
    task = SITE.links.tasks["III.8"]

    assert law == f"{task.content.vi} {task.lead.vi} {task.period.vi}"
    assert "Unofficial English translation" in CARDS["assets/cards/en/tasks/iii-8.png"].aside


@pytest.mark.parametrize(("path", "figures"), [
    ("vi/co-quan/so-lao-dong-thuong-binh-va-xa-hoi", [("10", "nhiệm vụ chủ trì, có nêu tên"),
                                                      ("8", "nhiệm vụ phối hợp, có nêu tên")]),
    ("en/agencies/ubnd-cap-huyen", [("6", "tasks led, by name"), ("13", "tasks supported, by name"),
                                    ("1", "task for some of them only")]),
    ("en/agencies/so-tai-chinh", []),
])  # fmt: skip
def test_an_agency_shows_its_numbers(path: str, figures: list[tuple[str, str]]) -> None:
    one = CARDS[f"assets/cards/{path}.png"]

    assert [pair for pair in one.figures if "class" not in pair[1]] == figures
    assert bool(one.text) == (not figures)


# --- Room ---


@each_card
def test_lines_do_not_touch(path: str) -> None:
    boxes = [(line.text, box(line)) for line in layout(CARDS[path]) if line.text]
    touching = [(one, other) for (one, a), (other, b) in combinations(boxes, 2)
                if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]  # fmt: skip

    assert touching == []


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_longer_title_is_set_smaller_and_still_whole(times: int) -> None:
    one = CARDS["assets/cards/vi/nhiem-vu/iii-2.png"]
    longer = replace(one, title=" ".join([one.title] * times))
    sizes = [line.size for line in layout(longer) if line.face == "serif-bold"]

    assert len(set(sizes)) == 1
    assert sizes[0] <= max(line.size for line in layout(one) if line.face == "serif-bold")
    assert Counter(word for line in layout(longer) for word in line.text.split()) == words(longer)


@pytest.mark.parametrize("change", [{"title": "nghèo " * 500}, {"title": "nghèo" * 50}, {"kicker": "Quyết định " * 20}])
def test_what_cannot_be_whole_stops_the_build(change: Any) -> None:
    with pytest.raises(CannotDraw, match="không đủ chỗ / no room"):
        draw(replace(CARDS["assets/cards/vi/nhiem-vu/iii-8.png"], **change))


# --- Pictures ---


def margins(picture: Image.Image) -> Image.Image:
    """Return a picture without what is inside the safe area."""
    mask = Image.new("L", picture.size, 255)
    mask.paste(0, SAFE)
    return ImageChops.multiply(picture.convert("RGB"), Image.merge("RGB", [mask] * 3))


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """Draw as a build does, into an empty cache."""
    return Gallery(tmp_path_factory.mktemp("cards"))


@each_card
def test_pictures_keep_their_margins_and_are_light(gallery: Gallery, path: str) -> None:
    drawn = gallery.picture(CARDS[path])
    with Image.open(BytesIO(drawn)) as picture:
        empty = margins(Image.new("RGB", picture.size, GROUND))

        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert ImageChops.difference(margins(picture), empty).getbbox() is None
        assert len(picture.convert("RGB").getcolors(256) or ()) > 50  # there are letters, with smooth edges
    assert len(drawn) <= HEAVIEST


def test_ink_in_the_margin_is_seen() -> None:
    with Image.open(BytesIO(draw(CARDS["assets/cards/vi/index.png"]))) as picture:
        spilt = picture.convert("RGB")
    spilt.putpixel((SAFE[2] + 1, 300), INKS["white"])

    assert ImageChops.difference(margins(spilt), margins(Image.new("RGB", spilt.size, GROUND))).getbbox() is not None


def luminance(colour: tuple[int, int, int]) -> float:
    """Return WCAG's relative luminance."""
    parts = [value / 255 for value in colour]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("ink", ["white", "ochre", "pale"])
def test_letters_stand_out_from_their_ground(ink: card_image.Ink) -> None:
    assert (luminance(INKS[ink]) + 0.05) / (luminance(GROUND) + 0.05) >= 4.5


def test_the_icon_is_the_site_s() -> None:
    favicon = (ROOT / "overrides" / "assets" / "images" / "favicon.svg").read_text(encoding="utf-8")
    rules = "".join(f"M{x} {y}h{end - x}" for (x, y), (end, _) in ICON["white"])
    [tick] = ICON["ochre"]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(tick)]
    numbers = [*tick[0], *(number for step in steps for number in step)]

    assert f'd="{rules}"' in favicon
    assert [int(number) for number in re.findall(r"-?\d+", favicon.split('d="m')[1].split('"')[0])] == numbers
    assert all("#{:02x}{:02x}{:02x}".format(*colour) in favicon for colour in (GROUND, INKS["ochre"]))


SOME: Final = ["assets/cards/vi/nhiem-vu/iii-4.png", "assets/cards/en/agencies/so-y-te.png"]
PRINT_SUMS: Final = (
    "import hashlib\n"
    "from test_cards import CARDS, SOME, draw\n"
    "print(*(hashlib.sha256(draw(CARDS[path])).hexdigest() for path in SOME))\n"
)


def test_pictures_are_the_same_to_the_byte() -> None:
    again = [
        subprocess.run(
            [sys.executable, "-c", PRINT_SUMS], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"},
        ).stdout.split()
        for seed in ("1", "2")
    ]  # fmt: skip

    assert again == [[hashlib.sha256(draw(CARDS[path])).hexdigest() for path in SOME]] * 2


# --- The cache ---


def test_a_card_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Card] = []

    def note(one: Card) -> bytes:
        drawn.append(one)
        return one.title.encode()

    monkeypatch.setattr(card_image, "draw", note)
    one = CARDS["assets/cards/vi/index.png"]
    other = replace(one, title="Kế hoạch khác")

    pictures = [Gallery(tmp_path).picture(each).decode() for each in (one, one, other, other, one)]

    assert drawn == [one, other]
    assert pictures == [one.title, one.title, other.title, other.title, one.title]
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("works", ["version", "code"])
def test_a_card_is_drawn_anew_when_what_draws_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, works: str
) -> None:
    one = CARDS["assets/cards/vi/index.png"]
    before = Gallery(tmp_path).name(one)
    if works == "version":
        monkeypatch.setattr("plansite.base.disk_cache.version", lambda _: "99")
    else:
        monkeypatch.setattr(Path, "read_bytes", lambda _: b"other code")

    assert Gallery(tmp_path).name(one) != before


def test_a_build_with_nothing_to_draw_spends_little(gallery: Gallery) -> None:
    for one in CARDS.values():
        gallery.picture(one)
    start = time.process_time()
    again = Gallery(gallery.folder)
    for address in SITE.addresses():
        for language in LANGUAGES:
            again.picture(card(SITE.links, SITE.words[language], address, language))

    assert time.process_time() - start < 0.2


# --- The built site ---


@pytest.mark.parametrize("path", [
    "vi/index", "en/index", "vi/quyet-dinh", "en/decision", "vi/nhiem-vu/iii-8", "en/tasks/iii-8",
    "vi/co-quan/so-y-te", "en/agencies/so-y-te", "en/agencies/cac-so-nganh",
])  # fmt: skip
def test_addresses_of_cards_stay(site: Path, path: str) -> None:
    """They are written down here once more: they are published."""
    assert (site / "assets" / "cards" / f"{path}.png").read_bytes() == draw(CARDS[f"assets/cards/{path}.png"])


def test_every_card_is_published_once(site: Path) -> None:
    published = {file.relative_to(site).as_posix() for file in site.rglob("cards/**/*.png")}

    assert published == CARDS.keys()
