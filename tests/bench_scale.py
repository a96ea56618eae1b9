"""Measures builds of synthetic plans, and other generators with the same content: `make scale`, or SIZES="20 10000".

On a disk, what the file system takes for thousands of folders may vary more than what is compared. In a clone that
stands in memory (/dev/shm) it does not.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import scale
from bench_build import MKDOCS, ROOT, copy_project

sys.path.insert(0, str(Path(__file__).parent / "peers"))
from peers import ENVIRONMENT, INSTALLED, PEERS, Content, Peer, install

from plansite.base.settings import Settings
from plansite.files.offers import Files
from plansite.pages.render import Site
from plansite.read.kinds import LANGUAGES, MAIN_PAGES

SIZES: Final = tuple(map(int, os.environ.get("SIZES", "20 200 2000 10000").split()))
PATIENCE: Final = int(os.environ.get("PATIENCE", "900"))
"""Seconds after which a build is given up."""

GIVEN_UP: Final = 124
"""How `timeout` ends then."""

COLUMNS: Final = (
    *("tasks", "generator", "wall, s", "CPU, s", "CPU, ms/page", "peak MiB of the largest process", "pages"),
    *("bytes/page", "wall ÷ ours", "CPU ÷ ours"),
)

OURS: Final = "this site"


@dataclass(frozen=True)
class Run:
    """What one build took and made; `fault` is what it said when it failed."""

    wall: float
    processor: float
    memory: int
    pages: int
    bytes: int
    fault: str = ""

    def row(self, tasks: int, name: str, ours: Run) -> str:
        """Print the build as a line of the table."""
        ratios = f"{self.wall / ours.wall:.2f} | {self.processor / ours.processor:.2f}"
        each, size = (f"{1000 * self.processor / self.pages:.2f}", self.bytes // self.pages) if self.pages else ("", "")
        figures = f"{self.wall:.2f} | {self.processor:.2f} | {each} | {self.memory} | {self.pages}"
        return f"| {tasks} | {name} | {figures} | {size} | {ratios} | {self.fault} |"


def run(command: tuple[str | Path, ...], folder: Path, site: Path, environment: Mapping[str, str]) -> Run:
    """Build once, and measure the process with all that it started."""
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            ["timeout", str(PATIENCE), *command], cwd=folder, env=os.environ | environment, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        wall, process.returncode = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = [line.strip() for line in said.read().splitlines() if line.strip()]
    fault = _fault(process.returncode, words) if process.returncode else ""
    sizes = [file.stat().st_size for file in site.rglob("index.html")]
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, len(sizes), sum(sizes), fault)


def _fault(code: int, words: list[str]) -> str:
    """Say why a build ended: its first line that speaks of an error, or its last."""
    if code == GIVEN_UP:
        return f"given up after {PATIENCE} s"
    said = next((line for line in words if "error" in line.lower()), words[-1] if words else "")
    return f"ended with {code}: {said[:200]}"


def project_of(folder: Path, tasks: int) -> Path:
    """Copy the project with a plan of so many tasks."""
    project = folder / "ours"
    project.mkdir()
    copy_project(project)
    if (ROOT / ".cache" / "templates").exists():
        shutil.copytree(ROOT / ".cache" / "templates", project / ".cache" / "templates")
    scale.write(project, tasks)
    return project


def ours(project: Path) -> Run:
    """Build our pages alone, as other generators do."""
    environment = {"CI": "true", "NO_MKDOCS_2_WARNING": "1", "PAGES_ONLY": "true", "PYTHONPATH": str(project)}
    site = project / "site"
    return run((*MKDOCS, "build", "--strict", "--site-dir", site), project, site, environment)


def load(project: Path) -> Site:
    """Return the site without its MkDocs."""
    return Site.load(project, Settings("https://example.org/", pages_only=True), offer=Files)


def contents(site: Site) -> list[Content]:
    """Return every page in both languages, with its content as we render it."""
    found = []
    for address in site.addresses():
        for language in LANGUAGES:
            shown, other = site.page(address, language), "en" if language == "vi" else "vi"
            html = site.draw(address, language).html
            place = (address.path(language), address.path("en" if other == "en" else "vi"))
            found.append(Content(*place, language, shown.title, shown.description, html))
    return found


def navigation(site: Site) -> dict[str, list[dict[str, str]]]:
    """Return the main pages of each language."""
    return {
        language: [
            {"title": site.words[language][f"page_{kind}"], "url": "/" + site.links.pages[kind, ""].path(language)}
            for kind in MAIN_PAGES
        ]
        for language in LANGUAGES
    }


def measure(peer: Peer, folder: Path, site: Site, pages: list[Content]) -> Run:
    """Build the same pages with another generator."""
    peer.prepare(folder, pages, navigation(site))
    done = run(peer.command, folder, folder / peer.site, ENVIRONMENT)
    if not done.fault and done.pages < len(pages):
        return Run(done.wall, done.processor, done.memory, done.pages, done.bytes, f"{len(pages)} pages were asked for")
    return done


def exponent(small: Run, large: Run) -> float:
    """Tell with which power of the pages the processor time grows."""
    return math.log(large.processor / small.processor) / math.log(large.pages / small.pages)


def main() -> None:
    """Print a line per size and generator."""
    for fault in install():
        print(f"not installed: {fault}")
    print(f"| {' | '.join(COLUMNS)} | |")
    print("|" + "--:|" * len(COLUMNS) + ":--|")
    before: Run | None = None
    for tasks in SIZES:
        with tempfile.TemporaryDirectory(dir=INSTALLED) as name:  # Astro must share a folder with its packages
            folder = Path(name)
            project = project_of(folder, tasks)
            own = ours(project)
            power = f"CPU grows with pages to the power of {exponent(before, own):.2f}" if before else ""
            print(own.row(tasks, OURS, own).removesuffix(" |") + f"{power} |", flush=True)
            before, site = own, load(project)
            pages = contents(site)
            for peer in PEERS:
                print(measure(peer, folder / peer.name, site, pages).row(tasks, peer.name, own), flush=True)
                shutil.rmtree(folder / peer.name)


if __name__ == "__main__":
    main()
