"""How names are found in running text, where its runs are cut, and how pages point at each other."""

from __future__ import annotations

from typing import Final

import pytest

from plansite.read.kinds import relative
from plansite.read.model import Agency, AgencyClass, Document, Language, Plan, ShortForm, Term, Written
from plansite.relate.text import Explainer, Namer, Run, Span, Target, runs


def written(vi: str, en: str, *at: str) -> Written:
    return Written(vi=vi, en=en, at=at)


AGENCY: Final = Target("agency", "so-y-te")
CLASS: Final = Target("agency", "cac-so")
CONCERNED: Final = Target("agency", "cac-so-co-lien-quan")
DIRECTIVE: Final = Target("document", "5-ct-tw")
LIST: Final = Target("document", "danh-sach")

# Only what a Namer reads: ids, and names as written.
PLAN: Final = Plan.model_construct(
    agencies=(
        Agency.model_construct(
            id=AGENCY.id,
            written=(written("Sở Y tế", "Department of Health"), written("Y tế", "Health", "article.3", "III.8.lead")),
        ),
    ),
    classes=(
        AgencyClass.model_construct(id=CLASS.id, written=(written("các sở", "departments"),)),
        AgencyClass.model_construct(
            id=CONCERNED.id, written=(written("các sở có liên quan", "departments concerned"),)
        ),
    ),
    documents=(
        Document.model_construct(
            id=DIRECTIVE.id,
            written=(written("Chỉ thị số 5-CT/TW", "Directive No. 5-CT/TW"), written("Chỉ thị", "Directive", "plan.I")),
        ),
        Document.model_construct(
            id=LIST.id, written=(written("Danh sách (mới)", "List (new)"), written("các sở", "departments", "plan.II"))
        ),
    ),
)

