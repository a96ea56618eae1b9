"""The tiny plan's pages, word for word: a change of a template shows as a change of these files.

To accept a change after reading it: `GOLDEN=write .venv/bin/pytest tests/test_golden.py`, then `git diff`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plansite.pages.render import Site
from plansite.read.data import Data
from plansite.read.load import load_plan, load_words
from plansite.read.model import Language

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "tiny"
PAGES: tuple[tuple[Language, str], ...] = (
    ("vi", "quyet-dinh"),
    ("vi", "ke-hoach"),
    ("en", "plan"),
    ("vi", "phu-luc"),
    ("vi", "nhiem-vu/i-1"),
    ("en", "tasks/i-1"),
    ("vi", "co-quan/to-vuon"),
    ("en", "agencies/cac-to"),
    ("vi", "phan-cong"),
)


@pytest.fixture(scope="module")
def tiny() -> Site:
    return Site(Data(load_plan(TINY), load_words(ROOT / "data")), ROOT / "templates")


@pytest.mark.parametrize(("language", "path"), PAGES, ids=[f"{language}-{path}" for language, path in PAGES])
def test_page_is_as_accepted(tiny: Site, language: Language, path: str) -> None:
    accepted = TINY / "golden" / f"{language}-{path.replace('/', '-')}.html"
    html = "\n".join(line.rstrip() for line in tiny.render(path, language).splitlines() if line.strip()) + "\n"
    if os.environ.get("GOLDEN") == "write":
        accepted.parent.mkdir(exist_ok=True)
        accepted.write_text(html, encoding="utf-8")
    assert html == accepted.read_text(encoding="utf-8")
