"""Parallel text: that both languages are paired word for word, and what readers see when they ask for them."""

from __future__ import annotations

from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from audit.axe import barriers
from conftest import Visitor, real_site
from lxml import html
from playwright.sync_api import Locator, Page, expect
from spread import one_of_each
from test_filter import shift

from plansite.read.kinds import task_slug
from plansite.read.model import Language, task_cells

SITE: Final = real_site()
LINKS: Final = SITE.links
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")
PATHS: Final[dict[str, tuple[str, str]]] = {
    "decision": ("quyet-dinh/", "en/decision/"),
    "plan": ("ke-hoach/", "en/plan/"),
    "appendix": ("phu-luc/", "en/appendix/"),
    "task": ("nhiem-vu/iii-4/", "en/tasks/iii-4/"),
}
EACH: Final = [*one_of_each(PATHS).values()]
DOCUMENTS: Final = [kind for kind in PATHS if kind != "task"]
ON: Final = "?song-ngu=1"


@cache
def read(path: str) -> Any:
    """Render and parse the page at an address."""
    language: Language = "en" if path.startswith("en/") else "vi"
    return html.fromstring(SITE.render(path.removeprefix("en/").rstrip("/"), language))


def twins(root: Any) -> list[str]:
    """Return the words of every second text within an element."""
    return [twin.text_content() for twin in root.find_class("twin")]


# --- What the page holds ---


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [path for path in LINKS.texts if not path.endswith((".tt", ".rule"))])
def test_every_printed_line_has_its_words_in_the_other_language_beside_it(path: str, language: Language) -> None:
    root = read(PATHS[LINKS.home_of(path)][LANGUAGES.index(language)])
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    [place] = root.xpath("//*[@id = $id]", id=path)
    while not place.find_class("twin"):  # a group's heading is part of its row
        place = place.getparent()
    rule = set(LINKS.texts[path][language]) == {"-"}

    assert rule or twins(place)[0] == LINKS.texts[path][other]
    assert rule or place.find_class("twin")[0].get("lang") == other


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", LINKS.tasks)
def test_a_task_has_its_cells_and_paragraphs_in_both_languages(id_: str, language: Language) -> None:
    task = LINKS.tasks[id_]
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    root = read(f"{('nhiem-vu/', 'en/tasks/')[LANGUAGES.index(language)]}{task_slug(task.id)}/")
    cells = [text[other] for path, text in task_cells(task) if not path.endswith(".tt")]
    traced = [LINKS.texts[trace.paragraph][other] for trace in task.carries_out]
    seconds = [
        one.text_content()
        for one in root.xpath("//*[contains(@class, 'cell')]//*[@lang = $o]", o=other)
        if one.get("class") in ("twin", "law")
    ]

    assert seconds == cells
    assert [words for pair in root.find_class("pair") for words in twins(pair)] == traced


@pytest.mark.parametrize("path", EACH)
def test_second_texts_have_no_anchor_and_no_link(path: str) -> None:
    found = read(path).find_class("twin")

    assert found
    assert [twin for twin in found if twin.xpath(".//a | .//@id | @id")] == []


# --- What a reader sees ---


def button(page: Page) -> Locator:
    """Return the button in sight."""
    return page.locator("button.parallel:visible")


def is_on(page: Page) -> bool:
    """Tell whether both languages are shown, all that should agree agreeing."""
    shown = page.locator("article .twin").first.is_visible()
    expect(button(page)).to_have_attribute("aria-pressed", str(shown).lower())
    expect(page.locator(".parallel-head")).to_be_visible(visible=shown)
    return shown


def boxes(page: Page, anchor: str) -> tuple[Any, Any]:
    """Return the places of a paragraph's two texts."""
    place = page.locator(f"[id='{anchor}']")
    return place.locator(".law").first.bounding_box(), place.locator(".twin").bounding_box()


@pytest.mark.browser
@pytest.mark.parametrize("path", EACH)
def test_one_language_is_shown_until_both_are_asked_for(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    assert not is_on(page)

    button(page).press("Enter")
    assert (is_on(page), urlsplit(page.url).query) == (True, "song-ngu=1")
    expect(page.locator(".prevails:visible").first).to_be_visible()
    button(page).press("Space")
    assert (is_on(page), urlsplit(page.url).query) == (False, "")


@pytest.mark.browser
@pytest.mark.parametrize("path", EACH)
def test_without_a_script_a_box_shows_both(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, script=False)
    assert page.locator("button.parallel:visible, .twin:visible").count() == 0

    page.get_by_role("checkbox").check()
    assert page.locator(".twin:visible").count() == page.locator(".twin").count()
    page.get_by_role("checkbox").uncheck()
    assert page.locator(".twin:visible").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 794, 1440])
@pytest.mark.parametrize(("path", "anchor"), [("ke-hoach/", "plan.II.3.b4"), ("en/decision/", "decision.article.1")])
def test_paragraphs_stand_side_by_side_and_on_a_phone_one_under_the_other(
    visitor: Visitor, path: str, anchor: str, width: int
) -> None:
    page = visitor.open(path + ON, width=width)
    first, second = boxes(page, anchor)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 360:
        assert second["y"] >= first["y"] + first["height"] - 1
    else:
        assert second["x"] >= first["x"] + first["width"] - 1
        assert abs(second["y"] - first["y"]) < 8


