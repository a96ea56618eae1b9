"""data/ → a checked plan and the interface words, or every slip at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from plansite import addresses, rules
from plansite.model import Bilingual, Plan
from plansite.plaintext import lines
from plansite.problems import BadData, Place, Problem
from plansite.shape import Shaped, shape
from plansite.yamltree import Tree

T = TypeVar("T")

PLAN_FILE = "plan.yaml"
WORDS_FILE = "interface.yaml"
PUBLISHED_FILE = "published-ids.txt"


def load_plan(folder: Path) -> Plan:
    """Read and check `folder`/plan.yaml; raise BadData with every problem."""
    path = folder / PLAN_FILE
    tree, shaped = _read(path, Plan)
    found = tree.problems + shaped.problems
    if shaped.value is not None:
        case = rules.Case(
            shaped.value, folder, published_ids(folder), frozenset(shaped.lost), addresses.entries(folder)
        )
        found += [_moved(problem, shaped.original(problem.place)) for problem in rules.problems(case)]
    if found:
        raise BadData(_reports(path, tree, found))
    assert shaped.value is not None  # or there would have been problems
    return shaped.value


def _read(path: Path, model: type[T]) -> tuple[Tree, Shaped[T]]:
    """Read one file; raise BadData when nothing of it can be read."""
    tree = Tree(path)
    if tree.value is None and tree.problems:
        raise BadData(_reports(path, tree, tree.problems))
    shaped = shape(tree.value, model)
    unread = {problem.place for problem in tree.problems}
    # A value that YAML could not give was reported with the reason; that it is missing says nothing new.
    shaped.problems = [one for one in shaped.problems if one.value is not None or one.place not in unread]
    return tree, shaped


def read_checked(path: Path, model: type[T], check: Callable[[T], list[Problem]]) -> T:
    """Read a file and check it further; raise BadData with every problem."""
    tree, shaped = _read(path, model)
    found = tree.problems + shaped.problems
    if shaped.value is not None:
        found += [_moved(problem, shaped.original(problem.place)) for problem in check(shaped.value)]
    if found:
        raise BadData(_reports(path, tree, found))
    assert shaped.value is not None  # or there would have been problems
    return shaped.value


def load_words(folder: Path, file: str = WORDS_FILE) -> Mapping[str, Bilingual]:
    """Read `folder`/interface.yaml, or another such file: words by name; raise BadData with every problem."""
    return read_checked(folder / file, dict[str, Bilingual], lambda _: [])


def published_ids(folder: Path) -> tuple[str, ...]:
    """Read the lines of `folder`/published-ids.txt; none when there is no such file."""
    return tuple(lines(folder / PUBLISHED_FILE))


def _moved(problem: Problem, place: Place) -> Problem:
    """Give the same problem at another place."""
    return replace(problem, place=place)


def _reports(path: Path, tree: Tree, found: list[Problem]) -> list[str]:
    """Print problems in the order of the file."""
    name = os.path.relpath(path)
    reports = {problem.report(name, tree.marks, tree.value): problem for problem in found}
    return sorted(reports, key=lambda report: [int(part) for part in report[len(name) + 1 :].split(":")[:2]])
