"""The plan at a glance: that the drawings say what the plan says, in words and in length, and that their marks lead."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any, Final

import pytest
from conftest import Visitor, real_site
from engines import go_back
from playwright.sync_api import Locator, Page, expect

from plansite.pages.content import role_counts
from plansite.read.kinds import LANGUAGES
from plansite.read.model import Agency, Language, Task

pytestmark = pytest.mark.browser

SITE: Final = real_site()
LINKS: Final = SITE.links
HOME: Final[dict[Language, str]] = {"vi": "", "en": "en/"}
MATRIX: Final[dict[Language, str]] = {"vi": "phan-cong/", "en": "en/responsibilities/"}
SCRIPT: Final = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
LANGUAGE: Final = pytest.mark.parametrize("language", LANGUAGES)
PRINTED: Final = {
    task.id: {one.agency for side in ("lead", "support") for one in LINKS.in_task(task, side)}
    for task in LINKS.tasks.values()
}
"""The bodies that each task's cells name."""


def name(body: str, language: Language) -> str:
    """Return a body's name as lists write it."""
    found = LINKS.bodies[body]
    return found.short[language] if isinstance(found, Agency) else found.name[language]


def address(visitor: Visitor, kind: str, id_: str, language: Language) -> str:
    return visitor.server + LINKS.pages[kind, id_].path(language)


def leads_to(link: Locator) -> str:
    """Return where a link leads, in HTML or in a drawing."""
    return str(link.evaluate("link => new URL(link.getAttribute('href'), document.baseURI).href"))


def box(element: Locator) -> tuple[float, float]:
    """Return where an element begins and ends."""
    found = element.evaluate(
        "element => { const box = element.getBoundingClientRect(); return [box.left, box.right]; }"
    )
    return found[0], found[1]


# --- Bars: who does how much ---


@SCRIPT
@LANGUAGE
def test_every_bar_says_and_measures_what_its_body_has(visitor: Visitor, language: Language, script: bool) -> None:
    page = visitor.open(HOME[language], script=script)
    words = SITE.words[language]
    due = {
        name(body, language): (address(visitor, "agency", body, language), role_counts(LINKS, body))
        for body in set().union(*PRINTED.values())
    }
    rows = {row.get_by_role("link").inner_text(): row for row in page.locator(".bars li").all()}
    assert set(rows) == set(due)
    units = []
    for body, (target, counts) in due.items():
        text = f"{words['lead']} {counts['leads']}, {words['support'].lower()} {counts['supports']}"
        expect(rows[body].locator(".bars__numbers")).to_have_text(text)
        assert leads_to(rows[body].get_by_role("link")) == target
        for kind, count in (("lead", counts["leads"]), ("support", counts["supports"])):
            drawn = rows[body].locator(f".bar--{kind}")
            assert drawn.count() == bool(count)
            units += [(box(drawn)[1] - box(drawn)[0]) / count] if count else []
    assert max(units) - min(units) < 0.2 * min(units)
    uncounted = {
        body for body in LINKS.bodies if role_counts(LINKS, body)["subset"] or role_counts(LINKS, body)["shared"]
    }
    assert uncounted  # or the page would explain what does not occur
    expect(page.locator("figure:has(.bars) .hint")).to_have_text(words["figure_bars_key"])


# --- The timeline: when ---


def years(task: Task) -> tuple[set[int], bool]:
    """Return the years that a task's phases cover, and whether it is done annually."""
    spans = [range(one.start, one.end + 1) for one in task.period.phases if one.start and one.end]
    return {year for span in spans for year in span}, any(one.annual for one in task.period.phases)


@SCRIPT
@LANGUAGE
def test_every_row_of_the_timeline_covers_its_years(visitor: Visitor, language: Language, script: bool) -> None:
    page = visitor.open(HOME[language], script=script)
    drawing = page.locator(".timeline")
    middles = {int(one.text_content() or ""): sum(box(one)) / 2 for one in drawing.locator(".year").all()}
    assert list(middles) == list(range(min(middles), max(middles) + 1))
    for task in LINKS.tasks.values():
        label = f"{task.id}: {task.content[language]} ({task.period[language]})"
        row = drawing.get_by_role("link", name=label, exact=True)
        spans = [box(one) for one in row.locator(".strip").all()]
        covered = {year for year, middle in middles.items() if any(start < middle < end for start, end in spans)}

        assert leads_to(row) == address(visitor, "task", task.id, language)
        assert (covered, row.locator(".annual").count() == 1) == years(task)
        assert len(spans) == sum(not phase.annual for phase in task.period.phases)
    assert drawing.get_by_role("link").count() == len(LINKS.tasks)


