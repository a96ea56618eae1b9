"""The plan at a glance: the geometry of three drawings, in units of their view boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from plansite.read.model import Agency, AgencyClass, Involvement, Phase, Task
from plansite.relate.links import Links

WIDTH: Final = 340
"""Width of every drawing: that of a phone's column, so that its letters stay legible there."""

BAR_ROOM: Final = 300

YEAR_LEFT: Final = 40
YEAR_STEP: Final = 30
ROW_STEP: Final = 19
AXIS_TOP: Final = 24

NODE_STEP: Final = 24
NODE_LEFT: Final = 236


@dataclass(frozen=True)
class Bar:
    """A body's row: how many tasks it leads and supports, and how long its two bars are."""

    body: Agency | AgencyClass
    leads: int
    supports: int
    lead_width: int
    support_width: int


@dataclass(frozen=True)
class Strip:
    """A span of years in a task's row; `annual` when the text names no years."""

    x: int
    y: int
    width: int
    annual: bool


@dataclass(frozen=True)
class TimeRow:
    """A task's row in the timeline."""

    task: Task
    y: int
    strips: tuple[Strip, ...]


@dataclass(frozen=True)
class Timeline:
    """The years and a row per task."""

    first: int
    last: int
    years: tuple[tuple[int, int], ...]
    rows: tuple[TimeRow, ...]
    height: int


@dataclass(frozen=True)
class Arc:
    """Two bodies named in the same tasks: the rows it joins, its reach, and how many tasks."""

    upper: Agency | AgencyClass
    lower: Agency | AgencyClass
    y1: int
    y2: int
    reach: float
    tasks: int


@dataclass(frozen=True)
class Network:
    """A row per body and the arcs between them."""

    nodes: tuple[tuple[Agency | AgencyClass, int], ...]
    arcs: tuple[Arc, ...]
    height: int


def bars(bodies: Sequence[tuple[Agency | AgencyClass, int, int]]) -> tuple[Bar, ...]:
    """Draw (body, leads, supports) as bars, to one scale."""
    longest = max((leads + supports for _, leads, supports in bodies), default=1)
    unit = BAR_ROOM / longest
    return tuple(
        Bar(body, leads, supports, round(leads * unit), round(supports * unit)) for body, leads, supports in bodies
    )


def timeline(tasks: Sequence[Task]) -> Timeline:
    """Draw every task's phases on the years that the plan names."""
    years = [year for task in tasks for phase in task.period.phases for year in (phase.start, phase.end) if year]
    first, last = min(years), max(years)
    rows = tuple(
        TimeRow(task, y, tuple(_strips(task.period.phases, y, first, last)))
        for y, task in ((AXIS_TOP + row * ROW_STEP, task) for row, task in enumerate(tasks))
    )
    marks = tuple((year, YEAR_LEFT + (year - first) * YEAR_STEP) for year in range(first, last + 1))
    return Timeline(first, last, marks, rows, AXIS_TOP + len(rows) * ROW_STEP)


def _strips(phases: Sequence[Phase], y: int, first: int, last: int) -> list[Strip]:
    """Draw the phases of one row; phases that overlap share its height."""
    overlapping = any(
        a.start and b.start and a.start <= (b.end or 0) and b.start <= (a.end or 0) for a, b in combinations(phases, 2)
    )
    strips = []
    for n, phase in enumerate(phases):
        start, end = phase.start or first, phase.end or last
        x = YEAR_LEFT + (start - first) * YEAR_STEP
        strips.append(Strip(x, y + (n * 6 if overlapping else 0), (end - start + 1) * YEAR_STEP - 2, phase.annual))
    return strips


def network(links: Links) -> Network:
    """Draw who is named in the same tasks, for bodies that the appendix names."""
    named = {
        body: {
            one.task.id
            for one in links.by_agency[body]
            if one.involvement is not Involvement.MEMBER or body in links.classes
        }
        for body in links.bodies
    }
    bodies = sorted((body for body in links.bodies if named[body]), key=lambda body: -len(named[body]))
    height = {body: NODE_STEP // 2 + row * NODE_STEP for row, body in enumerate(bodies)}
    room = WIDTH - NODE_LEFT - 8
    tallest = (len(bodies) - 1) * NODE_STEP or 1
    arcs = [
        Arc(
            links.bodies[a],
            links.bodies[b],
            height[a],
            height[b],
            14 + room * (height[b] - height[a]) / tallest * 0.9,
            len(named[a] & named[b]),
        )
        for a, b in combinations(bodies, 2)
        if named[a] & named[b]
    ]
    return Network(
        tuple((links.bodies[body], height[body]) for body in bodies),
        tuple(sorted(arcs, key=lambda arc: arc.tasks)),
        len(bodies) * NODE_STEP,
    )
