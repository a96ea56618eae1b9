"""Measures `mkdocs build --strict` of the real site: time, processor time, pages and bytes; `make bench` prints it."""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
MKDOCS: Final = (sys.executable, "-m", "mkdocs")
READ: Final = ("data", "docs", "overrides", "plansite", "templates", "macros.py", "mkdocs.yml")
"""What a build reads; it is measured on a copy, so that the cache of compiled templates can be emptied."""

RUNS: Final = 5


def copy_project(target: Path) -> None:
    """Copy what a build reads."""
    for name in READ:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target / name)


def processor_seconds() -> float:
    """Return the processor time, user and system, of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def build(project: Path) -> tuple[float, float]:
    """Build once; give seconds by the clock and of the processor."""
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "CI": "true", "PYTHONPATH": str(project)}
    clock, processor = time.perf_counter(), processor_seconds()
    subprocess.run(
        [*MKDOCS, "build", "--strict", "--quiet", "--site-dir", project / "site"],
        cwd=project,
        env=environment,
        check=True,
    )
    return time.perf_counter() - clock, processor_seconds() - processor


def row(name: str, runs: list[tuple[float, float]]) -> str:
    """Print runs as a line: min, median and max of both times."""
    summaries: list[Callable[[list[float]], float]] = [min, statistics.median, max]
    columns = [f"{summary(list(times)):8.2f}" for times in zip(*runs, strict=True) for summary in summaries]
    return f"{name:<16}" + "".join(columns)


def sizes(site: Path) -> str:
    """Print how many pages there are and how heavy they are."""
    pages = sorted(file.stat().st_size for file in site.rglob("index.html"))
    return (
        f"{len(pages)} pages, {sum(pages)} bytes of HTML; "
        f"per page: min {pages[0]}, median {statistics.median(pages):.0f}, max {pages[-1]}"
    )


def main() -> None:
    """Measure one cold build, then warm ones."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        copy_project(project)
        cold = build(project)
        build(project)
        warm = [build(project) for _ in range(RUNS)]
        print(f"{'seconds':<16}{'clock: min':>12}  median     max  processor: min  median  max")
        print(row("cold, 1 run", [cold]))
        print(row(f"warm, {RUNS} runs", warm))
        print(sizes(project / "site"))


if __name__ == "__main__":
    main()
