"""HTML_CodeSniffer (WCAG 2 AA) on one page of each kind in both languages, and on all that opens."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from conftest import Visitor
from playwright.sync_api import Page

from audit.gate import Fault, Tell
from audit.judged import DEEDS, inspect
from audit.node import FOLDER, module_version
from audit.tour import Stop, visit
from plansite.read.audit_report import Finding, Outcome, Tool

PACKAGE: Final = "html_codesniffer"
SCRIPT: Final = FOLDER / "node_modules" / PACKAGE / "build" / "HTMLCS.js"
STANDARD: Final = "WCAG2AA"
CHECK: Final = """(standard) => new Promise((done, fail) => HTMLCS.process(standard, document, () => {
  const said = HTMLCS.getMessages().filter(({ type }) => type !== HTMLCS.NOTICE);
  done(said.map(({ code, msg, element }) => [
    code.replace(/^.*Guideline\\d_\\d+\\./, ""),
    `${msg} | ${element.outerHTML?.slice(0, 300) ?? ""}`,
  ]));
}, fail))"""
"""Its errors and warnings; its notices list what a person should look at on any page whatever."""

PAGE: Final = "nhiem-vu/iii-8/index.html"
FAULTS: Final = (
    Fault("1_1_1.H37", PAGE, "</article>", "<img src='../../assets/images/favicon.svg'></article>"),
    Fault("1_4_3.G18.Fail", PAGE, "</article>", "<p><font color='#999999'>pale words</font></p></article>"),
    Fault("3_1_1.H57.2", "404.html", '<html lang="vi"', "<html"),
    Fault("2_4_2.H25.1.NoTitleEl", "en/404.html", "<title>", "<x-title>"),
)


def look(visitor: Visitor, page: Page, stop: Stop) -> list[Finding]:
    """Open a page, put it in its state, and let the checker look at it."""
    visit(page, visitor.server + stop.path)
    if stop.state:
        DEEDS[stop.state](page)
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    return [Finding(place=stop.place, rule=rule, words=words) for rule, words in page.evaluate(CHECK, STANDARD)]


def run(site: Path, tell: Tell) -> Outcome:
    """Look at one page of each kind."""
    return inspect("codesniffer", Tool(name="HTML_CodeSniffer", version=module_version(PACKAGE)), site, look, tell)
