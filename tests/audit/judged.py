"""What two checkers share that say more than is amiss: where they look, and what of their findings was judged false."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import yaml

from audit.gate import Tell
from audit.pages import KINDS, STATES, source, states
from audit.tour import Look, Stop, tour
from plansite.read.audit_report import Finding, Outcome, Tool

EXCEPTIONS: Final[dict[str, list[dict[str, Any]]]] = yaml.safe_load(
    Path(__file__).with_name("exceptions.yaml").read_text(encoding="utf-8")
)
DEEDS: Final = {state.name: state.do for state in STATES}


def stops(site: Path) -> list[Stop]:
    """List one page of each kind in both languages, wide and light, narrow and dark, and every state."""
    pages = [path for path in chain(*KINDS.values()) if source(site, path).exists()]
    plain = [stop for path in pages for stop in (Stop(path), Stop(path, 360, "dark"))]
    return plain + [Stop(path, width, "light", state.name) for path, state in states(site) for width in state.widths]


def covers(exception: dict[str, Any], found: Finding) -> bool:
    """Tell whether an exception is of a finding: its rule, and a part of the element's words where it names some."""
    return exception["rule"] == found.rule and any(part in found.words for part in exception.get("on", [""]))


def judge(name: str, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that no exception covers, and the exceptions that cover none."""
    excepted = EXCEPTIONS[name]
    kept = [found for found in findings if not any(covers(one, found) for one in excepted)]
    idle = [one for one in excepted if not any(covers(one, found) for found in findings)]
    return kept + [
        Finding(place="exceptions.yaml", rule="exception no longer needed", words=f"{one['rule']} {one.get('on', '')}")
        for one in idle
    ]


def inspect(name: str, tool: Tool, site: Path, look: Look, tell: Tell) -> Outcome:
    """Let a checker look at every stop; give what is left when its false alarms are taken away."""
    every = stops(site)
    findings = judge(name, tour(site, every, look, tell))
    return Outcome(tools=[tool], pages=len({stop.path for stop in every}), checks=len(every), findings=findings)
