"""The matrix: one agency or one task of it, its totals, headings that stay, and the list in its place on a phone."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import Visitor, real_site
from engines import go_back, wait_until
from playwright.sync_api import Page, expect

from plansite.read.kinds import LANGUAGES
from plansite.read.model import Language
from plansite.relate.links import Assignment

pytestmark = pytest.mark.browser

SITE: Final = real_site()
LINKS: Final = SITE.links
PATHS: Final[dict[Language, str]] = {"vi": "phan-cong/", "en": "en/responsibilities/"}
BODIES: Final = [body for body in LINKS.bodies if LINKS.by_agency[body]]
LANGUAGE: Final = pytest.mark.parametrize("language", LANGUAGES)
CHOICES: Final = ["so-y-te", "ubnd-cap-huyen", "cac-so-nganh-co-lien-quan", "III.8", "II.2", "IV.1"]


def due(choice: str) -> dict[tuple[str, str], list[str]]:
    """Return the marks that a choice leaves, as the plan has them: sides by (task, body)."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in (one for body in BODIES for one in LINKS.by_agency[body]):
        if choice in ("", one.task.id, one.agency):
            found.setdefault((one.task.id, one.agency), []).append(mark(one))
    return found


def mark(one: Assignment) -> str:
    """Write how a task takes part in, as the list on a phone does: (III.8) through a class, IV.1* for a part."""
    return (
        f"{one.side} {'(' if one.through else ''}{{}}{')' if one.through else ''}{'*' * (one.involvement == 'subset')}"
    )


SHOWN: Final = """() => {
  const seen = (one) => one.checkVisibility();
  const table = document.querySelector(".matrix");
  const columns = [...table.querySelectorAll("thead [data-agency]")];
  const cells = [...table.querySelectorAll("tr[data-task]")].flatMap((row) =>
    columns.map((column, n) => [row, column, row.cells[n + 1]]));
  const heads = new Set(columns.filter(seen).map((one) => one.dataset.agency));
  const rows = new Set([...table.querySelectorAll("tr[data-task]")].filter(seen).map((one) => one.dataset.task));
  const marks = cells.filter(([, , cell]) => seen(cell)).flatMap(([row, column, cell]) =>
    [...cell.children].map((one) => [row.dataset.task, column.dataset.agency, one.className, one.textContent]));
  const look = (chip) => chip.closest("dd").querySelector(".badge").className;
  const chips = [...document.querySelectorAll(".by-agency .chip")].filter(seen).map((one) =>
    [one.closest("[data-agency]").dataset.agency, look(one), one.textContent]);
  return { heads: [...heads], rows: [...rows], marks, chips };
}"""


def table(page: Page) -> dict[tuple[str, str], list[str]]:
    """Read the marks of the table that can be seen, and that their rows and columns can be."""
    shown: dict[str, Any] = page.evaluate(SHOWN)
    found: dict[tuple[str, str], list[str]] = {}
    for task, body, look, text in shown["marks"]:
        side = "lead" if "mark--lead" in look else "support"
        letters = SITE.words["en" if "/en/" in page.url else "vi"][f"{side}_mark"]
        found.setdefault((task, body), []).append(f"{side} {text.replace(letters, '{}')}")
    assert {task for task, _ in found} == set(shown["rows"])
    assert {body for _, body in found} == set(shown["heads"])
    return found


def in_list(page: Page) -> dict[tuple[str, str], list[str]]:
    """Read the tasks of the list that can be seen."""
    found: dict[tuple[str, str], list[str]] = {}
    for body, look, text in page.evaluate(SHOWN)["chips"]:
        task = text.strip("()*")
        found.setdefault((task, body), []).append(f"{look.rpartition('--')[2]} {text.replace(task, '{}')}")
    return found


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


# --- One agency, one task ---


@LANGUAGE
@pytest.mark.parametrize("choice", CHOICES)
def test_an_address_shows_one_agency_or_one_task(visitor: Visitor, language: Language, choice: str) -> None:
    page = visitor.open(f"{PATHS[language]}?xem={choice}")

    assert table(page) == due(choice)
    expect(page.locator(".only select")).to_have_value(choice)
    expect(page.locator(".matrix tfoot")).to_be_visible(visible=choice in BODIES)
    expect(page.locator(".matrix .total").first).to_be_visible(visible=choice in LINKS.tasks)


@LANGUAGE
@pytest.mark.parametrize("asked", ["", "?xem=nobody&from=x", "?xem=", "?xem=III.99"])
def test_what_is_not_on_offer_shows_everything(visitor: Visitor, language: Language, asked: str) -> None:
    page = visitor.open(PATHS[language] + asked)

    assert table(page) == due("")
    expect(page.locator(".only select")).to_have_value("")
    assert query(page) == ({"from": ["x"]} if "from" in asked else {})


def test_a_choice_goes_to_the_address_and_back_and_forward_follow_it(visitor: Visitor) -> None:
    page = visitor.open("phan-cong/")
    for choice in ("so-y-te", "III.8", ""):
        page.wait_for_timeout(1000)  # faster changes are one step back
        page.get_by_label("Chỉ xem").select_option(choice)
        assert query(page) == ({"xem": [choice]} if choice else {})
        assert table(page) == due(choice)
    steps = (("back", "III.8"), ("back", "so-y-te"), ("back", ""), ("forward", "so-y-te"), ("forward", "III.8"))
    for step, choice in steps:
        page.evaluate(f"history.{step}()")
        wait_until(page, "choice => document.querySelector('.only select').value === choice", choice)
        assert (query(page).get("xem", [""]), table(page)) == ([choice], due(choice))
    page.locator(".matrix tbody th a:visible").click()
    go_back(page)
    assert table(page) == due("III.8")


