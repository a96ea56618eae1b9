"""What pages offer to be pasted, cited, embedded and printed: exact words, then the real thing in Chromium."""

from __future__ import annotations

import base64
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import urljoin

import pypdf
import pytest
import yaml
import zxingcpp
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from conftest import ROOT, SITE_URL, Scheme, Visitor, real_site
from engines import wait_until
from lxml import etree, html
from playwright.sync_api import Locator, Page, expect
from spread import some

from plansite.base.settings import Settings
from plansite.files.maker import Maker
from plansite.files.small_files import files
from plansite.pages.render import Site
from plansite.pages.share import Share
from plansite.read.model import Language, Redirect

DATA: Final[Any] = yaml.load((ROOT / "data" / "plan.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
"""Read without the project's own code."""

TASKS: Final[dict[str, Any]] = {task["id"]: task for group in DATA["appendix"]["groups"] for task in group["tasks"]}
BODIES: Final[dict[str, Any]] = {body["id"]: body for body in (*DATA["agencies"], *DATA["classes"])}
RECORDS: Final = [*(("task", id_) for id_ in TASKS), *(("agency", id_) for id_ in BODIES)]
LANGUAGES: Final[tuple[Language, Language]] = ("vi", "en")
FOLDERS: Final = {
    ("task", "vi"): "nhiem-vu/",
    ("task", "en"): "tasks/",
    ("agency", "vi"): "co-quan/",
    ("agency", "en"): "agencies/",
}
URL: Final = "https://a.example/"
LONG_URL: Final = f"https://{'a' * 60}.example/{'b' * 50}/"
NO_ROOM: Final = f"https://a.example/{'b' * 300}/"


def path_of(kind: str, id_: str, language: str) -> str:
    """Return a record's published address, written down here once more."""
    slug = id_.lower().replace(".", "-") if kind == "task" else id_
    return ("en/" if language == "en" else "") + FOLDERS[kind, language] + slug + "/"


@pytest.fixture(scope="module")
def plan_site() -> Site:
    return real_site(Settings(URL))


def share(plan_site: Site, kind: str, id_: str, language: Language = "vi", url: str = URL) -> Share:
    return Share(plan_site.links, plan_site.words, url, plan_site.links.pages[kind, id_], language)


# --- Sentences ---


@pytest.mark.parametrize("url", [URL, SITE_URL, LONG_URL])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "id_"), RECORDS)
def test_a_sentence_fits_and_cuts_no_word(plan_site: Site, kind: str, id_: str, language: Language, url: str) -> None:
    sentence = share(plan_site, kind, id_, url=url).sentence(language)
    quoted = re.search("“(.*)”", sentence) if kind == "task" else None

    assert len(sentence) <= 280
    assert sentence.endswith(f" – {url}{path_of(kind, id_, language)}")
    assert "768/QĐ-UBND" in sentence
    if quoted:
        content = TASKS[id_]["content"][language]
        kept = quoted[1].removesuffix("…")
        assert content.startswith(kept)
        assert (kept == content) == (not quoted[1].endswith("…"))
        assert not content[len(kept) :][:1].isalnum()


@pytest.mark.parametrize("kind", ["task", "agency"])
def test_a_link_too_long_for_any_sentence_stands_alone(plan_site: Site, kind: str) -> None:
    id_ = {"task": "III.8", "agency": "so-y-te"}[kind]

    assert share(plan_site, kind, id_, url=NO_ROOM).sentence("en") == NO_ROOM + path_of(kind, id_, "en")


def test_most_long_tasks_are_cut_where_a_clause_ends(plan_site: Site) -> None:
    quotes = [re.findall("“(.*)…”", share(plan_site, "task", id_).sentence("vi")) for id_ in TASKS]
    cut = [(id_, quote[0]) for id_, quote in zip(TASKS, quotes, strict=True) if quote]

    assert len(cut) > 3
    assert [quote for id_, quote in cut if TASKS[id_]["content"]["vi"][len(quote)] not in ",;:."] == []


