"""Goes through pages in browsers, two at a time, and notes what each page was like."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from conftest import Scheme, Visitor, chromium, chromium_program, serving
from playwright.sync_api import Page, Route

from audit.gate import Tell
from audit.host import CompressingHost
from plansite.read.audit_report import Finding

WORKERS: Final = 2
STRETCH: Final = 25
"""Pages that one browser shows before another takes over."""

NOTHING: Final = 204
"""The answer at which a browser stays where it is."""


@dataclass(frozen=True)
class Stop:
    """A page in a window; `state` names what is done there."""

    path: str
    width: int = 1440
    scheme: Scheme = "light"
    state: str = ""

    @property
    def window(self) -> tuple[int, Scheme]:
        """Return what a window keeps from page to page."""
        return self.width, self.scheme

    @property
    def place(self) -> str:
        """Name it in a finding."""
        return f"{self.path} ({', '.join(filter(None, (self.state, str(self.width), self.scheme)))})"


Look = Callable[[Visitor, Page, Stop], list[Finding]]


def stretches(stops: Sequence[Stop]) -> Iterator[list[Stop]]:
    """Cut a tour into parts that need one window each."""
    for _, same in groupby(sorted(stops, key=lambda stop: stop.window), key=lambda stop: stop.window):
        listed = list(same)
        yield from (listed[n : n + STRETCH] for n in range(0, len(listed), STRETCH))


def tour(site: Path, stops: Sequence[Stop], look: Look, tell: Tell) -> list[Finding]:
    """Look at every stop of a built site, saying how far it is; give what was found, in any order."""
    spawn = multiprocessing.get_context("spawn")  # a forked browser driver hangs
    findings, done = [], 0
    with serving(site, CompressingHost) as server, ProcessPoolExecutor(WORKERS, mp_context=spawn) as pool:
        walks = {pool.submit(walk, server, stretch, look): len(stretch) for stretch in stretches(stops)}
        for walked in as_completed(walks):
            findings += walked.result()
            done += walks[walked]
            tell(done, len(stops))
    return findings


def walk(server: str, stops: Sequence[Stop], look: Look) -> list[Finding]:
    """Look at stops one after the other in one window."""
    with chromium(chromium_program()) as browser:
        visitor = Visitor(browser, server)
        page = visitor.window(width=stops[0].width, scheme=stops[0].scheme)
        return [finding for stop in stops for finding in look(visitor, page, stop)]


def visit(page: Page, address: str) -> None:
    """Go to a page; a short link, which leads on at once, is a page too and is made to stay."""
    page.unroute_all()
    if "/768/" in address:
        page.route("**/*", lambda route: _only(route, address))
    page.goto(address)


def _only(route: Route, address: str) -> None:
    """Let a window load a page and what belongs to it, but lead nowhere else."""
    leaves = route.request.is_navigation_request() and route.request.url != address
    route.fulfill(status=NOTHING) if leaves else route.continue_()


def version() -> str:
    """Tell which browser shows the pages."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_version).result()


def _version() -> str:
    """Ask the browser."""
    with chromium(chromium_program()) as browser:
        return browser.version
