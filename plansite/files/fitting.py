"""Whether every preview card can be drawn: a letter that the font lacks, or a text too long, is a slip of the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

from plansite.base.problems import Message, Place, Problem, Report
from plansite.files.card_cache import Gallery
from plansite.pages.cards import CannotDraw, Card, card
from plansite.read.kinds import LANGUAGES, Address
from plansite.read.load import PLAN_FILE, WORDS_FILE, reports
from plansite.read.model import Bilingual, Language, Plan
from plansite.read.rules import records
from plansite.relate.links import Links

WORD: Final[Mapping[str, str]] = {"home": "home_description", "decision": "decision_description"}
"""What to look at on the cards of main pages whose titles are no words of their own."""


def unfit(folder: Path, plan: Plan, words: Mapping[str, Bilingual]) -> Iterator[str]:
    """Report every text of the data in a folder that a card cannot show; cards drawn before are not tried again."""
    kept = folder.resolve().parent / ".cache" / "cards"
    gallery = Gallery(kept) if kept.is_dir() else None
    links = Links(plan)
    found: dict[tuple[str, Place], Problem] = {}
    for address, language in product(links.pages.values(), LANGUAGES):
        shown = card(links, {name: text[language] for name, text in words.items()}, address, language)
        fault = None if gallery and gallery.has(shown) else _fault(shown)
        if fault:
            file, place = _origin(links, words, address, language, fault)
            found.setdefault((file, place), Problem(place, *_message(fault), fault.text))
    for name in (PLAN_FILE, WORDS_FILE):
        yield from reports(folder / name, [problem for (file, _), problem in found.items() if file == name])


@cache  # under `serve`, most cards are those of the last build, and none is drawn
def _fault(shown: Card) -> CannotDraw | None:
    """Tell why a card cannot be drawn."""
    from plansite.files.card_image import layout  # noqa: PLC0415  # when every card was drawn before, no font need be loaded

    try:
        layout(shown)
    except CannotDraw as error:
        return error
    return None


def _message(fault: CannotDraw) -> Report:
    """Say what is wrong, and how to mend it."""
    if not fault.letters:
        return (
            Message("quá dài cho thẻ xem trước", "too long for the preview card"),
            Message("viết ngắn lại", "make it shorter"),
        )
    codes = ", ".join(f"{one} (U+{ord(one):04X})" for one in fault.letters)
    return (
        Message(f"phông chữ của thẻ xem trước không có {codes}", f"the preview card's font has no {codes}"),
        Message("thay bằng chữ khác, hoặc phiên âm", "use other letters, or spell it otherwise"),
    )


def _origin(
    links: Links, words: Mapping[str, Bilingual], address: Address, language: Language, fault: CannotDraw
) -> tuple[str, Place]:
    """Find the file and the place of what is wrong on a card: in its own record, the words, then all of the plan."""

    def holds(text: Bilingual) -> bool:
        said = text[language]
        return all(one in said for one in fault.letters) if fault.letters else fault.text in said

    body = links.bodies.get(address.id) or links.tasks.get(address.id)
    own = next((place for place, one in records(links.plan) if one is body), None)
    texts = [place for place, one in records(links.plan) if isinstance(one, Bilingual) and holds(one)]
    within = [place for place in texts if own and place[: len(own)] == own]
    if within:
        return PLAN_FILE, (*within[0], language)
    named = [name for name, one in words.items() if holds(one)]
    if named:
        likely = WORD.get(address.kind, f"page_{address.kind}")
        return WORDS_FILE, (likely if likely in named else named[0], language)
    if texts:
        return PLAN_FILE, (*texts[0], language)
    return PLAN_FILE, ("identity",) if fault.letters or not own else own
