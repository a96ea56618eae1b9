"""axe-core on every page, light and dark, on a phone and a wide screen, and on all that opens."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from conftest import Scheme, Visitor
from playwright.sync_api import Page

from audit.gate import Fault, Tell
from audit.pages import STATES, paths, states
from audit.tour import Stop, tour, visit
from plansite.read.audit_report import Finding, Outcome, Tool

WIDTHS: Final = (360, 1440)
SCHEMES: Final[tuple[Scheme, Scheme]] = ("light", "dark")
RULES: Final[dict[str, Any]] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
}
DEEDS: Final = {state.name: state.do for state in STATES}

PAGE: Final = "nhiem-vu/iii-8/index.html"
FAULTS: Final = (
    Fault("image-alt", PAGE, "<h2", "<img src='../../assets/images/favicon.svg'><h2"),
    Fault("color-contrast", PAGE, "<h2", "<p><font color='#999999'>pale words</font></p><h2"),
    Fault("html-has-lang", "404.html", '<html lang="vi"', "<html"),
    Fault("link-name", "en/404.html", "<h2>", "<a href='#'></a><h2>"),
)


def stops(site: Path) -> list[Stop]:
    """List every page and state in every window."""
    windows = list(product(WIDTHS, SCHEMES))
    plain = [Stop(path, width, scheme) for path in paths(site) for width, scheme in windows]
    opened = [
        Stop(path, width, scheme, state.name)
        for path, state in states(site)
        for width, scheme in windows
        if width in state.widths
    ]
    return plain + opened


def look(visitor: Visitor, page: Page, stop: Stop) -> list[Finding]:
    """Open a page, put it in its state, and let axe look at it."""
    visit(page, visitor.server + stop.path)
    if stop.state:
        DEEDS[stop.state](page)
    return [
        Finding(place=stop.place, rule=rule, words=words) for rule, places in barriers(page).items() for words in places
    ]


def barriers(page: Page, rules: dict[str, Any] = RULES, context: str | None = None) -> dict[str, list[str]]:
    """Return what axe finds on a page: places by rule."""
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    results: dict[str, Any] = Axe().run(page, context, options).response
    return {
        found["id"]: [
            " ".join(map(str, node["target"])) + ": " + node["html"][:160] + reason(node) for node in found["nodes"][:5]
        ]
        for found in results["violations"]
    }


def reason(node: dict[str, Any]) -> str:
    """Return axe's own words for what is wrong at a place."""
    return " | " + "; ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))


def version() -> str:
    """Tell which axe-core looks."""
    return str(Axe().axe_script).partition("axe v")[2].split("\n")[0].strip()


def run(site: Path, tell: Tell) -> Outcome:
    """Look at every page in every window."""
    every = stops(site)
    findings = tour(site, every, look, tell)
    return Outcome(
        tools=[Tool(name="axe-core", version=version())], pages=len(paths(site)), checks=len(every), findings=findings
    )
