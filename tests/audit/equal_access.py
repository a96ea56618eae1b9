"""IBM Equal Access on one page of each kind in both languages, and on all that opens."""

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

PACKAGE: Final = "accessibility-checker-engine"
SCRIPT: Final = FOLDER / "node_modules" / PACKAGE / "ace.js"
CHECK: Final = """async () => {
  const { results } = await new ace.Checker().check(document, ["WCAG_2_2"]);
  return results.filter(({ value: [, found] }) => found === "FAIL" || found === "POTENTIAL")
    .map(({ ruleId, message, snippet }) => [ruleId, `${message} | ${snippet.slice(0, 300)}`]);
}"""
"""What passes is left out, and what only asks a person to look at a whole sheet of styles (“manual”)."""

PAGE: Final = "nhiem-vu/iii-8/index.html"
FAULTS: Final = (
    Fault("img_alt_valid", PAGE, "</article>", "<img src='../../assets/images/favicon.svg'></article>"),
    Fault("text_contrast_sufficient", PAGE, "</article>", "<p><font color='#999999'>pale words</font></p></article>"),
    Fault("html_lang_exists", "404.html", '<html lang="vi"', "<html"),
    Fault("a_text_purpose", "en/404.html", "<h2>", "<a href='#'></a><h2>"),
)


def look(visitor: Visitor, page: Page, stop: Stop) -> list[Finding]:
    """Open a page, put it in its state, and let the checker look at it."""
    visit(page, visitor.server + stop.path)
    if stop.state:
        DEEDS[stop.state](page)
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    return [Finding(place=stop.place, rule=rule, words=words) for rule, words in page.evaluate(CHECK)]


def run(site: Path, tell: Tell) -> Outcome:
    """Look at one page of each kind."""
    return inspect("equal_access", Tool(name="IBM Equal Access", version=module_version(PACKAGE)), site, look, tell)
