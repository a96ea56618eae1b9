"""Tables of text cells, made once for CSV and for workbooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plansite.exports import records as r
from plansite.exports.answers import Answers
from plansite.links import LANGUAGES
from plansite.model import Language

JOIN: Final = "; "
"""Between values in one cell."""


@dataclass(frozen=True)
class Table:
    """Columns by name, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table(rows: list[Mapping[str, str]]) -> Table:
    """Make a table of rows that all have the same columns."""
    return Table(tuple(rows[0]), tuple(tuple(row.values()) for row in rows))


def tasks(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Give one row per task; texts in each of some languages."""
    return table([dict(_task(task, languages)) for task in answers.tasks().tasks])


def assignments(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Give one row per task, role and agency or class that a cell names, then one per member of such a class."""
    rows: list[Mapping[str, str]] = []
    for task in answers.tasks().tasks:
        for side, cell in (("lead", task.lead), ("support", task.support)):
            printed = [dict(_assignment(task, side, cell, one, languages)) for one in cell.reading.agencies]
            rows += printed
            rows += [dict(_assignment(task, side, cell, one, languages)) for one in cell.reading.members]
    return table(rows)


def agencies(answers: Answers, languages: tuple[Language, ...] = LANGUAGES) -> Table:
    """Give one row per agency and class, with the tasks that it leads, supports and shares."""
    return table([dict(_agency(body, languages)) for body in answers.agencies().agencies])


def _texts(name: str, text: r.Text | None, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Give a text's columns, one per language."""
    for language in languages:
        yield f"{name}_{language}", getattr(text, language) if text else ""


def _task(task: r.Task, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Give a task's cells by column."""
    yield "task", task.id
    yield "group", task.group.id
    yield from _texts("group_heading", task.group.heading, languages)
    yield "number", task.number or ""
    for name in ("content", "lead", "support", "output", "period"):
        yield from _texts(name, getattr(task, name), languages)
    yield "reading_lead", JOIN.join(one.agency for one in task.lead.reading.agencies)
    yield "reading_support", JOIN.join(one.agency for one in task.support.reading.agencies)
    yield "reading_period", JOIN.join(_phase(phase) for phase in task.period.reading.phases)
    yield from _texts("url", task.url, languages)


def _phase(phase: r.Phase) -> str:
    """Write a span of years as data/plan.yaml does."""
    return "annual" if phase.annual else f"{phase.start}-{phase.end}"


def _assignment(
    task: r.Task, side: str, cell: r.Cell, one: r.Participant | r.Member, languages: tuple[Language, ...]
) -> Iterator[tuple[str, str]]:
    """Give an assignment's cells by column."""
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
    yield "joint", "true" if cell.reading.joint else "false"
    yield from _texts("content", task.content, languages)
    yield from _texts("period", task.period, languages)
    yield from _texts("url", task.url, languages)
    yield from _texts("agency_url", one.url, languages)


def _agency(body: r.Agency, languages: tuple[Language, ...]) -> Iterator[tuple[str, str]]:
    """Give an agency's cells by column."""
    yield "agency", body.id
    yield from _texts("agency_name", body.name, languages)
    yield "type", body.type
    for name in ("leads", "supports", "shares"):
        parts: list[r.Part] = getattr(body.reading, name)
        yield name, JOIN.join(dict.fromkeys(part.task for part in parts))
    yield "mentions", str(len(body.mentions))
    yield from _texts("url", body.url, languages)
