"""What an editor runs: check the data; publish the site; refresh the files that follow from both."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from plansite import addresses
from plansite.ids import plan_ids
from plansite.load import PLAN_FILE, PUBLISHED_FILE, load_plan, load_words, published_ids
from plansite.model import Plan
from plansite.problems import BadData
from plansite.publish import NotPublished, publish


def schema() -> str:
    """Give the JSON Schema by which editors complete and check plan.yaml."""
    text = json.dumps(Plan.model_json_schema(by_alias=True), ensure_ascii=False, indent=1, sort_keys=True)
    return text + "\n"


def check(folder: Path) -> None:
    """Read and check the data; raise BadData with every problem."""
    plan = load_plan(folder)
    load_words(folder)
    lines, tasks, agencies = len(list(plan.paragraphs())), len(list(plan.tasks())), len(plan.agencies)
    print(f"{folder / PLAN_FILE}: {lines} dòng, {tasks} nhiệm vụ, {agencies} cơ quan: không có lỗi.")
    print(f"{folder / PLAN_FILE}: {lines} lines, {tasks} tasks, {agencies} agencies: no problems.")


def refresh(folder: Path) -> None:
    """Write the schema, and add ids that are new to the list of published ones."""
    (folder / "plan.schema.json").write_text(schema(), encoding="utf-8")
    known = published_ids(folder)
    new = [entry for entry in plan_ids(load_plan(folder)) if entry not in known]
    (folder / PUBLISHED_FILE).write_text("".join(f"{entry}\n" for entry in (*known, *new)), encoding="utf-8")


COMMANDS: Final[Mapping[str, Callable[[Path, Path], None]]] = {
    "check": lambda data, _: check(data),
    "publish": lambda data, site: publish(site, partial(addresses.keep, data)),
    "refresh": lambda data, _: refresh(data),
    "promise": addresses.promise,
}
"""What each command does with the folders of the data and of the built site."""


def main() -> int:
    """Run one command; give 1 when the data has slips."""
    parser = argparse.ArgumentParser(prog="plansite", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of plan.yaml")
    parser.add_argument("--site", type=Path, default=Path("site"), help="folder of the built site")
    options = parser.parse_args()
    try:
        COMMANDS[options.command](options.data, options.site)
    except (BadData, NotPublished) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
