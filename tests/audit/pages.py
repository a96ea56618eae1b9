"""Which pages there are, of which kinds, and in which states a reader may put them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect

KINDS: Final = {
    "home": ("", "en/"),
    "decision": ("quyet-dinh/", "en/decision/"),
    "plan": ("ke-hoach/", "en/plan/"),
    "appendix": ("phu-luc/", "en/appendix/"),
    "tasks": ("nhiem-vu/", "en/tasks/"),
    "task": ("nhiem-vu/iii-8/", "en/tasks/iii-8/"),
    "agencies": ("co-quan/", "en/agencies/"),
    "agency": ("co-quan/so-lao-dong-thuong-binh-va-xa-hoi/", "en/agencies/so-lao-dong-thuong-binh-va-xa-hoi/"),
    "class": ("co-quan/cac-so-nganh/", "en/agencies/cac-so-nganh/"),
    "responsibilities": ("phan-cong/", "en/responsibilities/"),
    "documents": ("van-ban/", "en/documents/"),
    "glossary": ("thuat-ngu/", "en/glossary/"),
    "changes": ("thay-doi/", "en/changes/"),
    "data": ("du-lieu/", "en/data/"),
    "checks": ("kiem-tra/", "en/checks/"),
    "guide": ("huong-dan/", "en/guide/"),
    "about": ("ve-van-ban/", "en/about/"),
    "missing": ("404.html", "en/404.html"),
    "embed": ("embed/nhiem-vu/iii-8/", "en/embed/tasks/iii-8/"),
}
"""One page of each kind, in Vietnamese and English."""


def paths(site: Path) -> list[str]:
    """Return the path of every page of a built site, as a reader asks for it."""
    files = sorted(file.relative_to(site).as_posix() for file in site.rglob("*.html"))
    return [file.removesuffix("index.html") if file.endswith("index.html") else file for file in files]


def source(site: Path, path: str) -> Path:
    """Return the file of the page at a path."""
    return site / path if path.endswith(".html") else site / path / "index.html"


@dataclass(frozen=True)
class State:
    """What a reader may do on a page, which shows something new."""

    name: str
    kinds: tuple[str, ...]
    do: Callable[[Page], None]
    query: str = ""
    widths: tuple[int, ...] = (360, 1440)


def _search(page: Page) -> None:
    """Wait for the results of the search that the address asks for."""
    expect(page.locator("[data-search=results] a").first).to_be_visible()


def _search_none(page: Page) -> None:
    """Wait for the help of a search that finds nothing."""
    expect(page.locator("[data-search=help]")).to_be_visible()
    page.wait_for_timeout(500)  # the other language's results come after a pause


def _menu(page: Page) -> None:
    """Open the menu."""
    page.locator(".menu-button").click()
    expect(page.locator("#__menu")).to_be_visible()


def _open(place: str) -> Callable[[Page], None]:
    """Open what folds."""
    return lambda page: page.locator(place).evaluate("one => { one.open = true; }")


def _choose(page: Page) -> None:
    """Show one agency of the matrix."""
    page.locator(".only select").select_option("so-y-te")


def _still(page: Page) -> None:
    """Do nothing: the address says all."""


STATES: Final = (
    State("search", ("home", "task"), _search, "?q=s%E1%BB%9F"),
    State("search in vain", ("home",), _search_none, "?q=qqqqqqqq"),
    State("menu", ("home", "plan"), _menu, widths=(360,)),
    State("share", ("task", "agency"), _open("details.share")),
    State("filters", ("tasks",), _open(".filters details"), "?co-quan=so-y-te"),
    State("both languages", ("decision", "plan", "appendix", "task"), _still, "?song-ngu=1"),
    State("matrix choice", ("responsibilities",), _choose),
)


def states(site: Path) -> Iterator[tuple[str, State]]:
    """Yield every state with the path on which it arises, in both languages, where the site has it."""
    return (
        (path + state.query, state)
        for state in STATES
        for kind in state.kinds
        for path in KINDS[kind]
        if source(site, path).exists()
    )
