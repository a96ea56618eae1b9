"""lychee on every internal link, anchor, and address on the site's own domain."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final

from conftest import BASE, BIN, SITE_URL

from audit.gate import Fault, Tell
from audit.pages import paths
from plansite.read.audit_report import Finding, Outcome, Tool

PAGE: Final = "nhiem-vu/iii-8/index.html"
FAULTS: Final = (
    Fault("broken link", PAGE, '"../../ke-hoach/#plan.II.3.b7"', '"../../ke-hoach/#plan.II.3.b77"'),
    Fault("broken link", PAGE, '"../../co-quan/so-y-te/"', '"../../co-quan/so-y-tee/"'),
    Fault("broken link", PAGE, '"../../assets/stylesheets/site.css?', '"../../assets/stylesheets/sight.css?'),
    Fault("broken link", PAGE, f'"{SITE_URL}en/tasks/iii-8/"', f'"{SITE_URL}en/tasks/iii-88/"'),
)


def lychee(site: Path) -> dict[str, Any]:
    """Follow every internal link and anchor of a built site; ask nobody else."""
    own = ("--remap", f"^{SITE_URL}(.*) file://{site}/$1", "--remap", f"^file://{site}{BASE}/?(.*) file://{site}/$1")
    options = ("--offline", "--include-fragments", "--no-progress", "--index-files", "index.html", "--root-dir", site)
    command: list[str | Path] = [BIN / "lychee", "--format", "json", *options, *own, site]
    said: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    return said


def broken(said: dict[str, Any], site: Path) -> list[Finding]:
    """Return every link that leads nowhere."""
    return [
        Finding(
            place=file.replace(f"{site}/", ""),
            rule="broken link",
            words=f"{one['url']}: {one['status']['text']}".replace(f"{site}/", ""),
        )
        for file, links in said["error_map"].items()
        for one in links
    ]


def run(site: Path, tell: Tell) -> Outcome:
    """Follow every link."""
    said = lychee(site)
    tell(said["total"], said["total"])
    version = subprocess.run([BIN / "lychee", "--version"], capture_output=True, text=True, check=True).stdout
    tools = [Tool(name="lychee", version=version.split()[-1])]
    return Outcome(tools=tools, pages=len(paths(site)), checks=said["total"], findings=broken(said, site))
