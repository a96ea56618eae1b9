"""What an editor runs: check the data, publish the site, refresh the files that follow, export the plan."""

from __future__ import annotations

import argparse
import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Final

from plansite import addresses, exports, settings
from plansite.checks import load_criteria
from plansite.everyday import load_everyday
from plansite.exports import web
from plansite.ids import plan_ids
from plansite.load import PLAN_FILE, PUBLISHED_FILE, load_plan, load_words, published_ids
from plansite.model import Plan
from plansite.offline import archive
from plansite.plaintext import forgive
from plansite.problems import BadData
from plansite.publish import NotPublished, must_be_built, publish
from plansite.site import API_FILE, Site
from plansite.updates import load_updates

PLACEHOLDER: Final = "https://ke-hoach-768.example/"
"""As in mkdocs.yml: an address that leads nowhere."""


def schema() -> str:
    """Give the JSON Schema by which editors complete and check plan.yaml."""
    text = json.dumps(Plan.model_json_schema(by_alias=True), ensure_ascii=False, indent=1, sort_keys=True)
    return text + "\n"


def check(folder: Path) -> None:
    """Read and check the data; raise BadData with every problem."""
    plan = load_plan(folder)
    load_everyday(folder, plan, load_words(folder))
    load_updates(folder, plan)
    load_words(folder, API_FILE)
    load_criteria(folder)
    lines, tasks, agencies = len(list(plan.paragraphs())), len(list(plan.tasks())), len(plan.agencies)
    print(f"{folder / PLAN_FILE}: {lines} dòng, {tasks} nhiệm vụ, {agencies} cơ quan: không có lỗi.")
    print(f"{folder / PLAN_FILE}: {lines} lines, {tasks} tasks, {agencies} agencies: no problems.")


def refresh(folder: Path) -> None:
    """Write the schema, and add ids that are new to the list of published ones."""
    (folder / "plan.schema.json").write_text(schema(), encoding="utf-8")
    known = published_ids(folder)
    new = [entry for entry in plan_ids(load_plan(folder)) if entry not in known]
    (folder / PUBLISHED_FILE).write_text("".join(f"{entry}\n" for entry in (*known, *new)), encoding="utf-8")


def export(folder: Path, target: Path, site_url: str, documents: bool) -> None:
    """Write the plan in every format below `target`, as the site publishes it."""
    settings.check({**os.environ, "SITE_URL": site_url})
    site = Site.load(folder.parent)
    site.settings = web.settings()
    site.documents = documents
    count = exports.write(site, site_url, target)
    print(f"{target}: {count} tệp / files")


def _options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="plansite", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of plan.yaml")
    commands = parser.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=argparse.SUPPRESS, help="folder of plan.yaml")
    commands.add_parser("check", parents=[shared], help="check the data")
    commands.add_parser("refresh", parents=[shared], help="rewrite the schema and add new published ids")
    for name, does in (("publish", "build the site, whole or not at all"), ("promise", "list what a site publishes")):
        built = commands.add_parser(name, parents=[shared], help=does)
        built.add_argument("--site", type=Path, default=Path("site"), help="folder of the built site")
    packed = commands.add_parser("archive", parents=[shared], help="pack a built site to be read from a folder")
    packed.add_argument("target", type=Path, metavar="ZIP", help="archive to write")
    packed.add_argument("--site", type=Path, default=Path("site"), help="folder of the built site")
    own = commands.add_parser("export", parents=[shared], help="write the plan in every other format")
    own.add_argument("target", type=Path, metavar="DIR", help="folder to write to")
    own.add_argument("--site-url", default=os.environ.get("SITE_URL", PLACEHOLDER), help="public address of the site")
    own.add_argument("--documents", action="store_true", help="PDF and DOCX too, which take a while and need Pango")
    return parser.parse_args()


def main() -> int:
    """Run one command; give 1 when the data or the surroundings have slips, 130 when somebody stopped it."""
    forgive(sys.stdout, sys.stderr)
    options = _options()
    try:
        _run(options)
    except (BadData, NotPublished) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or options.command}: {error.strerror or error}", file=sys.stderr)
        print("Không đọc hoặc không ghi được tệp này. / This file cannot be read or written.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _run(options: argparse.Namespace) -> None:
    """Run one command."""
    if options.command == "export":
        export(options.data.resolve(), options.target, options.site_url, options.documents)
    elif options.command == "publish":
        settings.check(os.environ)
        publish(options.site, partial(addresses.keep, options.data))
    elif options.command == "archive":
        archive(options.site, options.target)
    elif options.command == "promise":
        must_be_built(options.site)
        addresses.promise(options.data, options.site)
    else:
        {"check": check, "refresh": refresh}[options.command](options.data)


if __name__ == "__main__":
    sys.exit(main())
