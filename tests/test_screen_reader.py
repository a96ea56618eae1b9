"""What a screen reader is told, by Chromium's own tree of it, and where the Tab key leads."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from audit.pages import KINDS
from conftest import Visitor
from playwright.sync_api import Page, expect
from spread import one_of_each
from test_browser import FRAMED, PAGES

pytestmark = pytest.mark.browser

SHOWN: Final = {**PAGES, "embed": KINDS["embed"]}
ONE_OF_EACH: Final = one_of_each(SHOWN)
EACH: Final = pytest.mark.parametrize("path", ONE_OF_EACH.values(), ids=ONE_OF_EACH)

# --- What is told ---

LANDMARKS: Final = ("main", "banner", "contentinfo", "navigation", "complementary", "region", "dialog", "search")
NAMED: Final = {
    *("link", "button", "combobox", "textbox", "searchbox", "checkbox", "radio", "DisclosureTriangle", "heading"),
    *("table", "image", "img", "navigation", "complementary", "region", "dialog"),
}
"""What says nothing without a name."""


@dataclass(frozen=True)
class Node:
    """A thing that a screen reader comes to, with the landmark that it is in."""

    role: str
    name: str
    url: str
    within: str


def tree(page: Page) -> list[Node]:
    """Return all that a screen reader is told of a page."""
    session = page.context.new_cdp_session(page)
    nodes: list[Any] = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    return [_node(node, by_id) for node in nodes if not node["ignored"]]


def _node(node: Any, by_id: dict[str, Any]) -> Node:
    """Return one thing as a test asks for it."""
    url = next((one["value"].get("value", "") for one in node.get("properties", ()) if one["name"] == "url"), "")
    above, within = by_id.get(node.get("parentId")), ""
    while above and not within:
        within = _role(above) if _role(above) in LANDMARKS else ""
        above = by_id.get(above.get("parentId"))
    return Node(_role(node), node.get("name", {}).get("value", "").strip(), url, within)


def _role(node: Any) -> str:
    """Return what a thing is; what is passed over is nothing."""
    return "" if node["ignored"] else str(node["role"]["value"])


Rule = Callable[[Page, list[Node]], Iterator[str]]


def nameless(_: Page, nodes: list[Node]) -> Iterator[str]:
    """Find what has no name."""
    return (f"{node.role} in {node.within}" for node in nodes if node.role in NAMED and not node.name)


def ambiguous(_: Page, nodes: list[Node]) -> Iterator[str]:
    """Find links of one landmark that are called alike and lead to different places.

    The menu's “Quyết định” leads to the page, the plan's to the Decision as cited: the landmark tells which is which.
    """
    targets: dict[tuple[str, str], set[str]] = defaultdict(set)
    for node in nodes:
        if node.role == "link":
            targets[node.within, node.name].add(node.url)
    return (f"{name}: {sorted(urls)}" for (_, name), urls in targets.items() if len(urls) > 1)


HEADINGS: Final = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
  .filter((one) => one.checkVisibility()).map((one) => one.innerText.replace(/\\s+/g, " ").trim())"""


def misnamed_headings(page: Page, nodes: list[Node]) -> Iterator[str]:
    """Find headings that are called otherwise than they look."""
    told = sorted(" ".join(node.name.split()) for node in nodes if node.role == "heading")
    seen = sorted(page.evaluate(HEADINGS))
    return iter([] if told == seen else [f"told {told}, seen {seen}"])


LABELLED: Final = """() => [...document.querySelectorAll(":is(a, button, summary)[aria-label]")]
  .filter((one) => one.checkVisibility() && /[\\p{L}\\p{N}]/u.test(one.innerText))
  .filter((one) => !one.getAttribute("aria-label").startsWith(one.innerText.trim()))
  .map((one) => one.outerHTML.slice(0, 160))"""


def mislabelled(page: Page, _: list[Node]) -> Iterator[str]:
    """Find names that do not begin with the words that are seen (2.5.3)."""
    return iter(page.evaluate(LABELLED))


ONCE: Final = {"main": 1, "banner": 1, "contentinfo": 1}


def misplaced_landmarks(page: Page, nodes: list[Node]) -> Iterator[str]:
    """Find pages without the landmarks, or whose content holds the menu, or with two of one name."""
    embedded = "/embed/" in page.url  # a piece of somebody else's page has no header
    for role, due in ONCE.items():
        count = sum(node.role == role for node in nodes)
        if count != (0 if embedded and role == "banner" else due):
            yield f"{count} × {role}"
    names = [node.name for node in nodes if node.role == "navigation"]
    yield from (f"two of {name}" for name in names if names.count(name) > 1)
    if page.locator("main :is(.menu, .toc)").count():
        yield "a menu in the content"


RULES: Final[dict[str, Rule]] = {
    "nameless": nameless,
    "ambiguous": ambiguous,
    "misnamed headings": misnamed_headings,
    "mislabelled": mislabelled,
    "misplaced landmarks": misplaced_landmarks,
}


def amiss(page: Page) -> dict[str, list[str]]:
    """Return what a screen reader is told amiss, by rule."""
    nodes = tree(page)
    return {name: found for name, rule in RULES.items() if (found := list(rule(page, nodes)))}


@EACH
def test_a_screen_reader_is_told_what_is_seen(visitor: Visitor, path: str) -> None:
    assert amiss(visitor.open(path)) == {}


