"""Every rule against one broken plan and the exact words an editor reads."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from plansite.base.problems import BadData
from plansite.read import rules
from plansite.read.load import load_plan, load_words
from plansite.read.model import Plan
from plansite.read.validate import MESSAGES, PATTERNS

HERE: Final = Path(__file__).parent
TINY: Final = HERE / "tiny"
NO_RULE: Final = {"yaml", "shape"}
"""What finds slips before any rule runs."""


@dataclass(frozen=True)
class Broken:
    """One file of broken/: what finds the slip, the edits that make it, and what is said."""

    name: str
    finder: str
    edits: tuple[tuple[str, str, str], ...]
    says: str

    def break_(self, folder: Path) -> None:
        """Make the edits in `folder`, each at the one place where its old text stands."""
        for file, old, new in self.edits:
            text = (folder / file).read_text(encoding="utf-8")
            assert not old or text.count(old) == 1, f"{self.name}: {text.count(old)} times in {file}: {old}"
            (folder / file).write_text(text.replace(old, new) if old else new, encoding="utf-8")


def read(path: Path) -> Broken:
    """Read a case: finder, a line of why, then sections; “write” stands for a whole file."""
    head, *sections = re.split(r"^--- (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    edits: list[tuple[str, str, str]] = []
    old, says = "", ""
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        verb, _, file = title.partition(" ")
        text = body.removesuffix("\n")
        if verb == "find":
            old = text
        elif verb == "says":
            says = text
        else:
            edits.append((file or "plan.yaml", old if verb == "replace" else "", text))
    return Broken(path.stem, head.partition("\n")[0], tuple(edits), says)


CASES: Final = [read(path) for path in sorted((HERE / "broken").glob("*.txt"))]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the tiny plan in the current folder, so that messages name plan.yaml alone."""
    monkeypatch.chdir(shutil.copytree(TINY, tmp_path / "data"))
    return Path()


def words_of(folder: Path) -> str:
    """Return what loading says; nothing when all is well."""
    try:
        load_plan(folder)
    except BadData as error:
        return str(error)
    return ""


BUSH: Final = "- Mỗi xóm trồng một bụi tre hoá, và Các tổ góp cây giống cho xóm mình trong mùa mưa tới."

MATCHES: Final[list[tuple[str, str]]] = [
    ("Mỗi xóm trồng một bụi tre", "verbatim"),
    ("mỗi xóm, trồng một bụi tre HÓA; các tổ góp cây giống", "verbatim"),
    ("Trồng một bụi tre ở mùa mưa", "near-verbatim"),
    ("Trồng một bụi chuối", "near-verbatim"),
    ("Trồng một bụi tre quanh bờ suối dài", "partial"),
    ("Trồng một bụi tre quanh bờ suối dài lắm", "related"),
    ("Đi xa để xem rồi về nói lại rằng một bụi tre hoá và các tổ góp là điều vui", "partial"),
    ("Đi xa để xem rồi về nói lại rằng một bụi tre và các tổ góp là điều vui", "related"),
    ("Góp cây giống, trồng một bụi tre", "partial"),
    ("Giữ tre", "partial"),
    ("Đếm cây", "partial"),
    ("Tưới nước", "related"),
]
"""A task's words and how they match BUSH: all of them in order, three quarters, half or eight in a row, or fewer."""


@pytest.mark.parametrize(("task", "match"), MATCHES, ids=[task for task, _ in MATCHES])
def test_a_match_is_counted(task: str, match: str) -> None:
    assert rules.match_of(task, BUSH) == match


def test_the_tiny_plan_is_sound(tiny: Path) -> None:
    assert words_of(tiny) == ""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_slip_is_named_to_the_letter(case: Broken, tiny: Path) -> None:
    case.break_(tiny)
    assert words_of(tiny) == case.says


@pytest.mark.parametrize("case", [case for case in CASES if case.finder not in NO_RULE], ids=lambda case: case.name)
def test_its_own_rule_finds_it(case: Broken, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "RULES", [rule for rule in rules.RULES if rule.__name__ != case.finder])
    case.break_(tiny)
    assert words_of(tiny) != case.says


def test_every_rule_has_a_broken_file() -> None:
    assert {case.finder for case in CASES} == NO_RULE | {rule.__name__ for rule in rules.RULES}


