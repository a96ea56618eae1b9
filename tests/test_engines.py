"""What readers do, done in three engines: each journey is written once."""

from __future__ import annotations

import io
import json
from typing import Any, Final

import pypdf
import pytest
from engines import Reader

pytestmark = pytest.mark.browser

SEARCH: Final = {
    "open": "button[data-search-open]",
    "box": "dialog.search [name=query]",
    "results": "dialog.search [data-search=results] a",
    "shown": "document.querySelector('dialog.search').open",
}
"""Where the search is, for every journey through it."""

COPIED: Final = "document.querySelector('.toast').textContent"
FETCH: Final = """(() => {
  const request = new XMLHttpRequest();
  request.open('GET', document.querySelector('[data-copy-file]').href, false);
  request.send();
  return request.responseText;
})()"""
FILES: Final = """(() => {
  const had = new Set(performance.getEntriesByType('resource').map((one) => one.name));
  return [...document.querySelectorAll('[data-copy-file]')].every((link) => had.has(link.href));
})()"""
"""Whether the files that can be copied are there."""

UNIT: Final = "so-lao-dong-thuong-binh-va-xa-hoi"
PLACES: Final = [
    "ke-hoach/#plan.II.3.b4",
    "en/plan/#plan.II.3.b4",
    "phu-luc/#appendix.III.8",
    "en/decision/#decision.article.2",
]
NARROW: Final = 447
"""The narrowest window of all three."""

TOUR: Final = [
    "",
    "ke-hoach/",
    "phu-luc/",
    "nhiem-vu/",
    "nhiem-vu/iii-8/",
    f"co-quan/{UNIT}/",
    "phan-cong/",
    "kiem-tra/",
]


def found(reader: Reader) -> Any:
    """Return the addresses of the results, once they answer what is in the box."""
    links = f"[...document.querySelectorAll({json.dumps(SEARCH['results'])})].map((link) => link.href)"
    box = f"document.querySelector({json.dumps(SEARCH['box'])}).value"
    settled = f"document.querySelector('[data-search=results]').dataset.for === {box}"
    return reader.wait(f"{settled} && ((all) => all.length && all)({links})")


SHOWN_TASKS: Final = (
    "[...document.querySelectorAll('li.task')].filter((one) => one.checkVisibility()).map(({ id }) => id)"
)
"""The tasks that the list shows."""


def chosen(reader: Reader, name: str) -> str:
    """Return what a list of the form shows as chosen."""
    return reader.value(f"select[name='{name}']")


def test_a_page_that_was_left_is_kept_for_the_way_back(reader: Reader) -> None:
    """Readers' browsers do so: what gives a page its state must bear it."""
    reader.open("ke-hoach/")
    reader.ask("void addEventListener('pageshow', ({ persisted }) => { window.kept = persisted; })")
    reader.go(f"{reader.server}nhiem-vu/iii-8/")
    reader.back()
    reader.wait("window.kept")


def test_from_the_home_page_to_a_paragraph(reader: Reader) -> None:
    reader.open("")
    reader.click("main a[href$='ke-hoach/']")
    reader.wait_for("ke-hoach/")
    reader.click("[id='plan.II.3.b4'] .permalink")
    reader.wait_for("ke-hoach/#plan.II.3.b4")
    reader.back()
    reader.wait_for("ke-hoach/")
    reader.back()
    reader.wait_for("")


@pytest.mark.parametrize("path", PLACES)
def test_a_deep_link_shows_its_place_below_the_header(reader: Reader, path: str) -> None:
    reader.open(path)
    reader.wait("""(() => {
      const top = document.querySelector(':target').getBoundingClientRect().top;
      return top >= document.querySelector('.md-header').getBoundingClientRect().bottom && top < innerHeight;
    })()""")


