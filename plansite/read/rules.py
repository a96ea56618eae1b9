"""What must hold in a plan beyond its shape: one generator per rule, every problem found."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate, chain, takewhile
from pathlib import Path
from typing import Final

from plansite.base.plaintext import universal, unreadable
from plansite.base.problems import Message, Place, Problem, Report, nearest
from plansite.read.ids import plan_ids, read_kind
from plansite.read.kinds import slug
from plansite.read.model import (
    CELLS,
    COLUMNS,
    Agency,
    AgencyClass,
    Bilingual,
    Match,
    Participant,
    Period,
    Plan,
    Record,
    Side,
    Task,
    Written,
    column_path,
)
from plansite.read.validate import UNREAD


@dataclass(frozen=True)
class Case:
    """A plan under examination, with what the rules need to know of its surroundings."""

    plan: Plan
    folder: Path
    published: tuple[str, ...] = ()
    lost: frozenset[str] = frozenset()
    """Ids of records set aside because of other slips; references to them are not blamed."""
    anchors: frozenset[str] = frozenset()
    """Anchors once published, as redirects write them."""

    @cached_property
    def agencies(self) -> set[str]:
        """Ids of agencies and classes."""
        bodies: tuple[Agency | AgencyClass, ...] = (*self.plan.agencies, *self.plan.classes)
        return {body.id for body in bodies} | self.lost

    @cached_property
    def moved(self) -> dict[str, str]:
        """The present id, without its kind, of what had an id of old."""
        return {one.old: one.new.partition(" ")[2] for one in self.plan.redirects}

    @cached_property
    def texts(self) -> dict[str, Bilingual]:
        """Every printed line by its path."""
        return dict(self.plan.paragraphs())

    @cached_property
    def records(self) -> list[tuple[Place, Record]]:
        """Every record with its place."""
        return list(records(self.plan))

    @cached_property
    def _end_to_end(self) -> tuple[str, list[int]]:
        """All Vietnamese lines in one, and where each begins."""
        lines = [text.vi + "\0" for text in self.texts.values()]
        return "".join(lines), list(accumulate(map(len, lines), initial=0))

    @cached_property
    def _texts(self) -> list[Bilingual]:
        """Every printed line."""
        return list(self.texts.values())

    def holding(self, words: str) -> Iterator[Bilingual]:
        """Yield every printed line that holds some Vietnamese words; asking each takes longer the more there are."""
        whole, starts = self._end_to_end
        position = whole.find(words)
        while position >= 0:
            line = bisect_right(starts, position) - 1
            yield self._texts[line]
            position = whole.find(words, starts[line + 1])

    def knows_paragraph(self, path: str) -> bool:
        """Whether a path exists, or may have been set aside."""
        parts = path.removeprefix("appendix.").split(".")
        prefixes = {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
        return path in self.texts or path in self.lost or (path.startswith("appendix.") and bool(prefixes & self.lost))


Rule = Callable[[Case], Iterator[Problem]]
RULES: Final[list[Rule]] = []


def rule(check: Rule) -> Rule:
    """Register a rule."""
    RULES.append(check)
    return check


def problems(case: Case) -> list[Problem]:
    """Return what every rule finds in a plan."""
    return [found for check in RULES for found in check(case)]


def _unknown(place: Place, value: str, valid: Iterable[str], message: Report, moved: str | None = None) -> Problem:
    """Say that a reference leads nowhere, with the nearest that would not: where its id has `moved`, if it has."""
    return Problem(place, *message, value, moved or nearest(value, valid))


def _tasks(plan: Plan) -> Iterator[tuple[Place, Task]]:
    """Yield every task with its place."""
    for g, group in enumerate(plan.appendix.groups):
        for t, task in enumerate(group.tasks):
            yield ("appendix", "groups", g, "tasks", t), task


def _sides(plan: Plan) -> Iterator[tuple[Place, Side]]:
    """Yield every lead and support cell with its place."""
    for place, task in _tasks(plan):
        yield (*place, "lead"), task.lead
        yield (*place, "support"), task.support


def _printed(plan: Plan) -> Iterator[tuple[Place, str, Bilingual]]:
    """Yield (place, path, text) of every printed line that an editor wrote as one."""
    for name, paragraphs in (("decision", plan.decision), ("plan", plan.plan)):
        yield from (((name, n), paragraph.id, paragraph) for n, paragraph in enumerate(paragraphs))
    for n, paragraph in enumerate(plan.appendix.opening):
        yield ("appendix", "opening", n), paragraph.id, paragraph


def _places(plan: Plan) -> dict[str, Place]:
    """Return the place of every printed line by its path, table cells included."""
    places = {path: place for place, path, _ in _printed(plan)}
    for name in COLUMNS:
        places[f"appendix.columns.{column_path(name)}"] = ("appendix", "columns", name)
    for g, group in enumerate(plan.appendix.groups):
        places[f"appendix.{group.id}.tt"] = ("appendix", "groups", g, "id")
        places[f"appendix.{group.id}.heading"] = ("appendix", "groups", g, "heading")
    for place, task in _tasks(plan):
        places[f"appendix.{task.id}.tt"] = (*place, "number")
        for name in CELLS:
            places[f"appendix.{task.id}.{column_path(name)}"] = (*place, name)
    return places


def records(record: Record | tuple[object, ...], place: Place = ()) -> Iterator[tuple[Place, Record]]:
    """Yield every record inside another, with its place."""
    if isinstance(record, Record):
        yield place, record
        names = type(record).model_fields
        children: Iterable[tuple[str | int, object]] = ((name, getattr(record, name)) for name in names)
    else:
        children = enumerate(record)
    for key, child in children:
        if isinstance(child, (Record, tuple)):
            yield from records(child, (*place, key))


def _id_spaces(plan: Plan) -> list[list[tuple[Place, str]]]:
    """Return the ids with their places, in groups within which each must stand once."""
    written: list[tuple[Place, str]] = [((*place, "id"), path) for place, path, _ in _printed(plan)]
    cells = Counter(path for path, _ in plan.paragraphs()) - Counter(path for _, path in written)
    bodies: list[tuple[Place, str]] = [(("agencies", n, "id"), agency.id) for n, agency in enumerate(plan.agencies)]
    bodies += [(("classes", n, "id"), group.id) for n, group in enumerate(plan.classes)]
    return [
        bodies,
        [*(((), path) for path in cells), *written],
        [(("appendix", "groups", n, "id"), group.id) for n, group in enumerate(plan.appendix.groups)],
        [((*place, "id"), task.id) for place, task in _tasks(plan)],
        [(("documents", n, "id"), record.id) for n, record in enumerate(plan.documents)],
        [(("notes", n, "id"), record.id) for n, record in enumerate(plan.notes)],
        [(("sources", n, "id"), record.id) for n, record in enumerate(plan.sources)],
        [(("aftermath", "changes", n, "id"), record.id) for n, record in enumerate(plan.aftermath.changes)],
    ]


@rule
def ids_are_unique(case: Case) -> Iterator[Problem]:
    """Every address belongs to one record."""
    for space in _id_spaces(case.plan):
        seen: set[str] = set()
        for place, value in space:
            if value in seen:
                yield Problem(
                    place,
                    Message("mã này đã dùng cho mục khác", "this id belongs to another record"),
                    Message("đặt mã khác", "choose another id"),
                    value,
                )
            seen.add(value)


@rule
def task_ids_fit_their_group(case: Case) -> Iterator[Problem]:
    """III.8 stands in group III."""
    for g, group in enumerate(case.plan.appendix.groups):
        for t, task in enumerate(group.tasks):
            if task.id.split(".")[0] != group.id:
                yield Problem(
                    ("appendix", "groups", g, "tasks", t, "id"),
                    Message(
                        f"mã nhiệm vụ phải bắt đầu bằng nhóm {group.id}",
                        f"a task's id must begin with its group, {group.id}",
                    ),
                    Message(f"viết {group.id}.số", f"write {group.id}.number"),
                    task.id,
                )


NO_AGENCY: Final = (
    Message("không có cơ quan nào mang mã này", "no agency has this id"),
    Message(
        "chọn một mã trong agencies hoặc classes, hoặc thêm vào đó",
        "choose an id from agencies or classes, or add it there",
    ),
)


@rule
def agencies_are_known(case: Case) -> Iterator[Problem]:
    """Every reference to an agency or class leads to one."""
    plan = case.plan
    references: list[tuple[Place, str]] = [(("identity", "issuer"), plan.identity.issuer)]
    for place, side in _sides(plan):
        references += [((*place, "agencies", n, "id"), one.id) for n, one in enumerate(side.agencies)]
    for c, group in enumerate(plan.classes):
        references += [(("classes", c, "members", n), one) for n, one in enumerate(group.members)]
    for d, duty in enumerate(plan.duties):
        references += [(("duties", d, "agencies", n), one) for n, one in enumerate(duty.agencies)]
    for place, value in references:
        if value not in case.agencies:
            yield _unknown(place, value, case.agencies, NO_AGENCY, case.moved.get(f"agency {value}"))


KEEP_OPEN: Final = Message(
    "xóa members, hoặc ghi open: false nếu văn bản nói cả nhóm",
    "delete members, or write open: false if the text means the whole class",
)


@rule
def classes_list_agencies_or_nobody(case: Case) -> Iterator[Problem]:
    """Keep open classes empty, and classes out of classes."""
    classes = {group.id for group in case.plan.classes}
    for c, group in enumerate(case.plan.classes):
        if group.open and group.members:
            yield Problem(
                ("classes", c, "members"),
                Message("nhóm để ngỏ (open: true) không được liệt kê ai", "an open class (open: true) lists nobody"),
                KEEP_OPEN,
                list(group.members),
            )
        for n, member in enumerate(group.members):
            if member in classes:
                yield Problem(
                    ("classes", c, "members", n),
                    Message("thành viên phải là cơ quan, không phải nhóm", "a member must be an agency, not a class"),
                    Message("ghi mã của từng cơ quan", "give the id of each agency"),
                    member,
                )


NO_PARAGRAPH: Final = (
    Message("không có đoạn nào mang mã này", "no paragraph has this id"),
    Message(
        "chọn mã của một đoạn trong decision, plan hoặc appendix; ô của bảng có mã như appendix.III.8.period",
        "choose the id of a paragraph in decision, plan or appendix; a cell's is like appendix.III.8.period",
    ),
)


@rule
def paragraphs_are_known(case: Case) -> Iterator[Problem]:
    """Every reference to a paragraph leads to one."""
    references: list[tuple[Place, str]] = []
    for place, task in _tasks(case.plan):
        traces = enumerate(task.carries_out)
        references += [((*place, "carries_out", n, "paragraph"), trace.paragraph) for n, trace in traces]
    for d, duty in enumerate(case.plan.duties):
        references += [(("duties", d, "paragraphs", n), path) for n, path in enumerate(duty.paragraphs)]
    references += [(("reporting", n), path) for n, path in enumerate(case.plan.reporting)]
    for place, record in case.records:
        if isinstance(record, Written):
            references += [((*place, "at", n), path) for n, path in enumerate(record.at)]
    for place, path in references:
        if not case.knows_paragraph(path):
            yield _unknown(place, path, case.texts, NO_PARAGRAPH)


LONGEST_COPY: Final = 200


def _copy(text: str) -> Message:
    """Ask for words to be copied from a text, and give it, whole if it is short."""
    says = text if len(text) <= LONGEST_COPY else _excerpt(text, 0)
    return Message(f"chép đúng chữ ở đó: '{says}'", f"copy the words there: '{says}'")


NO_TARGET: Final = (
    Message(
        "không có đoạn, nhiệm vụ, cơ quan hay văn bản nào mang mã này",
        "no paragraph, task, agency or document has this id",
    ),
    Message(
        "chọn một mã có trong tệp này; ô của bảng có mã như appendix.III.8.period, cột là tt, content, lead, support, "
        "product, period",
        "choose an id from this file; a cell's is like appendix.III.8.period, its columns tt, content, lead, support, "
        "product, period",
    ),
)


@rule
def notes_lead_somewhere(case: Case) -> Iterator[Problem]:
    """Every note stands at a paragraph, task, agency or document, and quotes what is printed there."""
    tasks = {task.id for task in case.plan.tasks()}
    documents = {document.id for document in case.plan.documents}
    valid = tasks | documents | case.agencies | set(case.texts)
    for n, note in enumerate(case.plan.notes):
        for k, target in enumerate(note.at):
            place = target
            if target not in valid and not case.knows_paragraph(target):
                yield _unknown(("notes", n, "at", k), target, valid, NO_TARGET)
                place = nearest(target, valid) or target
            if note.quote and place in case.texts and note.quote not in case.texts[place].vi:
                what = Message(f"{place} không có những chữ này", f"{place} does not say these words")
                yield Problem(("notes", n, "quote"), what, _copy(case.texts[place].vi), note.quote)


NO_SOURCE: Final = (
    Message("không có nguồn này", "no source has this id"),
    Message("thêm vào sources", "add it to sources"),
)


@rule
def sources_are_known_and_used(case: Case) -> Iterator[Problem]:
    """Every source cited is listed, and every source listed is cited."""
    known = {source.id for source in case.plan.sources}
    used: set[str] = set()
    for place, record in case.records:
        citing = {"sources", "name_sources"} & type(record).model_fields.keys()
        for field_name in citing if not isinstance(record, Plan) else ():
            cited = getattr(record, field_name)
            used.update(cited)
            for n, key in enumerate(cited):
                if key not in known | case.lost and UNREAD not in case.lost:
                    yield _unknown((*place, field_name, n), key, known, NO_SOURCE)
    for n, source in enumerate(case.plan.sources):
        if source.id not in used and not case.lost:
            yield Problem(
                ("sources", n, "id"),
                Message("không chỗ nào dẫn nguồn này", "nothing cites this source"),
                Message("xóa nguồn này", "delete this source"),
                source.id,
            )


@rule
def tasks_have_a_lead(case: Case) -> Iterator[Problem]:
    """Every task has a lead agency: one without is nobody's."""
    for place, task in _tasks(case.plan):
        if not task.lead.agencies:
            yield Problem(
                (*place, "lead", "agencies"),
                Message("nhiệm vụ không có cơ quan chủ trì", "the task has no lead agency"),
                Message("thêm ít nhất một cơ quan", "add at least one agency"),
            )


