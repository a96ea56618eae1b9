"""Opens every page and listens: nothing may be asked of others, nothing may fail, and the console stays empty."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from conftest import Visitor
from playwright.sync_api import Page

from audit.gate import Fault, Tell
from audit.pages import paths
from audit.tour import Stop, tour, version, visit
from plansite.read.audit_report import Finding, Outcome, Tool

PAGE: Final = "nhiem-vu/iii-8/index.html"
FAULTS: Final = (
    Fault("request", PAGE, "</article>", "<meta http-equiv='refresh' content='0; url=https://example.net/'></article>"),
    Fault("error", "en/404.html", "</body>", "<script>console.error('lost')</script></body>"),
    Fault(
        "uncaught",
        "assets/javascripts/site.js",
        "for (const type",
        "setTimeout(() => undefined.nothing);\nfor (const type",
    ),
)


def look(visitor: Visitor, page: Page, stop: Stop) -> list[Finding]:
    """Open a page as a reader does."""
    visitor.troubles.clear()
    visit(page, visitor.server + stop.path)
    page.wait_for_load_state("networkidle")
    return [
        Finding(place=stop.place, rule=trouble.split()[0].rstrip(":"), words=trouble) for trouble in visitor.troubles
    ]


def run(site: Path, tell: Tell) -> Outcome:
    """Open every page."""
    every = [Stop(path) for path in paths(site)]
    findings = tour(site, every, look, tell)
    tools = [Tool(name="Chromium", version=version())]
    return Outcome(tools=tools, pages=len(every), checks=len(every), findings=findings)
