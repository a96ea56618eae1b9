"""What a reader sees first: the notice in a line, who does it today, the first task, the menu in its parts."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from audit.pages import KINDS
from conftest import Visitor, real_site
from playwright.sync_api import expect
from test_site import page, text

from plansite.read.kinds import KINDS as TABLE
from plansite.read.kinds import LANGUAGES, MAIN_PAGES
from plansite.read.model import Agency, Language

SITE: Final = real_site()
BUSIEST: Final = ("so-lao-dong-thuong-binh-va-xa-hoi", "ubnd-cap-huyen")
PHONE: Final = {"width": 390, "height": 740}
TALLEST: Final = {1440: 5000, 390: 8000}
"""Pixels of the page of the busiest agencies by the width of the window."""

browser = pytest.mark.browser
language = pytest.mark.parametrize("language", LANGUAGES)


def path_of(body: str, language: Language) -> str:
    return SITE.links.pages["agency", body].path(language)


@browser
@pytest.mark.each_with_each
@language
@pytest.mark.parametrize("width", TALLEST)
@pytest.mark.parametrize("body", BUSIEST)
def test_the_busiest_agency_is_soon_read(visitor: Visitor, language: Language, width: int, body: str) -> None:
    shown = visitor.open(path_of(body, language), width=width)

    assert shown.evaluate("document.documentElement.scrollHeight") <= TALLEST[width]


@browser
@pytest.mark.each_with_each
@language
@pytest.mark.parametrize("body", [body for body in SITE.links.bodies if SITE.links.by_agency[body]])
def test_the_first_task_of_an_agency_is_on_the_first_screen_of_a_phone(
    visitor: Visitor, language: Language, body: str
) -> None:
    shown = visitor.open(path_of(body, language), **PHONE)

    expect(shown.locator(".assignment .law").first).to_be_in_viewport()


@language
@pytest.mark.parametrize("body", SITE.plan.agencies, ids=lambda body: body.id)
def test_who_does_it_today_stands_below_the_name(site: Path, language: Language, body: Agency) -> None:
    """Whoever it is that our sources name, each once, before the tasks; the functions and sources are folded below."""
    root = page(site, path_of(body.id, language))
    [now] = root.xpath("//*[@id = 'hien-nay']")
    bodies = [text(one) for one in now.xpath("p/b[not(@class)]")]

    assert sorted(bodies) == sorted({one.body[language] for one in body.today})
    assert len(now.xpath(".//details//li")) == len(body.today)
    if body.today:
        assert now.xpath("following::ol[@class = 'assignments'] or not(//ol[@class = 'assignments'])")


@browser
@pytest.mark.each_with_each
@language
@pytest.mark.parametrize("kind", [kind for kind in MAIN_PAGES if kind not in ("home", "changes")])
def test_the_notice_takes_one_line_of_a_phone_and_leads_to_the_whole(
    visitor: Visitor, language: Language, kind: str
) -> None:
    shown = visitor.open(KINDS[kind][LANGUAGES.index(language)], width=360)
    lines = shown.locator(".notice:visible")

    expect(lines).to_have_count(1)
    expect(lines).to_have_text(SITE.plan.aftermath.notice_short[language])
    height = shown.evaluate("parseFloat(getComputedStyle(document.querySelector('.notice--brief')).lineHeight)")
    assert lines.bounding_box()["height"] < 1.6 * height  # type: ignore[index]  # it is there
    lines.get_by_role("link").click()
    expect(shown.locator(".notice:visible")).to_contain_text(SITE.plan.aftermath.notice[language])


@browser
@language
@pytest.mark.parametrize(("kind", "width"), [("plan", 1440), ("home", 360), ("changes", 360), ("task", 1440)])
def test_where_there_is_room_or_it_matters_the_notice_is_whole(
    visitor: Visitor, language: Language, kind: str, width: int
) -> None:
    shown = visitor.open(KINDS[kind][LANGUAGES.index(language)], width=width)

    expect(shown.locator(".notice:visible")).to_contain_text(SITE.plan.aftermath.notice[language])


@language
@pytest.mark.parametrize("kind", [*MAIN_PAGES, "task", "agency"])
def test_the_menu_names_every_main_page_once_in_its_part(site: Path, language: Language, kind: str) -> None:
    """On every page, those that are wide included."""
    [menu] = page(site, KINDS[kind][LANGUAGES.index(language)]).xpath("//nav[@id = '__menu']")
    words = SITE.words[language]
    parts = {text(one): [text(item) for item in one.xpath("following-sibling::ul/li/a")]
             for one in menu.xpath(".//p[@class = 'menu__part']")}  # fmt: skip
    alone = [text(item) for item in menu.xpath("ul/li/a")]
    due = {words[f"menu_{part}"]: [words[f"page_{one}"] for one in MAIN_PAGES if TABLE[one].menu == part]
           for part in dict.fromkeys(TABLE[one].menu for one in MAIN_PAGES) if part}  # fmt: skip

    assert parts == due
    assert alone == [words[f"page_{one}"] for one in MAIN_PAGES if not TABLE[one].menu]
    assert len(parts) + len(alone) == 6  # the home page, and five


@language
def test_the_home_page_offers_every_agency_that_has_tasks(site: Path, language: Language) -> None:
    links = page(site, KINDS["home"][LANGUAGES.index(language)]).xpath("//details[@class = 'choice']//a/@href")
    named = {body for body, its in SITE.links.by_agency.items() if any(not one.through for one in its)}

    assert sorted(link.strip("./").rpartition("/")[2] for link in links) == sorted(named)


@language
def test_the_home_page_says_when_the_tasks_end_and_who_leads_most(site: Path, language: Language) -> None:
    """Counted from the cells' own words, not by our reading of them."""
    root = page(site, KINDS["home"][LANGUAGES.index(language)])
    tasks = list(SITE.plan.tasks())
    annual = [task.id for task in tasks if not re.search(r"\d", task.period.vi)]
    last = max(int(year) for task in tasks for year in re.findall(r"\d{4}", task.period.vi))
    until = [task.id for task in tasks if str(last) in task.period.vi]
    said = [text(one) for one in root.xpath("//*[@id = 'thoi-gian']/following-sibling::ul[1]/li")]
    leads = Counter(one.id for task in tasks for one in task.lead.agencies if not one.qualifier)

    assert [
        int(text(one).split()[0]) for one in root.xpath("//*[@id = 'thoi-gian']/following-sibling::ul[1]/li/b")
    ] == [
        len(until),
        len(annual),
    ]
    assert str(last) in said[0]
    assert re.findall(r"[IVX]+\.\d+", said[1]) == annual
    named = root.xpath("//*[@id = 'chu-tri']/following-sibling::p[1]/b/text()")
    assert [int(n) for n in named] == [n for _, n in leads.most_common(2)]
