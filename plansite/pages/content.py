"""One small document per record and language: what each page shows, ready for its template."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from plansite.pages import figures, filters
from plansite.read.kinds import Address
from plansite.read.model import (
    Agency,
    AgencyClass,
    AgencyKind,
    DutyKind,
    Involvement,
    Language,
    Paragraph,
    Role,
    SideName,
    Task,
    task_cells,
)
from plansite.relate.links import Assignment, Links

TITLE_WIDTH: Final = 90
DESCRIPTION_WIDTH: Final = 155
"""About what search engines and chat previews show."""

SHORT_TITLES: Final = {"task"}
"""Kinds whose titles hold a whole sentence, and are cut."""

View = Callable[[Links, str], Mapping[str, Any]]
"""Gives what a page's template knows beside the plan, from the id of the record that it shows, if any."""


@dataclass(frozen=True)
class Page:
    """What one address shows, in one language."""

    address: Address
    language: Language
    title: str
    description: str
    template: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A part or section of the plan: its heading, its lines, and the sections in it."""

    id: str
    heading: Paragraph
    lines: tuple[Paragraph, ...]
    sections: tuple[Section, ...] = ()


def page(links: Links, words: Mapping[str, str], address: Address, language: Language) -> Page:
    """Return the page at `address` in one language; `words` are the interface words of that language."""
    title, description = heading(links, words, address, language)
    view = VIEWS.get(address.kind)
    return Page(
        address,
        language,
        _shorten(title, TITLE_WIDTH) if address.kind in SHORT_TITLES else title,
        _shorten(description, DESCRIPTION_WIDTH),
        f"{address.kind}.html",
        view(links, address.id) if view else {},
    )


def heading(links: Links, words: Mapping[str, str], address: Address, language: Language) -> tuple[str, str]:
    """Return a page's title and description, whole."""
    if address.kind == "home":
        return links.plan.identity.name[language], words["home_description"]
    filled = FILLED.get(address.kind, _id)(links, address.id, language)
    return words[f"page_{address.kind}"].format(**filled), words[f"{address.kind}_description"].format(**filled)


def _id(links: Links, id_: str, language: Language) -> Mapping[str, Any]:  # noqa: ARG001  # as FILLED
    return {"id": id_}


def _named_task(links: Links, id_: str, language: Language) -> Mapping[str, Any]:
    return {"id": id_, "content": links.tasks[id_].content[language]}


def _named_body(links: Links, id_: str, language: Language) -> Mapping[str, Any]:
    return {"name": links.bodies[id_].name[language], **role_counts(links, id_)}


FILLED: Final[Mapping[str, Callable[[Links, str, Language], Mapping[str, Any]]]] = {
    "task": _named_task,
    "agency": _named_body,
}
"""What is filled into the words that name a page of a record, where that is more than its id."""


def _shorten(text: str, width: int) -> str:
    """Cut a text between words."""
    return textwrap.shorten(text[: 2 * width], width, placeholder="…")  # it would look at every word of a long one


def role_counts(links: Links, body: str) -> dict[str, int]:
    """Count the tasks a body leads and supports by name, as a subset, and through a class: {"leads": 2, …}."""
    named = (Involvement.CONCERNED, Involvement.MEMBER) if body in links.classes else (Involvement.NAMED,)
    shared = () if body in links.classes else (Involvement.MEMBER,)
    return {
        "leads": len(links.of(body, "lead", *named)),
        "supports": len(links.of(body, "support", *named)),
        "subset": len({one.task.id for one in links.of(body, "support", Involvement.SUBSET)}),
        "shared": len({one.task.id for side in SIDES for one in links.of(body, side, *shared)}) if shared else 0,
    }


SIDES: Final[tuple[SideName, SideName]] = ("lead", "support")


def _home(links: Links, _: str) -> Mapping[str, Any]:
    """Return the plan at a glance."""
    counted = [(body, role_counts(links, body.id)) for body in _with_tasks(links)]
    return {
        "bodies": [body for body, _ in counted],
        "busiest": [(body, count["leads"]) for body, count in counted[:BUSIEST]],
        "ends": _ends(links),
        "bars": figures.bars([(body, count["leads"], count["supports"]) for body, count in counted]),
        "timeline": figures.timeline(list(links.tasks.values())),
    }


BUSIEST: Final = 2
"""Of the bodies that lead tasks, those that the home page names beside the drawing."""

FEW: Final = 5
"""Tasks that the home page names one by one; of more it gives the number."""


