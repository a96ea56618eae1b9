"""What authors may call for in pages written by hand: each name in both languages, and every slip with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from conftest import ROOT, real_site
from hostile import WORDS, hostile_site
from lxml import html

from plansite.base.problems import BadData
from plansite.pages import authoring
from plansite.pages.authoring import NAMES, problems, vocabulary
from plansite.read.kinds import ROOTS
from plansite.read.model import Language

SITE: Final = real_site()
DOCS: Final = ROOT / "docs"

CALLS: Final = {  # a call, what it says in each language, and where it leads from huong-dan/ and en/guide/
    "task": (("III.8",), "III.8: Giải quyết đất sản xuất", "III.8: To provide", "nhiem-vu/iii-8/", "tasks/iii-8/"),
    "agency": (("so-y-te",), "Sở Y tế", "Department of Health", "co-quan/so-y-te/", "agencies/so-y-te/"),
    "paragraph": (("plan.III.1.b3",), "Định kỳ sơ kết", "To conduct periodic", "ke-hoach/#plan.III.1.b3",
                  "plan/#plan.III.1.b3"),
}  # fmt: skip

FILTERS: Final = [  # (filters, the tasks that answer)
    ({"agency": "so-y-te", "role": "lead"}, ["III.8"]),
    ({"agency": "so-tai-chinh"}, []),
    ({"group": "II"}, ["II.1", "II.2"]),
    ({"period": "annual"}, ["I.1", "I.2", "I.3", "I.4"]),
    ({"agency": "ubnd-cap-huyen", "role": "lead", "group": "II"}, ["II.1", "II.2"]),
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", CALLS)
def test_a_piece_stands_in_the_language_of_its_page(name: str, language: Language) -> None:
    values, vi, en, to_vi, to_en = CALLS[name]
    text = getattr(vocabulary(SITE, language, {"vi": "huong-dan/", "en": "guide/"}[language]), name)(*values)
    piece = html.fromstring(f"<div>{text}</div>")
    assert {"vi": vi, "en": en}[language] in " ".join(piece.text_content().split())
    assert "../" + {"vi": to_vi, "en": to_en}[language] in piece.xpath(".//a/@href")
    assert "\n\n" not in text


@pytest.mark.parametrize(("filters", "due"), FILTERS, ids=[str(filters) for filters, _ in FILTERS])
def test_filters_choose_tasks(filters: dict[str, str], due: list[str]) -> None:
    words = vocabulary(SITE, "vi", "huong-dan/")
    assert words.count(**filters) == str(len(due))
    listed = html.fromstring(f"<div>{words.tasks(**filters)}</div>")
    assert listed.xpath(".//*[@class = 'task__id']/text()") == due
    table = html.fromstring(f"<div>{words.task_table(**filters)}</div>")
    assert table.xpath(".//a[@class = 'chip']/text()") == due
    assert len(table.xpath(".//thead//th")) == 6


def test_a_table_holds_the_words_as_issued() -> None:
    table = html.fromstring(vocabulary(SITE, "vi", "huong-dan/").task_table(group="III"))
    cells = [cell.text_content().strip() for cell in table.xpath(".//td[@class = 'cell-output']")]
    assert cells == [task.output.vi for task in SITE.plan.tasks() if task.id.startswith("III.")]


def test_hostile_words_stay_words() -> None:
    site = hostile_site()
    first = next(iter(site.plan.tasks())).id
    words = vocabulary(site, "vi", "huong-dan/")
    for text in (words.task(first), words.tasks(), words.task_table()):
        piece = html.fromstring(f"<div>{text}</div>")
        assert not piece.xpath(".//script | .//img | .//*[@onerror]")
        assert WORDS["vi"].split()[0] in piece.text_content()


SLIPS: Final = [  # (a line of a page, what is said)
    ('{{ task("III.88") }}', "Nearest: 'III.8'."),
    ('{{ agency("so-y-tee") }}', "Nearest: 'so-y-te'."),
    ('{{ paragraph("plan.III.1.b33") }}', "Nearest: 'plan.III.1.b3"),
    ('{{ tasks(agency="so-y-te", role="leads") }}', "Nearest: 'lead'."),
    ('{{ tasks(role="lead") }}', "a role without an agency"),
    ('{{ tasks(group="VI") }}', "there is no such group"),
    ('{{ count(period="2021-2026") }}', "Nearest: '2021-2025'."),
    ('{{ task_tabel(group="II") }}', "Nearest: 'task_table'."),
    ('{{ task("III.8", "III.9") }}', "it cannot be called like this"),
    ("{{ task(III.8) }}", "it cannot be called like this"),
    ('{{ tasks(agencies="so-y-te") }}', "it cannot be called like this"),
    ('{{ task("III.8" }}', "not a call"),
]


@pytest.mark.parametrize(("line", "said"), SLIPS, ids=[line for line, _ in SLIPS])
def test_a_slip_is_named_with_its_page_and_line(line: str, said: str, tmp_path: Path) -> None:
    page = tmp_path / "vi" / "a.md"
    page.parent.mkdir()
    page.write_text(f"# A\n\n{line}\n", encoding="utf-8")
    [report] = problems(SITE.links, tmp_path)
    assert report.startswith(f"{page}:3:1: ")
    assert said in report
    assert "Sửa: " in report
    with pytest.raises(BadData):
        authoring.check(SITE.links, tmp_path)


def test_all_slips_of_all_pages_are_told_at_once(tmp_path: Path) -> None:
    for language in ROOTS:
        (tmp_path / language).mkdir()
        text = "\n".join(line for line, said in SLIPS if said != "not a call")
        (tmp_path / language / "a.md").write_text(text, encoding="utf-8")
    assert len(problems(SITE.links, tmp_path)) == 2 * (len(SLIPS) - 1)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_shown_in_use_and_listed(name: str) -> None:
    for page in ("vi/huong-dan.md", "en/guide.md"):
        assert f"{{{{ {name}(" in (DOCS / page).read_text(encoding="utf-8")
    assert (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").count(f"`{name}(") >= 2


@pytest.mark.parametrize(("path", "words"), [("huong-dan/", "Định kỳ sơ kết"), ("en/guide/", "To conduct periodic")])
def test_the_guide_is_built(site: Path, path: str, words: str) -> None:
    text = (site / path / "index.html").read_text(encoding="utf-8")
    assert words in text
    assert "{{" not in text
    markdown = (site / path / "index.md").read_text(encoding="utf-8")
    assert f"> \\- {words}" in markdown
    assert "{{" not in markdown