def test_every_message_about_shape_has_a_broken_file() -> None:
    said = "".join(case.says for case in CASES)
    silent = [what.en for what, _ in (*MESSAGES.values(), *PATTERNS.values()) if f"Wrong: {what.en}" not in said]
    assert silent == []


def test_every_pattern_of_the_model_has_a_message() -> None:
    schema = json.dumps(Plan.model_json_schema(mode="serialization"))
    patterns = {json.loads(f'"{found}"') for found in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', schema)}
    assert patterns == set(PATTERNS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_report_has_all_its_parts(case: Broken) -> None:
    """File, line, column and place; then what is wrong and how to mend it, in each language."""
    *lines, vi, en = case.says.split("\n")
    places, vi_lines, en_lines = lines[::3], lines[1::3], lines[2::3]
    assert all(re.fullmatch(r"[\w.-]+:\d+:\d+: \S.*", line) for line in places)
    assert all(re.fullmatch(r"  Sai: .+\. Sửa: .+\.", line) for line in vi_lines)
    assert all(re.fullmatch(r"  Wrong: .+\. Mend: .+\.", line) for line in en_lines)
    assert len(places) == len(vi_lines) == len(en_lines)
    assert vi == f"{len(places)} lỗi; trang đã đăng vẫn giữ nguyên."
    assert en.startswith(f"{len(places)} problem")


NOT_TEXT: Final[list[tuple[str, bytes, str]]] = [
    ("plan.yaml", b"identity:\n  number: \xff\n", "plan.yaml:2:11: (tệp/file)"),
    ("published-ids.txt", b"task \xff\n", "published-ids.txt:1:1: (tệp/file)"),
]


@pytest.mark.parametrize(("file", "content", "place"), NOT_TEXT, ids=[file for file, _, _ in NOT_TEXT])
def test_a_file_that_is_not_utf8_says_so(file: str, content: bytes, place: str, tiny: Path) -> None:
    (tiny / file).write_bytes(content)
    assert words_of(tiny) == (
        f"{place}\n"
        "  Sai: tệp không phải UTF-8. Sửa: lưu lại bằng mã UTF-8.\n"
        "  Wrong: the file is not UTF-8. Mend: save it as UTF-8.\n"
        "1 lỗi; trang đã đăng vẫn giữ nguyên.\n"
        "1 problem; what was published stays as it was."
    )


def test_a_missing_file_says_so(tiny: Path) -> None:
    (tiny / "plan.yaml").unlink()
    assert "plan.yaml:1:1: (tệp/file)\n  Sai: không mở được tệp (No such file or directory)." in words_of(tiny)


def test_thousands_of_brackets_do_not_crash(tiny: Path) -> None:
    """They once exhausted the stack of the YAML library, which killed the process."""
    (tiny / "plan.yaml").write_text("[" * 100_000, encoding="utf-8")
    assert words_of(tiny).startswith("plan.yaml:1:31: (tệp/file)\n  Sai: lồng quá sâu:")


WORDS: Final[list[tuple[str, str]]] = [
    ("lead: Chủ trì: Lead", "interface.yaml:1:14: lead"),
    ("lead: {vi: Chủ trì}", "interface.yaml:1:7: lead › en"),
    ("lead: {vi: Chủ trì, en: Lead, fr: Chef}", "interface.yaml:1:35: lead › fr"),
    ("lead: Lead", "interface.yaml:1:7: lead"),
    ("- lead", "interface.yaml:1:1: (tệp/file)"),
]


@pytest.mark.parametrize(("text", "place"), WORDS, ids=[text for text, _ in WORDS])
def test_slips_in_the_interface_words_are_named(text: str, place: str, tiny: Path) -> None:
    (tiny / "interface.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadData) as caught:
        load_words(tiny)
    assert [report.partition("\n")[0] for report in caught.value.reports] == [place]


def command(*arguments: str | Path, cwd: Path = HERE.parent) -> subprocess.CompletedProcess[str]:
    """Run `python -m plansite` as a person would."""
    done: subprocess.CompletedProcess[Any] = subprocess.run(
        [sys.executable, "-m", "plansite", *arguments], cwd=cwd, capture_output=True, check=False, encoding="utf-8"
    )
    return done


OTHERS: Final = {
    "interface.yaml": "page_plan: {vi: Kế hoạch, en: Plan}\nsearch_also_plan: {vi: Việc, en: Work}\n",
    "changes.yaml": '- {id: mot, date: 2031-03-01, api: "1.0", vi: Một, en: One, at: [agency to-vuon]}\n',
    "everyday.yaml": "agency to-vuon: {vi: [tổ trồng cây], en: [planters]}\n",
    "api.yaml": "Plan: {vi: Kế hoạch, en: Plan}\n",
}
"""The least that the other files of data may say."""


def whole(root: Path) -> Path:
    """Return a folder below `root` with the tiny plan and every other file, but no templates."""
    data = shutil.copytree(TINY, root / "data")
    for name, text in OTHERS.items():
        (data / name).write_text(text, encoding="utf-8")
    return data


@pytest.mark.parametrize("plan", ["", "\0", "plan: [", "id: x\nid: y\n", "a: 'b", None], ids=repr)
def test_a_slip_in_one_file_hides_none_in_another(plan: str | None, tmp_path: Path) -> None:
    """Slips of shape and of meaning are told of every file, whatever one of them is like."""
    data = whole(tmp_path)
    for name, old, new in (
        ("interface.yaml", "en: Plan", "en: 'Plan {n}'"),
        ("interface.yaml", "en: Work", "en: [Work]"),
        ("changes.yaml", "agency to-vuon", "cơ quan to-gieng"),
        ("everyday.yaml", "agency to-vuon", "agency to-vuonn"),
        ("api.yaml", "en: Plan", "en: no"),
    ):
        text = (data / name).read_text(encoding="utf-8")
        (data / name).write_text(text.replace(old, new), encoding="utf-8")
    if plan is not None:
        (data / "plan.yaml").write_text(plan, encoding="utf-8")
    done = command("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert ("data/plan.yaml" in done.stderr) is (plan is not None)
    for said in (
        "there is nothing to fill in “{n}”",
        'without brackets: "Work"',
        "Nearest: 'agency to-gieng'",
        "Nearest: 'agency to-vuon'",
        "reads “no” as false",
    ):
        assert said in done.stderr


def test_an_explanation_that_was_there_is_missed(tmp_path: Path) -> None:
    data = whole(tmp_path)
    assert command("refresh", cwd=tmp_path).returncode == 0
    (data / "api.yaml").write_text("Plann: {vi: Kế hoạch, en: Plan}\n", encoding="utf-8")
    said = command("check", cwd=tmp_path).stderr
    assert said.startswith("data/api.yaml:1:1: Plan\n")
    assert "thiếu lời “Plan”" in said
    assert "Nearest: 'Plann'" in said


def test_the_command_accepts_the_real_data() -> None:
    done = command("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "20 nhiệm vụ" in done.stdout
    assert "20 tasks" in done.stdout


def test_the_command_refuses_broken_data_without_a_traceback(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.name == "agency-unknown")
    case.break_(whole(tmp_path))
    done = command("check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == case.says.replace("plan.yaml:", "data/plan.yaml:") + "\n"
    assert "Traceback" not in done.stderr


def test_the_command_refuses_broken_interface_words(tmp_path: Path) -> None:
    whole(tmp_path)
    (tmp_path / "data" / "interface.yaml").write_text("lead: Lead\n", encoding="utf-8")
    done = command("check", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.startswith("data/interface.yaml:1:7: lead\n")
    assert "Traceback" not in done.stderr


def test_the_command_refreshes_what_follows_from_the_data(tmp_path: Path) -> None:
    """New ids go to the end of the list; those that were there keep their lines."""
    data = whole(tmp_path)
    listed = (data / "published-ids.txt").read_text(encoding="utf-8")
    (data / "published-ids.txt").write_text(listed.replace("agency to-gieng\n", ""), encoding="utf-8")
    assert command("refresh", cwd=tmp_path).returncode == 0
    refreshed = (data / "published-ids.txt").read_text(encoding="utf-8")
    assert refreshed == listed.replace("agency to-gieng\n", "") + "agency to-gieng\n"
    assert "agencies" in json.loads((data / "plan.schema.json").read_text(encoding="utf-8"))["properties"]
