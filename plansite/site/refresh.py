"""What follows from the data and stands beside it: the lists of published ids, and the schemas for editors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plansite.read.data import Data, load
from plansite.read.ids import plan_ids
from plansite.read.published import PUBLISHED_FILE, published_ids
from plansite.read.schemas import schemas


def due(folder: Path, read: Data) -> Iterator[tuple[Path, str]]:
    """Yield every file in a folder that does not follow the data read from it, and what it should say."""
    known = published_ids(folder)
    new = [entry for entry in plan_ids(read.plan) if entry not in known]
    wanted = {PUBLISHED_FILE: "".join(f"{entry}\n" for entry in (*known, *new)), **schemas(read)}
    for name, text in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield path, text


def refresh(folder: Path) -> None:
    """Write what is due; nothing when the data have slips, of which BadData tells."""
    for path, text in list(due(folder, load(folder))):
        path.write_text(text, encoding="utf-8")
        print(path)
