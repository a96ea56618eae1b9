"""data/ → everything that the site is made of, checked in one go: what passes here can be built."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from plansite.base.problems import BadData
from plansite.read.audit_report import Criterion, Result, load_checks, load_criteria
from plansite.read.everyday import EverydayWords, read_everyday
from plansite.read.history import Updates, read_updates
from plansite.read.kinds import without_template
from plansite.read.load import Read, read, read_plan
from plansite.read.model import Bilingual, Plan
from plansite.read.published import promised, published_ids
from plansite.read.words import read_explanations, read_words

T = TypeVar("T")

API_FILE: Final = "api.yaml"
FIELDS_FILE: Final = "fields.yaml"


@dataclass(frozen=True)
class Data:
    """The checked content of every file."""

    plan: Plan
    words: Mapping[str, Bilingual]
    """The interface words by name."""
    everyday: EverydayWords = field(default_factory=dict)
    """What readers call records, by kind and id."""
    updates: Updates = ()
    """What was published when."""
    api_words: Mapping[str, Bilingual] = field(default_factory=dict)
    """What each part of the open data means, by name."""
    checks: Result | None = None
    """What was measured of the site."""
    criteria: tuple[Criterion, ...] = ()
    """The criteria of WCAG, and how each is met."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """What entries of the data mean, in Vietnamese, by name; for editors."""
    promised: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The anchors once published, by address."""


def load(folder: Path) -> Data:
    """Read and check every file in a folder; raise BadData with the slips of all of them."""
    listed = _try(lambda: published_ids(folder))
    plan = _try(lambda: read_plan(folder)).value or Read[Plan](None)
    words = read_words(folder)
    everyday = read_everyday(folder, plan, words, listed.value or ())
    updates = read_updates(folder, plan, listed.value or ())
    api_words = read_explanations(folder, API_FILE)
    checks, criteria = _try(lambda: load_checks(folder)), _try(lambda: load_criteria(folder))
    fields = _fields(folder)
    all_: tuple[Read[Any], ...] = (listed, plan, words, everyday, updates, api_words, checks, criteria, fields)
    templates = folder.parent / "templates"
    reports = [report for one in all_ for report in one.reports]
    reports += without_template(templates) if templates.is_dir() else []
    if reports:
        raise BadData(reports)
    return Data(
        plan.whole(),
        words.whole(),
        everyday.whole(),
        updates.whole(),
        api_words.whole(),
        checks.value,
        criteria.value or (),
        fields.whole(),
        promised(folder),
    )


def _fields(folder: Path) -> Read[dict[str, str]]:
    """Read what entries mean, if that is said."""
    file = folder / FIELDS_FILE
    return read(file, dict[str, str], lambda _, __: []) if file.exists() else Read({})


def _try(load: Callable[[], T]) -> Read[T]:
    """Return what could be loaded, or what was wrong."""
    try:
        return Read(load())
    except BadData as error:
        return Read(None, error.reports)
