"""What every gate offers, and how a fault is planted to see that it is caught."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, get_args

from plansite.read.audit_report import GateName, Outcome

Tell = Callable[[int, int], None]
"""Shows how many of how many checks are done."""

SMALL: Final = ("404.html", "opensearch.xml", "assets", "search", "nhiem-vu/iii-8", "en/404.html", "en/assets")
"""What of the site a small copy holds: enough for one page to work; links to other pages lead nowhere."""


@dataclass(frozen=True)
class Fault:
    """What is to be found: `bad` in the place of `good` in a file of the small copy, reported under `rule`."""

    rule: str
    file: str
    good: str
    bad: str

    def plant(self, site: Path) -> None:
        """Put the fault in."""
        file = site / self.file
        words = file.read_text(encoding="utf-8")
        assert self.good in words, f"{self.good!r} is no longer in {self.file}: plant {self.rule} elsewhere"
        file.write_text(words.replace(self.good, self.bad, 1), encoding="utf-8")


class Module(Protocol):
    """A gate."""

    FAULTS: Sequence[Fault]

    def run(self, site: Path, tell: Tell) -> Outcome:
        """Measure the site."""
        ...


def small_copy(site: Path, target: Path, extra: Sequence[str] = ()) -> Path:
    """Copy a page and what it needs."""
    for name in (*SMALL, *extra):
        if (site / name).is_dir():
            shutil.copytree(site / name, target / name, dirs_exist_ok=True)
        else:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(site / name, target / name)
    return target


def missed(gate: Module, site: Path, target: Path) -> list[Fault]:
    """Plant every fault of a gate in a small copy of the site; give those that the gate does not find."""
    copy = small_copy(site, target, getattr(gate, "NEEDS", ()))
    for fault in gate.FAULTS:
        fault.plant(copy)
    found = {finding.rule for finding in gate.run(copy, lambda *_: None).findings}
    return [fault for fault in gate.FAULTS if fault.rule not in found]


NAMES: Final[tuple[GateName, ...]] = get_args(GateName)
"""The quick ones first."""
