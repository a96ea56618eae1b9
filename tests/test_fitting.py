"""What preview cards cannot show is a slip of the data, named by make check before a build stops at it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from conftest import ROOT

from plansite.base.problems import BadData
from plansite.site.check import check

NAME: Final = "      vi: Sở Y tế tỉnh Bình Định\n"

AT: Final = "plan.yaml: agencies › so-y-te › name › vi"
HOME: Final = 'page_tasks: {vi: "Nhiệm vụ"'

SLIPS: Final[list[tuple[str, str, str, str]]] = [  # (what stands, what is written, file and place, what is said)
    (NAME, "      vi: Sở Y tế 🏥\n", AT, "has no 🏥 (U+1F3E5): 'Sở Y tế 🏥'"),
    (NAME, "      vi: Sở 醫 tế\n", AT, "has no 醫 (U+91AB)"),
    (NAME, "      vi: Sở Y tế ꨌꩌ\n", AT, "has no ꨌ (U+AA0C), ꩌ (U+AA4C)"),
    (NAME, f"      vi: {'Sở Y tế ' * 99}Bình Định\n", AT, "too long for the preview card"),
    (NAME, f"      vi: Sở {'Y' * 99}\n", AT, "too long for the preview card"),
    (HOME, 'page_tasks: {vi: "Việc ✅"', "interface.yaml: page_tasks › vi", "has no ✅ (U+2705)"),
    ('issued_on: {vi: "', 'issued_on: {vi: "ꨌ ', "interface.yaml: issued_on › vi", "has no ꨌ (U+AA0C)"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the data beside the real templates and the cards that were drawn of it."""
    for name in ("templates", "overrides", "docs", ".cache"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return Path("data")


@pytest.mark.parametrize(("old", "new", "at", "said"), SLIPS, ids=[said for _, _, _, said in SLIPS])
def test_what_a_card_cannot_show_is_named(old: str, new: str, at: str, said: str, folder: Path) -> None:
    name, _, place = at.partition(": ")
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadData) as caught:
        check(folder)
    [report] = [one for one in caught.value.reports if said in one]
    assert report.startswith(f"data/{name}:")
    assert f": {place}\n  Sai: " in report


def test_every_card_can_be_drawn_without_those_drawn_before(folder: Path) -> None:
    (folder.parent / ".cache").unlink()
    assert check(folder).plan.identity.number == "768/QĐ-UBND"
