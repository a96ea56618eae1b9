"""Slips of writing in YAML: each is named where it was made, loses nothing silently, and hides no other."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from plansite.base.problems import BadData, Place
from plansite.read import yaml_text
from plansite.read.load import load_words, read_plan

TINY: Final = Path(__file__).parent / "tiny"

BEFORE: Final = 'first:\n  vi: "Chữ"\n  en: "Text"\n'
AFTER: Final = 'last: {vi: "Cuối", en: "Last"}\n'

SLIPS: Final[list[tuple[str, str, str]]] = [  # (lines between BEFORE and AFTER, where, what is wrong)
    # Quotation marks
    ('a:\n  vi: "Chữ\n  en: "Text"', "5:7", "a quotation mark opened and not closed"),
    ("a:\n  vi: 'Chữ\n  en: Text", "5:7", "a quotation mark opened and not closed"),
    ('a:\n  vi: "Chữ\n  en: Text', "5:7", "a quotation mark opened and not closed"),
    ('a:\n  vi: Chữ\n  en: "Text', "6:7", "a quotation mark opened and not closed"),
    ('a: {vi: "Chữ, en: "Text"}', "4:9", "a quotation mark opened and not closed"),
    ('a: {vi: "Chữ "lạ" ở đây", en: "Text"}', "4:9", "more text after the closing"),
    ('a:\n  vi: "Chữ "lạ"\n  en: Text', "5:7", "a quotation mark opened and not closed"),
    ('a: {vi: "Chữ", en: "Text}', "4:20", "a quotation mark opened and not closed"),
    ('a:\n  vi: "Chữ "lạ" ở đây"\n  en: Text', "5:13", "more text after the closing"),
    ("a:\n  vi: 'Chữ'\n  en: 'It's text'", "6:11", "more text after the closing"),
    ("a:\n  vi: “Chữ”\n  en: Text", "5:7", "curly quotation marks"),
    ("a:\n  vi: “Chữ: lạ”\n  en: Text", "5:7", "curly quotation marks"),
    ('a:\n  vi: "C:\\data"\n  en: Text', "5:10", "a backslash within quotation marks"),
    # Spaces
    ("a:\n\tvi: Chữ\n  en: Text", "5:1", "a tab at the start"),
    ("a:\n  \tvi: Chữ\n    en: Text", "5:3", "a tab at the start"),
    ("a:\n\u00a0\u00a0vi: Chữ\n  en: Text", "5:1", "an odd space"),
    ("a:\n  vi:\u00a0Chữ\n  en: Text", "5:6", "an odd space"),
    ("a:\n  vi\u00a0: Chữ\n  en: Text", "5:5", "an odd space"),
    ("a:\n  vi: Chữ\n\u3000 en: Text", "6:1", "an odd space"),
    ("a:\n  vi: Chữ\n   en: Text", "6:4", "indented wrongly"),
    ("a:\n  vi: Chữ\n en: Text", "6:2", "indented wrongly"),
    ("a:\n  vi:Chữ\n  en: Text", "5:3", "no space after the colon"),
    ("a:\n  vi Chữ\n  en: Text", "5:3", "no name with a colon"),
    # Signs of YAML's own
    ("a:\n  vi: Chữ: lạ\n  en: Text", "5:10", "a colon within the text"),
    ("a: {vi: Chữ: lạ, en: Text}", "4:12", "a colon within the text"),
    ("a: {vi: Chữ, lạ, en: Text}", "4:14", "a comma cuts this text"),
    ("a: {vi: Chữ, en: Text, more}", "4:24", "a comma cuts this text"),
    ("a:\n  vi: [Chữ] lạ\n  en: Text", "5:12", "more text after the closing bracket"),
    ("a: {vi: Phần {n}, en: Part}", "4:9", "a bracket within the text"),
    ("a: {vi: Phần [n], en: Part}", "4:9", "a bracket within the text"),
    ("a: {vi: {n} phần, en: Part}", "4:10", "a bracket within the text"),
    ("a:\n  vi: {n} nhiệm vụ\n  en: Text", "5:8", "a bracket within the text"),
    ("a: {vi: Chữ, en: Text", "4:4", "a bracket opened and not closed"),
    ("a:\n  vi: - Chữ\n  en: Text", "5:7", "a sign of YAML's own"),
    ("a:\n  vi: *Chữ\n  en: Text", "5:7", "a sign of YAML's own"),
    ("a:\n  vi: Chữ\n  en: @text", "6:7", "a sign of YAML's own"),
    ("a:\n  vi: 'Chữ'\n  en: `text`", "6:7", "a sign of YAML's own"),
    ("a:\n  vi: !chữ lạ\n  en: Text", "5:7", "a sign of YAML's own"),
    ("a:\n  vi: %chữ\n  en: Text", "5:7", "a sign of YAML's own"),
    ("a:\n  vi: = \n  en: Text", "5:7", "a sign of YAML's own"),
    ("a:\n  vi: &Chữ lạ\n  en: Text", "5:7", "drops the word after the &"),
    ("a: {vi: &chu Chữ, en: Text}", "4:9", "drops the word after the &"),
    ("a: {vi: !!str Chữ, en: Text}", "4:9", "the YAML type “str”"),
    ("a:\n  vi: Chữ\n  en: Text\n  <<: {}", "7:3", "a name before a colon must be text"),
    # Text that YAML would drop, or read as something else
    ("a:\n  vi: Chữ\n  en: item 27 #28", "6:15", "drops what follows the #"),
    ("a:\n  vi: #1\n  en: Text", "5:7", "drops what follows the #"),
    ('a:\n  vi: "Chữ" #1\n  en: Text', "5:12", "drops what follows the #"),
    ("a: {vi: Chữ #1, en: Text}", "4:13", "drops what follows the #"),
    ("a: {vi: Chữ, en: Text} # why", "4:23", "drops what follows the #"),
    ("a:\n  vi: no\n  en: Text", "5:7", "reads “no” as false"),
    ("a:\n  vi: Yes\n  en: Text", "5:7", "reads “Yes” as true"),
    ("a:\n  vi: ~\n  en: Text", "5:7", "reads “~” as null"),
    ("a:\n  vi: Null\n  en: Text", "5:7", "reads “Null” as null"),
    ("a:\n  vi: 1_000\n  en: Text", "5:7", "reads “1_000” as 1000"),
    ("a:\n  vi: 0123\n  en: Text", "5:7", "reads “0123” as 83"),
    ("a:\n  vi: 0x1F\n  en: Text", "5:7", "reads “0x1F” as 31"),
    ("a:\n  vi: 1:59:59\n  en: Text", "5:7", "reads “1:59:59” as 7199"),
    ("a:\n  vi: .inf\n  en: Text", "5:7", "reads “.inf” as Infinity"),
    ("a:\n  vi: 1.10\n  en: Text", "5:7", "reads “1.10” as 1.1"),
    ("a:\n  vi: 768\n  en: Text", "5:7", "put it in quotation marks: \"768\""),
    ("a:\n  vi: 2022-03-11\n  en: Text", "5:7", "must be text: 2022-03-11"),
    ("a:\n  vi: 2022-02-30\n  en: Text", "5:7", "there is no such day"),
    ("a:\n  vi: Chữ\n    lạ\n  en: Text", "6:5", "no name with a colon"),
    ("a:\n  vi: >\n    Chữ\n    lạ\n  en: Text", "5:7", "a text on several lines"),
    ("a:\n  vi: |-\n    Chữ\n  en: Text", "5:7", "a text on several lines"),
    ("a: {vi: Chữ\n  lạ, en: Text}", "4:9", "a text on several lines"),
    ("a:\n  vi: Chữ\u2028lạ\n  en: Text", "5:10", "a hidden line break"),
    ("a:\n  vi: Chữ\n  en: Text\n  vi: Khác", "7:3", "this name stands here twice"),
    ("a: {vi: Chữ, vi: Khác, en: Text}", "4:14", "this name stands here twice"),
    ("first: {vi: Khác, en: Other}", "4:1", "this name stands here twice"),
    # What stands in the wrong shape
    ("a: {vi: [Chữ, lạ], en: Text}", "4:9", 'without brackets: "Chữ, lạ"'),
    ("a: {vi: Chữ}", "4:4", "add “en: …”"),
    ("a: {vi: Chữ, en: Text, fr: Mot}", "4:28", "the entries here: vi, en"),
]  # fmt: skip


def reports(folder: Path, text: str) -> list[str]:
    """Return what is reported of a file of words."""
    (folder / "interface.yaml").write_text(text, encoding="utf-8")
    try:
        load_words(folder)
    except BadData as error:
        return list(error.reports)
    return []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path()


@pytest.mark.parametrize(("slip", "where", "what"), SLIPS, ids=[repr(slip) for slip, _, _ in SLIPS])
def test_a_slip_is_named_alone_and_where_it_was_made(slip: str, where: str, what: str, folder: Path) -> None:
    found = reports(folder, f"{BEFORE}{slip}\n{AFTER}")
    [report] = found
    assert report.startswith(f"interface.yaml:{where}: ")
    assert what in report
    assert "did not find" not in report
    assert "could not" not in report


def test_all_slips_of_writing_are_told_at_once(folder: Path) -> None:
    """One after another in one file, each is found as if it stood alone."""
    slips = [(slip, what) for slip, _, what in SLIPS if "first:" not in slip]
    text = BEFORE + "".join(slip.replace("a:", f"w{n}:", 1) + "\n" for n, (slip, _) in enumerate(slips)) + AFTER
    found = reports(folder, text)
    assert len(found) == len(slips)
    assert [what for (_, what), report in zip(slips, found, strict=True) if what not in report] == []


KEPT: Final = [  # what is written otherwise and read alike: formatters may do so
    'a:\n    vi: "Chữ"\n    en: Text',
    "a: {vi: Chữ, en: 'Text'}",
    'a: {\n  vi: "Chữ",\n  en: "Text" }',
    'a:\n  {\n    vi: "Chữ",\n    en: "Text",\n  }',
    '"a": {"vi": "Chữ", "en": "Text: this, and that"}',
    "a:\n  # why\n  vi: Chữ\n\n  en: item#27",
    "no: {vi: Chữ, en: Text}",
    "a:\n  vi: \"Chữ #1: lạ\"\n  en: 'It''s'",
    'a:\n  vi: "Chữ \\"lạ\\""\n  en: Text (a, b), {c} - d',
    "a:\r\n  vi: Chữ\r\n  en: Text\r",
    "\na: {vi: https://ví.dụ/#chỗ, en: at 11:30}",
]


@pytest.mark.parametrize("text", KEPT, ids=repr)
def test_what_is_no_slip_is_read(text: str, folder: Path) -> None:
    found = reports(folder, f"{BEFORE}{text}\n{AFTER}")
    assert found == []


def test_a_mark_at_the_start_and_other_line_ends_are_read(folder: Path) -> None:
    assert reports(folder, "\ufeff" + BEFORE.replace("\n", "\r\n") + AFTER.replace("\n", "\r\n")) == []


def test_what_the_parser_says_is_never_passed_on() -> None:
    """Every finding of libyaml that has a meaning of its own is in both languages; the rest has words for all."""
    for what, mend in (*yaml_text.PARSER.values(), yaml_text.UNKNOWN):
        assert what.vi != what.en
        assert mend.vi != mend.en


HIDES: Final[list[tuple[str, str, int]]] = [  # (what stands, the slip, problems elsewhere that are still told)
    ("  signer: Chú Cuội", '  signer: "Chú Cuội', 1),
    ("      - id: to-vuon\n", "      - id: to-vuon\n     x\n", 1),
    ("        - id: I.1\n", "        - id: I.1\n\t\t\t\tnumbre\n", 1),
    ("    name_sources: [S1]", "    name_sources: [S1", 1),
]


@pytest.mark.parametrize(("old", "new", "others"), HIDES, ids=[new for _, new, _ in HIDES])
def test_a_slip_of_writing_hides_no_slip_of_meaning(
    old: str, new: str, others: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shutil.copytree(TINY, tmp_path / "data"))
    text = Path("plan.yaml").read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1).replace("members: [to-vuon, to-gieng]", "members: [to-vuon, to-gien]")
    Path("plan.yaml").write_text(text, encoding="utf-8")
    found = read_plan(Path()).reports
    assert len(found) == 1 + others, "\n".join(found)
    assert "'to-gien'" in found[-1]


BOTH: Final = [  # in one record: (what stands, slip of shape, what stands, slip of an id, a word or another shape)
    ("    kind: department\n", "", "body:\n          vi: Tổ Tre", "bodi:\n          vi: Tổ Tre"),
    ("      en: Rule\n", "", "vi: Lệ số 1/L-LT", "vi: Lệ số 2/L-LT"),
    ("    open: false", "    open: no", "members: [to-vuon,", "members: [to-vuom,"),
    ("    sic: true\n", "    sic: maybe\n", "quote: trách nhệm", "quote: trách nhiệm"),
    ("    en: Printed so.\n", "", "quote: trách nhệm", "quote: trách nhiệm"),
    ("    en: Printed so.", "    en: Printed: so.", "at: [decision.article.2]", "at: [decision.article.22]"),
    ("at: [decision.article.2]", "at: decision.article.2", "quote: trách nhệm\n", "quote: trách nhệm\n    rest: so\n"),
    ("  - kind: bound", "  - kind: bond", "agencies: [to-vuon, ", "agencies: [to-vuom, "),
    ("      en: The Garden Team has another name.\n", "", "sources: [S1]\n  unknown", "sources: [S9]\n  unknown"),
    ("      en: An invented page about bamboo\n", "", "https://example.org/tre", "https://example.org/t re"),
    ("  - id: nhem\n", "  - id: Nhẹm 1\n", "quote: trách nhệm", "quote: trách nhiệm"),
    ("  - id: nhem\n", "  - id: Nhẹm 1\n", "    en: Printed so.\n", ""),
    ("    vi: Bản đã đăng in như vậy.", "    vi: Bản đã đăng: in như vậy.", "    en: Printed so.\n", ""),
    ("at: [decision.article.2]", "at: decision.article.22", "quote: trách nhệm", "quote: trách nhiệm"),
    ("urls: [https://example.org/tre]", "urls: https://a.org/t re", "      en: An invented page about bamboo\n", ""),
    ("          en: Bamboo Team\n", "", "        sources: [S1]", "        sources: [S9]"),
]  # fmt: skip


@pytest.mark.parametrize("edits", BOTH, ids=[edits[3] for edits in BOTH])
def test_two_slips_in_one_record_are_told_in_one_run(
    edits: tuple[str, str, str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shutil.copytree(TINY, tmp_path / "data"))
    text = Path("plan.yaml").read_text(encoding="utf-8")

    def told(*edits: tuple[str, str]) -> set[str]:
        edited = text
        for one, another in edits:
            assert one in edited
            edited = edited.replace(one, another, 1)
        Path("plan.yaml").write_text(edited, encoding="utf-8")
        return {"\n".join(report.splitlines()[1:]) for report in read_plan(Path()).reports}

    first, second = edits[:2], edits[2:]
    alone = told(first), told(second)
    assert all(alone)
    assert told(first, second) == alone[0] | alone[1]


def _entries(tree: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    """Yield every entry of every mapping."""
    children = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in children:
        if isinstance(key, str):
            yield (*place, key), value
        yield from _entries(value, (*place, key))


@pytest.mark.slow
@pytest.mark.parametrize("slip", ["of a wrong kind", "missing"])
def test_what_an_entry_should_be_is_told_alone(slip: str, tmp_path: Path) -> None:
    """Whatever it is and wherever it stands, nothing that follows from it is told as well."""
    folder = shutil.copytree(TINY, tmp_path / "data")
    tree = yaml.safe_load((TINY / "plan.yaml").read_text(encoding="utf-8"))
    told, noisy = 0, {}
    for place, value in _entries(tree):
        edited = copy.deepcopy(tree)
        holder: Any = edited
        for key in place[:-1]:
            holder = holder[key]
        if slip == "missing":
            del holder[place[-1]]
        else:
            holder[place[-1]] = 1 if isinstance(value, dict) else {"wrong": 1}
        text = yaml.dump(edited, Dumper=yaml.CSafeDumper, allow_unicode=True, width=100_000)
        (folder / "plan.yaml").write_text(text, encoding="utf-8")
        reports = read_plan(folder).reports
        due = slip != "missing" or any("this entry is missing" in one for one in reports)  # it need not be there
        told += due
        if due and len(reports) != 1:
            noisy[" ".join(map(str, place))] = reports
    assert told > 250
    assert noisy == {}