SENTENCES: Final = [
    ("task", "III.2", "vi",
     "Theo Quyết định 768/QĐ-UBND (Bình Định, 11/3/2022), nhiệm vụ III.2: “Chính sách trợ giúp pháp lý đối với hộ "
     "nghèo, hộ cận nghèo, hộ mới thoát nghèo” – https://a.example/nhiem-vu/iii-2/"),
    ("task", "III.2", "en",
     "Under Decision 768/QĐ-UBND (Bình Định, 11 March 2022), task III.2: “Legal aid policies for poor households, "
     "near-poor households and households that have newly escaped poverty” (unofficial translation) – "
     "https://a.example/en/tasks/iii-2/"),
    ("agency", "so-lao-dong-thuong-binh-va-xa-hoi", "vi",
     "Sở Lao động - Thương binh và Xã hội: được nêu tên là cơ quan chủ trì ở 10 và cơ quan phối hợp ở 8 trong 20 "
     "nhiệm vụ thuộc Phụ lục Quyết định 768/QĐ-UBND (Bình Định, 11/3/2022) – "
     "https://a.example/co-quan/so-lao-dong-thuong-binh-va-xa-hoi/"),
    ("agency", "so-y-te", "en",
     "Department of Health: named as lead in 1 of the 20 tasks of Decision 768/QĐ-UBND (Bình Định, 11 March 2022) – "
     "https://a.example/en/agencies/so-y-te/"),
    ("agency", "so-tai-chinh", "vi",
     "Sở Tài chính: có trong Quyết định 768/QĐ-UBND (Bình Định, 11/3/2022), nhưng Phụ lục không giao trực tiếp nhiệm "
     "vụ nào – https://a.example/co-quan/so-tai-chinh/"),
    ("agency", "cac-so-nganh", "en",
     "“Departments and sectoral agencies”: named as lead in 2 and as support in 2 of the 20 tasks of Decision "
     "768/QĐ-UBND (Bình Định, 11 March 2022) – https://a.example/en/agencies/cac-so-nganh/"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "id_", "language", "sentence"), SENTENCES)
def test_a_sentence_says_what_the_decision_says(
    plan_site: Site, kind: str, id_: str, language: Language, sentence: str
) -> None:
    assert share(plan_site, kind, id_).sentence(language) == sentence


def test_a_task_without_a_printed_number_is_not_given_one(plan_site: Site) -> None:
    one = share(plan_site, "task", "IV.1")

    assert [id_ for id_, task in TASKS.items() if task["number"] is None] == ["IV.1"]
    for language, words in (
        ("vi", "nhiệm vụ không ghi số của nhóm IV: “"),
        ("en", "the unnumbered task of group IV: “"),
    ):
        assert words in one.sentence(cast(Language, language))
        assert "IV.1" not in one.sentence(cast(Language, language))
    assert one.citation("vi").startswith("Nhiệm vụ không ghi số thứ tự, nhóm IV, Phụ lục kèm theo Quyết định số 768")


@pytest.mark.parametrize("id_", BODIES)
def test_a_sentence_counts_the_tasks_that_name_an_agency(plan_site: Site, id_: str) -> None:
    named = [
        sum(any(one["id"] == id_ and not one.get("qualifier") for one in task[side]["agencies"])
            for task in TASKS.values())
        for side in ("lead", "support")
    ]  # fmt: skip
    said = share(plan_site, "agency", id_).sentence("en").partition(" of Decision ")[0]

    assert [int(n) for n in re.findall(r"in (\d+)", said)] == [n for n in named if n]


# --- Citations ---