@rule
def nobody_both_leads_and_supports(case: Case) -> Iterator[Problem]:
    """Whoever leads a task by name does not support it by name."""
    for place, task in _tasks(case.plan):
        leads = {one.id for one in task.lead.agencies}
        for n, one in enumerate(task.support.agencies):
            if one.id in leads:
                yield Problem(
                    (*place, "support", "agencies", n, "id"),
                    Message("cơ quan này đã chủ trì chính nhiệm vụ đó", "this agency leads the same task"),
                    Message("giữ ở một bên, theo đúng chữ trong bảng", "keep it on one side, as the table says"),
                    one.id,
                )


FILLING: Final = re.compile(r"(?:\s|,|\bvà\b|\bCác Sở:)*")


@rule
def cells_are_read_whole(case: Case) -> Iterator[Problem]:
    """Every word of a cell is accounted for by its agencies, in order."""
    for place, side in _sides(case.plan):
        if side.agencies or place[-1] == "support":
            yield from _unread(place, side.vi, side.agencies)


def _unread(place: Place, cell: str, agencies: tuple[Participant, ...]) -> Iterator[Problem]:
    """Find what of a cell no agency accounts for."""
    position = 0
    for n, one in enumerate(agencies):
        found = cell.find(one.written, position)
        if found < 0:
            yield Problem(
                (*place, "agencies", n, "written"),
                Message(
                    "ô này không có những chữ đó (theo thứ tự)", "the cell does not say these words (in this order)"
                ),
                _copy(cell[position:].lstrip(" ,") or cell),
                one.written,
            )
            return
        if not FILLING.fullmatch(cell[position:found]):
            yield _unread_words(place, cell[position:found])
            return
        position = found + len(one.written)
    if not FILLING.fullmatch(cell[position:]):
        yield _unread_words(place, cell[position:])


