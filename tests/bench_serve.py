"""Measures how soon a change of one task shows under `mkdocs serve`; `make bench` prints it."""

from __future__ import annotations

import statistics
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Final

from bench_build import copy_project
from test_serve import Served, serving

WORDS: Final = ("Programmes", "Zebras", "Gnus", "Yaks", "Emus", "Programmes")
PAGE: Final = "en/tasks/iii-8/"


def change(served: Served, old: str, new: str) -> tuple[float, float]:
    """Change a word of a task; give seconds by the clock and of the processor until its page is served with it."""
    processor, clock = served.processor_seconds(), time.perf_counter()
    served.replace("plan.yaml", f"en: {old} and projects", f"en: {new} and projects")
    while new not in served._read(PAGE):
        time.sleep(0.01)
    return time.perf_counter() - clock, served.processor_seconds() - processor


def main() -> None:
    """Change a task several times, as an editor does."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        project.mkdir()
        copy_project(project)
        with serving(project, Path(folder)) as served:
            served.wait(served.shows(PAGE, WORDS[0]))
            runs = [change(served, old, new) for old, new in pairwise(WORDS)]
    for name, times in zip(("clock", "processor"), zip(*runs, strict=True), strict=True):
        print(
            f"a change of one task shows under serve, {len(runs)} times, seconds of the {name}: "
            f"min {min(times):.2f}, median {statistics.median(times):.2f}, max {max(times):.2f}"
        )


if __name__ == "__main__":
    main()
