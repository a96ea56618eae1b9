"""What the list of tasks can be filtered by, and which of those choices each task answers to.

The values stand in addresses (?co-quan=so-y-te&vai-tro=chu-tri), so they must not change, and they are the same in
both languages: the language switch, or a link sent to a reader of the other language, keeps the filter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from plansite.read.model import Agency, Involvement, Phase, SideName, Task
from plansite.relate.links import Assignment, Links

SIDES: Final[Mapping[SideName, str]] = {"lead": "chu-tri", "support": "phoi-hop"}
KINDS: Final[Mapping[Involvement, str]] = {
    Involvement.NAMED: "dich-danh",
    Involvement.MEMBER: "qua-nhom",
    Involvement.CONCERNED: "noi-lien-quan",
    Involvement.SUBSET: "mot-phan",
}
ANNUAL: Final = "hang-nam"


@dataclass(frozen=True)
class Listed:
    """A task in the filtered list, with its values for each filter."""

    task: Task
    group: str
    agencies: str
    """body:role:kind, and :class for a member, which counts only where that kind is asked for."""
    periods: str


def listed(links: Links, task: Task) -> Listed:
    """Return a task with what it answers to."""
    return Listed(
        task,
        links.groups[task.id].id.lower(),
        " ".join(dict.fromkeys(_token(one) for one in links.by_task[task.id])),
        " ".join(_periods(links, task)),
    )


def _token(one: Assignment) -> str:
    """Write an assignment as the list's script reads it."""
    through = f":{one.through}" if one.through else ""
    return f"{one.agency}:{SIDES[one.side]}:{KINDS[one.involvement]}{through}"


def _periods(links: Links, task: Task) -> Iterator[str]:
    """Yield the periods that a task's cell prints, then every year that they cover; annual tasks cover all."""
    phases = task.period.phases
    yield from (phase_value(phase) for phase in phases)
    yield from (year_value(year) for year in links.years if any(_covers(phase, year) for phase in phases))


def _covers(phase: Phase, year: int) -> bool:
    """Tell whether a phase includes a year."""
    return phase.start is None or phase.end is None or phase.start <= year <= phase.end


def phase_value(phase: Phase) -> str:
    """Return a printed period as it stands in addresses."""
    return ANNUAL if phase.annual else f"{phase.start}-{phase.end}"


def year_value(year: int) -> str:
    """Return a year as it stands in addresses."""
    return f"nam-{year}"


def choices(links: Links) -> dict[str, Any]:
    """Return what each filter offers, in the order of its options."""
    bodies = [body for body in links.bodies.values() if links.by_agency[body.id]]
    phases = {phase_value(phase): phase for task in links.tasks.values() for phase in task.period.phases}
    return {
        "agencies": [body for body in bodies if isinstance(body, Agency)],
        "classes": [body for body in bodies if not isinstance(body, Agency)],
        "sides": SIDES,
        "kinds": KINDS,
        "phases": sorted(phases.items(), key=lambda item: (item[1].start or 0, item[1].end or 0)),
        "years": [(year, year_value(year)) for year in links.years],
    }