def _ends(links: Links) -> list[tuple[int | None, int, list[Task]]]:
    """Return the tasks by the year in which they end, most first: [(2030, 15, []), (None, 4, [task I.1, …]), …].

    Those of every year have none. Beside their number stand the tasks themselves where they are few.
    """
    found: dict[int | None, list[Task]] = {}
    for task in links.tasks.values():
        years = [phase.end for phase in task.period.phases if phase.end is not None]
        found.setdefault(max(years, default=None), []).append(task)
    ends = sorted(found.items(), key=lambda one: -len(one[1]))
    return [(year, len(tasks), tasks if len(tasks) <= FEW else []) for year, tasks in ends]


def _decision(links: Links, _: str) -> Mapping[str, Any]:
    """Return the Decision's lines by role."""
    return {"lines": {role.name.lower(): [line for line in links.plan.decision if line.role is role] for role in Role}}


def _plan(links: Links, _: str) -> Mapping[str, Any]:
    """Return the plan's opening lines, its parts with their sections, and its closing lines."""
    lines = links.plan.plan
    body = [n for n, line in enumerate(lines) if line.role is Role.PART]
    closing = [line for line in lines if line.role is Role.CLOSING]
    first = body[0] if body else len(lines)
    rest = [line for line in lines[first:] if line.role is not Role.CLOSING]
    return {"opening": lines[:first], "parts": tuple(_sections(rest, Role.PART, Role.SECTION)), "closing": closing}


def _sections(lines: list[Paragraph], *roles: Role) -> Iterator[Section]:
    """Group lines under the headings of the first role, and within those under the next."""
    starts = [n for n, line in enumerate(lines) if line.role is roles[0]]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        inside = lines[start + 1 : end]
        inner = tuple(_sections(inside, *roles[1:])) if roles[1:] else ()
        nested = {line.id for section in inner for line in (section.heading, *section.lines)}
        own = tuple(line for line in inside if line.id not in nested)
        yield Section(lines[start].id.removesuffix(".heading"), lines[start], own, inner)


def _task(links: Links, id: str) -> Mapping[str, Any]:
    """Return a task with its participants, its neighbours and our notes."""
    task = links.tasks[id]
    previous, following = links.neighbours[id]
    return {
        "task": task,
        "group": links.groups[task.id],
        "lead": links.in_task(task, "lead"),
        "support": links.in_task(task, "support"),
        "members": [one for one in links.by_task[id] if one.through],
        "previous": previous,
        "next": following,
        "notes": links.footnotes((task.id, *(path for path, _ in task_cells(task)))),
    }


def _appendix(links: Links, _: str) -> Mapping[str, Any]:
    """Return the notes on the table's cells and headings; those on its title stand there."""
    title = {line.id for line in links.plan.appendix.opening}
    return {
        "notes": links.footnotes(
            path for path in links.texts if links.home_of(path) == "appendix" and path not in title
        )
    }


def _tasks(links: Links, _: str) -> Mapping[str, Any]:
    """Return the tasks by group with their values for each filter, and what the filters offer."""
    groups = [(group, [filters.listed(links, task) for task in group.tasks]) for group in links.plan.appendix.groups]
    return {"groups": groups, "choices": filters.choices(links)}


def _agencies(links: Links, _: str) -> Mapping[str, Any]:
    """Return the agencies by kind, those with tasks first, then the classes."""
    busy = {body.id for body in _with_tasks(links)}
    rest = [agency for agency in links.plan.agencies if agency.id not in busy]
    return {
        "with_tasks": [(body, role_counts(links, body.id)) for body in _with_tasks(links) if isinstance(body, Agency)],
        "classes": [(body, role_counts(links, body.id)) for body in links.plan.classes],
        "kinds": [
            (kind, [agency for agency in rest if agency.kind is kind])
            for kind in AgencyKind
            if any(agency.kind is kind for agency in rest)
        ],
    }


def _with_tasks(links: Links) -> list[Agency | AgencyClass]:
    """List the bodies that the appendix names, the busiest first, then in registry order."""
    counts = {body: role_counts(links, body) for body in links.bodies}
    named = [body for body in links.bodies.values() if any(not one.through for one in links.by_agency[body.id])]
    return sorted(named, key=lambda body: (-counts[body.id]["leads"], -counts[body.id]["supports"]))