@SCRIPT
def test_a_mark_of_the_timeline_leads_by_mouse_and_by_keyboard(visitor: Visitor, script: bool) -> None:
    page = visitor.open("", script=script)
    page.locator(".timeline").get_by_role("link", name="III.8:").locator(".strip").click()
    expect(page.locator("h1")).to_contain_text("III.8")
    go_back(page)
    page.locator(".timeline").get_by_role("link", name="V.3:").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("V.3")


def at(visitor: Visitor, day: str) -> Page:
    """Open the home page on a day."""
    page = visitor.window()
    page.clock.set_fixed_time(f"{day}T12:00:00")
    page.goto(visitor.server)
    return page


@pytest.mark.parametrize(
    ("day", "place"),
    [("2021-01-01", 0.0), ("2022-03-11", 1.19), ("2026-07-01", 5.5), ("2030-12-31", 9.99)],
)
def test_today_stands_where_the_year_has_come_to(visitor: Visitor, day: str, place: float) -> None:
    page = at(visitor, day)
    today = page.locator(".timeline .today")
    lines = [sum(box(one)) / 2 for one in page.locator(".timeline .grid").all()]
    year = lines[1] - lines[0]

    expect(today).to_have_css("visibility", "visible")
    expect(today.locator("title")).to_have_text("Hôm nay")
    assert sum(box(today)) / 2 == pytest.approx(lines[0] + place * year, abs=year / 11)


@pytest.mark.parametrize("day", ["2020-12-31", "2031-01-01", "2041-06-01"])
def test_outside_the_plans_years_there_is_no_today(visitor: Visitor, day: str) -> None:
    page = at(visitor, day)

    expect(page.locator(".timeline .strip").first).to_be_visible()
    expect(page.locator(".timeline .today")).to_have_css("visibility", "hidden")


def test_without_a_script_there_is_no_today(visitor: Visitor) -> None:
    page = visitor.open("", script=False)

    expect(page.locator(".timeline .today")).to_have_css("visibility", "hidden")


# --- The network: who with whom ---


def pairs(language: Language) -> Counter[frozenset[str]]:
    """Count the tasks whose cells name both of two bodies."""
    return Counter(
        frozenset(name(body, language) for body in pair)
        for bodies in PRINTED.values()
        for pair in combinations(sorted(bodies), 2)
    )


@SCRIPT
@LANGUAGE
def test_the_network_has_every_pair_as_an_arc_and_as_a_row(visitor: Visitor, language: Language, script: bool) -> None:
    page = visitor.open(MATRIX[language], script=script)
    drawn = [(one.text_content() or "").rpartition(": ") for one in page.locator(".network .arc title").all()]
    page.locator(".figure summary").press("Enter")
    rows = [row.locator("td").all_inner_texts() for row in page.locator(".figure tbody tr").all()]

    assert {frozenset(both.split(" – ")): int(n) for both, _, n in drawn} == pairs(language)
    assert {frozenset((a, b)): int(n) for a, b, n in rows} == pairs(language)
    assert len(rows) == len(drawn) == len(pairs(language))


@SCRIPT
@LANGUAGE
def test_every_body_of_the_network_leads_to_its_page(visitor: Visitor, language: Language, script: bool) -> None:
    page = visitor.open(MATRIX[language], script=script)
    for body in set().union(*PRINTED.values()):
        link = page.locator(".network").get_by_role("link", name=name(body, language), exact=True)
        assert leads_to(link) == address(visitor, "agency", body, language)
    page.locator(".network a").first.locator("circle").click()
    expect(page.locator("h1")).to_be_visible()
    assert "/agencies/" in page.url or "/co-quan/" in page.url


# --- Every drawing ---


@pytest.mark.parametrize("width", [320, 1440])
@pytest.mark.parametrize(("path", "drawing"), [("", "timeline"), ("en/", "timeline"), ("phan-cong/", "network")])
def test_a_drawing_has_a_name_fits_and_its_letters_can_be_read(
    visitor: Visitor, path: str, drawing: str, width: int
) -> None:
    page = visitor.open(path, width=width)
    svg = page.locator(f"svg.{drawing}")
    caption: Any = svg.locator("xpath=ancestor::figure/figcaption").inner_text()
    left, right = box(svg)
    heights = [one.bounding_box()["height"] for one in svg.locator("a text").all()]  # type: ignore[index]  # it is seen

    expect(page.get_by_role("group", name=caption, exact=True)).to_have_count(1)
    assert left >= 0
    assert right <= width
    assert min(heights) >= 10
