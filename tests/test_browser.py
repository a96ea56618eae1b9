"""Uses the built site in a real Chromium, as readers with a mouse, a keyboard, a phone or a screen reader do."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from audit.axe import barriers
from audit.pages import KINDS
from conftest import MISSING, Scheme, Visitor
from playwright.sync_api import expect
from spread import EVERY, one_of_each

pytestmark = pytest.mark.browser

PAGES: Final = {kind: paths for kind, paths in KINDS.items() if kind != "embed"} | {
    "task": ("nhiem-vu/iv-1/", "en/tasks/iv-1/"),  # its row is the oddest
    "missing": (MISSING, f"en/{MISSING}"),
}
"""One page of each kind, in Vietnamese and English."""

ONE_OF_EACH: Final = one_of_each(PAGES)
EACH: Final = pytest.mark.parametrize("path", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
FRAMED: Final = {
    kind: PAGES[kind]
    for kind in PAGES
    if EVERY or kind in ("home", "plan", "tasks", "task", "responsibilities", "about", "missing")
}
"""Of the pages that differ in nothing around their content: the title's place, and what stands beside."""

WIDTHS: Final = (360, 1440)
SCHEMES: Final[tuple[Scheme, Scheme]] = ("light", "dark")

COLOURS: Final[dict[str, Any]] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The dark pages differ from the light ones in nothing else."""


# --- The tests' own eyes ---


@pytest.mark.parametrize(
    ("deed", "noted"),
    [
        ("console.warn('careful')", "warning: careful"),
        ("console.error('wrong')", "error: wrong"),
        ("setTimeout(() => { throw new Error('lost'); })", "uncaught: "),
        ("location = 'https://example.org/'", "request to https://example.org/"),
    ],
)
def test_a_visitor_notes_what_is_amiss(visitor: Visitor, deed: str, noted: str) -> None:
    page = visitor.open("")
    page.evaluate(f"() => {{ {deed}; }}")
    for _ in range(100):  # the browser tells of it a moment later
        if not any(trouble.startswith(noted) for trouble in visitor.troubles):
            page.wait_for_timeout(50)
    visitor.leave()

    assert [trouble for trouble in visitor.troubles if trouble.startswith(noted)] != []
    visitor.troubles.clear()


@pytest.mark.parametrize(
    ("flaw", "rule"),
    [
        ("<img src='assets/images/favicon.svg'>", "image-alt"),
        ("<p data-style='color: #999; background: #fff'>pale words</p>", "color-contrast"),
        ("<h6>too deep</h6>", "heading-order"),
    ],
)
def test_axe_finds_a_flaw(visitor: Visitor, flaw: str, rule: str) -> None:
    page = visitor.open("")
    page.evaluate("flaw => document.querySelector('article').insertAdjacentHTML('beforeend', flaw)", flaw)
    # The policy stops styles in markup, not those that a script sets.
    page.evaluate("for (const one of document.querySelectorAll('[data-style]')) one.style = one.dataset.style")

    assert rule in barriers(page)


# --- Every kind of page ---


@pytest.mark.parametrize("width", WIDTHS)
@EACH
def test_a_page_fits_and_has_no_barrier_that_axe_can_find(visitor: Visitor, path: str, width: int) -> None:
    page = visitor.open(path, width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page) == {}
    page.emulate_media(color_scheme="dark")
    shade = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", shade)[:3]) < 128, shade
    assert barriers(page, COLOURS) == {}


# --- Languages ---


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize(("vi", "en"), [paths for kind, paths in FRAMED.items() if kind != "missing"])
def test_the_language_switch_leads_to_the_same_page(visitor: Visitor, vi: str, en: str, script: bool) -> None:
    page = visitor.open(vi, script=script)
    for target, tongue in ((en, "en"), (vi, "vi")):
        page.locator(f".languages a[hreflang={tongue}]").click()
        expect(page).to_have_url(visitor.server + target)
        expect(page.locator("html")).to_have_attribute("lang", tongue)
        expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("kind", "anchor"),
    [
        ("plan", "plan.II.3.b4"),
        ("appendix", "appendix.IV.1"),
        ("decision", "decision.article.3"),
        ("about", "vai-tro"),
    ],
)
def test_the_language_switch_keeps_the_place(visitor: Visitor, kind: str, anchor: str, width: int) -> None:
    vi, en = PAGES[kind]
    page = visitor.open(f"{vi}#{anchor}", width=width)
    for target, tongue in ((en, "en"), (vi, "vi")):
        page.locator(f".languages a[hreflang={tongue}]").click()
        expect(page).to_have_url(f"{visitor.server}{target}#{anchor}")
        expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


# --- Without a script ---


@EACH
def test_a_page_shows_its_content_without_a_script(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, width=360, script=False)

    expect(page.locator("h1")).to_be_visible()
    assert len(page.locator("article").inner_text()) > 200


# --- Anchors and keys ---

LOOK: Final = "element => ['outlineStyle', 'backgroundColor'].map(name => getComputedStyle(element)[name])"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("ke-hoach/", "plan.II.3.b4"),
        ("en/plan/", "plan.II.3.b4"),
        ("phu-luc/", "appendix.III.8"),
        ("van-ban/", "luat-to-chuc-chinh-quyen-dia-phuong-2015"),
        ("quyet-dinh/", "decision.article.2"),
    ],
)
def test_an_anchor_shows_its_target(visitor: Visitor, path: str, anchor: str, scheme: Scheme) -> None:
    page = visitor.open(path, scheme=scheme)
    target = page.locator(f"[id='{anchor}']")
    before = target.evaluate(LOOK)
    page.evaluate("anchor => { location.hash = anchor; }", anchor)

    expect(target).to_be_in_viewport()
    after = target.evaluate(LOOK)
    assert all(old != new for old, new in zip(before, after, strict=True))
    header = page.locator("header").bounding_box()
    place = target.bounding_box()
    assert header
    assert place
    assert place["y"] >= header["y"] + header["height"]


@pytest.mark.parametrize("path", [path for name, path in one_of_each(FRAMED).items() if "missing" not in name])
def test_the_first_key_press_offers_to_skip_to_the_content(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('md-skip')")
    expect(page.locator(".md-skip")).to_be_in_viewport()

    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('article') !== null")


# --- Search ---


@pytest.mark.parametrize("path", ["", "en/", "nhiem-vu/iii-8/", "en/tasks/iii-8/"])
def test_search_answers_to_the_keyboard(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    page.locator(".search-button").press("Enter")
    expect(page.locator("input:focus")).to_be_visible()
    page.keyboard.type("giảm nghèo")

    expect(page.locator("[data-search=results] a").first).to_be_visible()


# --- What is missing ---


@pytest.mark.parametrize(("asked", "words"), [
    ("vay-von-ho-ngheo/", "vay von ho ngheo"), ("iii-88.html", "iii 88"), ("tr%E1%BB%A3%20gi%C3%BAp", "trợ giúp"),
    ("%3Cb%3Ex", "<b>x"), ("$&-$1", "$& $1"),
])  # fmt: skip
@pytest.mark.parametrize("root", ["", "en/"])
def test_a_missing_page_offers_to_search_for_what_was_asked(
    visitor: Visitor, root: str, asked: str, words: str
) -> None:
    page = visitor.open(f"{root}{MISSING}{asked}")
    offers = page.locator("[data-asked] a")

    expect(offers).to_have_text([f"Tìm “{words}” trong trang web này", f"Search this site for “{words}”"])
    offers.nth(1).click()
    expect(page).to_have_url(re.compile(re.escape(f"{visitor.server}en/?q=")))
    expect(page.locator("input[name='query']")).to_have_value(words)


@pytest.mark.parametrize("asked", ["%E0%A4%A", ""])
def test_a_missing_page_without_words_offers_no_search(visitor: Visitor, asked: str) -> None:
    page = visitor.open(f"{MISSING}{asked}" if asked else MISSING + "-/")

    expect(page.locator("[data-asked]").first).to_be_hidden()