def _unread_words(place: Place, words: str) -> Problem:
    """Say that no agency accounts for some words of a cell."""
    return Problem(
        (*place, "agencies"),
        Message("còn chữ trong ô chưa được đọc", "words of the cell that no agency accounts for"),
        Message("thêm cơ quan còn thiếu", "add the agency that is missing"),
        words.strip(" ,"),
    )


YEARS: Final = re.compile(r"(\d{4}) ?[-–] ?(\d{4})")


@rule
def periods_are_as_printed(case: Case) -> Iterator[Problem]:
    """Every period has the phases of its literal text, and none ends before it starts."""
    for place, task in _tasks(case.plan):
        for n, phase in enumerate(task.period.phases):
            if phase.start is not None and phase.end is not None and phase.end < phase.start:
                yield Problem(
                    (*place, "period", "phases", n),
                    Message("kết thúc trước khi bắt đầu", "it ends before it starts"),
                    Message("đổi lại thứ tự hai năm", "swap the years"),
                    f"{phase.start}-{phase.end}",
                )
        yield from _differing_years((*place, "period"), task.period)


def _differing_years(place: Place, period: Period) -> Iterator[Problem]:
    """Compare a period's phases with the years in its texts."""
    phases = [(str(phase.start), str(phase.end)) for phase in period.phases if not phase.annual]
    annual = any(phase.annual for phase in period.phases)
    for language, text, word in (("vi", period.vi, "hằng năm"), ("en", period.en, "annual")):
        if YEARS.findall(text) != phases or (word in text.lower()) != annual:
            yield Problem(
                (*place, "phases"),
                Message(f"không khớp với chữ ở “{language}”", f"not what “{language}” says"),
                Message("ghi đúng các năm trong ô, theo thứ tự", "give the years of the cell, in order"),
                text,
            )


