"""The build from top to bottom, in the order in which MkDocs calls for its steps: plansite/site/mkdocs_hooks.py."""

from __future__ import annotations

import gc
import multiprocessing
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from plansite.base import settings
from plansite.base.places import place
from plansite.base.problems import BadData
from plansite.base.settings import Settings
from plansite.files import documents, report_form
from plansite.files.offers import Files
from plansite.pages import authoring
from plansite.pages.render import Site
from plansite.read.kinds import ROOTS
from plansite.site import assets, manifest, outputs
from plansite.site.theme import Theme


def read(root: Path, theme: Path, environment: Mapping[str, str], url: str, **switches: bool) -> Site:
    """Read and check everything, before anything is written.

    Args:
        root: The project's folder.
        theme: The folder of the theme's templates.
        environment: Variables of the environment.
        url: The public address.
        switches: `served`, `pages_only` and `documents` of plansite.base.settings.Settings.

    Raises:
        BadData: The data, the settings or where files should stand have slips.

    """
    chosen = Settings(
        url or "/", report_to=environment.get("REPORT_TO", ""), security=settings.security(environment), **switches
    )
    settings.check({**environment} | ({} if chosen.served else {"SITE_URL": url}))
    site = Site.load(root, chosen, assets=assets.published(root, theme), offer=Files)
    authoring.check(site.links, root / "docs")
    outputs.check(site, keep=not chosen.served)
    documents.prepare(site, report_form.files)
    return site


def check_places(paths: Iterable[str], folder: Path) -> None:
    """Raise BadData when a file would be written outside of a folder."""
    for path in paths:
        place(folder, path)


def write(theme: Theme, folder: Path) -> None:
    """Write one language's pages, and what stands beside them below its root, into the folder of that language.

    Under `serve` what stands beside the pages is made when it is asked for.
    """
    site, root = theme.site, ROOTS[theme.language]
    files = {**manifest.pages(theme), **({} if site.settings.served else manifest.beside(site))}
    english = {path for path in files if path.startswith(ROOTS["en"])}
    own = {path: make for path, make in files.items() if (path in english) == (root == ROOTS["en"])}
    manifest.write({path.removeprefix(root): make for path, make in own.items()}, folder)


def keep_garbage() -> None:
    """Look for no garbage during a build, which keeps what it makes: a quarter of the time of a large one."""
    if gc.get_freeze_count():  # under `serve`, the build before left all that it made
        gc.unfreeze()
        gc.collect()
    gc.disable()


def look_for_garbage() -> None:
    """Look for garbage again, though not through what a build made, which Python would do when it ends."""
    gc.freeze()
    gc.enable()


def _make_ahead(site: Site) -> None:
    """Make what pages in both languages tell the size of, before the second begins in a process of its own."""
    if not site.settings.served:
        for group in site.offers.catalogue:
            for file in group.files:
                _ = file.size


class Beside:
    """Work that goes on in a process of its own; where no process can be forked, it is done when it is waited for."""

    def __init__(self, site: Site, work: Callable[[], None]) -> None:
        """Begin work on a site; with threads, as under `serve` after the first build, no process may fork."""
        self._work = work
        _make_ahead(site)
        self._process: BaseProcess | None = None
        if threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods():
            self._process = multiprocessing.get_context("fork").Process(target=_work, args=[work], daemon=True)
            self._process.start()

    def end(self) -> None:
        """Wait until the work is done; raise BadData when it failed, which has said why."""
        if self._process is None:
            return self._work()
        self._process.join()
        if self._process.exitcode:
            raise BadData(["Bản tiếng Anh không dựng được, lý do ở trên. / English was not built; why stands above."])
        return None


def _work(work: Callable[[], None]) -> None:
    """Do some work and end the process, saying why when it fails."""
    try:
        work()
    except Exception as error:  # whatever it is, the other process must know
        print(error, file=sys.stderr)
        sys.exit(1)


def stop() -> None:
    """End what goes on beside a build that has failed."""
    gc.enable()
    for child in multiprocessing.active_children():
        child.terminate()
