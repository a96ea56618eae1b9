"""Lighthouse on each kind of page in both languages, as a slow phone would load it, against budgets.yaml."""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

import yaml
from conftest import FLAGS, chromium_program, serving

from audit.gate import Fault, Tell
from audit.host import CompressingHost
from audit.node import FOLDER, NODE
from audit.pages import KINDS, source
from plansite.read.audit_report import Finding, Measure, Outcome, Tool

RUNS: Final = 3
BUDGETS: Final[Mapping[str, Mapping[str, float | None]]] = yaml.safe_load(
    (FOLDER / "budgets.yaml").read_text(encoding="utf-8")
)
SCORES: Final = ("performance", "accessibility", "best-practices", "seo")

PAGE: Final = "nhiem-vu/iii-8/index.html"
SLOW: Final = "setTimeout(() => { for (const end = Date.now() + 900; Date.now() < end;); }, 300);"
FAULTS: Final = (
    Fault("performance", "assets/javascripts/scheme.js", "  show();\n", f"  show(); {SLOW}\n"),
    Fault("tbt", "assets/javascripts/site.js", '"use strict";', f'"use strict"; {SLOW}'),
    Fault("bytes", PAGE, "</article>", "<img src='../../assets/cards/vi/index.png' width=1 height=1 alt=''></article>"),
    Fault("seo", PAGE, '<meta name="description"', '<meta name="nothing"'),
)


@contextmanager
def browser() -> Iterator[int]:
    """Start a Chromium that Lighthouse can drive; give its port."""
    with socket.socket() as free, tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        free.close()
        command = [
            chromium_program(),
            "--headless=new",
            f"--remote-debugging-port={port}",
            f"--user-data-dir={home}",
            *FLAGS,
        ]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _wait(f"http://127.0.0.1:{port}/json/version")
                yield port
            finally:
                process.terminate()


def _wait(address: str, seconds: float = 30) -> None:
    """Wait until something answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def loads(urls: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Let Lighthouse load addresses, each several times; give what it says of every load."""
    with browser() as port:
        command: list[str | Path] = [NODE, FOLDER / "lighthouse.mjs", str(port), str(RUNS)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin
            assert process.stdout
            process.stdin.write("\n".join(urls))
            process.stdin.close()
            yield from map(json.loads, process.stdout)
        assert process.returncode == 0


def middle(same: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return the median of every figure."""
    figures = [{**one["scores"], **one["metrics"], "requests": one["requests"], "bytes": one["bytes"]} for one in same]
    return {name: median(figure[name] for figure in figures) for name in figures[0]}


def allowed(kind: str) -> dict[str, float]:
    """Return the budget of a kind of page, without what does not apply to it."""
    budget = {**BUDGETS["all"], **BUDGETS.get(kind, {})}
    return {name: limit for name, limit in budget.items() if limit is not None}


def excess(place: str, kind: str, same: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    """Yield what is above the budget, with Lighthouse's reasons."""
    figures = middle(same)
    lost = sorted({reason for one in same for reason in one["lost"]})
    for name, limit in allowed(kind).items():
        if figures[name] < limit if name in SCORES else figures[name] > limit:
            yield Finding(place=place, rule=name, words=f"{figures[name]:g}, allowed {limit:g}. {'; '.join(lost)}")
    yield from (Finding(place=place, rule="not loaded", words=one["error"]) for one in same if one["error"])


def measure(kind: str, path: str, same: Sequence[dict[str, Any]]) -> Measure:
    """Return the figures of a page as the result holds them."""
    figures = middle(same)
    whole = {name.replace("-", "_"): round(value) for name, value in figures.items() if name not in ("cls", "si")}
    if "seo" not in allowed(kind):
        whole["seo"] = None  # type: ignore[assignment]  # a measure of what is not asked for misleads
    language = "en" if path.startswith("en/") else "vi"
    return Measure(kind=kind, language=language, path=path, cls=round(figures["cls"], 3), **whole)  # type: ignore[arg-type]  # pydantic checks them


def run(site: Path, tell: Tell) -> Outcome:
    """Measure one page of each kind in both languages, where the site has it."""
    pages = [(kind, path) for kind, both in KINDS.items() for path in both if source(site, path).exists()]
    findings: list[Finding] = []
    measures: list[Measure] = []
    version = ""
    with serving(site, CompressingHost) as server:
        said: list[dict[str, Any]] = []
        for one in loads([server + path for _, path in pages]):
            said.append(one)
            tell(len(said), RUNS * len(pages))
        for n, (kind, path) in enumerate(pages):
            same = said[n * RUNS : (n + 1) * RUNS]
            findings += excess(path, kind, same)
            measures.append(measure(kind, path, same))
            version = same[0]["version"]
    tools = [Tool(name="Lighthouse", version=version)]
    return Outcome(tools=tools, pages=len(pages), checks=len(said), findings=findings, measures=measures)
