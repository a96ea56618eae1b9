"""What an editor runs before sending: whether the data holds, and whether what only a build tries would work."""

from __future__ import annotations

from pathlib import Path

from plansite.base.problems import BadData
from plansite.files.fitting import unfit
from plansite.pages import authoring
from plansite.read.data import Data, load
from plansite.relate.links import Links


def check(folder: Path) -> Data:
    """Return the data in a folder, checked; raise BadData also when a preview card could not be drawn."""
    read = load(folder)
    authoring.check(Links(read.plan), folder.resolve().parent / "docs")
    reports = list(unfit(folder, read.plan, read.words)) if (folder.resolve().parent / "templates").is_dir() else []
    if reports:
        raise BadData(reports)
    return read