@pytest.mark.browser
def test_a_row_of_the_appendix_has_its_second_texts_level(visitor: Visitor) -> None:
    page = visitor.open(f"phu-luc/{ON}")
    row = page.locator("[id='appendix.III.8'] .twin")
    tops = {round(twin.bounding_box()["y"]) for twin in row.all()}  # type: ignore[index]  # they are seen
    columns = [round(head.bounding_box()["x"]) for head in page.locator(".appendix thead th").all()]  # type: ignore[index]  # they are seen
    cells = [round(cell.bounding_box()["x"]) for cell in page.locator("[id='appendix.III.8'] td").all()]  # type: ignore[index]  # they are seen

    assert (row.count(), len(tops)) == (5, 1)
    assert columns == cells


@pytest.mark.browser
def test_it_is_remembered_from_page_to_page(visitor: Visitor) -> None:
    page = visitor.open("ke-hoach/")
    button(page).click()
    for path in ("phu-luc/", "en/decision/", "nhiem-vu/i-1/"):
        page.goto(visitor.server + path)
        assert is_on(page)
    button(page).click()
    page.goto(f"{visitor.server}ke-hoach/")
    assert not is_on(page)


@pytest.mark.browser
def test_the_address_comes_before_memory_and_is_not_remembered(visitor: Visitor) -> None:
    page = visitor.open(f"ke-hoach/{ON}")
    assert is_on(page)
    page.goto(f"{visitor.server}phu-luc/")
    assert not is_on(page)
    button(page).click()
    page.goto(f"{visitor.server}phu-luc/?song-ngu=0")
    assert not is_on(page)
    page.goto(f"{visitor.server}ke-hoach/")
    assert is_on(page)


@pytest.mark.browser
def test_a_choice_reaches_the_other_windows_and_no_other_site(visitor: Visitor) -> None:
    page = visitor.open("ke-hoach/")
    beside = page.context.new_page()
    beside.goto(f"{visitor.server}phu-luc/")
    button(page).click()

    expect(button(beside)).to_have_attribute("aria-pressed", "true")
    keys = page.evaluate("Object.keys(localStorage)")
    assert keys == [f"{urlsplit(visitor.server).path}#song-ngu"]


@pytest.mark.browser
@pytest.mark.parametrize(("path", "there"), [("ke-hoach/", "en/plan/"), ("en/tasks/iii-8/", "nhiem-vu/iii-8/")])
def test_the_language_switch_keeps_it_and_the_place(visitor: Visitor, path: str, there: str) -> None:
    page = visitor.open(f"{path}?h=x&song-ngu=1#plan.II.3.b4")
    page.locator(".languages a").click()
    page.wait_for_url(f"{visitor.server}{there}?song-ngu=1#plan.II.3.b4")

    assert is_on(page)


@pytest.mark.browser
def test_without_storage_the_button_and_the_address_still_work(visitor: Visitor) -> None:
    page = visitor.open("ve-van-ban/")
    page.add_init_script("""for (const name of ["getItem", "setItem"]) {
      const kept = Storage.prototype[name];
      Storage.prototype[name] = function (key, ...rest) {
        if (key.endsWith("#song-ngu")) throw new DOMException("off", "SecurityError");
        return kept.call(this, key, ...rest);
      };
    }""")
    page.goto(f"{visitor.server}ke-hoach/")
    assert not is_on(page)
    button(page).click()
    assert is_on(page)
    page.reload()
    assert is_on(page)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("ke-hoach/", "plan.II.3.b4"),
        ("en/plan/", "plan.III.3.b2"),
        ("phu-luc/", "appendix.IV.1"),
        ("en/decision/", "decision.article.3"),
    ],
)
def test_the_place_stays_in_view(visitor: Visitor, path: str, anchor: str) -> None:
    page = visitor.open(f"{path}#{anchor}")
    tops = []
    for _ in range(4):
        tops.append(page.locator(f"[id='{anchor}']").evaluate("one => one.getBoundingClientRect().top"))
        button(page).click()
        page.wait_for_timeout(150)

    assert max(tops) - min(tops) <= 2


@pytest.mark.browser
def test_reading_on_without_an_anchor_the_paragraph_stays(visitor: Visitor) -> None:
    page = visitor.open("ke-hoach/")
    place = page.locator("[id='plan.II.4.b2']")
    place.evaluate("one => scrollTo(0, scrollY + one.getBoundingClientRect().top - 80)")
    before = place.evaluate("one => one.getBoundingClientRect().top")
    button(page).click()
    page.wait_for_timeout(150)

    assert abs(place.evaluate("one => one.getBoundingClientRect().top") - before) <= 2


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", EACH)
def test_nothing_moves_on_arrival(visitor: Visitor, path: str, width: int) -> None:
    assert shift(visitor.open(path + ON, width=width)) == 0


@pytest.mark.browser
def test_words_that_were_searched_are_marked_and_the_text_stays(visitor: Visitor) -> None:
    page = visitor.open("ke-hoach/?h=giảm%20nghèo&song-ngu=1")
    page.wait_for_selector("article mark")

    assert is_on(page)
    assert page.locator("[id='plan.II.3.b4'] .law").text_content() == LINKS.texts["plan.II.3.b4"]["vi"]
    button(page).click()
    assert page.locator("article mark").count() > 0
    assert not is_on(page)


@pytest.mark.browser
def test_print_shows_both_side_by_side(visitor: Visitor) -> None:
    page = visitor.open(f"ke-hoach/{ON}", width=794)
    page.emulate_media(media="print")
    first, second = boxes(page, "plan.II.3.b4")

    assert second["x"] >= first["x"] + first["width"] - 1
    assert page.locator("button.parallel:visible").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("path", EACH)
def test_parallel_text_has_no_barrier(visitor: Visitor, path: str, width: int) -> None:
    assert barriers(visitor.open(path + ON, width=width), context="article") == {}
