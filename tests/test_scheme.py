"""Light and dark: as the system asks, unless the reader chose otherwise; nothing is kept that nobody chose."""

from __future__ import annotations

import re

import pytest
from conftest import BASE, Scheme, Visitor
from engines import go_back
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

KEPT = "Object.keys(localStorage)"


def shade(page: Page) -> Scheme:
    """Tell what is painted behind the text."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return "dark" if max(int(part) for part in re.findall(r"\d+", colour)[:3]) < 128 else "light"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_as_the_system_asks(visitor: Visitor, scheme: Scheme, script: bool) -> None:
    assert shade(visitor.open("ke-hoach/", scheme=scheme, script=script)) == scheme


def test_what_nobody_chose_is_not_kept_and_the_system_may_change_its_mind(visitor: Visitor) -> None:
    page = visitor.open("", scheme="dark")
    page.mouse.move(300, 300)
    page.mouse.wheel(0, 400)
    page.locator("h1").click()

    assert page.evaluate(KEPT) == []
    page.emulate_media(color_scheme="light")
    assert shade(page) == "light"


def test_a_choice_holds_for_both_languages_and_can_be_taken_back(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    page.locator("select[data-scheme]").select_option("dark")
    assert (shade(page), [key.startswith(f"{BASE}/#") for key in page.evaluate(KEPT)]) == ("dark", [True])
    page.goto(f"{visitor.server}en/plan/")
    expect(page.locator("select[data-scheme]")).to_have_value("dark")
    assert shade(page) == "dark"
    page.locator("select[data-scheme]").select_option("")

    assert (shade(page), page.evaluate(KEPT)) == ("light", [])


def test_a_page_gone_back_to_follows_a_choice_made_since(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    page.goto(f"{visitor.server}ke-hoach/")
    page.locator("select[data-scheme]").select_option("dark")
    go_back(page)

    expect(page.locator("select[data-scheme]")).to_have_value("dark")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")


def test_another_window_follows_at_once(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    other = page.context.new_page()
    other.goto(f"{visitor.server}ke-hoach/")
    page.locator("select[data-scheme]").select_option("dark")

    expect(other.locator("html")).to_have_attribute("data-scheme", "dark")


def test_another_site_of_the_same_origin_keeps_its_own(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    page.evaluate(
        "localStorage.setItem('/.__palette', '{\"index\": 1}'); localStorage.setItem('/other/#scheme', 'dark')"
    )
    page.reload()

    assert shade(page) == "light"


HOSTILE = (
    "__proto__",
    '{"index": "__proto__"}',
    "constructor",
    "DARK",
    "dark ",
    "",
    "null",
    "<img src=x>",
    "x" * 100_000,
)


@pytest.mark.parametrize("stored", HOSTILE, ids=range(len(HOSTILE)))
def test_what_another_site_of_the_origin_stored_in_our_place_is_read_as_hostile(visitor: Visitor, stored: str) -> None:
    """Whatever stands there, pages look as the system asks, every control works, and nothing is thrown."""
    page = visitor.open("nhiem-vu/iii-8/")
    for key in ("#scheme", "#song-ngu"):
        page.evaluate("([key, value]) => localStorage.setItem(key, value)", [f"{BASE}/{key}", stored])
    page.reload()
    assert (shade(page), page.locator("html").get_attribute("data-scheme")) == ("light", None)
    page.locator("select[data-scheme]").select_option("dark")
    assert shade(page) == "dark"
    page.locator(".md-header button.parallel").click()
    expect(page.locator(".md-header button.parallel")).to_have_attribute("aria-pressed", "true")
