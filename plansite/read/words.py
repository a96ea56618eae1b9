"""The interface words: which names templates and code ask for, and what is filled into each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, get_args

from plansite.base.problems import Message, Place, Problem, nearest
from plansite.read.audit_report import GateName, Status
from plansite.read.kinds import KINDS, LANGUAGES, MAIN_PAGES
from plansite.read.load import WORDS_FILE, Read, read
from plansite.read.model import AgencyKind, Bilingual, Columns, DutyKind, Involvement, Match

FAMILIES: Final[Mapping[str, set[str]]] = {
    "page_{}": set(KINDS),
    "{}_description": set(KINDS),
    "search_also_{}": set(MAIN_PAGES),
    "menu_{}": {kind.menu for kind in KINDS.values() if kind.menu},
    "kind_{}": set(AgencyKind),
    "duty_{}": set(DutyKind),
    "match_{}": set(Match),
    "involvement_{}": set(Involvement),
    "filter_kind_{}": set(Involvement),
    "basis_{}": {"decision", "source", "editorial"},
    "{}_mark": {"lead", "support"},
    "files_{}": {"excel", "csv", "zip", "json", "catalog", "print", "law", "text"},
    "gate_{}": set(get_args(GateName)),
    "wcag_{}": set(get_args(Status)),
    "wcag_by_{}": {"hand", "machine"},
    "cell_{}": set(Columns.model_fields),
    "print_title_{}": {"decision", "appendix", "agency"},
    "report_blank_{}": {"result", "figures", "evidence", "difficulty", "proposal"},
    "cite_{}": {
        "part", "section", "point", "bullet", "reference", "article", "preamble", "recipient", "signature", "closing",
        "title", "opening",
    },
}  # fmt: skip
"""Interface words whose names are put together at run time."""

NAMES: Final = {
    name.format(kind): row.fills for kind, row in KINDS.items() if row.records for name in ("page_{}", "{}_description")
}
"""What is filled into the words that name the page of a record."""

FILLED: Final[Mapping[str, str]] = {
    **NAMES,
    "api_version_from": "version",
    "api_versions": "version",
    "changes_intro": "date",
    "checks_of": "commit date findings pages",
    "checks_worst": "accessibility best_practices lcp pages performance seo shift weight",
    "cite_article": "n",
    "cite_bullet": "n",
    "cite_part": "n",
    "cite_point": "n",
    "cite_preamble": "n",
    "cite_recipient": "n",
    "cite_section": "n",
    "ends_in": "year",
    "facts_class": "leads supports total",
    "facts_named": "leads supports total",
    "facts_shared": "n",
    "facts_subset": "n",
    "feedback_subject": "title",
    "files_count": "n",
    "filter_active": "filters",
    "filter_count": "n all",
    "filter_drop": "field n",
    "filter_try": "field value n",
    "involvement_subset": "qualifier",
    "legal_agency": "place site decision link",
    "legal_date": "day month year written",
    "legal_decision": "number date issuer title subject",
    "legal_page": "name number",
    "legal_row": "number group",
    "legal_row_unnumbered": "group",
    "legal_short": "number title",
    "legal_task": "place decision link",
    "llms_intro": "plan",
    "member_intro": "name",
    "no_named_task": "name",
    "not_found_search": "words",
    "number_editorial": "id",
    "print_title_agency": "name number",
    "print_title_appendix": "number",
    "print_title_decision": "number",
    "report_title": "name",
    "say_both": "name leads supports total number place date link",
    "say_class": "name",
    "say_decision": "number link",
    "say_leads": "name leads total number place date link",
    "say_name": "number name link",
    "say_none": "name number place date link",
    "say_numbered": "id",
    "say_supports": "name supports total number place date link",
    "say_task": "number place date name content link",
    "say_unnumbered": "group",
    "search_corrected": "text",
    "search_counts": "leads supports",
    "search_found": "n",
    "search_more": "n",
    "search_none": "text",
    "search_other": "text n",
    "search_unknown": "words",
    "share_file": "format",
    "subset_count": "n",
    "through": "name",
    "today_intro": "date",
    "wcag_caption": "n met not_applicable not_met",
}
"""What is filled into a word where it is shown: names that stand in it within braces."""

EITHER: Final = {"legal_date", "legal_decision", *NAMES}
"""Words of which each language takes what it needs."""

PAGES: Final = ("templates/**/*.html", "templates/**/*.md", "overrides/**/*.html", "overrides/**/*.xml", "docs/**/*.md")
IN_PAGES: Final = re.compile(r"""\bw\.([a-z_]\w*)|\bw\[["']([\w-]+)["']\]""")
IN_CODE: Final = re.compile(
    r"""(?<!api_)\bwords(?:\[[\w.]+\])?\[["']([a-z]\w+_\w+|[a-z]{4,})["']\]|["']((?:card|file|legal|say|recipients)_\w+|search_counts\w*)["']"""
)
"""How code asks for a word: by its name, or by a table of names that begin alike."""

NOT_WORDS: Final = {"author", "description", "terms_text", "file_path", "card_path"}
"""What looks like a word in code and is none."""

BRACES: Final = re.compile(r"\{([^{}]*)\}")


def needed(root: Path) -> set[str] | None:
    """Return the names that the pages in `root` and our code ask for; nothing where there are no templates."""
    if not (root / "templates").is_dir():
        return None
    found = {family.format(member) for family, members in FAMILIES.items() for member in members}
    for text in _texts(root, *PAGES):
        found.update(one or other for one, other in IN_PAGES.findall(text))
    for text in _texts(Path(__file__).parents[1], "**/*.py"):
        found.update(one or other for one, other in IN_CODE.findall(text))
    return found - NOT_WORDS


def _texts(root: Path, *patterns: str) -> Iterator[str]:
    """Yield the text of every file below a folder whose name fits a pattern."""
    for pattern in patterns:
        yield from (path.read_text(encoding="utf-8") for path in sorted(root.glob(pattern)))


def read_words(folder: Path) -> Read[dict[str, Bilingual]]:
    """Read and check `folder`/interface.yaml against what the templates beside the folder ask for."""
    names = needed(folder.resolve().parent)

    def check(words: dict[str, Bilingual], lost: frozenset[str]) -> Iterator[Problem]:
        yield from _names(set(words), (names or set(words)) - lost)
        for name, text in words.items():
            for language in LANGUAGES:
                yield from _gaps((name, language), text[language], FILLED.get(name, "").split(), name in EITHER)

    return read(folder / WORDS_FILE, dict[str, Bilingual], check)


def read_explanations(folder: Path, file: str) -> Read[dict[str, Bilingual]]:
    """Read and check what explains the open data: every name that its schema lists, by `make refresh`, stays."""
    listed = folder / f"{Path(file).stem}.schema.json"
    names = json.loads(listed.read_text(encoding="utf-8")).get("required", ()) if listed.exists() else ()

    def check(words: dict[str, Bilingual], lost: frozenset[str]) -> Iterator[Problem]:
        for name in sorted({*names} - {*words} - lost):
            what = Message(f"thiếu lời “{name}”", f"the word “{name}” is missing")
            mend = Message(
                f"khôi phục dòng này; nếu không còn gì dùng, xóa tên khỏi {listed.name}",
                f"bring its line back; if nothing uses it any more, delete its name from {listed.name}",
            )
            yield Problem((name,), what, mend, near=nearest(name, {*words} - {*names}))

    return read(folder / file, dict[str, Bilingual], check)


def _names(given: set[str], names: set[str]) -> Iterator[Problem]:
    """Find words that are asked for and missing, and those that nothing asks for."""
    missing, unused = names - given, given - names
    for name in sorted(missing):
        what = Message(f"thiếu lời “{name}”", f"the word “{name}” is missing")
        mend = Message("khôi phục dòng này, hoặc sửa tên viết sai", "bring its line back, or mend the name")
        yield Problem((name,), what, mend, near=nearest(name, unused))
    for name in sorted(unused):
        what = Message("không chỗ nào dùng lời này", "nothing uses this word")
        mend = Message("sửa tên, hoặc xóa dòng này", "mend its name, or delete the line")
        yield Problem((name,), what, mend, name, nearest(name, missing))


def _gaps(place: Place, text: str, filled: list[str], either: bool) -> Iterator[Problem]:
    """Compare what stands within braces in a text with what is filled in."""
    gaps = BRACES.findall(text)
    alone = bool(set("{}") & set(BRACES.sub("", text)))
    if alone:
        what = Message("ngoặc nhọn { } lẻ đôi", "a brace without its other half")
        yield Problem(place, what, Message("xóa, hoặc thêm nửa còn thiếu", "delete it, or add the other half"), text)
    listing = ", ".join(f"{{{one}}}" for one in filled)
    for gap in gaps:
        if gap not in filled:
            near = nearest(gap, filled) or (filled[0] if len(filled) == 1 else None)
            yield Problem(
                place,
                Message(f"không có chỗ trống “{{{gap}}}”", f"there is nothing to fill in “{{{gap}}}”"),
                Message(f"các chỗ trống ở đây: {listing}", f"what is filled in here: {listing}")
                if filled
                else Message("lời này không có chỗ trống: bỏ ngoặc nhọn", "nothing is filled in here: drop the braces"),
                text,
                near and f"{{{near}}}",
            )
    told = alone or len(filled) == 1 < len(gaps) + 1  # that it should be there was said above
    for one in filled if not either and not told else ():
        if one not in gaps:
            what = Message(f"thiếu chỗ trống “{{{one}}}”", f"“{{{one}}}” is missing")
            yield Problem(place, what, Message(f"thêm {{{one}}} vào lời", f"put {{{one}}} into the text"), text)
