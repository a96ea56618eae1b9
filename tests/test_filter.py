"""The filters of the task list: what the page says of each task, and what readers see when they choose."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from audit.axe import barriers
from conftest import Visitor, real_site
from engines import go_back, wait_until
from lxml import html
from playwright.sync_api import Page, Route, expect

from plansite.pages.content import role_counts
from plansite.read.model import Involvement, Language, SideName

SITE: Final = real_site()
LINKS: Final = SITE.links
PATHS: Final[dict[Language, str]] = {"vi": "nhiem-vu/", "en": "en/tasks/"}
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")
SIDES: Final[dict[SideName, str]] = {"lead": "chu-tri", "support": "phoi-hop"}
KINDS: Final = {"named": "dich-danh", "member": "qua-nhom", "concerned": "noi-lien-quan", "subset": "mot-phan"}
"""The values as published, written down here once more: they stand in addresses and must not change."""

ALL: Final = list(LINKS.tasks)
ANNUAL: Final = ["I.1", "I.2", "I.3", "I.4"]
TWO_PHASES: Final = ["III.3", "V.1"]


@cache
def listed(language: Language) -> dict[str, Any]:
    """Return the items of the task list by task, read back from the page."""
    root = html.fromstring(SITE.render(PATHS[language].removeprefix("en/").rstrip("/"), language))
    return {item.find_class("task__id")[0].text: item for item in root.find_class("task")}


def roles(task: str) -> list[list[str]]:
    """Return what a list item says of who takes part."""
    return [role.split(":") for role in listed("vi")[task].get("data-agencies").split()]


def options(language: Language) -> dict[str, list[str]]:
    """Return the values that each filter offers."""
    root = listed(language)["I.1"].getroottree()
    return {field.get("name"): field.xpath(".//option/@value") for field in root.xpath("//select")}


# --- What the page says of each task ---


@pytest.mark.parametrize("kind", list(Involvement))
@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("body", LINKS.bodies)
def test_every_involvement_is_on_the_page(body: str, side: SideName, kind: Involvement) -> None:
    found = [task for task in ALL if [body, SIDES[side], KINDS[kind]] in [role[:3] for role in roles(task)]]

    assert found == [one.task.id for one in LINKS.of(body, side, kind)]


@pytest.mark.parametrize("body", LINKS.bodies)
def test_figures_are_those_of_the_agency_pages(body: str) -> None:
    own = ("qua-nhom", "noi-lien-quan") if body in LINKS.classes else ("dich-danh",)
    through = () if body in LINKS.classes else ("qua-nhom",)

    def count(side: str | None, kinds: tuple[str, ...]) -> int:
        return sum(
            any(role[0] == body and side in (None, role[1]) and role[2] in kinds for role in roles(task))
            for task in ALL
        )

    assert role_counts(LINKS, body) == {
        "leads": count("chu-tri", own),
        "supports": count("phoi-hop", own),
        "subset": count("phoi-hop", ("mot-phan",)),
        "shared": count(None, through),
    }


def test_members_count_only_through_their_class_and_an_open_class_has_none() -> None:
    longer = {tuple(role[2:]) for task in ALL for role in roles(task) if len(role) > 3}

    assert longer == {("qua-nhom", "cac-so-nganh")}


@pytest.mark.parametrize(
    ("value", "tasks"),
    [
        ("hang-nam", ANNUAL),
        ("2021-2025", ["II.2", *TWO_PHASES]),
        ("2021-2030", [task for task in ALL if task not in (*ANNUAL, *TWO_PHASES)]),
        ("2026-2030", TWO_PHASES),
        *((f"nam-{year}", ALL) for year in range(2021, 2031)),
        ("nam-2031", []),
    ],
)
def test_a_period_finds_what_the_cell_prints_and_a_year_what_covers_it(value: str, tasks: list[str]) -> None:
    assert [task for task in ALL if value in listed("vi")[task].get("data-thoi-gian").split()] == tasks
    assert (value in options("vi")["thoi-gian"]) == bool(tasks)


def test_both_languages_offer_the_same_names_and_values() -> None:
    assert options("vi") == options("en")
    assert list(options("vi")) == ["co-quan", "vai-tro", "hinh-thuc", "nhom", "thoi-gian"]
    assert options("vi")["vai-tro"] == ["", *SIDES.values()]
    assert options("vi")["hinh-thuc"] == ["", *KINDS.values()]
    assert options("vi")["nhom"] == ["", "i", "ii", "iii", "iv", "v"]
    assert set(options("vi")["co-quan"]) == {"", *(role[0] for task in ALL for role in roles(task))}


# --- What a reader sees ---

SHOWN: Final = {
    "": ALL,
    "co-quan=so-y-te&vai-tro=chu-tri": ["III.8"],
    "co-quan=so-y-te&hinh-thuc=qua-nhom": ["II.2", "III.1", "III.4", "V.3"],
    "co-quan=so-y-te&vai-tro=phoi-hop&hinh-thuc=qua-nhom": ["III.1", "V.3"],
    "co-quan=cac-so-nganh": ["II.2", "III.1", "III.4", "V.3"],
    "co-quan=so-y-te&hinh-thuc=noi-lien-quan": [],
    "co-quan=ban-dan-toc&vai-tro=phoi-hop&hinh-thuc=dich-danh": ["III.4"],
    "hinh-thuc=mot-phan": ["IV.1"],
    "thoi-gian=hang-nam": ANNUAL,
    "thoi-gian=nam-2026": ALL,
    "thoi-gian=2026-2030": TWO_PHASES,
    "nhom=v&co-quan=so-noi-vu": ["V.1", "V.2"],
    "co-quan=nobody&nhom=XII": ALL,
}


def ids(page: Page) -> list[str]:
    """Return the tasks that can be seen."""
    return page.locator("li.task:visible .task__id").all_inner_texts()


def field(page: Page, name: str) -> Any:
    return page.locator(f"select[name={name}]")


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", SHOWN)
def test_an_address_opens_the_list_filtered(visitor: Visitor, asked: str, language: Language) -> None:
    page = visitor.open(f"{PATHS[language]}?{asked}&from=x")
    count = {"vi": f"{len(SHOWN[asked])} / 20 nhiệm vụ", "en": f"{len(SHOWN[asked])} of 20 tasks"}[language]

    expect(page.locator("[role=status].filters__status")).to_contain_text(re.compile(f"^{count}"))
    assert ids(page) == SHOWN[asked]
    assert page.locator(".task-group:visible").count() == len({task.split(".")[0] for task in SHOWN[asked]})
    valid = {name: values for name, values in parse_qs(asked).items() if values[0] in options("vi")[name]}
    assert query(page) == valid | {"from": ["x"]}


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_script_the_full_list_stands(visitor: Visitor, language: Language) -> None:
    page = visitor.open(f"{PATHS[language]}?co-quan=so-y-te", script=False)

    assert ids(page) == ALL
    assert page.locator("select:visible, .filters:visible").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_says_how_many_tasks_it_would_show(visitor: Visitor, language: Language) -> None:
    page = visitor.open(PATHS[language])
    for body in options(language)["co-quan"][1:]:
        field(page, "co-quan").select_option(body)
        every = LINKS.by_agency[body]
        printed = [one for one in every if not one.through]
        by_kind = [len({one.task.id for one in every if one.involvement is kind}) for kind in Involvement]
        by_side = [len({one.task.id for one in printed if one.side == side}) for side in SIDES]
        total = len({one.task.id for one in printed})

        assert counts(page, "vai-tro") == [total, *by_side]
        assert counts(page, "hinh-thuc") == [total, *by_kind]
        assert sum(counts(page, "nhom")[1:]) == total == len(ids(page))


def counts(page: Page, name: str) -> list[int]:
    """Return the numbers at the end of a filter's options."""
    return [int(re.findall(r"\((\d+)\)$", text)[0]) for text in field(page, name).locator("option").all_inner_texts()]


