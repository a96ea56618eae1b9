"""Runs the gates, shows how far they are, prints a table, and keeps the result for the page that tells of it."""

from __future__ import annotations

import argparse
import datetime
import importlib
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, cast

import yaml
from conftest import ROOT, build

from audit import node
from audit.gate import NAMES, Module, missed
from plansite.read.audit_report import CHECKS_FILE, Gate, GateName, Result

RESULT: Final = ROOT / ".cache" / "audit" / CHECKS_FILE
SHOWN: Final = 50
"""Findings of one gate that are printed; the result has all."""


def main(arguments: list[str] | None = None) -> int:
    """Run the gates named, or all; give 1 when anything was found or a planted fault was not."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("gates", nargs="*", choices=(*NAMES, []), help="gates to run; all when none is named")
    parser.add_argument("--record", action="store_true", help="write the result to data/, for the page that shows it")
    parser.add_argument("--site", type=Path, help="a site built for the tests' address, instead of building one")
    options = parser.parse_args(arguments)
    names: list[GateName] = options.gates or list(NAMES)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if node.NEEDED_BY & set(names):
            node.install()
        site: Path = options.site or build(Path(folder) / "site")
        gates = [measure(name, site.resolve(), Path(folder) / name) for name in names]
    commit, clean, date = revision()
    result = Result(
        commit=commit,
        clean=clean,
        date=date,
        pages=max(gate.pages for gate in gates),
        gates=gates,
        seconds=round(time.monotonic() - start, 1),
    )
    keep(result, RESULT)
    if options.record:
        keep(result, ROOT / "data" / CHECKS_FILE)
    report(result)
    return 1 if result.findings else 0


class OnOneLine(yaml.SafeDumper):
    """Writes each text on one line, as the files of data must have it, whatever a tool says."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Put all but simple words in quotation marks."""
        text = " ".join(text.split())
        simple = re.fullmatch(r"[\w.-]+(?: [\w.-]+)*", text)
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=None if simple else '"')


OnOneLine.add_representer(str, OnOneLine.represent_text)


def keep(result: Result, file: Path) -> None:
    """Write a result as data/checks.yaml holds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(result.model_dump(), Dumper=OnOneLine, allow_unicode=True, sort_keys=False, width=sys.maxsize)
    file.write_text("# What the last audit measured, by `make record`; nobody edits it.\n" + text, encoding="utf-8")


def measure(name: GateName, site: Path, folder: Path) -> Gate:
    """Let a gate find the faults planted for it, then measure the site."""
    gate = cast("Module", importlib.import_module(f"audit.{name}"))
    start = time.monotonic()
    print(f"{name}: {len(gate.FAULTS)} faults planted …", flush=True)
    escaped = missed(gate, site, folder)
    if escaped:
        sys.exit(f"{name}: does not find what was planted: {escaped}")
    outcome = gate.run(site, Progress(name))
    seconds = round(time.monotonic() - start, 1)
    return Gate(**dict(outcome), name=name, faults=len(gate.FAULTS), seconds=seconds)


class Progress:
    """Says how far a gate is: on one line of a terminal, or every tenth in a log."""

    def __init__(self, name: str) -> None:
        """Begin."""
        self._name = name
        self._said = -1

    def __call__(self, done: int, of: int) -> None:
        """Show `done` of `of`."""
        tenth = 10 * done // max(of, 1)
        if sys.stdout.isatty():
            print(f"\r{self._name}: {done}/{of}", end="\n" if done == of else "", flush=True)
        elif tenth > self._said:
            print(f"{self._name}: {done}/{of}", flush=True)
        self._said = tenth


def revision() -> tuple[str, bool, datetime.date]:
    """Tell which commit stands here, whether nothing else does, and when it was made."""
    commit, date = git("log", "-1", "--format=%H %cs").split()
    return commit, git("status", "--porcelain") == "", datetime.date.fromisoformat(date)


def git(*arguments: str) -> str:
    """Ask git."""
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


ROW: Final = "{:<12}{:<32}{:>7}{:>8}{:>8}{:>10}{:>9}"
COLUMNS: Final = ("gate", "tool", "pages", "checks", "faults", "findings", "seconds")
FIGURES: Final = "{:<18}{:<4}{:<16}{:>7}{:>7}{:>7}{:>8}{:>10}{:>9}"
FIGURE_COLUMNS: Final = ("page", "", "scores", "FCP ms", "LCP ms", "TBT ms", "CLS", "requests", "bytes")


def report(result: Result) -> None:
    """Print what was found, and a table of what was measured."""
    for gate in result.gates:
        for found in gate.findings[:SHOWN]:
            print(f"{gate.name}: {found.place}: {found.rule}: {found.words}")
        if len(gate.findings) > SHOWN:
            print(f"{gate.name}: … and {len(gate.findings) - SHOWN} more in {RESULT}")
    print("\n" + ROW.format(*COLUMNS))
    for gate in result.gates:
        tools = ", ".join(f"{tool.name} {tool.version}" for tool in gate.tools)
        print(ROW.format(gate.name, tools, gate.pages, gate.checks, gate.faults, len(gate.findings), gate.seconds))
    measures = [measure for gate in result.gates for measure in gate.measures]
    if measures:
        print("\n" + FIGURES.format(*FIGURE_COLUMNS))
    for one in measures:
        scores = "/".join(map(str, (one.performance, one.accessibility, one.best_practices, one.seo or "-")))
        figures = (one.fcp, one.lcp, one.tbt, one.cls, one.requests, one.bytes)
        print(FIGURES.format(one.kind, one.language, scores, *figures))
    print(f"\n{result.findings} findings in {result.seconds:.0f} s: commit {result.commit[:12]} of {result.date}")


if __name__ == "__main__":
    sys.exit(main())
