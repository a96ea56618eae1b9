"""What a first visit costs: its bytes on the way, and that nothing moves while they arrive, however slowly."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin

import pytest
from audit.pages import KINDS
from conftest import Host, Visitor, serving
from engines import wait_until
from playwright.sync_api import Browser, Page, Response
from test_browser import PAGES, WIDTHS

pytestmark = pytest.mark.browser

MOST: Final = 40 * 1024
"""Compressed bytes of a page with all that it asks for."""

MORE: Final = {"plan": 50 * 1024, "changes": 45 * 1024}
"""The longest texts, with our notes; the Plan is there in both languages."""

REQUESTS: Final = 7
PIECE: Final = 8 * 1024
"""Bytes that arrive at a time, and …"""

PAUSE: Final = 0.02
"""… the seconds between."""


FIRST: Final = [(kind, path) for kind, paths in KINDS.items() if kind not in ("embed", "missing") for path in paths]


@pytest.mark.parametrize(("kind", "path"), FIRST, ids=[path or "home" for _, path in FIRST])
def test_a_first_visit_is_light(visitor: Visitor, kind: str, path: str) -> None:
    page = visitor.window(width=360)
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    page.on("response", note)
    page.goto(visitor.server + path)
    page.wait_for_load_state("networkidle")
    sizes = {answer.url: len(gzip.compress(answer.body())) for answer in answers if answer.ok}
    kinds = {url.partition("?")[0].rpartition(".")[2] for url in sizes}

    icon = page.locator("link[rel=icon]").first.get_attribute("href")
    # A Chromium without windows does not ask for it.
    sizes["icon"] = len(gzip.compress(page.request.get(urljoin(page.url, icon)).body()))
    assert {"css", "js"} <= kinds, sizes
    assert sum(sizes.values()) <= MORE.get(kind, MOST), sizes
    assert len(sizes) <= REQUESTS, sizes


class Slow(Host):
    """Serves pages a piece at a time, as a telephone receives them."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a page in pieces, and anything else at once."""
        if not self.path.partition("?")[0].endswith("/"):
            return super().copyfile(source, outputfile)
        while piece := source.read(PIECE):
            outputfile.write(piece)
            outputfile.flush()
            time.sleep(PAUSE)
        return None


@pytest.fixture(scope="module")
def slow(site: Path) -> Iterator[str]:
    """Serve the site slowly."""
    with serving(site, Slow) as address:
        yield address


ATTEMPTS: Final = 3

WATCH: Final = """window.moved = [];
new PerformanceObserver((list) => window.moved.push(...list.getEntries().map((one) =>
  `${one.value}: ${one.sources.map((source) => source.node?.parentElement?.outerHTML.slice(0, 80)).join(" | ")}`)))
  .observe({ type: "layout-shift", buffered: true });"""


def moved(page: Page) -> list[str]:
    """Tell what moved since the page was asked for."""
    page.wait_for_load_state("load")
    page.wait_for_timeout(150)
    found: list[str] = page.evaluate("window.moved")
    return found


def moves_always(page: Page, address: str) -> list[str]:
    """Tell what moved when a page was asked for; one that does not do so again was hurt by a busy machine alone."""
    for _ in range(ATTEMPTS):
        page.goto("about:blank")
        page.goto(address)
        found = moved(page)
        if not found:
            break
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", [0, 1], ids=["vi", "en"])
@pytest.mark.parametrize("asked", ["", "?song-ngu=1", "?xem=so-y-te&co-quan=so-y-te"])
def test_nothing_moves_while_a_page_arrives(browser: Browser, slow: str, language: int, width: int, asked: str) -> None:
    visitor = Visitor(browser, slow)
    page = visitor.window(width=width)
    page.add_init_script(WATCH)
    kinds = {"": list(PAGES), "?song-ngu=1": ["decision", "plan", "appendix", "task"]}
    found = {}
    for kind in kinds.get(asked, ["tasks", "responsibilities"]):
        found[kind] = moves_always(page, slow + PAGES[kind][language] + asked)
    visitor.leave()

    assert {kind: what for kind, what in found.items() if what} == {}


def test_what_moves_is_noticed(browser: Browser, slow: str) -> None:
    visitor = Visitor(browser, slow)
    page = visitor.window()
    page.add_init_script(WATCH)
    page.goto(slow)
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('beforebegin', '<p>late</p>')")
    wait_until(page, "window.moved.length > 0")

    assert moved(page) != []
    visitor.leave()