HYPHENED: Final = re.compile(r"\d{4}(?: ?- ?| – ?|– )\d{4}")


@rule
def english_years_have_a_dash(case: Case) -> Iterator[Problem]:
    """Spans of years in English are written 2021–2030; only the Vietnamese keeps what the print has."""
    for place, record in case.records:
        found = HYPHENED.search(str(getattr(record, "en", "")))
        if found:
            yield Problem(
                (*place, "en"),
                Message(
                    "khoảng năm trong tiếng Anh viết chưa thống nhất", "a span of years is not written as elsewhere"
                ),
                Message("dùng dấu gạch dài vừa, không cách: 2021–2030", "use an en dash without spaces: 2021–2030"),
                found[0],
            )


TONE: Final = re.compile("([\u0300\u0301\u0303\u0309\u0323])(.*)")
"""The mark of a tone and the letters after it: “hoá” and “hóa” are one word."""

NEAR: Final = 3 / 4
"""The share of a task's words that makes a match near-verbatim; the page on the text states it, and the next two."""

HALF: Final = 1 / 2
"""The share that makes it partial, …"""

RUN: Final = 8
"""… and the words in a row that do so too."""


@rule
def matches_are_what_they_are_called(case: Case) -> Iterator[Problem]:
    """Every match of a task with a paragraph is the one that counting the words they share gives."""
    if any(text_is_as_published(case)):  # with a letter wrong, the count would have the editor change what is right
        return
    for place, task in _tasks(case.plan):
        known = ((n, trace) for n, trace in enumerate(task.carries_out) if trace.paragraph in case.texts)
        for n, trace in known:
            right = match_of(task.content.vi, case.texts[trace.paragraph].vi)
            if right is not trace.match:
                yield Problem(
                    (*place, "carries_out", n, "match"),
                    Message(
                        "đếm chữ chung thì không phải loại này", "counting the words in common gives another match"
                    ),
                    Message(f"ghi {right}", f"write {right}"),
                    trace.match.value,
                )


