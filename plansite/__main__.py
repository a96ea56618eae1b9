"""What an editor runs: check the data, publish the site, refresh the files that follow, export the plan."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from typing import Final

from plansite.base import settings
from plansite.base.plaintext import forgive
from plansite.base.problems import BadData
from plansite.files import documents
from plansite.files.offers import Files
from plansite.pages.render import Site
from plansite.read.load import PLAN_FILE
from plansite.site import manifest, promises, refresh
from plansite.site.archive import archive
from plansite.site.check import check as check_data
from plansite.site.publish import NotPublished, must_be_built, publish

PLACEHOLDER: Final = "https://ke-hoach-768.example/"
"""As in mkdocs.yml: an address that leads nowhere."""


def check(folder: Path) -> None:
    """Read and check the data, and say what is due; raise BadData with every problem."""
    read = check_data(folder)
    plan = read.plan
    lines, tasks, agencies = len(list(plan.paragraphs())), len(list(plan.tasks())), len(plan.agencies)
    print(f"{folder / PLAN_FILE}: {lines} đoạn, {tasks} nhiệm vụ, {agencies} cơ quan: không có lỗi.")
    print(f"{folder / PLAN_FILE}: {lines} paragraphs, {tasks} tasks, {agencies} agencies: no problems.")
    files = ", ".join(str(path) for path, _ in refresh.due(folder, read))
    if files:
        print(f"Chạy make refresh trước khi gửi: {files} chưa theo kịp dữ liệu.")
        print(f"Run make refresh before you send this: {files} must follow the data.")


def export(folder: Path, target: Path, site_url: str, with_documents: bool) -> None:
    """Write the plan in every format below `target`, as the site publishes it."""
    settings.check({**os.environ, "SITE_URL": site_url})
    chosen = settings.Settings(
        site_url.rstrip("/") + "/", documents=with_documents, security=settings.security(os.environ)
    )
    site = Site.load(folder.parent, chosen, offer=Files)
    documents.prepare(site)
    count = manifest.write(site.offers.files, target)
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
        publish(options.site, partial(promises.keep, options.data))
    elif options.command == "archive":
        archive(options.site, options.target)
    elif options.command == "promise":
        must_be_built(options.site)
        promises.promise(options.data, options.site)
    else:
        {"check": check, "refresh": refresh.refresh}[options.command](options.data)


if __name__ == "__main__":
    sys.exit(main())