TITLE: Final = {
    language: next(line[language] for line in DATA["decision"] if line["id"] == "decision.title")
    for language in LANGUAGES
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_cited_is_the_decisions_own(plan_site: Site, language: Language) -> None:
    assert plan_site.words[language]["legal_title"].upper() == TITLE[language]


def test_citations_name_number_date_issuer_title_and_place(plan_site: Site) -> None:
    one = share(plan_site, "task", "III.8")
    title, subject = plan_site.words["vi"]["legal_title"], plan_site.links.plan.identity.subject["en"]

    assert one.citation("vi") == (
        "Số thứ tự 8, nhóm III, Phụ lục kèm theo Quyết định số 768/QĐ-UBND ngày 11 tháng 3 năm 2022 của "
        f"Ủy ban nhân dân tỉnh Bình Định {title}. https://a.example/nhiem-vu/iii-8/"
    )
    assert one.citation("en") == (
        "No. 8, Group III, Appendix to Decision No. 768/QĐ-UBND of 11 March 2022 of the People's Committee of "
        f"Bình Định Province: {subject} (unofficial translation). https://a.example/en/tasks/iii-8/"
    )


def test_a_page_on_an_agency_is_cited_as_this_sites(plan_site: Site) -> None:
    one = share(plan_site, "agency", "so-y-te")

    assert one.citation("vi").startswith("Sở Y tế tỉnh Bình Định, trang tổng hợp của “Kế hoạch 768” từ Quyết định số")
    assert one.citation("en").startswith("Department of Health of Bình Định Province, page compiled by “Plan 768” from")
    assert json.loads(one.csl())[0]["author"] == [{"literal": "Kế hoạch 768"}]


def bibtex(text: str) -> dict[str, str]:
    """Read one BibTeX entry as a reference manager does."""
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert not library.failed_blocks
    [entry] = library.entries
    return {field.key: str(field.value) for field in entry.fields} | {"": entry.key}


def place_of(id_: str, language: Language) -> str:
    """Name a row of the appendix by its printed number, as styles that know no sections must be told in the title."""
    group, number = id_.partition(".")[0], TASKS[id_]["number"]
    if language == "vi":
        row = f"Số thứ tự {number}" if number else "Nhiệm vụ không ghi số thứ tự"
        return f"{row}, nhóm {group}, Phụ lục, Quyết định số 768/QĐ-UBND"
    return f"{f'No. {number}' if number else 'Unnumbered task'}, Group {group}, Appendix, Decision No. 768/QĐ-UBND"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "id_"), RECORDS)
def test_citation_files_say_the_same(site: Path, kind: str, id_: str, language: Language) -> None:
    path = path_of(kind, id_, language)
    stem = path.split("/")[-2]
    entry = bibtex((site / path / f"{stem}.bib").read_text(encoding="utf-8"))
    [item] = json.loads((site / path / f"{stem}.json").read_text(encoding="utf-8"))

    assert entry["url"] == item["URL"] == SITE_URL + path
    assert entry[""] == item["id"] == f"qd768-{stem}"
    assert entry["title"] == item["title"]
    assert entry["author"] == item["author"][0]["literal"]
    assert entry.get("note") == item.get("note") == (None if language == "vi" else "Unofficial English translation")
    if kind == "task":
        assert item["type"] == "document"  # styles print no author, day and link of "legislation"
        assert TITLE[language] in item["title"].upper()
        assert item["title"].startswith(place_of(id_, language))
        assert item["issued"] == {"date-parts": [[2022, 3, 11]]}
        assert (entry["year"], entry["month"], entry["number"]) == ("2022", "3", item["number"])
        assert entry["date"] == "2022-03-11"


def test_bibtex_is_escaped(plan_site: Site) -> None:
    hostile = r"100% & a_b #1 $2 ~x c:\d"
    words = {language: plan_site.words[language] | {"legal_title": hostile} for language in LANGUAGES}
    text = Share(plan_site.links, words, URL, plan_site.links.pages["task", "III.8"], "vi").bibtex()
    braced = Share(plan_site.links, {**words, "vi": words["vi"] | {"legal_title": "}{{"}}, URL,
                   plan_site.links.pages["task", "III.8"], "vi").bibtex()  # fmt: skip

    assert bibtex(text)["title"] == f"{place_of('III.8', 'vi')} {hostile}"
    assert braced.count("{") == braced.count("}")
    assert f"title = {{{{{place_of('III.8', 'vi')} \\textbraceright{{}}\\textbraceleft{{}}" in braced


# --- The panel as built ---


def root_of(file: Path) -> Any:
    """Parse a page of HTML."""
    return html.parse(file, html.HTMLParser(encoding="utf-8")).getroot()