FOUND: Final[list[tuple[str, Language, str, str, list[tuple[str, Target]]]]] = [
    ("a name anywhere", "vi", "plan.I", "Giao Sở Y tế chủ trì.", [("Sở Y tế", AGENCY)]),
    ("twice", "vi", "plan.I", "Sở Y tế, Sở Y tế", [("Sở Y tế", AGENCY), ("Sở Y tế", AGENCY)]),
    ("the longest first", "vi", "plan.I", "và các sở có liên quan", [("các sở có liên quan", CONCERNED)]),
    ("the shorter alone", "vi", "plan.I", "và các sở có tên", [("các sở", CLASS)]),
    ("both in one line", "vi", "x", "các sở, các sở có liên quan",
     [("các sở", CLASS), ("các sở có liên quan", CONCERNED)]),
    ("no end within a word", "vi", "plan.I", "Sở Y tếch", []),
    ("no start within a word", "vi", "plan.I", "bSở Y tế", []),
    ("beside punctuation", "vi", "plan.I", "(Sở Y tế);", [("Sở Y tế", AGENCY)]),
    ("a name that ends in a bracket", "vi", "plan.I", "Danh sách (mới).", [("Danh sách (mới)", LIST)]),
    ("capitals count", "vi", "plan.I", "sở y tế", []),
    ("a form tied to another place", "vi", "plan.I", "công tác Y tế", []),
    ("a form tied to this place", "vi", "article.3", "các Sở: Y tế, Xây dựng", [("Y tế", AGENCY)]),
    ("the longest first at its place", "vi", "article.3", "Sở Y tế; Y tế", [("Sở Y tế", AGENCY), ("Y tế", AGENCY)]),
    ("a tied form goes before a common one", "vi", "plan.II", "các sở", [("các sở", LIST)]),
    ("common forms still count there", "vi", "plan.II", "Sở Y tế", [("Sở Y tế", AGENCY)]),
    ("a number with dashes", "vi", "x", "Chỉ thị số 5-CT/TW, Chỉ thị", [("Chỉ thị số 5-CT/TW", DIRECTIVE)]),
    ("its short form where tied", "vi", "plan.I", "theo Chỉ thị này", [("Chỉ thị", DIRECTIVE)]),
    ("English by its own forms", "en", "plan.I", "the Department of Health's", [("Department of Health", AGENCY)]),
    ("English knows no Vietnamese form", "en", "plan.I", "Sở Y tế", []),
    ("nothing", "vi", "plan.I", "", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "path", "text", "expected"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_names_are_found(language: Language, path: str, text: str, expected: list[tuple[str, Target]]) -> None:
    found = [(text[start:end], target) for start, end, target in Namer(PLAN, language).find(path, text)]
    assert found == expected


def test_a_plan_without_names_finds_none() -> None:
    bare = Plan.model_construct(agencies=(), classes=(), documents=())
    assert list(Namer(bare, "vi").find("plan.I", "Sở Y tế")) == []


SPANS: Final[list[tuple[str, Language, str, str | None, list[Span]]]] = [
    ("no name", "vi", "Không ai.", None, [Span((Run("Không ai."),))]),
    ("a name within", "vi", "Giao Sở Y tế.", None,
     [Span((Run("Giao "),)), Span((Run("Sở Y tế"),), AGENCY), Span((Run("."),))]),
    ("a name alone", "vi", "Sở Y tế", None, [Span((Run("Sở Y tế"),), AGENCY)]),
    ("odd words within", "vi", "Chịu trách nhệm.", "trách nhệm",
     [Span((Run("Chịu "), Run("trách nhệm", odd=True), Run(".")))]),
    ("odd words at the start", "vi", "trách nhệm.", "trách nhệm", [Span((Run("trách nhệm", odd=True), Run(".")))]),
    ("odd words are all there is", "vi", "nhệm", "nhệm", [Span((Run("nhệm", odd=True),))]),
    ("odd words end within a name", "vi", "Giao Sở Y tế", "ao Sở",
     [Span((Run("Gi"), Run("ao ", odd=True))), Span((Run("Sở", odd=True), Run(" Y tế")), AGENCY)]),
    ("odd words begin within a name", "vi", "Sở Y tế lo", "tế lo",
     [Span((Run("Sở Y "), Run("tế", odd=True)), AGENCY), Span((Run(" lo", odd=True),))]),
    ("odd words that are not there", "vi", "Chịu trách nhiệm", "nhệm", [Span((Run("Chịu trách nhiệm"),))]),
    ("only the first is marked", "vi", "a b a", "a", [Span((Run("a", odd=True), Run(" b a")))]),
    ("Vietnamese within English", "en", "To Bình Định, by departments", None,
     [Span((Run("To "), Run("Bình Định", foreign=True), Run(", by "))), Span((Run("departments"),), CLASS)]),
    ("nothing", "vi", "", None, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "odd", "expected"), [row[1:] for row in SPANS], ids=[row[0] for row in SPANS]
)
def test_text_is_cut_into_spans(language: Language, text: str, odd: str | None, expected: list[Span]) -> None:
    spans = Namer(PLAN, language).spans("x", text, odd)
    assert list(spans) == expected
    assert "".join(run.text for span in spans for run in span.runs) == text


def letters(spans: list[Span]) -> list[tuple[str, bool, bool]]:
    """Return each letter, and how it is marked."""
    return [(letter, run.odd, run.foreign) for span in spans for run in span.runs for letter in run.text]


@pytest.mark.parametrize(
    ("language", "text", "odd", "expected"), [row[1:] for row in SPANS], ids=[row[0] for row in SPANS]
)
def test_a_text_in_one_span_is_marked_alike(
    language: Language, text: str, odd: str | None, expected: list[Span]
) -> None:
    whole = Namer(PLAN, language).whole(text, odd)
    assert whole.target is None
    assert letters([whole]) == letters(expected)


FOREIGN: Final[list[tuple[str, list[str]]]] = [
    ("Bình Định Province's plan", ["Bình Định"]),
    ("“tương thân, tương ái” (mutual love)", ["tương thân", "tương ái"]),
    ("Decision 768/QĐ-UBND of 2022", ["768/QĐ-UBND"]),
    ("No. 31/TTr-SLĐTBXH dated", ["31/TTr-SLĐTBXH"]),
    ("the words “động - Thương”", ["động - Thương"]),
    ("the words “các huyện, nghèo”", ["các huyện", "nghèo"]),
    ("Sở.", ["Sở"]),
    ("5 × 2 ÷ 1 – “plain”, isn't it…", []),
    ("Directive 40-CT/TW", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), FOREIGN, ids=[text for text, _ in FOREIGN])
def test_vietnamese_runs_in_english_are_marked(text: str, expected: list[str]) -> None:
    cut = list(runs(text, "en"))
    assert [run.text for run in cut if run.foreign] == expected
    assert "".join(run.text for run in cut) == text


def test_vietnamese_is_not_foreign_in_vietnamese() -> None:
    assert list(runs("Bình Định, plan", "vi")) == [Run("Bình Định, plan")]


ADDRESSES: Final[list[tuple[str, str, str, str]]] = [
    ("", "", "", "./"),
    ("", "ke-hoach/", "", "ke-hoach/"),
    ("", "en/", "", "en/"),
    ("ke-hoach/", "", "", "../"),
    ("en/", "", "", "../"),
    ("ke-hoach/", "ke-hoach/", "", "./"),
    ("ke-hoach/", "ke-hoach/", "plan.I", "#plan.I"),
    ("", "", "top", "#top"),
    ("nhiem-vu/iii-8/", "nhiem-vu/iii-9/", "", "../iii-9/"),
    ("nhiem-vu/iii-8/", "nhiem-vu/", "", "../"),
    ("nhiem-vu/iii-8/", "en/tasks/iii-8/", "", "../../en/tasks/iii-8/"),
    ("en/tasks/iii-8/", "nhiem-vu/iii-8/", "", "../../../nhiem-vu/iii-8/"),
    ("nhiem-vu/iii-8/", "phu-luc/", "appendix.III.8.lead", "../../phu-luc/#appendix.III.8.lead"),
    ("nhiem-vu/iii-8/", "", "x", "../../#x"),
]


@pytest.mark.parametrize(("start", "target", "anchor", "expected"), ADDRESSES)
def test_addresses_are_relative(start: str, target: str, anchor: str, expected: str) -> None:
    assert relative(start, target, anchor) == expected


# --- Terms ---

POOR: Final = Target("term", "thuat-ngu-ho-can-ngheo")
AID: Final = Target("term", "thuat-ngu-tro-giup-phap-ly")
COMMITTEE: Final = Target("term", "viet-tat-ubnd")
GLOSSARY: Final = Plan.model_construct(
    glossary=(
        Term.model_construct(vi="hộ cận nghèo", en="near-poor household"),
        Term.model_construct(vi="trợ giúp pháp lý", en="legal aid; legal assistance (free)"),
        Term.model_construct(vi="kế hoạch", en="plan"),
    ),
    short_forms=(ShortForm(text="UBND", vi="Ủy ban nhân dân", en="People's Committee", basis="decision"),),
)
TERMS: Final[list[tuple[str, Language, str, list[tuple[str, Target]]]]] = [
    ("a term", "vi", "các hộ cận nghèo", [("hộ cận nghèo", POOR)]),
    ("in capitals", "vi", "HỘ CẬN NGHÈO", [("HỘ CẬN NGHÈO", POOR)]),
    ("its first place", "vi", "hộ cận nghèo, Hộ cận nghèo", [("hộ cận nghèo", POOR)]),
    ("a short one is an everyday word", "vi", "kế hoạch", []),
    ("an abbreviation", "vi", "do UBND ban hành", [("UBND", COMMITTEE)]),
    ("an abbreviation as printed alone", "vi", "ubnd", []),
    ("none within a number", "vi", "Quyết định số 768/QĐ-UBND", []),
    ("none within a name", "vi", "Giao Sở trợ giúp pháp lý", []),
    ("one beside a name", "vi", "Sở trợ giúp pháp lý: trợ giúp pháp lý", [("trợ giúp pháp lý", AID)]),
    ("no end within a word", "vi", "hộ cận nghèob", []),
    ("English by its own words", "en", "Legal aid", [("Legal aid", AID)]),
    ("English by its other words, without brackets", "en", "legal assistance", [("legal assistance", AID)]),
    ("English knows no abbreviation", "en", "UBND", []),
    ("nothing", "vi", "", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), [row[1:] for row in TERMS], ids=[row[0] for row in TERMS])
def test_a_term_is_found_where_it_stands_outside_of_names(
    language: Language, text: str, expected: list[tuple[str, Target]]
) -> None:
    start = text.find("Sở trợ giúp pháp lý")
    names = [(start, start + len("Sở trợ giúp pháp lý"), AGENCY)] if start >= 0 else []
    found = Explainer(GLOSSARY, language).find(text, names)

    assert [(text[begin:end], target) for begin, end, target in found] == expected
