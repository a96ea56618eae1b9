"""CONTRIBUTING is all the help that an editor has: its records can be copied, its example is what is said."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from conftest import ROOT
from test_rules import command

from plansite.read.everyday import Everyday
from plansite.read.history import Update
from plansite.read.ids import plan_ids
from plansite.read.load import load_plan
from plansite.read.model import (
    Abbreviation,
    Agency,
    AgencyClass,
    AgencyKind,
    Change,
    Note,
    Redirect,
    ShortForm,
    Source,
    Successor,
    Term,
    Trace,
)
from plansite.read.validate import shape
from plansite.read.yaml_tree import Tree

TEXT: Final = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS: Final = re.findall(r"^```yaml\n((?:# ([^\n]+)\n)?.*?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)

LISTS: Final[dict[str, Any]] = {
    "abbreviations": Abbreviation,
    "today": Successor,
    "carries_out": Trace,
    "redirects": Redirect,
    "notes": Note,
    "sources": Source,
    "glossary": Term,
    "short_forms": ShortForm,
    "agencies": Agency,
    "classes": AgencyClass,
    "aftermath › changes": Change,
    "changes.yaml": Update,
}
"""What the items of each list are, by its name or by what the block says of where it goes."""


@pytest.mark.parametrize(("text", "where"), BLOCKS, ids=[where or "redirects" for _, where in BLOCKS])
def test_a_record_to_copy_is_right(text: str, where: str, tmp_path: Path) -> None:
    file = tmp_path / "block.yaml"
    file.write_text(text, encoding="utf-8")
    tree = Tree(file)
    assert tree.problems == []
    found: Any = tree.value
    if where == "everyday.yaml":
        assert shape(found, dict[str, Everyday]).problems == []
        return
    lists = {where: found} if isinstance(found, list) else {name: found[name] for name in found if name in LISTS}
    assert lists
    assert [one for name in lists for item in lists[name] for one in shape(item, LISTS[name]).problems] == []


def test_records_of_every_sort_can_be_copied() -> None:
    held = {
        name for text, _ in BLOCKS for name in (yaml.safe_load(text) if isinstance(yaml.safe_load(text), dict) else ())
    }
    assert {*LISTS} <= held | {where for _, where in BLOCKS}


def test_every_kind_of_agency_is_explained() -> None:
    listed = TEXT.partition("\n`kind`: ")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`([a-z-]+)`", listed)) == sorted(AgencyKind)


def test_the_examples_of_ids_exist() -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith("| một mục bất kỳ"))
    ids = re.findall(r"`((?:task|agency|paragraph|document|note|change) [^`]+)`", row)
    assert len(ids) == 6
    assert set(ids) <= set(plan_ids(load_plan(ROOT / "data")))


def test_the_example_is_what_is_said(tmp_path: Path) -> None:
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    lines = (data / "plan.yaml").read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(n for n, line in enumerate(lines) if line.strip() == "- id: III.8")
    at = next(n for n in range(start, len(lines)) if lines[n].strip() == "- id: so-y-te")
    lines[at] = lines[at].replace("so-y-te", "so-y-tee")
    (data / "plan.yaml").write_text("".join(lines), encoding="utf-8")
    said = command("check", cwd=tmp_path).stderr
    block = re.search(r"```text\n(.*?)```", TEXT, flags=re.DOTALL)
    assert block
    told = _without_line("\n".join(said.splitlines()[:2]))
    assert _without_line(block[1]) == told
    assert _without_line("\n".join(said.splitlines()[:3])) in _without_line((ROOT / "README.md").read_text("utf-8"))


def _without_line(text: str) -> str:
    """Drop indentation, and the line's number, which moves as the file grows."""
    return re.sub(r"plan\.yaml:\d+:", "plan.yaml:", "\n".join(line.strip() for line in text.strip().splitlines()))