def test_back_from_a_result_finds_the_search_again_and_back_once_more_ends_it(reader: Reader) -> None:
    reader.open("nhiem-vu/")
    reader.click(SEARCH["open"])
    reader.wait(SEARCH["shown"])
    reader.type("tro giup phap ly")
    reader.wait("location.search === '?q=tro+giup+phap+ly'")
    results = found(reader)
    reader.press("Enter")
    there = f"location.pathname === new URL({json.dumps(results[0])}).pathname"
    reader.wait(f"{there} && document.readyState === 'complete'")
    reader.back()

    reader.wait_for("nhiem-vu/?q=tro+giup+phap+ly")
    reader.wait(SEARCH["shown"])
    assert found(reader) == results
    reader.wait(f"document.querySelector({json.dumps(SEARCH['box'])}).value === 'tro giup phap ly'")
    reader.wait("location.search === '?q=tro+giup+phap+ly'")
    reader.back()
    reader.wait_for("nhiem-vu/")
    reader.wait(f"!{SEARCH['shown']}")


def test_back_from_a_task_finds_the_filters_and_the_list_agreeing(reader: Reader) -> None:
    reader.open("nhiem-vu/")
    reader.choose("select[name='co-quan']", "so-noi-vu")
    reader.wait_for("nhiem-vu/?co-quan=so-noi-vu")
    before = reader.ask(SHOWN_TASKS)
    reader.click("li.task:not([hidden]) a[href]")
    reader.wait_to_leave("nhiem-vu/")
    reader.back()
    reader.wait_for("nhiem-vu/?co-quan=so-noi-vu")
    reader.wait("document.querySelector(\"select[name='co-quan']\").value === 'so-noi-vu'")

    reader.wait(f"JSON.stringify({SHOWN_TASKS}) === {json.dumps(json.dumps(before, separators=(',', ':')))}")
    reader.choose("select[name='vai-tro']", "phoi-hop")
    reader.wait("location.search.includes('vai-tro=')")
    assert chosen(reader, "co-quan") == "so-noi-vu"
    assert "co-quan=so-noi-vu" in str(reader.ask("location.search"))


def test_back_to_the_matrix_finds_the_choice(reader: Reader) -> None:
    reader.open("phan-cong/")
    reader.click("h1")  # WebKit passes over what a page put into the history before its reader did anything
    reader.choose("select[name=xem]", "so-y-te")
    reader.wait_for("phan-cong/?xem=so-y-te")
    seen = "[...document.querySelectorAll('.matrix tr[data-task]')].filter((one) => one.checkVisibility()).length"
    before = reader.ask(seen)
    reader.click(".matrix td:not([hidden]) a.mark")
    reader.wait_to_leave("phan-cong/")
    reader.back()
    reader.wait_for("phan-cong/?xem=so-y-te")
    reader.wait("document.querySelector('select[name=xem]').value === 'so-y-te'")

    reader.wait(f"{seen} === {before}")
    reader.back()
    reader.wait_for("phan-cong/")
    reader.wait("document.querySelector('select[name=xem]').value === ''")
    reader.wait(f"{seen} > {before}")


def test_parallel_text_is_shown_kept_on_the_way_back_and_remembered(reader: Reader) -> None:
    twins = "document.querySelector('article .twin').checkVisibility()"
    reader.open("ke-hoach/")
    assert not reader.ask(twins)
    reader.click("button.parallel")
    reader.wait(f"{twins} && location.search === '?song-ngu=1'")
    reader.open("nhiem-vu/iii-8/")
    assert reader.ask(twins)
    reader.back()
    reader.wait_for("ke-hoach/?song-ngu=1")
    reader.wait(twins)
    reader.click("button.parallel")
    reader.wait(f"!{twins}")
    reader.open("phu-luc/")
    assert not reader.ask(twins)


def test_the_language_switch_keeps_place_and_choices(reader: Reader) -> None:
    reader.open("nhiem-vu/?co-quan=so-noi-vu#nhom-v")
    reader.click(".languages a")
    reader.wait_for("en/tasks/?co-quan=so-noi-vu#nhom-v")
    assert chosen(reader, "co-quan") == "so-noi-vu"


