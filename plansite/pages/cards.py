"""What the preview card of each page says, in either language, and where its picture is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from plansite.pages.content import heading, role_counts
from plansite.read.kinds import Address
from plansite.read.model import Agency, Language
from plansite.relate.links import Links
from plansite.relate.text import write_date

WIDTH: Final = 1200
HEIGHT: Final = 630
"""What chats ask for."""

AGENCY_FIGURES: Final = {
    "card_lead": "leads",
    "card_support": "supports",
    "card_subset": "subset",
    "card_shared": "shared",
}
CLASS_FIGURES: Final = {"card_lead_class": "leads", "card_support_class": "supports"}
"""What cards count, and the words after the numbers."""


class CannotDraw(Exception):  # noqa: N818  # named for what it means to an editor
    """A card's words do not fit, or the font lacks a letter."""

    def __init__(self, what: str, text: str, letters: str = "") -> None:
        """Say what is wrong with a text; `letters` are those that the font lacks."""
        super().__init__(f"{what}: {text!r}")
        self.text = text
        self.letters = letters


@dataclass(frozen=True)
class Card:
    """What a card says, from top to bottom."""

    kicker: str
    title: str
    law: bool
    """Whether the title is the Decision's own words."""
    footer: str
    date: str
    aside: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """Labels of ours, each with words of the Decision."""
    figures: tuple[tuple[str, str], ...] = ()
    """Numbers, each with what it counts."""


def card(links: Links, words: Mapping[str, str], address: Address, language: Language) -> Card:
    """Say what the card of a page says; `words` are the interface words of its language."""
    identity = links.plan.identity
    plain = Card(
        kicker=f"{identity.kind[language]} {identity.number}",
        title=identity.name[language],
        law=False,
        footer=identity.name[language],
        date=f"{words['issued_on']}: {write_date(identity.issued, language)}",
        aside=words["card_translation"] if language == "en" else "",
    )
    if address.kind == "task":
        return _task(plain, links, words, address.id, language)
    if address.kind == "agency":
        return _agency(plain, links, words, address.id, language)
    return _main(plain, links, words, address, language)


def _main(plain: Card, links: Links, words: Mapping[str, str], address: Address, language: Language) -> Card:
    """Say what a main page is for; at home and at the Decision, without saying its name twice."""
    title, text = heading(links, words, address, language)
    if address.kind == "home":
        return replace(plain, text=text, footer=links.bodies[links.plan.identity.issuer].name[language])
    if address.kind == "decision":
        return replace(plain, kicker=words["site_name"], title=plain.kicker, text=text)
    return replace(plain, title=title, text=text)


def _task(plain: Card, links: Links, words: Mapping[str, str], id_: str, language: Language) -> Card:
    """Return a task's whole content, its lead agencies and its period, as the appendix says them."""
    task = links.tasks[id_]
    return replace(
        plain,
        kicker=f"{plain.kicker} · {words['task']} {id_}",
        title=task.content[language],
        law=True,
        facts=((words["lead_agency"], task.lead[language]), (words["period"], task.period[language])),
    )


def _agency(plain: Card, links: Links, words: Mapping[str, str], id_: str, language: Language) -> Card:
    """Return a body's whole name, and in how many tasks it has which part."""
    body = links.bodies[id_]
    counts = role_counts(links, id_)
    own = isinstance(body, Agency)
    given = any(counts[name] for name in ("leads", "supports", "subset"))
    return replace(
        plain,
        kicker=f"{plain.kicker} · {words['card_agency' if own else 'agency_class']}",
        title=body.name[language],
        text="" if given else words["no_named_task"].format(name=body.name[language]),
        figures=tuple(
            (str(counts[name]), f"{words['tasks_one' if counts[name] == 1 else 'tasks_many']} {words[label]}")
            for label, name in (AGENCY_FIGURES if own else CLASS_FIGURES).items()
            if counts[name]
        ),
    )
