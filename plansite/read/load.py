"""data/ → a checked plan and the interface words, or every slip at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

from plansite.base.problems import BadData, Problem
from plansite.read import published, rules
from plansite.read.model import Bilingual, Plan
from plansite.read.validate import UNREAD, Shaped, shape, stand_ins
from plansite.read.yaml_tree import Tree

T = TypeVar("T")

PLAN_FILE = "plan.yaml"
WORDS_FILE = "interface.yaml"


@dataclass(frozen=True)
class Read(Generic[T]):
    """What could be read of a file, and what was wrong with it."""

    value: T | None
    reports: tuple[str, ...] = ()
    lost: frozenset[str] = frozenset()
    """Ids of records that had to be set aside; references to them are not blamed."""

    def whole(self) -> T:
        """Return the value; raise BadData with every problem when there are any."""
        if self.reports:
            raise BadData(self.reports)
        assert self.value is not None  # or there would have been problems
        return self.value


def load_plan(folder: Path) -> Plan:
    """Read and check `folder`/plan.yaml; raise BadData with every problem."""
    return read_plan(folder).whole()


def read_plan(folder: Path) -> Read[Plan]:
    """Read and check `folder`/plan.yaml; raise BadData when the list of published ids cannot be read."""

    def check(plan: Plan, lost: frozenset[str]) -> Iterable[Problem]:
        listed = published.published_ids(folder)
        if UNREAD in lost:
            lost |= {entry.partition(" ")[2] for entry in listed}
        return rules.problems(rules.Case(plan, folder, listed, lost, published.entries(folder)))

    return read(folder / PLAN_FILE, Plan, check)


def read(path: Path, model: type[T], check: Check[T]) -> Read[T]:
    """Read a file and check it further; `check` gets the value, and the ids of what had to be set aside."""
    tree = Tree(path)
    if tree.value is None and tree.problems:
        return Read(None, tuple(_written(path, tree, tree.problems)), frozenset({"", *tree.lost}))
    shaped = shape(tree.value, model)
    unread = {problem.place for problem in tree.problems}
    # What is wrong with how a value is written was reported; that it fits no shape says nothing new.
    found = [one for one in shaped.problems if one.place not in unread]
    lost = frozenset(tree.lost | ({""} if tree.problems else set()))
    found += _checked(shaped, check, lost)
    found += _beside_slips(shaped, model, check, lost)
    found = [*tree.problems, *(one for one in found if not tree.is_torn(one.place))]
    return Read(shaped.value, tuple(_written(path, tree, found)), lost | shaped.lost)


Check: TypeAlias = Callable[[T, frozenset[str]], Iterable[Problem]]
"""Gives what is wrong with a value; gets the ids of what had to be set aside, too."""


def _checked(shaped: Shaped[T], check: Check[T], lost: frozenset[str]) -> list[Problem]:
    """Return what is wrong with what could be read, each at its place in the file."""
    if shaped.value is None:
        return []
    said = [replace(one, place=shaped.original(one.place)) for one in check(shaped.value, lost | shaped.lost)]
    # A list from which an item was set aside is not blamed for what it lacks, nor what stands in for a slip.
    return [one for one in said if one.place not in shaped.kept and not shaped.is_a_slip(one.place)]


def _beside_slips(shaped: Shaped[T], model: type[T], check: Check[T], lost: frozenset[str]) -> list[Problem]:
    """Return what else is wrong with the records that were set aside, whatever should stand where their slips are."""
    if not shaped.slips:
        return []
    first, *others = (_checked(shape(one, model), check, lost) for one in stand_ins(shaped.tree, shaped.slips, model))
    return [one for one in first if all(one in other for other in others) and shaped.is_beside_a_slip(one.place)]


def read_checked(path: Path, model: type[T], check: Callable[[T], Iterable[Problem]]) -> T:
    """Read a file and check it further; raise BadData with every problem."""
    return read(path, model, lambda value, _: check(value)).whole()


def load_words(folder: Path, file: str = WORDS_FILE) -> Mapping[str, Bilingual]:
    """Read `folder`/interface.yaml, or another such file: words by name; raise BadData with every problem."""
    return read_checked(folder / file, dict[str, Bilingual], lambda _: [])


def reports(path: Path, found: list[Problem]) -> list[str]:
    """Print problems of a file that was read before."""
    return _written(path, Tree(path), found) if found else []


def _written(path: Path, tree: Tree, found: list[Problem]) -> list[str]:
    """Print problems in the order of the file."""
    name = os.path.relpath(path)
    said = {problem.report(name, tree.marks, tree.value): problem for problem in found}
    return sorted(said, key=lambda report: [int(part) for part in report[len(name) + 1 :].split(":")[:2]])
