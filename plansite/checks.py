"""What an audit found, as `make audit` writes it and the page “How this site is checked” shows it: data/checks.yaml."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from plansite.load import read_checked
from plansite.model import Record

CHECKS_FILE: Final = "checks.yaml"

GateName = Literal["crawl", "links", "vnu", "browse", "keyboard", "axe", "lighthouse"]


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
        """Give what was measured of kinds of page."""
        return [measure for gate in self.gates for measure in gate.measures]

    @property
    def worst(self) -> Mapping[str, float]:
        """Give the worst of each figure among all kinds of page; none were measured, none are given."""
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
