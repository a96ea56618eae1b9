"""Ten things that people come for, in three engines, each from the home page: its clicks and letters counted.

What the same ten took before is in docs/measurements.md.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

import pytest
from engines import Reader

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Journey:
    """What a reader does, and what they then see."""

    steps: tuple[str, ...]
    """Selectors to click on, in order; what is to be typed begins with “>”."""
    answer: str
    """A selector of what answers them …"""
    says: str
    """… and words that stand there."""
    screens: int = 1
    """How far down the answer stands, at most."""

    @property
    def cost(self) -> tuple[int, int]:
        """Clicks and letters."""
        typed = [step[1:] for step in self.steps if step.startswith(">")]
        return len(self.steps) - len(typed), sum(map(len, typed))


def task(id_: str) -> str:
    """Return the link to a task on the home page."""
    return f".groups a[href$='/{id_.lower().replace('.', '-')}/']"


def agency(id_: str) -> str:
    """Return the link to an agency on the home page, among those that lead."""
    return f".bars a[href$='/{id_}/']"


JOURNEYS: Final = {
    "what the health department leads": Journey(
        (agency("so-y-te"),), ".assignments", "Giải quyết đất sản xuất, đất ở phù hợp"
    ),
    "who does the information department's work today": Journey(
        (agency("so-thong-tin-va-truyen-thong"),), "#hien-nay", "Nay là"
    ),
    "what a district must report, and to whom": Journey(
        (agency("ubnd-cap-huyen"), ".share-first ~ * .where[href$='#plan.III.5.b5'], .where[href$='#plan.III.5.b5']"),
        "[id='plan.III.5.b5']",
        "gửi về Sở Lao động - Thương binh và Xã hội để tổng hợp báo cáo Ủy ban nhân dân tỉnh",
    ),
    "who supports III.8": Journey((task("III.8"),), ".facts > div:nth-child(2)", "UBND các huyện, thị xã, thành phố"),
    "the sentence that V.3 carries out": Journey(
        (task("V.3"),), ".trace .law", "Xây dựng cơ sở dữ liệu về giảm nghèo", screens=2
    ),
    "a link to III.2 in English": Journey(
        (task("III.2"), ".languages a", "[data-copies=link]"), ".toast", "Copied: Permanent link"
    ),
    "a briefing to print": Journey((agency("so-lao-dong-thuong-binh-va-xa-hoi"),), ".summary", "Được nêu tên chủ trì"),
    "what “hỗ trợ có điều kiện” means": Journey(
        (".door[href$='ke-hoach/']", "a.term[href$='#thuat-ngu-ho-tro-co-dieu-kien']"), "#__term", "conditional support"
    ),
    "all annual tasks": Journey((), "#thoi-gian + .list", "I.4 Chỉ đạo, hướng dẫn các cơ quan báo chí", screens=2),
    "to tell of a slip": Journey((task("V.4"), "footer [data-feedback]"), "h1", "Nhiệm vụ V.4"),
}
MOST: Final = {
    "what the health department leads": (1, 0),
    "who does the information department's work today": (1, 0),
    "what a district must report, and to whom": (2, 0),
    "who supports III.8": (1, 0),
    "the sentence that V.3 carries out": (1, 0),
    "a link to III.2 in English": (3, 0),
    "a briefing to print": (1, 0),
    "what “hỗ trợ có điều kiện” means": (2, 0),
    "all annual tasks": (0, 0),
    "to tell of a slip": (2, 0),
}
"""Clicks and letters."""


HELD: Final = """void document.addEventListener("click", (event) => {
  if (event.target.closest("[data-feedback]")) event.preventDefault();
})"""
"""A mail program would open."""


LEAVES: Final = """((one) => one.matches("a:not(.term, [data-feedback])")
  && new URL(one.getAttribute("href"), document.baseURI).pathname !== location.pathname
  && location.pathname)(document.querySelector(%s))"""
"""The page that a link leaves, if it does."""


def take(reader: Reader, step: str) -> None:
    """Type, or click and wait until the page is there to which a link leads."""
    if step.startswith(">"):
        return reader.type(step[1:])
    quoted = json.dumps(step)
    reader.wait(f"document.querySelector({quoted}) !== null")
    reader.ask(HELD)
    left = reader.ask(LEAVES % quoted)
    reader.click(step)
    if left:
        reader.wait(f"location.pathname !== {json.dumps(left)} && document.readyState === 'complete'")
    return None


@pytest.mark.each_with_each
@pytest.mark.parametrize("name", JOURNEYS)
def test_an_answer_is_a_few_clicks_away(teller: Reader, name: str) -> None:
    journey = JOURNEYS[name]
    assert journey.cost == MOST[name]
    teller.open("")
    for step in journey.steps:
        take(teller, step)
    found = f"document.querySelector({journey.answer!r})"
    teller.wait(f"{found}?.checkVisibility() && {found}.innerText.replace(/\\s+/g, ' ').includes({journey.says!r})")
    assert teller.ask(f"{found}.getBoundingClientRect().top < innerHeight * {journey.screens}")