@pytest.mark.browser
def test_choices_go_to_the_address_and_back_and_forward_follow_them(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    field(page, "co-quan").select_option("so-noi-vu")
    field(page, "nhom").select_option("v")
    field(page, "thoi-gian").select_option("2026-2030")
    states = [
        ({}, ALL),
        ({"co-quan": ["so-noi-vu"]}, ["V.1", "V.2"]),
        ({"co-quan": ["so-noi-vu"], "nhom": ["v"]}, ["V.1", "V.2"]),
        ({"co-quan": ["so-noi-vu"], "nhom": ["v"], "thoi-gian": ["2026-2030"]}, ["V.1"]),
    ]

    assert (query(page), ids(page)) == states[3]
    for step, state in (*(("back", states[n]) for n in (2, 1, 0)), *(("forward", states[n]) for n in (1, 2, 3))):
        page.evaluate(f"history.{step}()")
        wait_until(page, "query => location.search === query", search(state[0]))
        assert ids(page) == state[1]
        assert {name: field(page, name).input_value() for name in state[0]} == {n: v[0] for n, v in state[0].items()}
    page.locator("li.task:visible a.task__link").click()
    go_back(page)
    assert (query(page), ids(page)) == states[3]


def search(asked: dict[str, list[str]]) -> str:
    """Write a query as an address has it."""
    return "?" + "&".join(f"{name}={values[0]}" for name, values in asked.items()) if asked else ""


@pytest.mark.browser
def test_running_through_a_list_by_keyboard_is_one_step_back(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/")
    before = page.evaluate("history.length")
    field(page, "vai-tro").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    assert query(page) == {"vai-tro": ["phoi-hop"]}
    assert page.evaluate("history.length") == before + 1
    go_back(page)
    assert ids(page) == ALL


@pytest.mark.browser
@pytest.mark.parametrize(("start", "there"), [("vi", "en"), ("en", "vi")])
def test_the_language_switch_keeps_the_filter(visitor: Visitor, start: Language, there: Language) -> None:
    page = visitor.open(f"{PATHS[start]}?h=x")
    field(page, "co-quan").select_option("so-y-te")
    field(page, "hinh-thuc").select_option("qua-nhom")
    page.locator(".languages a").click()
    page.wait_for_url(f"**/{PATHS[there]}?**")

    assert query(page) == {"co-quan": ["so-y-te"], "hinh-thuc": ["qua-nhom"]}
    assert ids(page) == SHOWN["co-quan=so-y-te&hinh-thuc=qua-nhom"]


@pytest.mark.browser
def test_clearing_shows_every_task_again(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/?nhom=i&vai-tro=chu-tri")
    page.get_by_role("button", name="Xóa bộ lọc").click()

    assert (ids(page), query(page)) == (ALL, {})
    assert [one.input_value() for one in page.locator(".filters select").all()] == [""] * 5


@pytest.mark.browser
def test_an_empty_list_says_so_and_shows_ways_out(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/?co-quan=so-tai-chinh&vai-tro=chu-tri&nhom=i")
    more = page.locator(".filters__more")

    expect(more).to_contain_text("Không có nhiệm vụ nào")
    assert more.get_by_role("button").all_inner_texts() == ["Bỏ “Cơ quan” (4)"]
    more.get_by_role("button").click()
    assert ids(page) == ANNUAL
    expect(page.locator(".filters__status")).to_be_focused()
    expect(more).to_be_hidden()


@pytest.mark.browser
def test_a_filter_by_agency_says_what_it_leaves_out(visitor: Visitor) -> None:
    page = visitor.open("en/tasks/?co-quan=so-y-te")
    also = page.locator(".filters__more")

    expect(also.get_by_role("button")).to_have_text(
        "Kind of involvement: Through “departments and sectoral agencies” (4)"
    )
    also.get_by_role("button").click()
    assert ids(page) == SHOWN["co-quan=so-y-te&hinh-thuc=qua-nhom"]
    expect(also).to_be_hidden()


@pytest.mark.browser
def test_the_table_of_contents_leads_to_a_group_that_was_hidden(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/?nhom=i")
    page.locator(".toc a[href='#nhom-v']").click()

    expect(page.locator("#nhom-v")).to_be_in_viewport()
    assert ids(page) == ALL


@pytest.mark.browser
def test_on_a_phone_the_filters_fold_and_open_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/?thoi-gian=hang-nam", width=360)

    expect(page.locator(".filters__status")).to_contain_text("4 / 20 nhiệm vụ. Đang lọc: Thời gian thực hiện: hằng năm")
    expect(field(page, "thoi-gian")).to_be_hidden()
    page.locator(".filters summary").press("Enter")
    expect(field(page, "thoi-gian")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    heights = [one.bounding_box()["height"] for one in page.locator(".filters :is(select, button, summary)").all()]  # type: ignore[index]  # they are seen
    assert min(heights) >= 44


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("asked", ["", "?co-quan=so-y-te", "?co-quan=so-tai-chinh"])
def test_a_filtered_list_has_no_barrier(visitor: Visitor, asked: str, width: int) -> None:
    page = visitor.open(f"en/tasks/{asked}", width=width)
    page.locator(".filters details").evaluate("one => one.open = true")

    assert barriers(page, context="article") == {}


@pytest.mark.browser
def test_print_shows_what_is_filtered_and_names_the_filter(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/?co-quan=so-y-te", width=794)
    page.emulate_media(media="print")

    assert ids(page) == ["III.8"]
    expect(page.locator(".filters__status")).to_have_text("1 / 20 nhiệm vụ. Đang lọc: Cơ quan: Sở Y tế.")
    assert page.locator("select:visible, .filters button:visible").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_moves_while_a_filtered_list_loads_slowly(visitor: Visitor, width: int) -> None:
    page = visitor.open("nhiem-vu/", width=width)
    page.route("**/tasks.js", late)
    page.goto(f"{visitor.server}nhiem-vu/?co-quan=so-y-te")

    assert ids(page) == ["III.8"]
    assert shift(page) == 0


def late(route: Route) -> None:
    """Let a script arrive after the page could have been painted."""
    time.sleep(0.4)
    route.continue_()


def shift(page: Page) -> float:
    """Return the layout shift since the page was opened."""
    page.wait_for_timeout(300)
    found: float = page.evaluate("""() => new Promise((done) => {
      new PerformanceObserver((list) => done(list.getEntries().reduce((sum, one) => sum + one.value, 0)))
        .observe({ type: "layout-shift", buffered: true });
      setTimeout(() => done(0), 300);
    })""")
    return found
