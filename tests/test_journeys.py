"""What people come for, each in at most two clicks or one search from the home page."""

from __future__ import annotations

from typing import Final

import pytest
from conftest import SITE_URL, Visitor, real_site
from playwright.sync_api import Locator, Page, expect
from test_search_browser import destination, search
from test_share import allow, clipboard

from plansite.read.kinds import LANGUAGES, ROOTS
from plansite.read.model import Language, SideName

pytestmark = pytest.mark.browser

SITE: Final = real_site()
LINKS: Final = SITE.links
LANGUAGE: Final = pytest.mark.parametrize("language", LANGUAGES)
WIDTH: Final = pytest.mark.parametrize("width", [360, 1440])


class Journey:
    """Starts at the home page and counts clicks."""

    def __init__(self, visitor: Visitor, language: Language, width: int = 1440) -> None:
        """Open the home page."""
        self.page: Page = visitor.open(ROOTS[language], width=width)
        self.clicks = 0

    def click(self, target: Locator) -> None:
        """Click, at most twice in all."""
        self.clicks += 1
        assert self.clicks <= 2
        target.click()

    def task(self, id_: str) -> None:
        """Click a task's name."""
        self.click(self.page.locator(".groups .short", has=self.page.get_by_text(id_, exact=True)))
        expect(self.page.locator("h1")).to_contain_text(id_)


def due(id_: str, side: SideName, language: Language) -> list[str]:
    """Return the pages of the bodies that a task's cell names."""
    return [LINKS.pages["agency", one.agency].path(language) for one in LINKS.in_task(LINKS.tasks[id_], side)]


def supporters(page: Page, language: Language, server: str) -> list[str]:
    """Return where the links in the row of supporting agencies lead, once it is seen."""
    row = page.locator(".facts > div").filter(has_text=SITE.words[language]["support_agency"])
    expect(row).to_be_visible()
    return [destination(link, server) for link in row.locator("a:not(.sic)").all()]


def leads(page: Page, body: str, language: Language) -> None:
    """See the tasks that a body leads by name on its page, and no others, below the heading that says so."""
    due = [one.task.id for one in LINKS.of(body, "lead") if not one.through]
    shown = page.locator("#chu-tri ~ *").first.locator("> li")

    expect(page.get_by_role("heading", name=SITE.words[language]["leads_by_name"], exact=True)).to_be_visible()
    assert due
    expect(shown).to_have_count(len(due))
    for id_, row in zip(due, shown.all(), strict=True):
        expect(row).to_contain_text(LINKS.tasks[id_].content[language])


@WIDTH
@LANGUAGE
def test_what_the_health_department_leads(visitor: Visitor, language: Language, width: int) -> None:
    journey = Journey(visitor, language, width)
    journey.click(journey.page.locator(".bars a[href*='so-y-te/']"))

    leads(journey.page, "so-y-te", language)


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        ("vi", "Sở Y tế"),
        ("vi", "so y te"),
        ("vi", "sở y tế chủ trì"),
        ("en", "Department of Health"),
        ("en", "so y te"),
    ],
)
def test_what_the_health_department_leads_by_search(visitor: Visitor, language: Language, typed: str) -> None:
    page = visitor.open(ROOTS[language])
    results = search(page, typed).locator("a")
    due = [LINKS.pages["agency", "so-y-te"].path(language), LINKS.pages["task", "III.8"].path(language)]

    assert destination(results.first, visitor.server) in due


@WIDTH
@LANGUAGE
def test_who_supports_a_task(visitor: Visitor, language: Language, width: int) -> None:
    journey = Journey(visitor, language, width)
    journey.task("III.8")

    assert supporters(journey.page, language, visitor.server) == due("III.8", "support", language)


@pytest.mark.parametrize(("language", "typed"), [("vi", "III.8"), ("en", "III.8"), ("vi", "bao hiem y te ho ngheo")])
def test_who_supports_a_task_by_search(visitor: Visitor, language: Language, typed: str) -> None:
    page = visitor.open(ROOTS[language])
    results = search(page, typed).locator("a")

    assert destination(results.first, visitor.server) == LINKS.pages["task", "III.8"].path(language)
    results.first.click()
    assert supporters(page, language, visitor.server) == due("III.8", "support", language)


@WIDTH
@LANGUAGE
def test_all_annual_tasks(visitor: Visitor, language: Language, width: int) -> None:
    journey = Journey(visitor, language, width)
    due = [task.id for task in LINKS.tasks.values() if any(phase.annual for phase in task.period.phases)]

    expect(journey.page.locator("#thoi-gian + .list .short:visible b")).to_have_text(due)


@WIDTH
@LANGUAGE
def test_the_sentence_that_a_task_carries_out(visitor: Visitor, language: Language, width: int) -> None:
    journey = Journey(visitor, language, width)
    journey.task("V.3")
    traced = [LINKS.texts[trace.paragraph][language] for trace in LINKS.tasks["V.3"].carries_out]

    assert traced
    expect(journey.page.locator(".trace .law")).to_have_text(traced)
    expect(journey.page.locator(".trace .law").first).to_be_visible()


@WIDTH
def test_a_link_in_english_to_paste(visitor: Visitor, width: int) -> None:
    journey = Journey(visitor, "en", width)
    allow(journey.page)
    journey.task("III.2")
    journey.click(journey.page.locator("h1 + .permalink"))
    expect(journey.page.locator(".toast")).not_to_be_empty()

    assert clipboard(journey.page) == f"{SITE_URL}en/tasks/iii-2/"


@WIDTH
def test_from_vietnamese_the_english_page_of_a_task(visitor: Visitor, width: int) -> None:
    journey = Journey(visitor, "vi", width)
    journey.task("III.2")
    journey.click(journey.page.locator(".languages a"))

    expect(journey.page).to_have_url(f"{visitor.server}en/tasks/iii-2/")
    expect(journey.page.locator("link[rel=canonical]")).to_have_attribute("href", f"{SITE_URL}en/tasks/iii-2/")