@pytest.mark.parametrize("path", ["ke-hoach/?song-ngu=1", "en/appendix/?song-ngu=1", "nhiem-vu/?co-quan=so-y-te"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_screen_reader_is_told_what_choices_show(visitor: Visitor, path: str, width: int) -> None:
    assert amiss(visitor.open(path, width=width)) == {}


@pytest.mark.parametrize(
    ("flaw", "rule"),
    [
        ("<a href='x'></a>", "nameless"),
        ("<svg viewBox='0 0 9 9' role='img'><path d='M0 0h9'/></svg>", "nameless"),
        ("<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>", "nameless"),
        ("<a href='x'>here</a> <a href='y'>here</a>", "ambiguous"),
        ("<h2 aria-label='another'>words</h2>", "misnamed headings"),
        ("<h2>words <a href='#x' aria-label='Link to this paragraph'>#</a></h2>", "misnamed headings"),
        ("<a href='x' aria-label='something else'>words</a>", "mislabelled"),
        ("<main></main>", "misplaced landmarks"),
        ("<nav class='menu' aria-label='x'></nav>", "misplaced landmarks"),
    ],
)
def test_what_is_told_amiss_is_found(visitor: Visitor, flaw: str, rule: str) -> None:
    page = visitor.open("nhiem-vu/iii-8/")
    page.evaluate("flaw => document.querySelector('article').insertAdjacentHTML('beforeend', flaw)", flaw)

    assert rule in amiss(page)


@pytest.mark.parametrize("path", ["", "en/"])
def test_results_are_called_by_their_titles(visitor: Visitor, path: str) -> None:
    page = visitor.open(f"{path}?q=bao%20chi")
    links = page.locator("[data-search=results] a")
    expect(links.first).to_be_visible()
    titles = [" ".join(one.split()) for one in links.all_inner_texts()]
    told = [node.name for node in tree(page) if node.role == "link" and node.within == "dialog"]

    assert [name for name in told if not name] == []
    assert [title for title in titles if title and title not in told] == []


def test_a_task_names_each_agency_once_as_a_link(visitor: Visitor) -> None:
    nodes = tree(visitor.open("nhiem-vu/ii-2/"))
    agencies = [node.url for node in nodes if node.role == "link" and re.search(r"/co-quan/.", node.url)]

    assert agencies
    assert [url for url in agencies if agencies.count(url) > 1] == []


# --- Where the focus goes ---

WINDOWS: Final = {390: 844, 1024: 768, 1440: 900}
MOST: Final = 1000

AT: Final = """() => {
  const one = document.activeElement;
  if (one === document.body) return null;
  const boxes = [...one.getClientRects()].filter(({ width, height }) => width * height > 0);
  const points = boxes.flatMap(({ left, right, top, bottom }) =>
    [[(left + right) / 2, (top + bottom) / 2], [left + 2, top + 2], [right - 2, bottom - 2]]);
  const there = (x, y) => one.contains(document.elementFromPoint(x, y));
  const faults = [];
  if (!points.some(([x, y]) => there(x, y))) faults.push("not to be seen");
  if (getComputedStyle(one).outlineStyle === "none") faults.push("no ring");
  return { what: one.outerHTML.slice(0, 120), faults };
}"""
"""What has the focus; whether any point of it is on the screen with nothing on top, and whether a ring shows it."""


def walk(page: Page) -> tuple[int, list[str]]:
    """Press Tab until the page is left; give the number of stops, and those at which the focus cannot be seen."""
    found: list[str] = []
    for n in range(MOST):
        page.keyboard.press("Tab")
        at = page.evaluate(AT)
        if at is None:
            return n, found
        found += [f"{at['what']}: {fault}" for fault in at["faults"]]
    raise AssertionError(f"{MOST} presses of Tab do not leave the page")


@pytest.mark.parametrize("width", WINDOWS)
@pytest.mark.parametrize(
    "path", one_of_each(FRAMED | {"documents": PAGES["documents"], "embed": KINDS["embed"]}).values()
)
def test_the_focus_is_always_seen_and_leaves_the_page_at_last(visitor: Visitor, path: str, width: int) -> None:
    page = visitor.open(path, width=width, height=WINDOWS[width])
    address = page.url
    stops, found = walk(page)

    assert found == []
    assert stops > 1
    assert page.url == address
    expect(page.locator("dialog[open], :popover-open")).to_have_count(0)


@pytest.mark.parametrize(
    "flaw",
    ["position: fixed; left: -9999px", "position: fixed; top: 0; left: 50%; z-index: -1", "outline: none"],
    ids=["off the screen", "under the header", "no ring"],
)
def test_a_focus_that_cannot_be_seen_is_found(visitor: Visitor, flaw: str) -> None:
    page = visitor.open("nhiem-vu/iii-8/")
    page.evaluate("flaw => { document.querySelector('article a').style.cssText = flaw; }", flaw)

    assert walk(page)[1] != []


@pytest.mark.parametrize("path", ["nhiem-vu/iii-8/", "en/plan/"])
def test_the_menu_opens_closes_and_gives_the_focus_back(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, width=390, height=844)
    button = page.locator(".menu-button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#__menu")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#__menu') !== null")
    assert page.evaluate(AT)["faults"] == []

    page.keyboard.press("Escape")
    expect(page.locator("#__menu")).to_be_hidden()
    expect(button).to_be_focused()
