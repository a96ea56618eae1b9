"""Runs `mkdocs serve` as an editor does: change the data, slip, mend the slip, and look at both languages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from conftest import MKDOCS, SITE_URL, build_environment

MOST: Final = 4.0
"""Seconds of the processor that showing a change may take, so that it is seen at once on an idle machine, with room
for a busy one: there the same work took 3.2, and 2.6 alone."""

PATIENCE: Final = 60.0
"""Seconds to wait for a rebuild on a busy machine; on an idle one it takes about three."""


@dataclass
class Served:
    """A running server: the copy it serves, its address, and what it has said so far."""

    project: Path
    address: str
    log: Path
    process: subprocess.Popen[bytes]

    def shows(self, path: str, words: str) -> Callable[[], bool]:
        """Return the question whether a page holds some words."""
        return lambda: words in self._read(path)

    def says(self, words: str) -> Callable[[], bool]:
        """Return the question whether the server has said some words."""
        return lambda: words in self.log.read_text(encoding="utf-8")

    def _read(self, path: str) -> str:
        """Fetch a page; nothing while there is none."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=5) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return str(error.read().decode())
        except OSError:  # not listening yet, or MkDocs makes readers wait for the next build
            return ""

    def wait(self, question: Callable[[], bool]) -> bool:
        """Ask until the answer is yes, the server has ended, or patience has."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            if question():
                return True
            time.sleep(0.2)
        return False

    def processor_seconds(self) -> float:
        """Return the processor time that the server has taken so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def replace(self, file: str, old: str, new: str) -> None:
        """Change the first of some words in a file of data/."""
        path = self.project / "data" / file
        words = path.read_text(encoding="utf-8")
        assert old in words
        path.write_text(words.replace(old, new, 1), encoding="utf-8")


@contextmanager
def serving(project: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve a copy of the project at the root of a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    environment = build_environment(project) | {"SITE_URL": address, "CI": "false", "TMPDIR": str(tmp_path)}
    log = tmp_path / "log"
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*MKDOCS, "serve", "--dev-addr", f"127.0.0.1:{port}"],
            cwd=project,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=out,
        ) as process,
    ):
        yield Served(project, address, log, process)
        process.terminate()


@pytest.fixture
def served(project: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve a copy of the project."""
    with serving(project, tmp_path) as server:
        yield server


def test_an_editor_sees_changes_and_slips(served: Served) -> None:
    assert served.wait(served.shows("", "</html>")), served.log.read_text(encoding="utf-8")
    assert served.wait(served.shows("en/", "</html>"))

    served.replace(
        "interface.yaml", 'page_tasks: {vi: "Nhiệm vụ", en: "Tasks"}', 'page_tasks: {vi: "Các việc", en: "To do"}'
    )
    served.replace("plan.yaml", "en: Programmes and projects", "en: Zebras and projects")
    assert served.wait(served.shows("", "Các việc"))
    assert served.wait(served.shows("en/", "To do"))
    assert served.wait(served.shows("en/tasks/iii-8/", "Zebras"))

    before = served.processor_seconds()
    served.replace("plan.yaml", "en: Zebras and projects", "en: Gnus and projects")
    assert served.wait(served.shows("en/tasks/iii-8/", "Gnus"))
    assert served.processor_seconds() - before < MOST
    for beside in ("api/v1/plan.json", "en/tasks/iii-8/index.md"):
        assert served.shows(beside, "Gnus")(), beside
    assert served.shows("en/embed/tasks/iii-8/", "</html>")()

    served.replace("plan.yaml", "match: partial", "match: partail")
    assert served.wait(served.says("Nearest: 'partial'."))
    assert served.wait(served.shows("ke-hoach/", "Nearest: 'partial'."))
    assert "Traceback" not in served.log.read_text(encoding="utf-8")
    assert served.process.poll() is None

    served.replace("plan.yaml", "match: partail", "match: partial")
    served.replace("plan.yaml", "en: Gnus and projects", "en: Yaks and projects")
    assert served.wait(served.shows("en/tasks/iii-8/", "Yaks"))
    assert served.shows("en/appendix/", "Yaks")()

    by_hand = served.project / "docs" / "en" / "about.md"
    by_hand.write_text(by_hand.read_text(encoding="utf-8") + "\nOkapis graze here.\n", encoding="utf-8")
    assert served.wait(served.shows("en/about/", "Okapis graze here."))

    # A build beside the server takes no part in what is served, nor does the server in what is published.
    published = served.project / "site" / "en" / "tasks" / "iii-8" / "index.html"
    publish = [sys.executable, "-m", "plansite", "publish"]
    subprocess.run(publish, cwd=served.project, env=build_environment(served.project), check=True, capture_output=True)
    served.replace("plan.yaml", "en: Yaks and projects", "en: Gnus and projects")
    assert served.wait(served.shows("en/tasks/iii-8/", "Gnus"))
    assert "Yaks" in published.read_text(encoding="utf-8")
    assert served.address not in published.read_text(encoding="utf-8")
    assert SITE_URL not in served._read("en/tasks/iii-8/")