def match_of(content: str, text: str) -> Match:
    """Say how close the words of a task's content are to those of a paragraph."""
    task, paragraph = _words(content), _words(text)
    share = _in_order(task, paragraph) / max(len(task), 1)
    if share >= NEAR:
        return Match.VERBATIM if share == 1 else Match.NEAR_VERBATIM
    runs = {tuple(paragraph[n : n + RUN]) for n in range(len(paragraph) - RUN + 1)}
    in_a_row = any(tuple(task[n : n + RUN]) in runs for n in range(len(task) - RUN + 1))
    return Match.PARTIAL if share >= HALF or in_a_row else Match.RELATED


def _words(text: str) -> list[str]:
    """Return the words of a Vietnamese text, without case, punctuation and where in a word its tone is marked."""
    return [TONE.sub(r"\2\1", unicodedata.normalize("NFD", word)) for word in re.findall(r"\w+", text.lower())]


def _in_order(task: list[str], paragraph: list[str]) -> int:
    """Count the words of one text that stand in another in the same order, the most that can be matched.

    The longest common subsequence, a row of its table at a time as the bits of a number (Crochemore and others, 2001).
    """
    where: dict[str, int] = {}
    for n, word in enumerate(paragraph):
        where[word] = where.get(word, 0) | 1 << n
    row = full = (1 << len(paragraph)) - 1
    for word in task:
        found = row & where.get(word, 0)
        row = (row + found | row - found) & full
    return len(paragraph) - row.bit_count()


