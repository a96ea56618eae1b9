"""Interface words: one that is missing, that nothing uses, or that fills in nothing belongs to make check."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from conftest import ROOT

from plansite.read.words import read_words

SLIPS: Final[list[tuple[str, str, list[str]]]] = [  # (what stands, what is written instead, what is said)
    (
        'lead_agency: {vi: "Cơ quan chủ trì", en: "Lead agency"}\n',
        "",
        ["thiếu lời “lead_agency”. Sửa: khôi phục dòng này", "the word “lead_agency” is missing"],
    ),
    (
        "lead_agency: {",
        "leed_agency: {",
        ["thiếu lời “lead_agency”", "Nearest: 'leed_agency'", "nothing uses this word: 'leed_agency'", "'lead_agency'"],
    ),
    ("site_name: {", "nope: {vi: a, en: b}\nsite_name: {", ["không chỗ nào dùng lời này: 'nope'"]),
    (
        'vi: "{n} nhiệm vụ chỉ',
        'vi: "{số} nhiệm vụ chỉ',
        ["không có chỗ trống “{số}”", "Gần nhất: '{n}'"],
    ),
    ('en: "{n} task for some', 'en: "Tasks for some', ["“{n}” is missing"]),
    (
        'page_home: {vi: "Trang chủ"',
        'page_home: {vi: "Trang chủ {nope}"',
        ["lời này không có chỗ trống: bỏ ngoặc nhọn"],
    ),
    ('en: "Home"}', 'en: "Home {"}', ["a brace without its other half"]),
    ('en: "Home"}', 'en: "Home {}"}', ["nothing is filled in here: drop the braces"]),
    ('vi: "ngày {day} tháng {month}', 'vi: "ngày {days} tháng {month}', ["Gần nhất: '{day}'"]),
    ('vi: "Chủ trì"', "vi: Chủ trì #1", ["drops what follows the #"]),
    ('site_name: {vi: "Kế hoạch 768", ', "site_name: {vi: Kế hoạch, 768, ", ["a comma cuts this text in two"]),
    ("page_plan: {", "page_home: {", ["this name stands here twice: 'page_home'", "“page_plan” is missing"]),
]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of interface words beside the real templates."""
    for name in ("templates", "overrides", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "interface.yaml", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return Path("data")


@pytest.mark.parametrize(("old", "new", "said"), SLIPS, ids=[f"{old} → {new}" for old, new, _ in SLIPS])
def test_a_slip_is_said(old: str, new: str, said: list[str], data: Path) -> None:
    file = data / "interface.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    reports = "\n".join(read_words(data).reports)
    places = [reports.find(part) for part in said]
    assert -1 not in places, reports
    assert all(line.startswith("data/interface.yaml:") for line in reports.split("\n") if line[:1] != " ")


def test_the_words_have_no_slip(data: Path) -> None:
    assert read_words(data).reports == ()
