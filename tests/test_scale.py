"""A page must cost the same in a large plan as in a small one: steps of Python are counted, for time is not steady."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

import pytest
import yaml
from conftest import ROOT, SITE_URL
from scale import enlarge

from plansite.base.settings import Settings
from plansite.pages.render import Site
from plansite.read.data import Data
from plansite.read.kinds import LANGUAGES
from plansite.read.load import load_words
from plansite.read.model import Plan
from plansite.site.metadata import metadata

SIZES: Final = (60, 600)
MOST: Final = 1.03
"""What ten times the tasks may add to a page: those that name the same bodies share more of what is kept."""

SAMPLE: Final = [
    *(("task", id_) for id_ in ("I.1", "II.2", "III.8", "V.3")),
    *(("agency", id_) for id_ in ("so-y-te", "so-tu-phap")),
]


def steps(work: Callable[[], object]) -> int:
    """Count the instructions of Python that some work takes."""
    count, before = 0, sys.gettrace()

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return trace

    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def site(tasks: int) -> Site:
    """Return a site of a plan of some tasks, which has drawn one page of each kind: what is done once is done."""
    data = yaml.load((ROOT / "data" / "plan.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    plan = Plan.model_validate(enlarge(data, tasks))
    large = Site(Data(plan, load_words(ROOT / "data")), ROOT / "templates", Settings(SITE_URL))
    draw(large, [("task", "IV.2"), ("agency", "so-tai-chinh")])
    return large


def draw(large: Site, places: list[tuple[str, str]]) -> None:
    """Draw some pages in both languages."""
    for place in places:
        address = large.links.pages[place]
        for language in LANGUAGES:
            large.draw(address, language)
            metadata(large, large.page(address, language), SITE_URL)


@pytest.fixture
def sites() -> list[Site]:
    return [site(size) for size in SIZES]


def growth(sites: list[Site]) -> float:
    """Tell how many times as many steps the sample takes in the larger plan."""
    small, large = (steps(lambda one=one: draw(one, SAMPLE)) for one in sites)  # type: ignore[misc]  # mypy knows no default of a lambda
    return large / small


def test_a_page_costs_the_same_in_a_large_plan(sites: list[Site]) -> None:
    assert growth(sites) < MOST


def test_a_page_that_looks_at_every_task_is_caught(sites: list[Site], monkeypatch: pytest.MonkeyPatch) -> None:
    share = Site.share

    def slow(self: Site, *arguments: Any) -> Any:
        return share(self, *arguments) if [task for task in self.links.tasks.values() if task.id] else None

    monkeypatch.setattr(Site, "share", slow)
    assert growth(sites) > MOST
