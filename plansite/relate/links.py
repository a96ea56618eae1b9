"""Addresses, and both directions of every relation in a plan, built once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from plansite.read.kinds import LANGUAGES, Address, addresses
from plansite.read.model import (
    Agency,
    AgencyClass,
    Document,
    Duty,
    Group,
    Involvement,
    Language,
    Note,
    Participant,
    Plan,
    SideName,
    Source,
    Task,
    Trace,
)
from plansite.relate.text import Explainer, Namer


@dataclass(frozen=True)
class Assignment:
    """One agency or class on one side of one task."""

    task: Task
    side: SideName
    agency: str
    involvement: Involvement
    participant: Participant
    through: str | None = None
    """For a member: the class by which it takes part."""
    joint: bool = False
    """Whether its cell names several leads; a member shares that of the class through which it leads."""


def note_places(path: str) -> tuple[str, ...]:
    """Return what a note may name to stand at a path: a note at a task stands at its content.

    >>> note_places("appendix.III.8.content")
    ('appendix.III.8.content', 'III.8')
    """
    task = re.fullmatch(r"appendix\.([IVXLC]+\.[0-9]+)\.content", path)
    return (path, task[1]) if task else (path,)


class Links:
    """Everything that follows from a plan: who, where, and by which address."""

    def __init__(self, plan: Plan) -> None:
        """Index `plan`, which must have passed its checks."""
        self.plan = plan
        self.tasks: dict[str, Task] = {task.id: task for task in plan.tasks()}
        self.groups: dict[str, Group] = {task.id: group for group in plan.appendix.groups for task in group.tasks}
        bodies: tuple[Agency | AgencyClass, ...] = (*plan.agencies, *plan.classes)
        self.bodies = {body.id: body for body in bodies}
        self.order = {body: n for n, body in enumerate(self.bodies)}
        self.classes: dict[str, AgencyClass] = {group.id: group for group in plan.classes}
        self.documents: dict[str, Document] = {document.id: document for document in plan.documents}
        self.sources: dict[str, Source] = {source.id: source for source in plan.sources}
        self.texts = dict(plan.paragraphs())
        self.namers: dict[Language, Namer] = {language: Namer(plan, language) for language in LANGUAGES}
        self.explainers: dict[Language, Explainer] = {language: Explainer(plan, language) for language in LANGUAGES}
        self.pages: dict[tuple[str, str], Address] = {(page.kind, page.id): page for page in addresses(plan)}

    def home_of(self, path: str) -> str:
        """Return the kind of page on which a paragraph stands."""
        head = path.partition(".")[0]
        return {"plan": "plan", "appendix": "appendix"}.get(head, "decision")

    @cached_property
    def assignments(self) -> tuple[Assignment, ...]:
        """Every assignment as the cells give it, then every membership that no name overrides."""
        return tuple(one for task in self.tasks.values() for one in self._of_task(task))

    def _of_task(self, task: Task) -> Iterator[Assignment]:
        """Yield a task's assignments in printed order, then its members'."""
        printed = list(self._printed(task))
        yield from printed
        named = {one.agency for one in printed}
        for one in printed:
            body = self.classes.get(one.agency)
            for member in body.members if body else ():
                if member not in named:
                    yield Assignment(task, one.side, member, Involvement.MEMBER, one.participant, one.agency, one.joint)

    def _printed(self, task: Task) -> Iterator[Assignment]:
        """Yield what the two cells of a task say."""
        for side, cell in (("lead", task.lead), ("support", task.support)):
            for one in cell.agencies:
                joint = side == "lead" and len(cell.agencies) > 1
                yield Assignment(task, side, one.id, self._involvement(one), one, None, joint)  # type: ignore[arg-type]  # mypy widens the literal

    def _involvement(self, one: Participant) -> Involvement:
        """Tell how a cell names a participant."""
        body = self.classes.get(one.id)
        if body:
            return Involvement.CONCERNED if body.open else Involvement.MEMBER
        return Involvement.SUBSET if one.qualifier else Involvement.NAMED

    @cached_property
    def by_task(self) -> Mapping[str, tuple[Assignment, ...]]:
        """Every task's assignments by its id ("III.8"), in the order of `assignments`."""
        found: dict[str, list[Assignment]] = {id_: [] for id_ in self.tasks}
        for one in self.assignments:
            found[one.task.id].append(one)
        return {id_: tuple(ones) for id_, ones in found.items()}

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[Task | None, Task | None]]:
        """The tasks before and after each one: {"I.1": (None, task I.2), …}."""
        tasks = (None, *self.tasks.values(), None)
        return {id_: (tasks[n], tasks[n + 2]) for n, id_ in enumerate(self.tasks)}

    @cached_property
    def years(self) -> range:
        """The years that the printed periods span."""
        spans = [phase for task in self.tasks.values() for phase in task.period.phases]
        named = [year for phase in spans for year in (phase.start, phase.end) if year is not None]
        return range(min(named), max(named) + 1) if named else range(0)

    @cached_property
    def by_agency(self) -> Mapping[str, tuple[Assignment, ...]]:
        """Every agency's and class's assignments, in task order; a subset named twice counts once."""
        found: dict[str, dict[tuple[str, SideName, Involvement], Assignment]] = defaultdict(dict)
        for one in self.assignments:
            found[one.agency].setdefault((one.task.id, one.side, one.involvement), one)
        return {body: tuple(found[body].values()) for body in self.bodies}

    def of(self, body: str, side: SideName, *involvements: Involvement) -> tuple[Assignment, ...]:
        """Return an agency's assignments on one side, of some kinds (all when none is given)."""
        return tuple(
            one
            for one in self.by_agency[body]
            if one.side == side and (not involvements or one.involvement in involvements)
        )

    def in_task(self, task: Task, side: SideName) -> tuple[Assignment, ...]:
        """Return the participants of one side of a task as printed, without members."""
        return tuple(one for one in self.by_task[task.id] if one.side == side and not one.through)

    @cached_property
    def mentions(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Paths at which each (kind, id) is named in the Vietnamese text, once per path, in printed order."""
        found: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for path, text in self.texts.items():
            for _, _, target in self.namers["vi"].find(path, text.vi):
                found[target.kind, target.id][path] = None
        return {key: tuple(paths) for key, paths in found.items()}

    @cached_property
    def carried_out_by(self) -> Mapping[str, tuple[tuple[Task, Trace], ...]]:
        """The tasks that carry out each paragraph, each with how surely, by its id ("plan.II.3.b4"); editorial."""
        found: dict[str, list[tuple[Task, Trace]]] = defaultdict(list)
        for task in self.tasks.values():
            for trace in task.carries_out:
                found[trace.paragraph].append((task, trace))
        return {path: tuple(traces) for path, traces in found.items()}

    @cached_property
    def notes(self) -> Mapping[str, tuple[Note, ...]]:
        """Our notes by what they stand at: a path, task, agency or document."""
        found: dict[str, list[Note]] = defaultdict(list)
        for note in self.plan.notes:
            for target in note.at:
                found[target].append(note)
        return {target: tuple(notes) for target, notes in found.items()}

    @cached_property
    def duties(self) -> Mapping[str, tuple[tuple[Duty, str | None], ...]]:
        """What articles, Part III and recipients say to each body, with the class it comes through."""
        found: dict[str, list[tuple[Duty, str | None]]] = defaultdict(list)
        for duty in self.plan.duties:
            for body in duty.agencies:
                found[body].append((duty, None))
                group = self.classes.get(body)
                for member in group.members if group else ():
                    if member not in duty.agencies:
                        found[member].append((duty, body))
        return {body: tuple(duties) for body, duties in found.items()}

    def memberships(self, agency: str) -> tuple[AgencyClass, ...]:
        """Return the classes to which an agency belongs."""
        return tuple(group for group in self.plan.classes if agency in group.members)

    def footnotes(self, paths: Iterable[str]) -> tuple[Note, ...]:
        """Return the notes at any of some places, each once, in order."""
        return tuple({note.id: note for path in paths for note in self.notes.get(path, ())}.values())
