"""Checks the everyday words: every slip is named, and every word stands, as ours, where it leads."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from conftest import ROOT, real_site
from lxml import html
from test_rules import TINY, command

from plansite.base.problems import BadData
from plansite.read.everyday import EVERYDAY_FILE, load_everyday
from plansite.read.kinds import LANGUAGES
from plansite.read.load import load_plan, load_words
from plansite.read.model import Language

SAID: Final = (
    "mục này đã có những chữ này: {0!r}. Sửa: xóa đi|the record says these words already: {0!r}. Mend: delete it"
)
SLIPS: Final[list[tuple[str, str, str]]] = [
    (
        "task I.9:\n  vi: [măng]\n  en: [shoots]\n",
        "1:1: task I.9",
        "không có mục nào mang mã này: 'task I.9'. Sửa: viết loại và mã, như “task III.8” hoặc “page plan”. "
        "Gần nhất: 'task I.2'|nothing has this id: 'task I.9'. "
        "Mend: write kind and id, like “task III.8” or “page plan”. Nearest: 'task I.2'",
    ),
    (
        "task I.1:\n  vi: [măng, Măng]\n  en: [shoots]\n",
        "2:14: task I.1 › vi › #2",
        "viết hai lần: 'Măng'. Sửa: xóa đi|written twice: 'Măng'. Mend: delete it",
    ),
    ("agency to-gieng:\n  vi: [măng]\n  en: [well team]\n", "3:8: agency to-gieng › en › #1", SAID.format("well team")),
    ("page plan:\n  vi: [KẾ HOẠCH]\n  en: [shoots]\n", "2:8: page plan › vi › #1", SAID.format("KẾ HOẠCH")),
    (
        "paragraph decision.article.1:\n  vi: [tre quanh làng]\n  en: [shoots]\n",
        "2:8: paragraph decision.article.1 › vi › #1",
        SAID.format("tre quanh làng"),
    ),
    (
        "task I.1:\n  vi: [măng]\n",
        "1:1: task I.1 › en",
        "thiếu mục này. Sửa: thêm “en:”, dưới đó mỗi mục sau một dấu “- ”"
        "|this entry is missing. Mend: add “en:” and below it each item after a “- ”",
    ),
    (
        "task I.1:\n  vi: [măng]\n  en: [no]\n",
        "3:8: task I.1 › en › #1",
        "YAML đọc “no” thành false. Sửa: viết true hoặc false; nếu là chữ thì đặt trong ngoặc kép"
        "|YAML reads “no” as false. Mend: write true or false; if it is text, put it in quotation marks",
    ),
    (
        "task I.1:\n  vi: [măng]\n  en: [shoots]\n  fr: [pousses]\n",
        "4:7: task I.1 › fr",
        "không có mục nào tên như vậy ở đây: 'fr'. Sửa: xóa, hoặc sửa tên; các mục ở đây: vi, en"
        "|there is no such entry here: 'fr'. Mend: delete it, or mend its name; the entries here: vi, en",
    ),
    (
        "task I.1:\n  vi: []\n  en: [shoots]\n",
        "2:7: task I.1 › vi",
        "danh sách không được trống: []. Sửa: thêm ít nhất một mục"
        "|the list must not be empty: []. Mend: add at least one item",
    ),
    (
        "task I.1:\n  vi: [măng]\n  en: [shoots]\ntask I.1:\n  vi: [gậy]\n  en: [sticks]\n",
        "4:1: task I.1",
        "mục này đã có ở trên",
    ),
]


def says(text: str) -> str:
    """Return what is said of a file of everyday words for the tiny plan; nothing when all is well."""
    Path(EVERYDAY_FILE).write_text(text, encoding="utf-8")
    try:
        load_everyday(Path(), load_plan(TINY), load_words(ROOT / "data"))
    except BadData as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("text", "place", "words"), SLIPS, ids=[place for _, place, _ in SLIPS])
def test_a_slip_is_named(text: str, place: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = says(text)

    assert said.startswith(f"{EVERYDAY_FILE}:{place}\n")
    assert all(part in said for part in words.split("|"))
    assert "\n1 problem; " in said


def test_all_slips_are_named_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "3 problems; " in says("task I.9:\n  vi: [a]\n  en: [b]\npage plan:\n  vi: [kế hoạch]\n  en: [c, c]\n")


def test_sound_words_are_read_and_there_need_be_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plan, words = load_plan(TINY), load_words(ROOT / "data")

    assert load_everyday(Path(), plan, words) == {}
    assert says("task I.1:\n  vi: [măng, gậy]\n  en: [shoots]\n") == ""
    assert load_everyday(Path(), plan, words)["task I.1"]["vi"] == ("măng", "gậy")


def test_the_command_names_their_slips(tmp_path: Path) -> None:
    data = shutil.copytree(TINY, tmp_path / "data")
    for name in ("interface.yaml", "changes.yaml", "api.yaml"):
        shutil.copy(ROOT / "data" / name, data)
    (data / EVERYDAY_FILE).write_text("task I.9:\n  vi: [măng]\n  en: [shoots]\n", encoding="utf-8")
    done = command("check", cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith(f"data/{EVERYDAY_FILE}:1:1: task I.9\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_stands_where_it_leads_and_is_marked_as_ours(site: Path, language: Language) -> None:
    own = real_site()
    shown = {}
    for address in own.addresses():
        page = html.parse(site / address.path(language) / "index.html")
        shown[address.key] = " ".join(page.xpath("string(//details[contains(@class, 'ours everyday')])").split())
    homes = {"document": "page documents", "change": "page changes"}
    for key, words in own.data.everyday.items():
        kind, _, id_ = key.partition(" ")
        home = f"page {own.links.home_of(id_)}" if kind == "paragraph" else homes.get(kind, key)
        assert ", ".join(words[language]) in shown[home], key
        assert shown[home].startswith(own.words[language]["ours"])
