"""data/ → a checked plan and the interface words, or every slip at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plansite import rules
from plansite.model import Bilingual, Plan
from plansite.problems import BadData, Problem
from plansite.shape import shape
from plansite.yamltree import Tree

PLAN_FILE = "plan.yaml"
WORDS_FILE = "interface.yaml"
PUBLISHED_FILE = "published-ids.txt"


def load_plan(folder: Path) -> Plan:
    """Read and check `folder`/plan.yaml; raise BadData with every problem."""
    path = folder / PLAN_FILE
    tree = Tree(path)
    if tree.value is None and tree.problems:
        raise BadData(_reports(path, tree, tree.problems))
    shaped = shape(tree.value, Plan)
    found = tree.problems + shaped.problems
    if shaped.value is not None:
        case = rules.Case(shaped.value, folder, published_ids(folder), frozenset(shaped.lost))
        found += [_moved(problem, shaped.original(problem.place)) for problem in rules.problems(case)]
    if found:
        raise BadData(_reports(path, tree, found))
    plan: Plan = shaped.value
    return plan


def load_words(folder: Path) -> Mapping[str, Bilingual]:
    """Read `folder`/interface.yaml: interface words by name; raise BadData with every problem."""
    path = folder / WORDS_FILE
    tree = Tree(path)
    shaped = shape(tree.value, dict[str, Bilingual])
    if tree.problems or shaped.problems:
        raise BadData(_reports(path, tree, tree.problems + shaped.problems))
    words: dict[str, Bilingual] = shaped.value
    return words


def published_ids(folder: Path) -> tuple[str, ...]:
    """Read the lines of `folder`/published-ids.txt; none when there is no such file."""
    path = folder / PUBLISHED_FILE
    return tuple(path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()


def _moved(problem: Problem, place: Any) -> Problem:
    """Give the same problem at another place."""
    return Problem(place, problem.what, problem.mend, problem.value, problem.near)


def _reports(path: Path, tree: Tree, found: list[Problem]) -> list[str]:
    """Print problems in the order of the file."""
    name = os.path.relpath(path)
    reports = {problem.report(name, tree.marks, tree.value): problem for problem in found}
    return sorted(reports, key=lambda report: [int(part) for part in report[len(name) + 1 :].split(":")[:2]])