def _agency(links: Links, id: str) -> Mapping[str, Any]:
    """Return a body with everything the Decision says to it and of it."""
    body = links.bodies[id]
    own = (Involvement.NAMED, Involvement.SUBSET)
    if isinstance(body, AgencyClass):
        own = (Involvement.MEMBER, Involvement.CONCERNED)
    mentions = links.mentions.get(("agency", body.id), ())
    return {
        "body": body,
        "is_class": isinstance(body, AgencyClass),
        "counts": role_counts(links, body.id),
        "leads": links.of(body.id, "lead", *own),
        "supports": links.of(body.id, "support", *own),
        "shared": ()
        if isinstance(body, AgencyClass)
        else tuple(one for side in SIDES for one in links.of(body.id, side, Involvement.MEMBER)),
        "partners": _partners(links, body.id),
        "memberships": links.memberships(body.id),
        "duties": {
            kind.value: [(duty, through) for duty, through in links.duties.get(body.id, ()) if duty.kind is kind]
            for kind in DutyKind
        },
        "mentions": {
            kind: [path for path in mentions if links.home_of(path) == kind]
            for kind in ("decision", "plan", "appendix")
        },
        "notes": links.footnotes((body.id,)),
    }


def _partners(links: Links, body: str) -> list[tuple[Agency | AgencyClass, int]]:
    """List the bodies named in the same tasks, the most frequent first."""
    shared = {one.task.id for one in links.by_agency[body] if not one.through}
    met = Counter(
        other
        for task in shared
        for other in {one.agency for one in links.by_task[task] if not one.through and one.agency != body}
    )
    order = sorted(met, key=lambda other: (-met[other], links.order[other]))
    return [(links.bodies[other], met[other]) for other in order]


@dataclass(frozen=True)
class Row:
    """A task's row in the matrix: one list of assignments per column, and how many its cells name on each side."""

    task: Task
    cells: tuple[tuple[Assignment, ...], ...]
    leads: int
    supports: int


MOST_CELLS: Final = 10_000
"""Nobody can read a larger matrix, whose bytes grow with the square of the plan: the list by agency stands alone."""


def _row(links: Links, task: Task, columns: Iterable[Agency | AgencyClass]) -> Row:
    """Return a task's row; a subset named twice counts once, and figures leave out who takes part through a class."""
    cells: dict[str, dict[tuple[SideName, Involvement], Assignment]] = {}
    for one in links.by_task[task.id]:
        cells.setdefault(one.agency, {}).setdefault((one.side, one.involvement), one)
    leads, supports = (len({one.agency for one in links.in_task(task, side)}) for side in SIDES)
    return Row(task, tuple(tuple(cells.get(body.id, {}).values()) for body in columns), leads, supports)


def _responsibilities(links: Links, _: str) -> Mapping[str, Any]:
    """Return the matrix: bodies with any part in a task as columns, tasks by group as rows."""
    columns = [body for body in links.bodies.values() if links.by_agency[body.id]]
    drawn = len(columns) * len(links.tasks) <= MOST_CELLS
    return {
        "network": figures.network(links) if drawn else None,
        "columns": columns,
        "groups": [
            (group, [_row(links, task, columns) for task in group.tasks]) for group in links.plan.appendix.groups
        ]
        if drawn
        else [],
        "totals": [role_counts(links, body.id) for body in columns],
    }


LATER: Final = re.compile(r"\b\d+(?:/\d{4})?/[A-ZĐ]{2}[\w-]*|\b\d+-[A-ZĐ]{2}/[A-ZĐ]{2}\b")
"""The number of a document in our words: 150/2025/NĐ-CP, 27/NQ-HĐND, 39-CT/TW."""


def _documents(links: Links, id: str) -> Mapping[str, Any]:  # noqa: ARG001  # as every view
    """Return what the Decision rests on, what else it cites, and (number, change) of what came after, by our words."""
    others = [one for one in links.plan.documents if one.number != links.plan.identity.number]
    preamble = {line.id for line in links.plan.decision if line.role is Role.PREAMBLE}
    rests = [one for one in others if preamble & {*links.mentions.get(("document", one.id), ())}]
    cited = {one.number for one in links.plan.documents}
    after = {
        number: change
        for change in links.plan.aftermath.changes
        for number in LATER.findall(change.vi)
        if number not in cited
    }
    return {
        "relations": {
            "basis": rests,
            "cited": [one for one in others if one not in rests],
            "after": list(after.items()),
        }
    }


VIEWS: Final[Mapping[str, View]] = {
    "home": _home,
    "decision": _decision,
    "plan": _plan,
    "appendix": _appendix,
    "tasks": _tasks,
    "agencies": _agencies,
    "responsibilities": _responsibilities,
    "task": _task,
    "agency": _agency,
    "documents": _documents,
}
"""What the template of each kind of page knows beside the plan; most others need nothing."""
