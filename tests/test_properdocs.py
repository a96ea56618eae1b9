"""The same commit under ProperDocs, which goes on where MkDocs 1 ends: every file the same as MkDocs makes it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

from conftest import ROOT, build_environment

PROPERDOCS = (sys.executable, "-m", "properdocs")


def files_of(folder: Path) -> dict[str, bytes]:
    """Read a site; what was packed with the time of packing is read unpacked."""
    return {
        file.relative_to(folder).as_posix(): gzip.decompress(file.read_bytes())
        if file.suffix == ".gz"
        else file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_properdocs_builds_the_same_site(site: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "properdocs",
            "build",
            "--strict",
            "--config-file",
            "mkdocs.yml",
            "--site-dir",
            tmp_path / "site",
        ],
        cwd=ROOT,
        env=build_environment(ROOT),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ours, theirs = files_of(site), files_of(tmp_path / "site")

    assert ours.keys() == theirs.keys()
    assert [name for name, content in ours.items() if content != theirs[name]] == []
    assert len([name for name in ours if name.endswith(".html")]) > 250