@pytest.mark.parametrize("row", ["[data-copy]:not(.toast)", "[data-copy-file]"])
def test_without_a_clipboard_as_on_plain_http_copying_works(reader: Reader, row: str) -> None:
    reader.open("nhiem-vu/iii-8/?fbclid=x&utm_source=y")
    reader.ask("void Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    reader.ask("void document.addEventListener('copy', () => { window.copied = document.activeElement.value; })")
    reader.click(".share > summary")
    reader.wait(FILES)
    reader.click(f".share dd:has({row}) .copy")
    reader.wait("window.copied")
    reader.wait(f"{COPIED}.startsWith('Đã sao chép')")
    copied = reader.ask("window.copied")
    due = FETCH if "file" in row else f"document.querySelector({json.dumps('.share ' + row)}).innerText.trim()"
    assert copied == reader.ask(due)
    assert "fbclid" not in copied
    assert reader.ask("document.activeElement.className") == "copy"


@pytest.mark.parametrize("row", ["[data-copy]:not(.toast)", "[data-copy-file]"])
def test_where_nothing_copies_the_text_itself_is_selected(reader: Reader, row: str) -> None:
    reader.open("nhiem-vu/iii-8/")
    reader.ask("void Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    reader.ask("void (document.execCommand = () => false)")
    reader.click(".share > summary")
    reader.click(f".share dd:has({row}) .copy")
    reader.wait(f"{COPIED}.startsWith('Trình duyệt không cho sao chép')")
    selected = reader.wait("getSelection().toString().trim()")
    assert selected.startswith("@" if "file" in row else "https://example.org/")


@pytest.mark.parametrize("reader", ["chromium", "firefox"], indirect=True)  # WebKitGTK's driver has no printing
@pytest.mark.parametrize("path", ["nhiem-vu/iii-8/", "en/plan/"])
def test_a_page_prints(reader: Reader, path: str) -> None:
    reader.open(path)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(reader.pdf())).pages)
    assert "768/QĐ-UBND" in text


@pytest.mark.parametrize("path", TOUR)
def test_no_page_is_wider_than_the_window(reader: Reader, path: str) -> None:
    for width in (NARROW, 1280):
        reader.resize(width, 900)
        reader.open(path)
        assert reader.ask("document.documentElement.scrollWidth - innerWidth") <= 0, width


@pytest.mark.parametrize("path", ["ke-hoach/", "phu-luc/", "nhiem-vu/"])
def test_links_are_underlined_in_the_colour_of_their_words(reader: Reader, path: str) -> None:
    """A line of another colour may be too faint to see: 1.5 : 1 it was in WebKit."""
    reader.open(path)
    faint = reader.ask("""[...document.querySelectorAll('article a:not(.chip, .door, .mark)')].filter((link) => {
      const look = getComputedStyle(link);
      const line = look.textDecorationLine ?? look.webkitTextDecorationLine;
      return link.checkVisibility() && (line !== 'underline' || look.textDecorationColor !== look.color);
    }).map((link) => link.outerHTML)""")
    assert faint == []


@pytest.mark.parametrize(("path", "width"), [("en/appendix/", 1440), ("en/responsibilities/?xem=so-y-te", NARROW)])
def test_no_word_of_a_table_is_broken(reader: Reader, path: str, width: int) -> None:
    reader.resize(width, 900)
    reader.open(path)
    broken = reader.ask("""(() => {
      const walker = document.createTreeWalker(document.querySelector('.appendix, .matrix'), NodeFilter.SHOW_TEXT);
      const range = document.createRange(), found = [];
      while (walker.nextNode()) {
        if (walker.currentNode.parentElement.matches('caption')) continue; // for ears
        for (const word of walker.currentNode.data.matchAll(/[\\p{L}\\d]+/gu)) {
          range.setStart(walker.currentNode, word.index);
          range.setEnd(walker.currentNode, word.index + word[0].length);
          const boxes = [...range.getClientRects()].filter((box) => box.width);
          if (new Set(boxes.map((box) => Math.round(box.top))).size > 1) found.push(word[0]);
        }
      }
      return found;
    })()""")
    assert broken == []


def test_the_link_to_a_row_stands_beside_its_code_and_is_large_enough(reader: Reader) -> None:
    reader.resize(1440, 900)
    reader.open("en/appendix/")
    wrong = reader.ask("""[...document.querySelectorAll('.cell-tt')].filter((cell) => {
      const [code, link] = ['.chip', '.permalink'].map((one) => cell.querySelector(one).getBoundingClientRect());
      const beside = link.left - code.right >= 1 && link.top < code.bottom && link.bottom > code.top;
      return !beside || Math.min(link.width, link.height) < 24;
    }).map((cell) => cell.innerText)""")
    assert wrong == []