@rule
def names_belong_to_one_body(case: Case) -> Iterator[Problem]:
    """Call no agency by what names another: readers would be led to the wrong one."""
    names: dict[str, str] = {}
    bodies = [(("agencies", n), body) for n, body in enumerate(case.plan.agencies)]
    for _, body in bodies:
        for text in (body.name.vi, body.name.en, body.short.vi, body.short.en):
            names.setdefault(text.casefold(), body.id)
    for _, body in bodies:
        for one in body.abbreviations:
            names.setdefault(one.text.casefold(), body.id)
    for place, body in bodies:
        called: list[tuple[Place, str]] = [(("name", key), body.name[key]) for key in ("vi", "en")]
        called += [(("short", key), body.short[key]) for key in ("vi", "en")]
        called += [(("abbreviations", n, "text"), one.text) for n, one in enumerate(body.abbreviations)]
        called += [(("also_called", n), text) for n, text in enumerate(body.also_called)]
        for where, text in called:
            owner = names.get(text.casefold(), body.id)
            if owner != body.id:
                what = Message(f"đây là tên của {owner}", f"this is what {owner} is called")
                yield Problem(
                    (*place, *where), what, Message("xóa, hoặc ghi ở cơ quan đó", "delete it, or move it there"), text
                )


@rule
def what_was_seen_has_a_source(case: Case) -> Iterator[Problem]:
    """Have every abbreviation that was seen say where, and those of the Decision stand there."""
    for n, agency in enumerate(case.plan.agencies):
        for k, one in enumerate(agency.abbreviations):
            place = ("agencies", n, "abbreviations", k, "basis")
            if one.basis == "source" and not one.sources:
                yield Problem(
                    place,
                    Message("thiếu nguồn của chữ viết tắt này", "this abbreviation has no source"),
                    Message(
                        "thêm sources: [S…], hoặc ghi basis: editorial", "add sources: [S…], or write basis: editorial"
                    ),
                    one.basis,
                )
            if one.basis == "decision" and not case.lost and next(case.holding(one.text), None) is None:
                yield Problem(
                    place,
                    Message(f"Quyết định không in “{one.text}”", f"the Decision does not print “{one.text}”"),
                    Message(
                        "ghi basis: editorial, hoặc source kèm sources",
                        "write basis: editorial, or source with sources",
                    ),
                    one.basis,
                )


@rule
def terms_stand_once(case: Case) -> Iterator[Problem]:
    """Each term and each short form has one row, and so one anchor."""
    terms: list[tuple[Place, str]] = [(("glossary", n, "vi"), term.vi) for n, term in enumerate(case.plan.glossary)]
    forms: list[tuple[Place, str]] = [
        (("short_forms", n, "text"), one.text) for n, one in enumerate(case.plan.short_forms)
    ]
    for listed in (terms, forms):
        seen: dict[str, str] = {}
        for place, text in listed:
            first = seen.setdefault(slug(text), text)
            if first is not text:
                what = Message(f"đã có ở trên: “{first}”", f"it stands above already: “{first}”")
                yield Problem(place, what, Message("gộp vào mục đó", "put what is new there"), text)


NOT_PRINTED: Final = (
    Message("văn bản không có những chữ này", "the text does not say these words"),
    Message("chép đúng chữ trong văn bản", "copy the words of the text"),
)


@rule
def written_names_are_printed(case: Case) -> Iterator[Problem]:
    """Every name “as written” does stand in the Decision and in the translation."""
    for place, name in case.records:
        if not isinstance(name, Written) or case.lost:
            continue
        texts = [case.texts[path] for path in name.at if path in case.texts] if name.at else case.texts.values()
        places = (text for text in texts if name.vi in text.vi) if name.at else case.holding(name.vi)
        first = next(places, None)
        if texts and first is None:
            yield Problem((*place, "vi"), *NOT_PRINTED, name.vi)
        if texts and not any(name.en in text.en for text in (chain([first], places) if first else texts)):
            yield Problem((*place, "en"), *NOT_PRINTED, name.en)


MEND_SOURCE: Final = Message("đặt bản đã đăng vào đó", "put the published text there")
OUTSIDE: Final = Message("tệp nằm ngoài thư mục dữ liệu", "the file lies outside the folder of data"), MEND_SOURCE
OTHER_SOURCE: Final = (
    Message("tệp nguồn không còn mang mã này", "the source file no longer has this checksum"),
    Message("khôi phục tệp nguồn; chỉ đổi mã khi đã thay nguồn", "restore the file; change this only with the source"),
)


