"""The data against the published text, line by line and as a whole, without any code of plansite."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

DATA: Final = Path(__file__).parents[2] / "data"
SOURCE: Final = DATA / "source" / "768-qd-ubnd.txt"
SHA256: Final = "bc0e4f91d3bd143ab3233970a6aa45546ef5e5d696ee2c4eed506892a7d01d38"

CHROME: Final[list[tuple[str, str]]] = [
    ("before", "Hệ thống pháp luật"),
    ("after", "HIỆU LỰC VĂN BẢN"),
    (
        "after",
        "Quyết định 768/QĐ-UBND năm 2022 về Kế hoạch thực hiện Nghị quyết 160/NQ-CP về Kế hoạch thực hiện Chỉ thị"
        " 05-CT/TW về tăng cường sự lãnh đạo của Đảng đối với công tác giảm nghèo bền vững đến năm 2030 trên địa bàn"
        " tỉnh Bình Định",
    ),
    ("after", "• Số hiệu: 768/QĐ-UBND"),
    ("after", "• Loại văn bản: Quyết định"),
    ("after", "• Ngày ban hành: 11/03/2022"),
    ("after", "• Nơi ban hành: Tỉnh Bình Định"),
    ("after", "• Người ký: Lâm Hải Giang"),
    ("after", "• Ngày công báo: Đang cập nhật"),
    ("after", "• Số công báo: Đang cập nhật"),
    ("after", "• Ngày hiệu lực: 11/03/2022"),
    ("after", "• Tình trạng hiệu lực: Đã biết"),
    ("after", "Tải văn bản"),
]
"""What the web page says around the Decision; nothing else may be left out."""

COLUMNS: Final = ("tt", "content", "lead", "support", "output", "period")
BEFORE: Final = [text for place, text in CHROME if place == "before"]
AFTER: Final = [text for place, text in CHROME if place == "after"]


def printed(plan: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (where, Vietnamese) of every printed line, in printed order."""
    for part in (plan["decision"], plan["plan"], plan["appendix"]["opening"]):
        yield from ((line["id"], line["vi"]) for line in part)
    yield from ((f"columns.{name}", plan["appendix"]["columns"][name]["vi"]) for name in COLUMNS)
    for group in plan["appendix"]["groups"]:
        yield group["id"], group["id"]
        yield f"{group['id']}.heading", group["heading"]["vi"]
        for task in group["tasks"]:
            if task["number"] is not None:  # a blank cell leaves no line
                yield f"{task['id']}.number", task["number"]
            yield from ((f"{task['id']}.{name}", task[name]["vi"]) for name in COLUMNS[1:])


def plain(text: str) -> str:
    """Make any white space one space; U+00A0, of which blank cells are made, counts as such."""
    return " ".join(text.split())


PLAN: Final[dict[str, Any]] = yaml.load((DATA / "plan.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
OURS: Final = list(printed(PLAN))
PUBLISHED: Final = [plain(line) for line in SOURCE.read_text(encoding="utf-8").splitlines() if plain(line)]
DECISION: Final = PUBLISHED[len(BEFORE) : len(PUBLISHED) - len(AFTER)]


def test_the_published_text_is_the_one_that_was_checked() -> None:
    assert hashlib.sha256(SOURCE.read_bytes()).hexdigest() == SHA256
    assert PLAN["provenance"]["sha256"] == SHA256
    assert DATA / PLAN["provenance"]["file"] == SOURCE


def test_only_the_web_pages_own_lines_are_left_out() -> None:
    assert [(one["place"], one["text"]) for one in PLAN["provenance"]["left_out"]] == CHROME
    assert PUBLISHED[: len(BEFORE)] == BEFORE
    assert PUBLISHED[len(PUBLISHED) - len(AFTER) :] == AFTER


def test_there_are_as_many_lines_as_were_published() -> None:
    assert len(OURS) == len(DECISION) == 235


@pytest.mark.parametrize("number", range(235), ids=[where for where, _ in OURS])
def test_a_line_is_as_published(number: int) -> None:
    assert plain(OURS[number][1]) == DECISION[number]


def test_the_whole_is_as_published() -> None:
    assert " ".join(plain(text) for _, text in OURS) == plain(" ".join(DECISION))
    whole = [*BEFORE, *(text for _, text in OURS), *AFTER]
    assert plain(" ".join(whole)) == plain(SOURCE.read_text(encoding="utf-8"))


def test_a_line_is_printed_on_one_line() -> None:
    assert [where for where, text in OURS if len(text.splitlines()) != 1] == []
