"""Tables of text cells, made once for CSV and for workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plansite.files import api_models as r
from plansite.files.api_records import Answers
from plansite.read.kinds import LANGUAGES
from plansite.read.model import CELLS, Language

JOIN: Final = "; "
"""Between values in one cell."""

KEYS: Final[Mapping[str, list[str]]] = {
    "tasks": ["task"],
    "assignments": ["task", "side", "agency", "written"],
    "agencies": ["agency"],
    "members": ["class", "agency"],
    "successors": ["agency", "function_vi", "body_vi"],
    "paragraphs": ["paragraph"],
    "documents": ["document"],
    "glossary": [],
}
"""The tables and what tells their rows apart, if anything; one agency may be named twice in a cell, for two subsets."""


@dataclass(frozen=True)
class Table:
    """Columns by name, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(rows: list[Mapping[str, str]]) -> Table:
    """Make a table of rows that all have the same columns."""
    return Table(tuple(rows[0]), tuple(tuple(row.values()) for row in rows))


def tasks(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Return one row per task; texts in each of some languages."""
    return table([dict(_task(task, languages)) for task in answers.tasks().tasks])


def assignments(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Return one row per task, role and agency or class that a cell names, then one per member of such a class."""
    rows: list[Mapping[str, str]] = []
    for task in answers.tasks().tasks:
        for side, cell in (("lead", task.lead), ("support", task.support)):
            printed = [dict(_assignment(task, side, cell, one, languages)) for one in cell.reading.agencies]
            rows += printed
            rows += [dict(_assignment(task, side, cell, one, languages)) for one in cell.reading.members]
    return table(rows)


def agencies(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Return one row per agency and class, with the tasks that it leads, supports and shares."""
    return table([dict(_agency(body, languages)) for body in answers.agencies().agencies])


def members(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Return one row per agency that belongs to a class, as this site reads the class."""
    bodies = {body.id: body for body in answers.agencies().agencies}
    return table(
        [dict(_member(body, bodies[id_], languages)) for body in bodies.values() for id_ in body.editorial.members]
    )


def successors(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Return one row per agency and body that has its functions today."""
    return table(
        [dict(_successor(body, one, languages)) for body in answers.agencies().agencies for one in body.editorial.today]
    )


def paragraphs(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Return one row per printed line."""
    return table([dict(_paragraph(one, languages)) for one in answers.paragraphs().paragraphs])


def documents(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Return one row per document that the Decision cites."""
    return table([dict(_document(one, languages)) for one in answers.documents().documents])


def glossary(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Return one row per abbreviation and term."""
    words = answers.glossary().editorial
    entries: tuple[r.ShortForm | r.Term, ...] = (*words.short_forms, *words.terms)
    return table([dict(_entry(one, languages)) for one in entries])


def _texts(name: str, text: r.Text | r.Addresses | None, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Yield a text's columns, one per language."""
    for language in languages:
        yield f"{name}_{language}", getattr(text, language) if text else ""


def _task(task: r.Task, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Yield a task's cells by column."""
    yield "task", task.id
    yield "group", task.group.id
    yield from _texts("group_heading", task.group.heading, languages)
    yield "number", task.number or ""
    for name in CELLS:
        yield from _texts(name, getattr(task, name), languages)
    yield "reading_lead", JOIN.join(one.agency for one in task.lead.reading.agencies)
    yield "reading_support", JOIN.join(one.agency for one in task.support.reading.agencies)
    yield from _period(task.period.reading)
    yield from _texts("url", task.url, languages)


def _period(reading: r.PeriodReading) -> Iterator[tuple[str, str]]:
    """Yield the years of a period as printed, then the first and the last of them and whether it is every year."""
    years = [year for phase in reading.phases for year in (phase.start, phase.end) if year is not None]
    yield "reading_period", JOIN.join(_phase(phase) for phase in reading.phases)
    yield "reading_first_year", str(min(years, default=""))
    yield "reading_last_year", str(max(years, default=""))
    yield "reading_annual", _flag(any(phase.annual for phase in reading.phases))


def _flag(value: bool) -> str:
    """Write a truth as Frictionless reads it."""
    return "true" if value else "false"


def _phase(phase: r.Phase) -> str:
    """Write a span of years as data/plan.yaml does."""
    return "annual" if phase.annual else f"{phase.start}-{phase.end}"


def _assignment(
    task: r.Task, side: str, cell: r.Cell, one: r.Participant | r.Member, languages: tuple[Language, ...]
) -> Iterator[tuple[str, str]]:
    """Yield an assignment's cells by column."""
    printed = one if isinstance(one, r.Participant) else None
    through = next((class_ for class_ in cell.reading.agencies if class_.agency == getattr(one, "through", "")), None)
    yield "task", task.id
    yield "side", side
    yield "agency", one.agency
    yield from _texts("agency_name", one.name, languages)
    yield "involvement", printed.involvement if printed else "member"
    yield "through", through.agency if through else ""
    yield "written", printed.written if printed else through.written if through else ""
    yield from _texts("qualifier", printed.qualifier if printed else None, languages)
    yield "joint", _flag(cell.reading.joint)
    yield "printed", _flag(printed is not None)
    yield "type", one.type
    yield from _texts("content", task.content, languages)
    yield from _texts("period", task.period, languages)
    yield from _period(task.period.reading)
    yield from _texts("url", task.url, languages)
    yield from _texts("agency_url", one.url, languages)


def _agency(body: r.Agency, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Yield an agency's cells by column."""
    yield "agency", body.id
    yield from _texts("agency_name", body.name, languages)
    yield "type", body.type
    for name in ("leads", "supports", "shares"):
        parts: list[r.Part] = getattr(body.reading, name)
        yield name, JOIN.join(dict.fromkeys(part.task for part in parts))
    yield "mentions", str(len(body.mentions))
    yield from _texts("url", body.url, languages)


def _member(body: r.Agency, member: r.Agency, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Yield the cells of an agency that belongs to a class by column."""
    yield "class", body.id
    yield "agency", member.id
    yield from _texts("class_name", body.name, languages)
    yield from _texts("agency_name", member.name, languages)


def _successor(body: r.Agency, one: r.Successor, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Yield the cells of a body of today by column."""
    yield "agency", body.id
    yield from _texts("agency_name", body.name, languages)
    yield from _texts("function", one.function, languages)
    yield from _texts("body", one.body, languages)
    yield "verified", _flag(one.verified)
    yield "sources", JOIN.join(one.sources)


def _paragraph(one: r.Paragraph, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Yield a printed line's cells by column."""
    yield "paragraph", one.id
    yield "part", one.part
    yield "role", one.role or ""
    yield from _texts("place", one.editorial.place, languages)
    yield from _texts("text", one, languages)
    yield "agencies", JOIN.join(one.agencies)
    yield "documents", JOIN.join(one.documents)
    yield "carried_out_by", JOIN.join(carried.task for carried in one.editorial.carried_out_by)
    yield from _texts("url", one.url, languages)


def _document(one: r.Document, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Yield a cited document's cells by column."""
    yield "document", one.id
    yield "document_number", one.number or ""
    yield "added_number", one.editorial.number or ""
    yield "date", one.date.isoformat() if one.date else ""
    for name in ("issuer", "kind", "title"):
        yield from _texts(name, getattr(one, name), languages)
    yield "cited_at", JOIN.join(one.cited_at)
    yield from _texts("url", one.url, languages)


def _entry(one: r.ShortForm | r.Term, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Yield the cells of an abbreviation or a term by column."""
    short = one if isinstance(one, r.ShortForm) else None
    yield "entry", "abbreviation" if short else "term"
    yield "short", short.text if short else ""
    yield from _texts("term", one, languages)
    yield "basis", short.basis if short else "editorial"
    yield "also", (getattr(one, "also", None) or "")
