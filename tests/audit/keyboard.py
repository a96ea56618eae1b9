"""The main tasks, done from beginning to end with the keyboard alone, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Final

from conftest import Visitor
from engines import wait_until
from playwright.sync_api import Error, Locator, Page, expect

from audit.gate import Fault, Tell
from audit.pages import KINDS, source
from audit.tour import Stop, tour, version, visit
from plansite.read.audit_report import Finding, Outcome, Tool

MOST: Final = 150
"""Presses of the Tab key after which a reader has given up."""


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the focus is there; every stop on the way must be visible."""
    expect(target.first).to_be_attached()
    for _ in range(MOST):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), f"the focus is nowhere to be seen: {page.evaluate(FOCUS)}"
        if target.first.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{MOST} presses of Tab do not lead to {target}")


FOCUS: Final = "() => document.activeElement.outerHTML.slice(0, 160)"
SEEN: Final = """() => {
  const one = document.activeElement, { width, height, left, right } = one.getBoundingClientRect();
  return one === document.body || (width * height > 0 && right > 0 && left < innerWidth);
}"""
"""Whether what has the focus is to be seen. The body has it when the Tab key leaves the page."""


def search(page: Page) -> None:
    """Open the search, type, walk to a result, open it."""
    reach(page, page.locator("button[data-search-open]").filter(visible=True))
    page.keyboard.press("Enter")
    expect(page.locator("input[name=query]")).to_be_focused()
    page.keyboard.type("768")
    result = page.locator("[data-search=results] a").first
    expect(result).to_be_visible(timeout=10_000)
    reach(page, result)
    start = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.partition("?")[0] != start.partition("?")[0] or "h=" in url or "#" in url)
    expect(page.locator("h1")).to_be_visible()


def filter_tasks(page: Page) -> None:
    """Open the filters, choose an agency, hear how many tasks are left, clear."""
    summary = page.locator(".filters summary")
    expect(page.locator(".filters")).to_be_visible()
    if summary.is_visible():  # on a phone they fold
        reach(page, summary)
        page.keyboard.press("Enter")
    reach(page, page.locator("select[name=co-quan]"))
    page.keyboard.press("ArrowDown")
    expect(page.locator(".filters__status")).not_to_be_empty()
    assert "co-quan=" in page.url
    reach(page, page.locator(".filters button[type=reset]"))
    page.keyboard.press("Enter")
    expect(page.locator("ol.tasks > li:visible")).to_have_count(20)


def share(page: Page) -> None:
    """Open what can be shared and copy the link."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reach(page, page.locator("details.share > summary"))
    page.keyboard.press("Enter")
    reach(page, page.locator("details.share button.copy"))
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).not_to_be_empty()
    assert (
        page.evaluate("navigator.clipboard.readText()") == page.locator("details.share [data-copy]").first.inner_text()
    )


def language(page: Page) -> None:
    """Go to the other language."""
    before = page.locator("html").get_attribute("lang") or ""
    reach(page, page.locator(".languages a"))
    page.keyboard.press("Enter")
    expect(page.locator("html")).not_to_have_attribute("lang", before)


def palette(page: Page) -> None:
    """Choose dark, then follow the system again."""
    reach(page, page.locator("select[data-scheme]"))
    page.keyboard.press("End")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    page.keyboard.press("Home")
    expect(page.locator("html")).not_to_have_attribute("data-scheme", re.compile(""))


def menu(page: Page) -> None:
    """Open the menu, where it is not beside the text, and go to another page; Escape gives the focus back."""
    button = page.locator(".menu-button")
    if button.is_visible():
        reach(page, button)
        page.keyboard.press("Enter")
        expect(page.locator("#__menu")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#__menu")).to_be_hidden()
        expect(button).to_be_focused()
        page.keyboard.press("Enter")
    start = page.url
    reach(page, page.locator("#__menu a").nth(2))
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != start)


def matrix(page: Page) -> None:
    """Show one agency of the matrix, or on a phone of the list in its place."""
    reach(page, page.locator(".only select"))
    page.keyboard.press("ArrowDown")
    wait_until(page, "location.search.startsWith('?xem=')")
    assert page.locator("table.matrix [data-agency]:visible, .by-agency [data-agency]:visible").count() == 1


def both_languages(page: Page) -> None:
    """Show both languages side by side."""
    reach(page, page.locator("button.parallel").filter(visible=True))
    page.keyboard.press("Space")
    expect(page.locator("html")).to_have_attribute("data-parallel", "on")


def skip(page: Page) -> None:
    """Jump over the header to the content."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


Walk = Callable[[Page], None]
WALKS: Final[dict[str, tuple[str, Walk]]] = {
    "search and open a result": ("task", search),
    "filter the tasks": ("tasks", filter_tasks),
    "share a task": ("task", share),
    "share an agency": ("agency", share),
    "change the language": ("task", language),
    "change to dark": ("task", palette),
    "go to another page by the menu": ("task", menu),
    "show one agency of the matrix": ("responsibilities", matrix),
    "show both languages": ("plan", both_languages),
    "skip to the content": ("task", skip),
}
TASK: Final = "nhiem-vu/iii-8/index.html"
TWIN: Final = "en/tasks/iii-8/index.html"
NEEDS: Final = ("en/tasks/iii-8", "en/search")
FAULTS: Final = (
    Fault("search and open a result", TASK, 'name="query"', 'name="query" disabled'),
    Fault("share a task", TASK, '<details class="share">', '<details class="share" inert>'),
    Fault("change the language", TWIN, 'class="languages__link" href', 'class="languages__link" data-href'),
    Fault("change to dark", TWIN, "assets/javascripts/scheme.js", "assets/javascripts/stop.js"),
    Fault("skip to the content", TWIN, 'class="md-skip" href="#dau-trang"', 'class="md-skip" href="#nowhere"'),
    Fault("go to another page by the menu", TASK, 'popovertarget="__menu"', 'data-popovertarget="menu"'),
)


def look(visitor: Visitor, page: Page, stop: Stop) -> list[Finding]:
    """Walk one walk; a failure is told in the words of what failed."""
    try:
        visit(page, visitor.server + stop.path)
        page.evaluate("localStorage.clear()")
        page.reload()
        WALKS[stop.state][1](page)
    except (AssertionError, Error) as error:
        return [Finding(place=stop.place, rule=stop.state, words=str(error).partition("\nCall log")[0])]
    return []


def stops(site: Path) -> list[Stop]:
    """List every walk in both languages, on a wide screen and a narrow one."""
    every = product(WALKS.items(), (0, 1), (1440, 360))
    listed = [Stop(KINDS[kind][language], width, state=name) for (name, (kind, _)), language, width in every]
    return [stop for stop in listed if source(site, stop.path).exists()]


def run(site: Path, tell: Tell) -> Outcome:
    """Walk every walk."""
    every = stops(site)
    findings = tour(site, every, look, tell)
    tools = [Tool(name="Chromium", version=version())]
    pages = len({stop.path for stop in every})
    return Outcome(tools=tools, pages=pages, checks=len(every), findings=findings)