def test_running_through_the_choice_by_keyboard_is_one_step_back(visitor: Visitor) -> None:
    page = visitor.open("phan-cong/")
    before = page.evaluate("history.length")
    page.get_by_label("Chỉ xem").focus()
    for _ in range(3):
        page.keyboard.press("ArrowDown")

    assert query(page) == {"xem": [BODIES[2]]}
    assert table(page) == due(BODIES[2])
    assert page.evaluate("history.length") == before + 1
    go_back(page)
    assert table(page) == due("")


@pytest.mark.parametrize(("start", "there"), [("vi", "en"), ("en", "vi")])
def test_the_language_switch_keeps_the_choice(visitor: Visitor, start: Language, there: Language) -> None:
    page = visitor.open(PATHS[start])
    page.locator(".only select").select_option("so-y-te")
    page.locator(".languages a").click()
    page.wait_for_url(f"**/{PATHS[there]}?xem=so-y-te")

    assert table(page) == due("so-y-te")


# --- By keyboard, and what stays in sight ---


def test_the_table_scrolls_by_keyboard_and_every_mark_is_reached_and_leads(visitor: Visitor) -> None:
    page = visitor.open("phan-cong/?xem=III.8", width=1000)
    page.locator(".scroll:has(.matrix)").focus()
    for _ in range(1 + len(due("III.8"))):  # the headings first
        page.keyboard.press("Tab")
    reached = []
    for _ in due("III.8"):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className"))
    assert all(one.startswith("mark mark--") for one in reached)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("III.8")


@pytest.mark.parametrize("width", [768, 1440])
def test_the_headings_stay_while_the_table_scrolls(visitor: Visitor, width: int) -> None:
    page = visitor.open("phan-cong/", width=width, height=700)
    region = page.locator(".scroll:has(.matrix)")
    region.evaluate("region => { region.scrollIntoView({ block: 'end' }); region.scrollTo(600, 800); }")
    page.wait_for_timeout(100)
    place: Any = region.bounding_box()
    moved = region.evaluate("region => [region.scrollLeft, region.scrollTop]")
    head: Any = page.locator(".matrix thead [data-agency=cac-so-nganh]").bounding_box()
    side: Any = page.locator(".matrix [data-task='V.1'] th").bounding_box()

    assert moved[1] > 300
    assert moved[0] > 0 or width == 1440
    assert abs(head["y"] - place["y"]) <= 2
    assert abs(side["x"] - place["x"]) <= 2
    assert topmost(page, head) == "TH"
    assert topmost(page, side) == "TH"


def topmost(page: Page, box: dict[str, float]) -> str:
    """Tell what a reader sees in the middle of a box."""
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    return str(page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('th, td').tagName", middle))


# --- Totals ---


@LANGUAGE
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_totals_count_the_marks_without_brackets(visitor: Visitor, language: Language, script: bool) -> None:
    page = visitor.open(PATHS[language], script=script)
    for id_, task in LINKS.tasks.items():
        cells = page.locator(f"[data-task='{id_}'] td.total").all_inner_texts()
        assert [int(cell) for cell in cells] == [
            len({one.agency for one in LINKS.in_task(task, side)}) for side in ("lead", "support")
        ]


# --- On a phone ---


@LANGUAGE
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_on_a_phone_a_list_by_agency_stands_instead(visitor: Visitor, language: Language, script: bool) -> None:
    page = visitor.open(PATHS[language], width=360, script=script)

    expect(page.locator(".matrix")).to_be_hidden()
    expect(page.locator(".only")).to_be_visible(visible=script)
    assert {item.get_attribute("data-agency") for item in page.locator(".by-agency > div:visible").all()} == {*BODIES}
    assert page.locator(".by-agency .chip:visible").count() == sum(map(len, due("").values()))
    page.locator("[data-agency=so-y-te] .chip", has_text="III.8").last.click()
    expect(page.locator("h1")).to_contain_text("III.8")


@LANGUAGE
@pytest.mark.parametrize("choice", ["", *CHOICES])
def test_on_a_phone_the_list_follows_the_choice(visitor: Visitor, language: Language, choice: str) -> None:
    page = visitor.open(PATHS[language], width=360)
    page.locator(".only select").select_option(choice)

    # One agency's tasks are a list of sentences, with its marks: the table of two columns.
    assert (table if choice in BODIES else in_list)(page) == due(choice)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@LANGUAGE
@pytest.mark.parametrize("width", [360, 1440])
def test_without_a_script_everything_stands(visitor: Visitor, language: Language, width: int) -> None:
    page = visitor.open(f"{PATHS[language]}?xem=so-y-te", script=False, width=width)

    expect(page.locator(".only")).to_be_hidden()
    marks = page.locator(".matrix .mark:visible, .by-agency .chip:visible")
    assert marks.count() == sum(map(len, due("").values()))
