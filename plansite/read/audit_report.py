"""What the page “How this site is checked” shows: what was measured, and how each criterion of WCAG is met."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

from pydantic import Field

from plansite.base.problems import Message, Problem
from plansite.read.load import read_checked
from plansite.read.model import Bilingual, Record

CHECKS_FILE: Final = "checks.yaml"
WCAG_FILE: Final = "wcag.yaml"

GateName = Literal["crawl", "links", "vnu", "browse", "keyboard", "equal_access", "codesniffer", "axe", "lighthouse"]


class Finding(Record):
    """One thing amiss, and where."""

    place: str = Field(description="path below the home page, with the state of the page if that matters")
    rule: str = Field(description="the tool's own name for what is wrong")
    words: str = Field(description="the tool's own words")


class Tool(Record):
    """What measured."""

    name: str
    version: str


class Measure(Record):
    """How one kind of page does in one language, the median of several runs."""

    kind: str
    language: Literal["vi", "en"]
    path: str
    performance: int
    accessibility: int
    best_practices: int
    seo: int | None = Field(description="none where a page asks not to be found")
    fcp: int = Field(description="milliseconds until something shows, on a slow phone")
    lcp: int = Field(description="milliseconds until the largest part shows")
    tbt: int = Field(description="milliseconds in which the page does not answer")
    cls: float = Field(description="how far things move while loading")
    requests: int
    bytes: int = Field(description="what is transferred, compressed")


class Outcome(Record):
    """What one gate measured."""

    tools: list[Tool]
    pages: int
    checks: int = Field(description="pages in their states, files, links or walks: what the gate counts")
    findings: list[Finding]
    measures: list[Measure] = Field(default_factory=list)


class Gate(Outcome):
    """An outcome, with the gate's name and how long it took."""

    name: GateName
    faults: int = Field(description="faults planted beforehand, every one of which the gate found")
    seconds: float


class Result(Record):
    """An audit, whole or in part."""

    commit: str
    clean: bool = Field(description="whether nothing but this commit was measured")
    date: Annotated[datetime.date, Field(strict=True)] = Field(
        description="of the commit, so that the same commit gives the same page"
    )
    pages: int
    gates: list[Gate]
    seconds: float

    @property
    def findings(self) -> int:
        """Count what is amiss."""
        return sum(len(gate.findings) for gate in self.gates)

    @property
    def measures(self) -> list[Measure]:
        """Return what was measured of kinds of page."""
        return [measure for gate in self.gates for measure in gate.measures]

    @property
    def worst(self) -> Mapping[str, float]:
        """Return the worst of each figure among all kinds of page; none were measured, none are given."""
        lowest = ("performance", "accessibility", "best_practices", "seo")
        most = ("lcp", "cls", "bytes")
        return {
            name: choose(values)
            for choose, names in ((min, lowest), (max, most))
            for name in names
            if (values := [value for one in self.measures if (value := getattr(one, name)) is not None])
        }


def load_checks(folder: Path) -> Result | None:
    """Read `folder`/checks.yaml, or nothing when nobody has measured; raise BadData when it cannot be read."""
    file = folder / CHECKS_FILE
    return read_checked(file, Result, lambda _: []) if file.exists() else None


Status = Literal["met", "not_met", "not_applicable"]


class Criterion(Record):
    """One criterion of WCAG 2.2, and how this site meets it."""

    id: str = Field(description="its number in WCAG")
    level: Literal["A", "AA"]
    name: Bilingual
    status: Status
    how: Bilingual = Field(description="how it is met, or why it does not apply")
    by: list[Literal["hand", "machine"]] = Field(min_length=1, description="how it was tried")
    test: str | None = Field(default=None, description="the file of the test that tries it on every change")

    @property
    def order(self) -> tuple[int, ...]:
        """Return its place in WCAG."""
        return tuple(map(int, self.id.split(".")))


def load_criteria(folder: Path) -> tuple[Criterion, ...]:
    """Read `folder`/wcag.yaml, or nothing when there is no such file; raise BadData with every problem."""
    file = folder / WCAG_FILE
    return read_checked(file, tuple[Criterion, ...], lambda listed: list(_misplaced(listed))) if file.exists() else ()


def counts(criteria: Iterable[Criterion]) -> Mapping[str, int]:
    """Count the criteria by status."""
    found = Counter(one.status for one in criteria)
    return {status: found[status] for status in get_args(Status)}


MISPLACED: Final = (
    Message("tiêu chí đứng sai chỗ hoặc đứng hai lần", "the criterion stands in the wrong place, or twice"),
    Message("xếp theo số của WCAG, mỗi tiêu chí một lần", "list them by WCAG's numbers, each once"),
)


NUMBER: Final = re.compile(r"[1-4]\.[1-5]\.\d{1,2}")
NO_NUMBER: Final = (
    Message("không phải số của một tiêu chí WCAG", "not the number of a criterion of WCAG"),
    Message("viết như “1.4.10”", "write it like “1.4.10”"),
)


def _misplaced(listed: tuple[Criterion, ...]) -> Iterator[Problem]:
    """Find criteria without a number of WCAG's, and those that do not follow the one before."""
    last: tuple[int, ...] = ()
    for n, one in enumerate(listed):
        if not NUMBER.fullmatch(one.id):
            yield Problem((n, "id"), *NO_NUMBER, one.id)
        elif one.order <= last:
            yield Problem((n, "id"), *MISPLACED, one.id)
        else:
            last = one.order
