"""Searches the built site in a real Chromium, as people type, paste, press keys, share links and go back."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlencode

import pytest
from audit.axe import barriers
from conftest import SITE_URL, Scheme, Visitor
from engines import go_back
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
    """Return the search box."""
    return page.locator("input[name=query]")


def dialog(page: Page) -> Locator:
    """Return the search, with its box, its help and its results."""
    return page.locator("dialog.search")


def open_search(page: Page) -> Locator:
    """Open the search as a person does; give the box, which has the focus."""
    page.locator(".md-header [data-search-open]").click()
    expect(box(page)).to_be_focused()
    return box(page)


def settle(page: Page, text: str) -> Locator:
    """Wait until what is shown answers `text`; give the results."""
    expect(page.locator("[data-search=results]")).to_have_attribute("data-for", text)
    return page.locator("[data-search=results] > li")


def search(page: Page, text: str) -> Locator:
    """Type a text into the search box; give the results."""
    open_search(page).press_sequentially(text)
    results = settle(page, text)
    expect(results.first).to_be_visible()
    return results


def destination(link: Locator, server: str) -> str:
    """Return the address a result leads to, without what it tells the page to mark."""
    address = link.evaluate("a => a.href")
    return re.sub(r"\?h=[^#]*", "", str(address).removeprefix(server))


@pytest.mark.parametrize(("root", "text", "expected"), KINDS)
def test_what_people_type_finds_what_they_mean(visitor: Visitor, root: str, text: str, expected: str) -> None:
    page = visitor.open(root)
    best = search(page, text).first.locator("a")

    assert expected in {destination(link, visitor.server) for link in best.all()}


def test_a_task_and_an_agency_show_what_helps_to_decide(visitor: Visitor) -> None:
    page = visitor.open("")
    search(page, "tro giup phap ly")

    expect(page.locator(".search__facts").first).to_have_text(
        "Nhiệm vụ III.2 · Chủ trì: Sở Tư pháp · Giai đoạn 2021 -2030"
    )
    expect(page.locator("[data-search=results] mark").first).to_have_text("trợ giúp pháp lý")
    box(page).fill("sở tư pháp")
    expect(page.locator(".search__facts").first).to_contain_text(re.compile(r"chủ trì \d+, phối hợp \d+ nhiệm vụ"))


def test_a_result_is_a_link_named_by_its_title(visitor: Visitor) -> None:
    page = visitor.open("")
    first = search(page, "tro giup phap ly").first.get_by_role("link").first
    title = visitor.open("nhiem-vu/iii-2/").locator(".lede .law").inner_text()

    expect(first).to_have_accessible_name(title)


def test_pasted_words_are_searched(visitor: Visitor) -> None:
    page = visitor.open("")
    open_search(page)
    page.evaluate("document.execCommand('insertText', false, 'tin dung uu dai')")  # `input` without any key

    expect(settle(page, "tin dung uu dai").first).to_be_visible()


def test_a_shared_address_opens_with_its_results(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/?fbclid=1&q=tro+giup+phap+ly")

    expect(box(page)).to_have_value("tro giup phap ly")
    expect(settle(page, "tro giup phap ly").first).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-search=share]").click()
    expect(page.locator(".toast")).not_to_be_empty()
    assert page.evaluate("navigator.clipboard.readText()") == f"{SITE_URL}nhiem-vu/?q=tro+giup+phap+ly"


def test_typing_makes_one_step_of_history_and_back_closes_the_search(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    before = page.evaluate("history.length")
    search(page, "dat o")
    page.wait_for_url("**/nhiem-vu/?q=dat+o")

    assert page.evaluate("history.length") == before + 1
    go_back(page)
    expect(dialog(page)).to_be_hidden()
    assert page.url == f"{visitor.server}nhiem-vu/"
    page.go_forward(wait_until="commit")
    expect(dialog(page)).to_be_visible()
    expect(box(page)).to_have_value("dat o")


@pytest.mark.parametrize("start", ["", "?q=tin+dung+uu+dai"])
def test_back_from_a_result_returns_to_the_results(visitor: Visitor, start: str) -> None:
    page = visitor.open(start)
    if not start:
        search(page, "tin dung uu dai")
    page.locator("[data-search=results] a[href*='plan.II.3.b4']").click()
    page.wait_for_url("**/ke-hoach/#plan.II.3.b4")
    go_back(page)

    page.wait_for_url("**/?q=tin+dung+uu+dai", wait_until="commit")
    expect(box(page)).to_have_value("tin dung uu dai")
    expect(settle(page, "tin dung uu dai").first).to_be_visible()


def test_words_typed_without_accents_are_marked_on_the_target_page(visitor: Visitor) -> None:
    page = visitor.open("")
    search(page, "tin dung uu dai")
    page.locator("[data-search=results] a[href*='plan.II.3.b4']").click()
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
    open_search(page).press_sequentially("grassroots")

    expect(page.locator("[data-search=help]")).to_contain_text("grassroots")
    link = page.locator("[data-search=other] a")
    expect(link).to_contain_text(re.compile("grassroots.*[1-9]"))
    expect(page.locator("[data-search=status]")).to_contain_text("grassroots")
    link.click()
    page.wait_for_url("**/en/?q=grassroots")
    expect(settle(page, "grassroots").first).to_be_visible()


def test_the_nearest_words_are_one_step_away(visitor: Visitor) -> None:
    page = visitor.open("")
    open_search(page).press_sequentially("GDĐxT")
    near = page.locator("[data-search=nearest] button")
    expect(near).to_be_visible()
    words = near.inner_text()
    near.click()

    expect(settle(page, words).first).to_be_visible()
    expect(dialog(page)).to_be_visible()


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


def test_the_keyboard_alone_will_do(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    page.locator(".md-header [data-search-open]").press("Enter")
    page.keyboard.type("tro giup phap ly")
    settle(page, "tro giup phap ly")
    for key in ("Tab", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    expect(dialog(page)).to_be_visible()
    expect(page.locator("[data-search=results] a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(box(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-search=results] a").first).to_be_focused()
    page.keyboard.press("Enter")

    page.wait_for_url("**/nhiem-vu/iii-2/")


def test_buttons_of_the_box_obey_the_keyboard(visitor: Visitor) -> None:
    page = visitor.open("")
    search(page, "dat o")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")

    expect(box(page)).to_have_value("")
    expect(box(page)).to_be_focused()


def test_enter_opens_the_first_result(visitor: Visitor) -> None:
    page = visitor.open("")
    open_search(page)
    page.keyboard.type("160/NQ-CP")
    page.keyboard.press("Enter")  # before the answer is there

    page.wait_for_url("**/van-ban/#160-nq-cp")


@pytest.mark.parametrize("composing", [True, False], ids=["while composing", "after it, as Safari tells"])
def test_the_key_that_ends_a_composition_opens_nothing(visitor: Visitor, composing: bool) -> None:
    page = visitor.open("")
    search(page, "dat o")
    let = box(page).evaluate(
        "(box, isComposing) => box.dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'Enter', keyCode: isComposing ? 13 : 229, isComposing, bubbles: true, cancelable: true }))",
        composing,
    )

    assert not let, "the browser would send the form"
    expect(dialog(page)).to_be_visible()


@pytest.mark.parametrize("key", ["/", "s", "f"])
def test_no_single_letter_is_a_command(visitor: Visitor, key: str) -> None:
    page = visitor.open("nhiem-vu/")
    page.locator("h1").click()
    page.keyboard.press(key)

    expect(dialog(page)).to_be_hidden()
    assert page.url == f"{visitor.server}nhiem-vu/"


@pytest.mark.parametrize("width", [360, 1440])
def test_escape_closes_and_returns_the_focus(visitor: Visitor, width: int) -> None:
    page = visitor.open("", width=width)
    page.locator(".hero__search").press("Enter")
    expect(box(page)).to_be_focused()
    page.keyboard.type("dat o")
    page.wait_for_url("**/?q=dat+o")
    page.keyboard.press("Escape")

    expect(dialog(page)).to_be_hidden()
    expect(page.locator(".hero__search")).to_be_focused()
    page.wait_for_url(visitor.server)


def test_on_a_phone_the_search_has_buttons(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/", width=360)
    page.get_by_role("banner").get_by_role("button", name="Tìm kiếm").press("Enter")
    expect(box(page)).to_be_focused()
    page.get_by_role("button", name="Đóng tìm kiếm").click()

    expect(dialog(page)).to_be_hidden()


@pytest.mark.parametrize("width", [390, 1024, 1440])
def test_passing_by_with_the_tab_key_opens_nothing(visitor: Visitor, width: int) -> None:
    page = visitor.open("nhiem-vu/", width=width)
    for _ in range(12):
        page.keyboard.press("Tab")

    expect(dialog(page)).to_be_hidden()


def test_the_page_behind_stays_where_it_was(visitor: Visitor) -> None:
    page = visitor.open("ke-hoach/")
    page.evaluate("scrollTo(0, 700)")
    search(page, "dat o")
    page.mouse.move(20, 600)
    page.mouse.wheel(0, 2000)
    page.keyboard.press("Escape")
    expect(dialog(page)).to_be_hidden()
    page.wait_for_url(f"{visitor.server}ke-hoach/")

    assert page.evaluate("scrollY") == 700


def test_a_click_beside_the_search_closes_it(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    search(page, "dat o")
    page.mouse.click(20, 600)

    expect(dialog(page)).to_be_hidden()
    page.wait_for_url(f"{visitor.server}nhiem-vu/")


def test_a_page_that_was_found_opens_where_the_words_stand(visitor: Visitor) -> None:
    page = visitor.open("thay-doi/?h=ho%20tich", height=500)

    expect(page.locator("article mark").filter(visible=True).first).to_be_in_viewport()


@pytest.mark.parametrize("text", [*HOSTILE, "x" * 10_000, ""], ids=lambda text: text[:10] or "empty")
def test_no_input_does_harm(visitor: Visitor, text: str) -> None:
    page = visitor.open("")
    open_search(page).fill("dat o")
    box(page).fill(text)
    settle(page, text)

    assert page.locator("dialog script, dialog img").count() == 0
    box(page).fill("dat o")
    expect(settle(page, "dat o").first).to_be_visible()  # it still answers


@pytest.mark.parametrize("name", ["q", "h"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_address_does_harm(visitor: Visitor, text: str, name: str) -> None:
    page = visitor.open(f"ke-hoach/?{urlencode({name: text})}")
    if name == "q":
        settle(page, text)
    assert page.locator("article script, dialog script, dialog img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("text", ["sở lao động", "grassroots", ""], ids=["results", "none", "empty"])
def test_the_open_search_has_no_barrier_that_axe_can_find(
    visitor: Visitor, text: str, width: int, scheme: Scheme
) -> None:
    page = visitor.open(f"nhiem-vu/?q={text}", width=width, scheme=scheme)
    expect(dialog(page)).to_be_visible()
    settle(page, text)
    if text == "grassroots":
        expect(page.locator("[data-search=other] a")).to_be_visible()

    assert barriers(page) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_a_script_nothing_pretends_to_search(visitor: Visitor) -> None:
    page = visitor.open("", script=False)

    expect(page.locator("[data-search-open]").first).to_be_hidden()
    expect(page.locator(".hero__search")).to_be_hidden()


@pytest.mark.parametrize(
    "asked", ["tro giup phap ly", "viec lam cho nguoi ngheo", "bao cao", "ốm đau đi viện", "so y te", "quyet dinh 401"]
)
def test_a_result_says_what_it_is_and_why_it_was_found(visitor: Visitor, asked: str) -> None:
    page = visitor.open("", width=390, height=740)
    found = search(page, asked).locator("xpath=self::li").all()

    assert found
    for one in found:
        assert one.locator("mark").count(), one.inner_text()
        href = one.locator("a").first.get_attribute("href") or ""
        if "/nhiem-vu/" in href:
            expect(one.locator(".search__facts").first).to_contain_text("Nhiệm vụ ")
    box = found[0].bounding_box()
    assert box
    assert box["y"] + 24 < 740
