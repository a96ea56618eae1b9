"""Criteria of WCAG that no checker tests, and the list of all of them that the site shows."""

from __future__ import annotations

import string
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import ROOT, Visitor
from playwright.sync_api import Page, expect
from test_browser import EACH
from test_extremes import CUT, LIGHT
from test_site import PATHS, page

from plansite.base.problems import BadData
from plansite.read.audit_report import Status, load_criteria

LEVELS: Final = {
    "A": """1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3
    2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.2""",
    "AA": """1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8
    3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3""",
}
"""As the standard has them (W3C Recommendation, 12 December 2024); 4.1.1 is gone."""

CRITERIA: Final = load_criteria(ROOT / "data")
browser = pytest.mark.browser

# --- The list ---


def test_every_criterion_is_answered_once() -> None:
    due = {number: level for level, numbers in LEVELS.items() for number in numbers.split()}

    assert (len(CRITERIA), {one.id: one.level for one in CRITERIA}) == (55, due)


def test_a_criterion_names_tests_that_there_are_and_what_does_not_apply_names_none() -> None:
    assert [one.id for one in CRITERIA if one.test and not (ROOT / one.test).is_file()] == []
    assert [one.id for one in CRITERIA if one.test and "machine" not in one.by and one.status != "met"] == []
    assert [one.id for one in CRITERIA if one.status == "not_applicable" and (one.test or one.by != ["hand"])] == []


@pytest.mark.parametrize(("path", "language"), [("kiem-tra", "vi"), ("en/checks", "en")])
def test_the_page_shows_them(site: Path, path: str, language: Any) -> None:
    [table] = page(site, path).xpath("//table[@class = 'criteria']")
    rows = [" ".join(row.text_content().split()) for row in table.findall("tbody/tr")]
    counted = Counter[Status](one.status for one in CRITERIA)

    assert [row.split()[0] for row in rows] == [one.id for one in CRITERIA]
    assert all(one.how[language] in row for one, row in zip(CRITERIA, rows, strict=True))
    assert all(str(n) in table.findtext("caption") for n in (len(CRITERIA), *counted.values()))


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ("1.1.1", "stands in the wrong place, or twice: '1.1.1'"),
        ("1.0.9", "not the number of a criterion"),
        ("9.1.1", "not the number of a criterion"),
    ],
)
def test_a_slip_in_the_list_is_reported(tmp_path: Path, second: str, says: str) -> None:
    entry = "- {{id: '{}', level: A, name: {{vi: a, en: b}}, status: met, how: {{vi: c, en: d}}, by: [hand]}}\n"
    (tmp_path / "wcag.yaml").write_text(entry.format("1.1.1") + entry.format(second), encoding="utf-8")

    with pytest.raises(BadData, match=r"wcag\.yaml:2:") as refused:
        load_criteria(tmp_path)
    assert says in str(refused.value)


# --- 1.4.4, 1.4.12: larger letters, wider lines ---

