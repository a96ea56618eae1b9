"""Searches the built site in a real Chromium, as people type, paste, press keys, share links and go back."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

import pytest
from audit.axe import barriers
from conftest import Scheme, Visitor
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

KINDS: Final = [  # language's root, what is typed, where the first result leads
    pytest.param("", "trợ giúp pháp lý", "nhiem-vu/iii-2/", id="accented"),
    pytest.param("", "tro giup phap ly", "nhiem-vu/iii-2/", id="unaccented"),
    pytest.param("", "tro\u031b\u0323 giu\u0301p pha\u0301p ly\u0301", "nhiem-vu/iii-2/", id="decomposed"),
    pytest.param("", "NN & PTNT", "co-quan/so-nong-nghiep-va-phat-trien-nong-thon/", id="abbreviation"),
    pytest.param("", "160/NQ-CP", "van-ban/#160-nq-cp", id="number"),
    pytest.param("", "nghị quyết 160", "van-ban/#160-nq-cp", id="part of a number"),
    pytest.param("", "trogiupphaply", "nhiem-vu/iii-2/", id="typo"),
    pytest.param("", "tin dung uu dai", "ke-hoach/#plan.II.3.b4", id="paragraph"),
    pytest.param("", "tỉnh đội", "co-quan/bo-chi-huy-quan-su-tinh/", id="everyday name"),
    pytest.param("", "Sở Dân tộc và Tôn giáo", "co-quan/ban-dan-toc/", id="successor"),
    pytest.param("en/", "legal aid", "en/tasks/iii-2/", id="English"),
    pytest.param("en/", "DOLISA", "en/agencies/so-lao-dong-thuong-binh-va-xa-hoi/", id="English abbreviation"),
    pytest.param("en/", "directive 40", "en/documents/#40-ct-tw", id="English number"),
]
HOSTILE: Final = [
    "*",
    "~1",
    "+",
    "-",
    '"',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "😀",
    "\\",
    "a:b",
]


def box(page: Page) -> Locator:
    """Give the search box."""
    return page.locator("input[name=query]")


def search(page: Page, text: str) -> Locator:
    """Type a text into the search box as a person does; give the links of the results."""
    box(page).click()
    box(page).press_sequentially(text)
    results = page.locator(".md-search-result__item a")
    expect(results.first).to_be_visible()
    return results


def destination(link: Locator, server: str) -> str:
    """Give the address a result leads to, without what it tells the page to mark."""
    address = link.evaluate("a => a.href")
    return re.sub(r"\?h=[^#]*", "", str(address).removeprefix(server))


@pytest.mark.parametrize(("root", "text", "expected"), KINDS)
def test_what_people_type_finds_what_they_mean(visitor: Visitor, root: str, text: str, expected: str) -> None:
    page = visitor.open(root)
    search(page, text)
    page.wait_for_function("text => new URLSearchParams(location.search).get('q') === text", arg=text)
    best = page.locator(".md-search-result__item").first.locator("a")

    assert expected in {destination(link, visitor.server) for link in best.all()}


def test_a_task_and_an_agency_show_what_helps_to_decide(visitor: Visitor) -> None:
    page = visitor.open("")
    search(page, "tro giup phap ly")

    expect(page.locator(".search-facts").first).to_have_text("III.2 · Chủ trì: Sở Tư pháp · Giai đoạn 2021 -2030")
    expect(page.locator(".md-search-result mark").first).to_have_text("trợ giúp pháp lý")
    box(page).fill("sở tư pháp")
    expect(page.locator(".search-facts").first).to_contain_text(re.compile(r"chủ trì \d+, phối hợp \d+ nhiệm vụ"))


def test_pasted_words_are_searched(visitor: Visitor) -> None:
    page = visitor.open("")
    box(page).click()
    page.evaluate("document.execCommand('insertText', false, 'tin dung uu dai')")  # `input` without any key

    expect(page.locator(".md-search-result__item").first).to_be_visible()


def test_a_shared_address_opens_with_its_results(visitor: Visitor) -> None:
    page = visitor.open("?q=tro+giup+phap+ly")

    expect(box(page)).to_have_value("tro giup phap ly")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    expect(page.locator("[data-search=share]")).to_have_attribute(
        "data-clipboard-text", f"{visitor.server}?q=tro+giup+phap+ly"
    )


def test_typing_makes_one_step_of_history_and_back_closes_the_search(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    before = page.evaluate("history.length")
    search(page, "dat o")
    page.wait_for_url("**/nhiem-vu/?q=dat+o")

    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page.locator("#__search")).not_to_be_checked()
    assert page.url == f"{visitor.server}nhiem-vu/"
    page.go_forward()
    expect(page.locator("#__search")).to_be_checked()
    expect(box(page)).to_have_value("dat o")


@pytest.mark.parametrize("start", ["", "?q=tin+dung+uu+dai"])
def test_back_from_a_result_returns_to_the_results(visitor: Visitor, start: str) -> None:
    page = visitor.open(start)
    if not start:
        search(page, "tin dung uu dai")
    page.locator(".md-search-result__item a[href*='plan.II.3.b4']").click()
    page.wait_for_url("**/ke-hoach/#plan.II.3.b4")
    page.go_back()

    page.wait_for_url("**/?q=tin+dung+uu+dai")
    expect(box(page)).to_have_value("tin dung uu dai")
    expect(page.locator(".md-search-result__item").first).to_be_visible()


def test_words_typed_without_accents_are_marked_on_the_target_page(visitor: Visitor) -> None:
    page = visitor.open("")
    search(page, "tin dung uu dai")
    page.locator(".md-search-result__item a[href*='plan.II.3.b4']").click()
    page.wait_for_url("**/ke-hoach/#plan.II.3.b4")

    expect(page.locator("[id='plan.II.3.b4'] mark").first).to_have_text("tín dụng ưu đãi")
    assert page.evaluate("document.querySelector(':target').id") == "plan.II.3.b4"
    assert all(" " in text for text in page.locator("article mark").all_text_contents())


def test_marks_reach_over_links_and_change_no_word(visitor: Visitor) -> None:
    plain = visitor.open("quyet-dinh/").locator("article").text_content()
    page = visitor.open("quyet-dinh/?h=giao+so+lao+dong+thuong+binh")
    expect(page.locator("[id='decision.article.2'] mark")).not_to_have_count(0)

    assert "".join(page.locator("[id='decision.article.2'] mark").all_text_contents()).startswith("Giao Sở Lao động")
    assert page.locator("article").text_content() == plain


def test_nothing_found_offers_the_nearest_words_and_the_other_language(visitor: Visitor) -> None:
    page = visitor.open("")
    box(page).click()
    box(page).press_sequentially("reportages")

    expect(page.locator("[data-search=none]")).to_contain_text("reportages")
    link = page.locator("[data-search=other] a")
    expect(link).to_contain_text(re.compile("reportages.*[1-9]"))
    expect(page.locator("[data-search=status]")).to_contain_text("reportages")
    link.click()
    page.wait_for_url("**/en/?q=reportages")
    expect(page.locator(".md-search-result__item").first).to_be_visible()


def test_the_nearest_words_are_one_step_away(visitor: Visitor) -> None:
    page = visitor.open("")
    box(page).click()
    box(page).press_sequentially("nghxxo")
    near = page.locator("[data-search=nearest] button")
    expect(near).to_be_visible()
    near.click()

    expect(page.locator(".md-search-result__item").first).to_be_visible()
    expect(page.locator("#__search")).to_be_checked()


def test_a_guessed_spelling_says_so(visitor: Visitor) -> None:
    page = visitor.open("")
    search(page, "tro gip phap ly")

    expect(page.locator("[data-search=corrected]")).to_contain_text("giúp")


def test_the_number_of_results_is_announced(visitor: Visitor) -> None:
    page = visitor.open("")
    status = page.locator("[data-search=status]")
    expect(status).to_have_attribute("role", "status")
    expect(status).to_have_text("")
    search(page, "tro giup phap ly")

    expect(status).to_have_text(re.compile(r"Tìm thấy \d+ trang"))
    expect(page.locator(".md-search-result__meta")).to_have_text(re.compile(r"Tìm thấy \d+ trang"))


def test_the_keyboard_alone_will_do(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    page.keyboard.press("/")
    page.keyboard.type("tro giup phap ly")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    for key in ("Tab", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    expect(page.locator("#__search")).to_be_checked()
    expect(page.locator(".md-search-result__item a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".md-search-result__item a").first).to_be_focused()
    page.keyboard.press("Enter")

    page.wait_for_url("**/nhiem-vu/iii-2/")


def test_buttons_of_the_box_obey_the_keyboard(visitor: Visitor) -> None:
    page = visitor.open("")
    search(page, "dat o")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()


def test_enter_opens_the_first_result(visitor: Visitor) -> None:
    page = visitor.open("")
    search(page, "160/NQ-CP")
    page.keyboard.press("Enter")

    page.wait_for_url("**/van-ban/#160-nq-cp")


@pytest.mark.parametrize("width", [360, 1440])
def test_escape_closes_and_returns_the_focus(visitor: Visitor, width: int) -> None:
    page = visitor.open("", width=width)
    page.locator(".hero__search").press("Enter")
    expect(box(page)).to_be_focused()
    page.keyboard.type("dat o")
    page.wait_for_url("**/?q=dat+o")
    page.keyboard.press("Escape")

    expect(page.locator("#__search")).not_to_be_checked()
    expect(page.locator(".hero__search")).to_be_focused()
    page.wait_for_url(visitor.server)


def test_on_a_phone_the_search_has_buttons(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/", width=360)
    page.get_by_role("banner").get_by_role("button", name="Tìm trong trang web này").press("Enter")
    expect(box(page)).to_be_focused()
    page.get_by_role("button", name="Đóng tìm kiếm").click()

    expect(page.locator("#__search")).not_to_be_checked()


def test_passing_by_with_the_tab_key_closes_the_search_behind(visitor: Visitor) -> None:
    page = visitor.open("")
    box(page).focus()
    expect(page.locator("#__search")).to_be_checked()
    page.keyboard.press("Shift+Tab")

    expect(page.locator("#__search")).not_to_be_checked()


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 10_000, ""], ids=lambda text: text[:10] or "empty")
def test_no_input_does_harm(visitor: Visitor, text: str) -> None:
    page = visitor.open("")
    box(page).click()
    box(page).fill("dat o")
    box(page).fill(text)
    page.wait_for_timeout(300)

    assert page.locator(".md-search script, .md-search img").count() == 0
    page.locator("#__search").evaluate("toggle => toggle.click()")
    box(page).fill("")
    search(page, "dat o")  # it still answers


@pytest.mark.parametrize("text", HOSTILE)
def test_no_address_does_harm(visitor: Visitor, text: str) -> None:
    page = visitor.open("ke-hoach/")
    for name in ("q", "h"):
        page.goto(f"{visitor.server}ke-hoach/?{urlencode({name: text})}")
        page.wait_for_timeout(200)
        assert page.locator("article script, .md-search script, .md-search img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("text", ["sở lao động", "reportages", ""], ids=["results", "none", "empty"])
def test_the_open_search_has_no_barrier_that_axe_can_find(
    visitor: Visitor, text: str, width: int, scheme: Scheme
) -> None:
    page = visitor.open(f"nhiem-vu/?q={text}", width=width, scheme=scheme)
    expect(page.locator("#__search")).to_be_checked()
    if text:
        shown = "[data-search=other] a" if text == "reportages" else ".md-search-result__item"
        expect(page.locator(shown).first).to_be_visible()

    assert barriers(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_nothing_pretends_to_search(visitor: Visitor) -> None:
    page = visitor.open("", script=False)

    expect(page.locator(".hero__search")).to_be_hidden()
    expect(box(page)).to_be_hidden()