def drawn(file: Path) -> bytes:
    """Read a QR code from its strokes, a module to four pixels, as a phone's camera does."""
    picture = etree.parse(file).getroot()
    width = int(picture.get("width")) // 4
    dark = set(strokes(picture.find(".//{*}path[@class='qrline']").get("d")))
    pixels = bytes(0 if (x // 4, y // 4) in dark else 255 for y in range(4 * width) for x in range(4 * width))
    return decoded(pixels, 4 * width)


def strokes(d: str) -> Iterator[tuple[int, int]]:
    """Yield the modules that a path of horizontal strokes, each one module high, covers."""
    x, y = 0.0, 0.0
    for command, words in re.findall(r"([Mmh])([-\d. ]+)", d):
        numbers = [float(number) for number in words.split()]
        if command == "h":
            yield from ((int(x) + n, int(y)) for n in range(int(numbers[0])))
            x += numbers[0]
        else:
            x, y = (numbers[0], numbers[1]) if command == "M" else (x + numbers[0], y + numbers[1])


def decoded(grey: bytes, width: int) -> bytes:
    """Return what the QR code in a picture of grey pixels says."""
    view = memoryview(grey).cast("B", (len(grey) // width, width))
    [code] = zxingcpp.read_barcodes(view)
    return bytes(code.bytes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "id_"), RECORDS)
def test_a_panel_offers_everything(site: Path, kind: str, id_: str, language: str) -> None:
    path = path_of(kind, id_, language)
    [panel] = root_of(site / path / "index.html").xpath("//details[@class = 'share']")
    texts = [element.text_content() for element in panel.xpath(".//*[@data-copy]")]
    links = [urljoin(path, href) for href in panel.xpath(".//a/@href")]
    stem = path.split("/")[-2]
    own = path.removeprefix("en/")
    prefix = "en/" if language == "en" else ""

    assert texts[0] == SITE_URL + path
    assert texts[1:2] == ([f"{SITE_URL}{prefix}768/{stem}/"] if kind == "task" else texts[1:2])
    assert texts[-1].startswith(f'<iframe src="{SITE_URL}{prefix}embed/{own}" title="')
    assert len(texts) == (7 if kind == "task" else 6)
    assert links == [f"{path}{stem}.bib", f"{path}{stem}.json", f"assets/cards/{language}/{own.rstrip('/')}.png"]
    assert panel.find(".//img").get("src") == f"{stem}.svg"
    assert drawn(site / path / f"{stem}.svg") == (SITE_URL + path).encode()


# --- Short links, redirects, embedded pages ---


def leads_to(root: Any, start: str) -> str:
    """Return where a page that only redirects leads, without a script; its link must lead there too."""
    [content] = root.xpath("//meta[@http-equiv = 'refresh']/@content")
    [href] = root.xpath("//body//a/@href")
    assert content == f"0; url={href}"
    assert not root.xpath("//script")
    return urljoin(URL + start, str(href))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id_", TASKS)
def test_a_short_link_leads_to_its_task(site: Path, id_: str, language: str) -> None:
    slug = id_.lower().replace(".", "-")
    start = f"{'en/' if language == 'en' else ''}768/{slug}/"
    root = root_of(site / start / "index.html")

    assert leads_to(root, start) == URL + path_of("task", id_, language)
    assert root.xpath("//link[@rel = 'canonical']/@href") == [SITE_URL + path_of("task", id_, language)]
    assert root.get("lang") == language


MOVED: Final = [  # (old, new, its addresses and where each leads)
    ("task VI.1", "task III.8",
     {"nhiem-vu/vi-1/": "nhiem-vu/iii-8/", "768/vi-1/": "nhiem-vu/iii-8/",
      "embed/nhiem-vu/vi-1/": "embed/nhiem-vu/iii-8/"}),
    ("agency so-cu", "agency so-y-te",
     {"co-quan/so-cu/": "co-quan/so-y-te/", "embed/co-quan/so-cu/": "embed/co-quan/so-y-te/"}),
    ("agency so-cu", "paragraph plan.III.2.b1",
     {"co-quan/so-cu/": "ke-hoach/#plan.III.2.b1", "embed/co-quan/so-cu/": "ke-hoach/#plan.III.2.b1"}),
    ("task VI.1", "document chi-thi-05-ct-tw",
     {"nhiem-vu/vi-1/": "van-ban/#chi-thi-05-ct-tw", "768/vi-1/": "van-ban/#chi-thi-05-ct-tw",
      "embed/nhiem-vu/vi-1/": "van-ban/#chi-thi-05-ct-tw"}),
    ("paragraph plan.IX", "paragraph plan.III.2.b1", {}),
]  # fmt: skip


def _text(make: Maker) -> str:
    return make().decode()


@pytest.mark.parametrize(("old", "new", "addresses"), MOVED, ids=[f"{old} → {new}" for old, new, _ in MOVED])
def test_an_address_that_was_published_leads_on(plan_site: Site, old: str, new: str, addresses: dict[str, str]) -> None:
    plan = plan_site.plan.model_copy(update={"redirects": (Redirect(old=old, new=new),)})
    made = dict(files(Site(replace(plan_site.data, plan=plan), plan_site.templates, Settings(URL)), "vi"))
    before = dict(files(plan_site, "vi"))
    added = {path: partial(_text, make) for path, make in made.items() if path not in before}
    pages = {path.removesuffix("index.html"): make() for path, make in added.items() if path.endswith("index.html")}

    assert {start: leads_to(html.fromstring(page), start) for start, page in pages.items()} == {
        start: URL + target for start, target in addresses.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "id_"), RECORDS)
def test_an_embedded_page_is_small_and_points_home(site: Path, kind: str, id_: str, language: str) -> None:
    path = path_of(kind, id_, language)
    own = path.removeprefix("en/")
    file = site / ("en" if language == "en" else "") / "embed" / own / "index.html"
    root = root_of(file)
    law = [element.text_content() for element in root.xpath("//*[contains(@class, 'law')]")]
    record = TASKS[id_] if kind == "task" else BODIES[id_]
    shown = (
        [record[name][language] for name in ("content", "lead", "support", "output", "period")]
        if kind == "task"
        else []
    )

    assert not root.xpath("//script | //*[@style] | //style | //iframe | //img")
    assert root.xpath("//base/@target") == ["_top"]
    assert root.xpath("//meta[@name = 'robots']/@content") == ["noindex"]
    assert root.xpath("//link[@rel = 'canonical']/@href") == [SITE_URL + path]
    assert law[: len(shown)] == shown
    assert DATA["aftermath"]["notice"][language] in root.text_content()
    assert file.stat().st_size < 24 * 1024


# --- In the browser: copying ---


def address_of(path: str) -> str:
    """Return the permanent address of a page below the home page."""
    return SITE_URL + path


def clipboard(page: Page) -> str:
    """Read the clipboard."""
    return str(page.evaluate("navigator.clipboard.readText()"))


def allow(page: Page) -> None:
    """Let a page read the clipboard as well, for the test's sake."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])


LINKS: Final = [  # page, the link's place, what it copies
    ("ke-hoach/", "[id='plan.II.3.b4'] .permalink", "ke-hoach/#plan.II.3.b4"),
    ("en/decision/", "[id='decision.article.2'] .permalink", "en/decision/#decision.article.2"),
    ("phu-luc/", "tr[id='appendix.III.8'] .permalink", "phu-luc/#appendix.III.8"),
    ("en/appendix/", "th[id='appendix.II'] .permalink", "en/appendix/#appendix.II"),
    ("nhiem-vu/iii-8/", "h1 + .permalink", "nhiem-vu/iii-8/"),
    ("en/agencies/so-y-te/", "h1 + .permalink", "en/agencies/so-y-te/"),
]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize(("path", "place", "copied"), LINKS)
def test_a_link_copies_its_permanent_address(visitor: Visitor, path: str, place: str, copied: str, width: int) -> None:
    page = visitor.open(f"{path}?from=a-friend", width=width)
    allow(page)
    region = page.locator("[role=status][aria-live=polite].toast")
    expect(region).to_be_empty()
    page.locator(place).first.click()

    expect(region).to_contain_text(address_of(copied))
    expect(region).to_be_in_viewport()
    assert clipboard(page) == address_of(copied)
    assert page.evaluate("location.hash") == "".join(re.findall("#.*", copied))


@pytest.mark.browser
@pytest.mark.parametrize(("path", "place", "copied"), LINKS)
def test_without_a_script_a_link_is_a_link(visitor: Visitor, path: str, place: str, copied: str) -> None:
    page = visitor.open(path, script=False)
    page.locator(place).first.click()

    assert page.url == visitor.server + copied
    expect(page.locator(".toast")).to_be_empty()


@pytest.mark.browser
def test_a_link_can_be_copied_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open("ke-hoach/")
    allow(page)
    page.locator("[id='plan.II.3.b4'] .permalink").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".toast")).to_contain_text("plan.II.3.b4")
    assert clipboard(page) == address_of("ke-hoach/#plan.II.3.b4")


def opened(visitor: Visitor, path: str, *, script: bool = True, width: int = 1440) -> Page:
    """Open a page and its panel."""
    page = visitor.open(path, script=script, width=width)
    allow(page)
    page.locator(".share > summary").click()
    return page


@pytest.mark.browser
@pytest.mark.parametrize("path", ["nhiem-vu/iii-8/", "en/tasks/iv-1/", "co-quan/so-y-te/", "en/agencies/cac-so-nganh/"])
def test_each_button_of_a_panel_copies_its_text(visitor: Visitor, path: str) -> None:
    page = opened(visitor, path)
    rows = page.locator(".share dl > div:has(button)")
    assert rows.count() == (9 if "/i" in path else 8)
    for row in rows.all():
        file = row.locator("a[download]")
        due = page.request.get(urljoin(page.url, file.get_attribute("href"))).text() if file.count() else None
        button = row.get_by_role("button")
        assert (button.get_attribute("aria-label") or "").endswith(row.locator("dt").inner_text())
        button.click()
        expect(page.locator(".toast")).to_contain_text(row.locator("dt").inner_text())
        assert clipboard(page) == (due or row.locator("[data-copy]").inner_text())


@pytest.mark.browser
@pytest.mark.parametrize("path", ["nhiem-vu/iii-8/", "en/agencies/so-y-te/"])
@pytest.mark.parametrize("what", ["link", "sentence"])
def test_the_first_two_buttons_copy_what_the_panel_holds_folded(visitor: Visitor, path: str, what: str) -> None:
    page = visitor.open(path)
    allow(page)
    page.locator(f".share-first [data-copies={what}]").click()
    expect(page.locator(".toast")).not_to_be_empty()

    assert clipboard(page) == page.locator(f".share [data-copy={what}]").text_content()
    assert page.locator(".share").get_attribute("open") is None


@pytest.mark.browser
def test_without_a_script_there_is_no_button_that_does_nothing(visitor: Visitor) -> None:
    page = visitor.open("nhiem-vu/iii-8/", script=False)

    expect(page.locator(".share-first")).to_be_hidden()


@pytest.mark.browser
def test_a_browser_that_refuses_leaves_the_text_selected(visitor: Visitor) -> None:
    page = opened(visitor, "nhiem-vu/iii-8/")
    page.evaluate("""() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
      document.execCommand = () => false;
    }""")
    page.locator(".share button").first.click()

    expect(page.locator(".toast")).to_contain_text("không cho sao chép")
    assert page.evaluate("getSelection().toString().trim()") == address_of("nhiem-vu/iii-8/")


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1440])
def test_without_a_script_a_panel_opens_and_shows_its_texts(visitor: Visitor, width: int) -> None:
    page = opened(visitor, "en/tasks/iii-8/", script=False, width=width)

    assert page.locator(".share button").count() == 0
    assert page.locator(".share [data-copy]:visible").count() == 7
    expect(page.locator(".share img")).to_be_visible()
    expect(page.locator(".share img")).to_have_attribute("alt", "QR code")
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()
    assert download.value.suggested_filename == "iii-8.bib"


@pytest.mark.browser
def test_a_short_link_redirects_without_a_script(visitor: Visitor) -> None:
    page = visitor.open("768/iii-8/", script=False)
    page.wait_for_url("**/nhiem-vu/iii-8/")

    expect(page.get_by_role("heading", level=1)).to_contain_text("III.8")


@pytest.mark.browser
@pytest.mark.parametrize("path", ["embed/nhiem-vu/iii-8/", "en/embed/agencies/so-y-te/"])
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (800, "light")])
def test_an_embedded_page_fits_and_its_links_leave_the_frame(
    visitor: Visitor, path: str, width: int, scheme: Scheme
) -> None:
    page = visitor.open("nhiem-vu/iii-8/iii-8.json", width=width, scheme=scheme)  # without our theme and policy
    page.set_content(f'<iframe src="{visitor.server}{path}" width="100%" height="480"></iframe>')
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible()
    assert frame.locator("html").evaluate("root => root.scrollWidth <= root.clientWidth")
    frame.locator("h1 a").click()

    page.wait_for_url(visitor.server + path.replace("embed/", ""))


@pytest.mark.browser
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 640])
def test_a_frame_as_offered_shows_the_notice_first_and_the_whole_of_all_but_long_lists(
    site: Path, visitor: Visitor, language: str, width: int
) -> None:
    short = []
    shown = some(RECORDS)
    page = visitor.open("nhiem-vu/iii-8/iii-8.json", width=width)
    for kind, id_ in shown:
        path = path_of(kind, id_, language)
        [panel] = root_of(site / path / "index.html").xpath("//details[@class = 'share']")
        [code] = [text for one in panel.xpath(".//*[@data-copy]") if (text := one.text_content()).startswith("<iframe")]
        frame = html.fromstring(code)
        page.set_viewport_size({"width": width, "height": int(frame.get("height"))})
        page.goto(frame.get("src").replace(SITE_URL, visitor.server))
        whole = page.evaluate("document.documentElement.scrollHeight")
        if whole > int(frame.get("height")):
            short.append((id_, frame.get("height")))
        notice = page.locator(".notice").bounding_box()
        assert notice is not None
        assert notice["y"] < 40
        assert kind == "agency" or whole > int(frame.get("height")) / 2
    assert {height for _, height in short} <= {"960"}
    assert len(short) <= len(shown) / 5


# --- In the browser: where a link leads is seen ---

TARGETS: Final = ["ke-hoach/#plan.II.3.b4", "ke-hoach/#plan.II", "phu-luc/#appendix.III.8", "phu-luc/#appendix.III",
                  "en/appendix/#appendix.III.8.support", "quyet-dinh/#decision.article.2"]  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (360, "light"), (1440, "dark")])
@pytest.mark.parametrize("path", TARGETS)
def test_the_target_is_marked_and_the_header_does_not_cover_it(
    visitor: Visitor, path: str, width: int, scheme: Scheme
) -> None:
    page = visitor.open(path, width=width, scheme=scheme)
    target = page.locator(":target")
    header = page.locator(".md-header")
    wait_until(page, "scrollY > 0")
    top, bottom = target.bounding_box(), header.bounding_box()
    assert top
    assert bottom

    assert top["y"] >= bottom["y"] + bottom["height"]
    assert top["y"] < 450
    assert style(target, "outlineStyle") == "dashed"
    assert contrast(target, "outlineColor", "body") >= 3
    assert style(target, "backgroundColor") != "rgba(0, 0, 0, 0)"


@pytest.mark.browser
def test_the_target_is_marked_in_forced_colours(visitor: Visitor) -> None:
    page = visitor.open("phu-luc/#appendix.III.8")
    page.emulate_media(forced_colors="active")

    assert style(page.locator(":target"), "outlineStyle") == "solid"
    assert style(page.locator(":target"), "outlineWidth") == "3px"


def style(element: Locator, name: str) -> str:
    """Return a computed style."""
    return str(element.evaluate("(element, name) => getComputedStyle(element)[name]", name))


def contrast(element: Locator, name: str, ground: str) -> float:
    """Return the contrast between a colour of an element and the ground of another."""
    colours = [style(element, name), style(element.page.locator(ground), "backgroundColor")]
    light, dark = sorted(map(luminance, colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of rgb(…)."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# --- On paper ---


def printed(visitor: Visitor, path: str, scheme: Scheme = "light") -> pypdf.PdfReader:
    """Print a page as a reader does."""
    page = visitor.open(path, scheme=scheme)
    return pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def texts(paper: pypdf.PdfReader) -> list[str]:
    """Return the words of each sheet, spaced evenly."""
    return [" ".join(sheet.extract_text().split()) for sheet in paper.pages]


def squeezed(text: str) -> str:
    """Leave white space out, since lines break anywhere on paper, and take ligatures apart."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


SHEETS: Final = [  # path, most pages
    ("nhiem-vu/iii-8/", 2), ("nhiem-vu/iii-2/", 1), ("en/tasks/iii-4/", 2), ("en/tasks/iii-5/", 1),
    ("co-quan/ubnd-tinh/", 1), ("co-quan/so-noi-vu/", 2), ("en/agencies/so-y-te/", 2),
    ("co-quan/so-lao-dong-thuong-binh-va-xa-hoi/", 4),
]  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize(("path", "most"), SHEETS)
def test_a_sheet_has_what_an_official_needs_and_nothing_else(visitor: Visitor, path: str, most: int) -> None:
    paper = printed(visitor, path)
    language = "en" if path.startswith("en/") else "vi"
    sheets = texts(paper)
    whole = squeezed("".join(sheets))

    assert len(sheets) <= most
    assert {(round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) for sheet in paper.pages} == {
        (595, 842)
    }
    assert squeezed(DATA["aftermath"]["notice"][language]) in whole
    assert all(squeezed(address_of(path)) in squeezed(sheet) for sheet in sheets)
    for word in ("Thuật ngữ", "Glossary", "BibTeX", "iframe", "Sao chép", "Copy", "Chia sẻ", "Share"):
        assert word not in " ".join(sheets)


@pytest.mark.browser
@pytest.mark.each_with_each
@pytest.mark.parametrize("path", ["co-quan/", "en/agencies/"])
@pytest.mark.parametrize("body", ["so-lao-dong-thuong-binh-va-xa-hoi", "ubnd-cap-huyen"])
def test_the_briefing_of_the_busiest_agencies_is_one_page(visitor: Visitor, path: str, body: str) -> None:
    """Every task's id, sentence, output and period; what else the Decision says to the agency follows."""
    language = "en" if path.startswith("en/") else "vi"
    first = squeezed(texts(printed(visitor, f"{path}{body}/"))[0])
    due = {
        id_: [squeezed(task[name][language]) for name in ("content", "output", "period")]
        for id_, task in TASKS.items()
        if any(one["id"] == body for side in ("lead", "support") for one in task[side]["agencies"])
    }

    assert len(due) > 10
    assert {id_: words for id_, words in due.items() if not all(one in first for one in (id_, *words))} == {}


@pytest.mark.browser
@pytest.mark.parametrize("path", ["phu-luc/", "en/appendix/"])
def test_the_appendix_prints_on_its_side(visitor: Visitor, path: str) -> None:
    paper = printed(visitor, path)
    language = "en" if path.startswith("en/") else "vi"
    sheets = [squeezed(text) for text in texts(paper)]
    contents = [squeezed(task["content"][language]) for task in TASKS.values()]
    head = squeezed(DATA["appendix"]["columns"]["content"][language])

    assert {(round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) for sheet in paper.pages} == {
        (842, 595)
    }
    assert [sum(content in sheet for sheet in sheets) for content in contents] == [1] * len(contents)
    assert all(head in sheet for sheet in sheets if any(content in sheet for content in contents))


@pytest.mark.browser
@pytest.mark.parametrize("path", ["nhiem-vu/iii-8/", "en/agencies/so-y-te/"])
def test_from_a_dark_screen_comes_black_on_white_paper(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    [code] = [one for one in page.locator("img.code").all() if one.is_visible()]
    links = page.locator("article a:visible")
    shown = page.evaluate(GROUNDS)

    assert style(page.locator("body"), "backgroundColor") == "rgba(0, 0, 0, 0)"  # the paper's own
    assert shown["inks"] == []
    assert shown["grounds"] == []
    assert {style(link, "textDecorationLine") for link in links.all()} == {"none"}
    assert picture(page, code) == address_of(path).encode()


GROUNDS: Final = """() => {
  const seen = (one) => one.checkVisibility() && !one.closest("svg");
  const shown = [...document.querySelectorAll("article *, .notice")].filter(seen);
  const light = (colour) => (colour.match(/[\\d.]+/g) ?? []).slice(0, 3).every((part) => Number(part) > 90);
  const clear = (colour) => /, 0\\)$|^rgb\\(255, 255, 255\\)$/.test(colour);
  const style = (one) => getComputedStyle(one);
  const start = (one) => one.outerHTML.slice(0, 90);
  return {
    inks: shown.filter((one) => light(style(one).color)).map(start),
    grounds: shown.filter((one) => !clear(style(one).backgroundColor)).map(start),
  };
}"""

GREY: Final = """async (png) => {
  const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0)); // the policy lets no page fetch data:
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
  canvas.drawImage(bitmap, 0, 0);
  const { data, width } = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
  return { width, grey: Array.from({ length: data.length / 4 }, (_, n) => data[4 * n]) };
}"""


def picture(page: Page, element: Locator) -> bytes:
    """Read the QR code that an element shows on the screen."""
    seen = page.evaluate(GREY, base64.b64encode(element.screenshot(scale="css")).decode())
    return decoded(bytes(seen["grey"]), seen["width"])
