"""Chooses among the combinations of a test's parameters: every value at least once, each time beside others.

A page of each kind × two widths × two schemes × two languages × three engines are hundreds of cases, of which nearly
all fail together or not at all. `make test` runs as many as the longest list of values has, so that each page, width,
scheme, language and engine is tried; `make test EVERY=true` runs them all.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

T = TypeVar("T")
Value: TypeAlias = tuple[Hashable, str]
"""A parameter, and what it is."""

Combination: TypeAlias = frozenset[Value]
"""What each parameter is: {("path", "ke-hoach/"), ("width", "360")}."""

EVERY: Final = os.environ.get("EVERY") == "true"
"""Whether all are run."""


def spread(all_: Sequence[Combination]) -> list[Combination]:
    """Return combinations that hold every value of every parameter.

    Next comes that with most values which none had yet; among equals, that whose values met least often.
    """
    left = list(all_)
    missing: set[Value] = set().union(*all_)
    met: Counter[Combination] = Counter()
    chosen = []
    while missing:
        best = max(left, key=lambda one: (len(one & missing), -sum(met[pair] for pair in _pairs(one))))
        chosen.append(best)
        left.remove(best)
        missing -= best
        met.update(_pairs(best))
    return chosen


def _pairs(one: Combination) -> Iterable[Combination]:
    """Yield each two values that stand beside each other."""
    return map(frozenset, combinations(one, 2))


def one_of_each(kinds: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return a page of each kind by a name for it, in Vietnamese and English by turns; in both when every case is run.

    {"home": ("", "en/"), "plan": ("ke-hoach/", "en/plan/")} gives {"home-vi": "", "plan-en": "en/plan/"}.
    """
    return {
        f"{kind}-{language}": path
        for n, (kind, paths) in enumerate(kinds.items())
        for m, (language, path) in enumerate(zip(("vi", "en"), paths, strict=True))
        if EVERY or n % 2 == m
    }


def one_of_each_folder(site: Path, files: Iterable[Path]) -> list[Path]:
    """Return every main page, and of the many that lie in a folder, such as the tasks', the first; or all."""
    found: dict[Path, Path] = {}
    for file in sorted(files):
        inside = file.relative_to(site)
        found.setdefault(inside if EVERY or len(inside.parts) < DEEP else inside.parent.parent, file)
    return list(found.values())


DEEP: Final = 3
"""Parts of the path of a page in a folder of many: nhiem-vu/iii-8/index.html."""


def some(all_: Sequence[T]) -> Sequence[T]:
    """Return every fifth and the last, or all."""
    return all_ if EVERY else [*all_[:-1:5], all_[-1]]