SPACED: Final = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`p { margin-bottom: 2em !important }
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""
CLIPPED: Final = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.innerText?.trim())
  .filter((one) => ["hidden", "clip"].includes(getComputedStyle(one).overflowY) && one.clientHeight > 1)
  .filter((one) => one.scrollHeight > one.clientHeight + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""
"""What hides a part of its words below its lower edge; what is one pixel high is hidden on purpose."""


@browser
@pytest.mark.parametrize("width", [360, 720, 1440])
@EACH
def test_words_may_stand_further_apart(visitor: Visitor, path: str, width: int) -> None:
    shown = visitor.open(path, width=width)
    shown.evaluate(SPACED)

    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    drawn = shown.locator(".network .node").all_text_contents()  # in a table below the drawing, too
    cut = [words for words in shown.evaluate(CUT) if not any(name.startswith(words) for name in drawn)]
    assert (cut, shown.evaluate(CLIPPED)) == ([], [])


@browser
def test_clipped_words_are_found(visitor: Visitor) -> None:
    shown = visitor.open("", width=360)
    shown.evaluate("document.querySelector('.hero__subject').style.cssText = 'height: 1.65em; overflow: hidden'")

    assert len(shown.evaluate(CLIPPED)) == 1


@browser
@pytest.mark.parametrize("path", ["", "en/", "ke-hoach/", "en/tasks/iii-8/"])
def test_at_200_percent_everything_is_still_there(visitor: Visitor, path: str) -> None:
    shown = visitor.open(path, width=720, height=450)  # a window of 1440 × 900, zoomed

    assert shown.evaluate(CUT) == []
    for part in (".menu-button", ".search-button", ".languages a", "h1", ".notice a", "select[data-scheme]"):
        expect(shown.locator(part).first).to_be_visible()


# --- 1.4.11: what is seen beside words ---


@browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "selector", "name"), [
    ("nhiem-vu/", ".filters select", "borderTopColor"), ("nhiem-vu/", ".filters button", "borderTopColor"),
    ("phan-cong/", ".only select", "borderTopColor"), ("", ".hero__search", "borderTopColor"),
    ("co-quan/ubnd-cap-huyen/", ".badge--lead", "borderTopColor"),
    ("co-quan/ubnd-cap-huyen/", ".badge--support", "borderTopColor"),
    ("phan-cong/", ".mark--lead", "borderTopColor"), ("phan-cong/", ".mark--support", "borderTopColor"),
    ("", ".bar--lead", "fill"), ("", ".bar--support", "stroke"), ("", ".timeline .strip", "fill"),
    ("", ".timeline .annual", "stroke"), ("phan-cong/", ".network .dot", "fill"),
    ("", ".doors a:focus", "outlineColor"), ("nhiem-vu/iii-8/", ".permalink:focus", "outlineColor"),
    ("", "select[data-scheme]", "borderTopColor"),
])  # fmt: skip
def test_borders_and_marks_stand_out(visitor: Visitor, path: str, selector: str, name: str, scheme: Any) -> None:
    shown = visitor.open(path, scheme=scheme)
    if selector.endswith(":focus"):
        shown.keyboard.press("Tab")
        shown.locator(selector.removesuffix(":focus")).first.focus()
    behind = ".md-footer-meta" if "scheme" in selector else "body"
    ground, ink = shown.evaluate(LIGHT, [behind, "backgroundColor"]), shown.evaluate(LIGHT, [selector, name])

    assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= 3


# --- 2.1.4: no letter is a command ---

LOOK: Final = "() => [location.href, document.activeElement.tagName, document.documentElement.outerHTML.length]"


@browser
@pytest.mark.parametrize("path", ["", "nhiem-vu/", "en/responsibilities/", "en/plan/"])
def test_no_single_key_does_anything(visitor: Visitor, path: str) -> None:
    shown = visitor.open(path)
    shown.wait_for_load_state("networkidle")
    before = shown.evaluate(LOOK)
    for key in string.printable.strip():
        shown.keyboard.press(key)

    assert shown.evaluate(LOOK) == before


# --- 2.4.2: titles ---


def test_no_two_pages_of_a_language_have_one_title(site: Path) -> None:
    titles = Counter((path.startswith("en/"), page(site, path).findtext("head/title").strip()) for path in PATHS)

    assert [title for title, n in titles.items() if n > 1 or not title[1]] == []


# --- 2.5.8: what a finger must hit ---

SMALL: Final = """() => {
  const targets = [...document.querySelectorAll("a[href], button, select, input, summary, [tabindex='0']:not(.scroll)")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((one) => ({ one, box: one.getBoundingClientRect() })).filter(({ box }) => box.width > 1 && box.height > 1);
  const inline = ({ one }) => getComputedStyle(one).display === "inline" && one.namespaceURI.endsWith("xhtml");
  const small = ({ box }) => box.width < 23.9 || box.height < 23.9;
  const middle = ({ box }) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const near = (a, b) => {
    const [x, y] = middle(a), [p, q] = middle(b), { left, right, top, bottom } = b.box;
    const aside = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    return aside < 12 || (small(b) && Math.hypot(x - p, y - q) < 24);
  };
  const leads = ({ one }) => one.getAttribute("href");
  const again = (a) => leads(a) && targets.some((b) => leads(b) === leads(a) && !small(b));
  return targets.filter((a) => small(a) && !inline(a) && !again(a))
    .filter((a) => targets.some((b) => b !== a && !a.one.contains(b.one) && !b.one.contains(a.one) && near(a, b)))
    .map(({ one, box }) => `${Math.round(box.width)} × ${Math.round(box.height)}: ${one.outerHTML.slice(0, 120)}`);
}"""
"""Targets under 24 pixels whose circle of 24 touches another. The standard excepts links within a line of text, and
those that stand elsewhere on the page at full size: the rows of the timeline, which the chips beside it repeat."""


@browser
@pytest.mark.parametrize("width", [360, 1440])
@EACH
def test_targets_are_large_enough_or_far_enough_apart(visitor: Visitor, path: str, width: int) -> None:
    assert visitor.open(path, width=width).evaluate(SMALL) == []


@browser
def test_small_targets_are_found(visitor: Visitor) -> None:
    shown = visitor.open("en/appendix/")
    small = "min-height: 0; min-width: 0; padding: 0; line-height: 1"
    shown.locator("td .permalink").evaluate_all("(all, small) => all.forEach((one) => { one.style = small; })", small)

    assert shown.evaluate(SMALL) != []


# --- 4.1.3: what is said without moving the focus ---


def said(shown: Page) -> str:
    """Return what the page's status messages say."""
    return " ".join(one.inner_text() for one in shown.get_by_role("status").all()).strip()


@browser
def test_what_a_choice_and_a_copy_did_is_said(visitor: Visitor) -> None:
    shown = visitor.open("nhiem-vu/")
    shown.locator("select[name=co-quan]").select_option("so-y-te")
    expect(shown.locator(".filters__status")).to_have_attribute("role", "status")
    expect(shown.locator(".filters__status")).not_to_be_empty()
    assert said(shown)

    shown.goto(f"{visitor.server}nhiem-vu/iii-8/")
    shown.context.grant_permissions(["clipboard-read", "clipboard-write"])
    assert said(shown) == ""
    shown.locator("h1 + .permalink").focus()
    shown.keyboard.press("Enter")
    expect(shown.locator(".toast")).not_to_be_empty()
    assert said(shown)
    expect(shown.locator("h1 + .permalink")).to_be_focused()


@browser
def test_what_a_search_found_is_said(visitor: Visitor) -> None:
    shown = visitor.open("?q=bao%20chi")
    expect(shown.get_by_role("status").filter(has_text="Tìm thấy")).to_have_count(1)
    expect(shown.locator("input[name=query]")).to_be_focused()