@rule
def text_is_as_published(case: Case) -> Iterator[Problem]:
    """Every Vietnamese line, in order, is that of the published text."""
    provenance = case.plan.provenance
    file = case.folder / provenance.file
    try:
        bad = unreadable(file) if file.resolve().is_relative_to(case.folder.resolve()) else Problem((), *OUTSIDE)
        if bad:
            yield Problem(("provenance", "file"), bad.what, bad.mend, provenance.file)
            return
        raw = file.read_bytes()
        published = [" ".join(line.split()) for line in universal(raw.decode("utf-8")).split("\n") if line.strip()]
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        what = Message(f"không đọc được tệp ({reason})", f"the file cannot be read ({reason})")
        yield Problem(("provenance", "file"), what, MEND_SOURCE, provenance.file)
        return
    if hashlib.sha256(raw).hexdigest() != provenance.sha256:
        yield Problem(("provenance", "sha256"), *OTHER_SOURCE, provenance.sha256)
    if not case.lost:
        yield from _differing_lines(case.plan, published)


@dataclass(frozen=True)
class Printed:
    """A line that should be in the published text: its place, its words, the task it belongs to if any."""

    place: Place
    text: str
    task: str = ""
    content: bool = False
    """Whether it is the content of that task."""


def _lines(plan: Plan) -> Iterator[Printed]:
    """Yield every line that the published text should have, in its order."""
    places = _places(plan)
    around = [(("provenance", "left_out", n), one) for n, one in enumerate(plan.provenance.left_out)]
    yield from (Printed(place, " ".join(one.text.split())) for place, one in around if one.place == "before")
    for path, text in plan.paragraphs():
        cell = CELL.fullmatch(path)
        task, column = (cell[1], cell[2]) if cell else ("", "")
        yield Printed(places[path], " ".join(text.vi.split()), task, column == "content")
    yield from (Printed(place, " ".join(one.text.split())) for place, one in around if one.place == "after")


CELL: Final = re.compile(r"appendix\.([IVX]+\.\d+)\.(\w+)")


def _differing_lines(plan: Plan, published: list[str]) -> Iterator[Problem]:
    """Compare the data with the published text: lines that differ, that are too many, that are missing."""
    ours = list(_lines(plan))
    if len(ours) == len(published):
        pairs = zip(ours, published, strict=True)
        yield from (_differing_line(one.place, one.text, line) for one, line in pairs if one.text != line)
        return
    surplus: list[Printed] = []
    for _, a, b, c, d in SequenceMatcher(None, [one.text for one in ours], published, autojunk=False).get_opcodes():
        same = min(b - a, d - c)
        for one, line in zip(ours[a : a + same], published[c : c + same], strict=True):
            if one.text != line:
                yield _differing_line(one.place, one.text, line)
        surplus += ours[a + same : b]
        if d > c + same:
            yield _missing_lines(ours[a + same - 1].place if a + same else ("provenance",), published[c + same : d])
    yield from _surplus(plan, surplus)


def _missing_lines(place: Place, lines: list[str]) -> Problem:
    """Say that lines of the published text are missing after a place."""
    count = len(lines)
    return Problem(
        place,
        Message(f"sau chỗ này thiếu {count} dòng của bản đã đăng", f"published lines missing after this: {count}"),
        Message("khôi phục, bắt đầu từ dòng vừa nêu", "bring them back, from the one quoted on"),
        _excerpt(lines[0], 0),
    )


def _surplus(plan: Plan, surplus: list[Printed]) -> Iterator[Problem]:
    """Say which lines the published text does not have: those of a task all at once."""
    tasks = {one.task for one in surplus if one.content}
    places = {task.id: place for place, task in _tasks(plan)}
    for id_ in (task.id for task in plan.tasks() if task.id in tasks):
        group = id_.partition(".")[0]
        last = [task.id for task in plan.tasks() if task.id.startswith(f"{group}.") and task.id not in tasks][-1:]
        vi, en = (f" (nhóm {group} kết thúc ở {last[0]})", f" (group {group} ends at {last[0]})") if last else ("", "")
        yield Problem(
            places[id_],
            Message(f"Phụ lục đã đăng không có nhiệm vụ {id_}{vi}", f"the published Appendix has no task {id_}{en}"),
            NOT_LAW,
        )
    for one in surplus:
        if one.task not in tasks:
            what = Message("bản đã đăng không có dòng này", "the published text has no such line")
            yield Problem(one.place, what, NOT_LAW, one.text)


