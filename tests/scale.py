"""Writes a synthetic plan of any number of tasks: the real one, its appendix repeated with agencies of its own."""

from __future__ import annotations

import hashlib
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import yaml

from plansite.read.load import load_plan
from plansite.read.model import Plan

SHARE: Final = 20
"""Tasks for each agency that is added: at 10,000 tasks, 500."""

PARTNERS: Final = 3

LONGEST: Final = 100_000
"""Letters of a line: every text stands on one."""

Record = dict[str, Any]


class Written(yaml.CSafeDumper):
    """Writes out what stands twice, as people do."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # the dumper's own signature
        """Never point to what was said before."""
        return True


def enlarge(data: Record, tasks: int) -> Record:
    """Return the real plan's data with `tasks` tasks; what is added names agencies that are added."""
    groups = data["appendix"]["groups"]
    printed = sum(len(group["tasks"]) for group in groups)
    added = [_agency(number) for number in range(1, (tasks - printed) // SHARE + 1)]
    large: Record = deepcopy(data)
    for copy in range(1, tasks // printed):
        for group, real in zip(large["appendix"]["groups"], groups, strict=True):
            group["tasks"] += [_task(task, group, copy, added) for task in real["tasks"]]
    large["agencies"] += added
    return large


def _agency(number: int) -> Record:
    """Invent an agency."""
    name = {"vi": f"Ban Thử nghiệm {number:04}", "en": f"Trial Board {number:04}"}
    names = dict.fromkeys(("name", "short"), name)
    return {
        "id": f"ban-thu-nghiem-{number:04}",
        "kind": "department",
        **names,
        "written": [name],
        "name_sources": ["S1"],
    }


def _task(task: Record, group: Record, copy: int, agencies: list[Record]) -> Record:
    """Repeat a task at the end of its group, with another lead and other supporting agencies."""
    number = len(group["tasks"]) + int(task["id"].split(".")[1])
    seed = copy * 7 + number
    chosen = dict.fromkeys((seed + n * n) % len(agencies) for n in range(PARTNERS + 1))
    lead, *support = [agencies[n] for n in chosen]
    return {
        **task,
        "id": f"{group['id']}.{number}",
        "number": str(number),
        "lead": _cell([lead]),
        "support": _cell(support),
    }


def _cell(agencies: list[Record]) -> Record:
    """Print agencies in a cell."""
    return {
        **{language: ", ".join(one["name"][language] for one in agencies) for language in ("vi", "en")},
        "agencies": [{"id": one["id"], "written": one["name"]["vi"]} for one in agencies],
    }


def write(folder: Path, tasks: int) -> None:
    """Make the plan in `folder`/data one of `tasks` tasks, with the text that it is compared with."""
    file = folder / "data" / "plan.yaml"
    large = enlarge(yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader), tasks)
    around = large["provenance"]["left_out"]
    lines = [one["text"] for one in around if one["place"] == "before"]
    lines += [text.vi for _, text in Plan.model_validate(large).paragraphs()]
    lines += [one["text"] for one in around if one["place"] == "after"]
    published = "\n\n".join(lines).encode()
    (folder / "data" / large["provenance"]["file"]).write_bytes(published)
    large["provenance"]["sha256"] = hashlib.sha256(published).hexdigest()
    file.write_text(
        yaml.dump(large, Dumper=Written, allow_unicode=True, sort_keys=False, width=LONGEST), encoding="utf-8"
    )
    load_plan(folder / "data")
