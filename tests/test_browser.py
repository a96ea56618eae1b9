"""Uses the built site in a real Chromium, as readers with a mouse, a keyboard, a phone or a screen reader do."""

from __future__ import annotations

from typing import Any, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import MISSING, Scheme, Visitor
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGES: Final = {  # one of each kind, in Vietnamese and English
    "home": ("", "en/"),
    "decision": ("quyet-dinh/", "en/decision/"),
    "plan": ("ke-hoach/", "en/plan/"),
    "appendix": ("phu-luc/", "en/appendix/"),
    "tasks": ("nhiem-vu/", "en/tasks/"),
    "task": ("nhiem-vu/iv-1/", "en/tasks/iv-1/"),
    "agencies": ("co-quan/", "en/agencies/"),
    "agency": ("co-quan/so-lao-dong-thuong-binh-va-xa-hoi/", "en/agencies/so-lao-dong-thuong-binh-va-xa-hoi/"),
    "class": ("co-quan/cac-so-nganh/", "en/agencies/cac-so-nganh/"),
    "responsibilities": ("phan-cong/", "en/responsibilities/"),
    "documents": ("van-ban/", "en/documents/"),
    "glossary": ("thuat-ngu/", "en/glossary/"),
    "changes": ("thay-doi/", "en/changes/"),
    "about": ("ve-van-ban/", "en/about/"),
    "missing": (MISSING, f"en/{MISSING}"),
}
EACH: Final = [pytest.param(path, id=f"{kind}-{language}")
               for kind, paths in PAGES.items() for language, path in zip(("vi", "en"), paths, strict=True)]
FOUND: Final = [case for case in EACH if not str(case.id).startswith("missing")]
WIDTHS: Final = (360, 1440)
SCHEMES: Final[tuple[Scheme, Scheme]] = ("light", "dark")

RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

EXEMPT: Final[dict[str, str]] = {}
"""Rules of axe that are let off, each with the reason; one that nothing breaks any more must go."""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", EACH)
def test_a_page_does_not_scroll_sideways(visitor: Visitor, path: str, width: int) -> None:
    page = visitor.open(path, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.fonts.status") == "loaded"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", EACH)
def test_a_page_has_no_barrier_that_axe_can_find(visitor: Visitor, path: str, width: int, scheme: Scheme) -> None:
    page = visitor.open(path, width=width, scheme=scheme)
    found = barriers(page)

    assert page.evaluate("document.body.dataset.mdColorScheme") == ("slate" if scheme == "dark" else "default")
    assert {rule: places for rule, places in found.items() if rule not in EXEMPT} == {}


def barriers(page: Page) -> dict[str, list[str]]:
    """Give what axe finds on a page: places by rule."""
    options = {"runOnly": {"type": "tag", "values": list(RULES)}, "resultTypes": ["violations"]}
    results: dict[str, Any] = Axe().run(page, options=options).response
    return {found["id"]: [" ".join(map(str, node["target"])) + ": " + node["html"][:160] + reason(node)
                          for node in found["nodes"][:5]] for found in results["violations"]}


def reason(node: dict[str, Any]) -> str:
    """Give axe's own words for what is wrong at a place."""
    return " | " + "; ".join(check["message"] for check in (*node["any"], *node["all"], *node["none"]))