NOT_LAW: Final = Message(
    "xóa mục này; điều cần nói thêm ghi ở notes hoặc aftermath",
    "delete it; what is to be added goes to notes or aftermath",
)
EXCERPT: Final = 60


def _differing_line(place: Place, text: str, line: str) -> Problem:
    """Say that a line of ours is not the published one, with what stands around the first difference."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, line, strict=False)))
    start = max(0, same - EXCERPT // 3)
    says = _excerpt(line, start)
    return Problem(
        place,
        Message("khác bản đã đăng", "not as published"),
        Message(f"bản đã đăng viết: '{says}'", f"the published text says: '{says}'"),
        _excerpt(text, start),
    )


def _excerpt(text: str, start: int) -> str:
    """Return some of a text from a position on."""
    return f"{'…' if start else ''}{text[start : start + EXCERPT]}{'…' if len(text) > start + EXCERPT else ''}"


NOTHING: Final = (
    Message("không có mục nào mang mã này", "nothing has this id"),
    Message("viết loại và mã, như “task III.8”", "write kind and id, like “task III.8”"),
)
NEEDLESS: Final = (
    Message("mã này vẫn còn hoặc chưa từng công bố", "this id still exists or was never published"),
    Message("xóa dòng chuyển hướng", "delete the redirect"),
)


@rule
def published_ids_stay(case: Case) -> Iterator[Problem]:
    """Every id once published exists, or leads elsewhere."""
    ids = set(plan_ids(case.plan))
    moved = [redirect.old for redirect in case.plan.redirects]
    for old in case.published:
        if old not in ids and old not in moved and not _follows(old, ids) and not _was_lost(old, case):
            near = nearest(old, ids - set(case.published)) or nearest(old, ids)
            kind = old.partition(" ")[0]
            fewer = sum(one.startswith(f"{kind} ") for one in ids) < sum(
                one.startswith(f"{kind} ") for one in set(case.published) - set(moved)
            )
            if fewer and kind in ("task", "paragraph"):
                yield from [] if case.lost else [Problem(("redirects",), *CUT, old)]
            else:
                yield Problem(("redirects",), *_gone(old, near or "…", first=not moved), old, near)
    for n, redirect in enumerate(case.plan.redirects):
        old, new = redirect.old, redirect.new
        if new not in ids and not _was_lost(new, case):
            yield _unknown(("redirects", n, "new"), read_kind(new), ids, NOTHING)
        if old in ids or (old not in case.published and old not in case.anchors):
            yield Problem(("redirects", n, "old"), *NEEDLESS, old)


CUT: Final = (
    Message("mã đã công bố nay không còn", "a published id is gone"),
    Message("khôi phục: lời của Quyết định phải có đủ", "bring it back: the Decision must be whole"),
)


def _gone(old: str, new: str, *, first: bool) -> Report:
    """Say that an id is gone, and how a redirect is written, the first of all too."""
    line = f"- {{old: {old}, new: {new}}}"
    return (
        Message("mã đã công bố nay không còn", "a published id is gone"),
        Message(
            f"khôi phục; nếu đã đổi mã thì thay “redirects: []” bằng “redirects:”, dưới đó thêm dòng “  {line}”",
            f"bring it back; if it was renamed, write “redirects:” for “redirects: []” and below it “  {line}”",
        )
        if first
        else Message(
            f"khôi phục; nếu đã đổi mã thì thêm dòng “  {line}” dưới redirects",
            f"bring it back; if it was renamed, add “  {line}” below redirects",
        ),
    )


def _follows(entry: str, ids: set[str]) -> bool:
    """Whether a published id is a cell of a task that is itself gone, and is spoken of there."""
    match = re.fullmatch(r"paragraph appendix\.([IVX]+\.\d+)\.\w+", entry)
    return match is not None and f"task {match[1]}" not in ids


def _was_lost(entry: str, case: Case) -> bool:
    """Whether a published id belongs to a record set aside because of other slips."""
    name = entry.partition(" ")[2]
    return name in case.lost or (entry.startswith("paragraph ") and case.knows_paragraph(name))
