"""The build from top to bottom, in the order in which MkDocs calls for its steps: plansite/hooks.py."""

from __future__ import annotations

import gc
import multiprocessing
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path

from plansite import assets, manifest, outputs, settings
from plansite.exports import documents
from plansite.exports.downloads import Files
from plansite.links import ROOTS
from plansite.settings import Settings
from plansite.site import Site
from plansite.theme import Theme


def read(root: Path, theme: Path, environment: Mapping[str, str], url: str, *, served: bool, **switches: bool) -> Site:
    """Read and check everything, before anything is written.

    Args:
        root: The project's folder.
        theme: The folder of the theme's templates.
        environment: Variables of the environment.
        url: The public address.
        served: Whether an editor looks at the site under `serve`.
        switches: Of plansite.settings.Settings, `pages_only` and `documents`.

    Raises:
        BadData: The data, the settings or where files should stand have slips.

    """
    settings.check({**environment} | ({} if served else {"SITE_URL": url}))
    chosen = Settings(url or "/", served=served, security=settings.security(environment), **switches)
    site = Site.load(root, chosen, assets=assets.published(root / "overrides", theme), offer=Files)
    outputs.check(site, keep=not served)
    documents.prepare(site, site.url)
    return site


def write_pages(theme: Theme, folder: Path) -> None:
    """Write the pages of one language, and what its search knows, below the folder of that language."""
    root = ROOTS[theme.language]
    manifest.write({path.removeprefix(root): make for path, make in manifest.pages(theme).items()}, folder)


def write_beside(site: Site, folder: Path) -> None:
    """Write what stands beside the pages; under `serve` each is made when it is asked for."""
    if not site.settings.served:
        manifest.write(manifest.beside(site), folder)


def keep_garbage() -> None:
    """Look for no garbage during a build, which keeps what it makes: a quarter of the time of a large one."""
    gc.unfreeze()  # under `serve`, the build before left all that it made
    gc.collect()
    gc.disable()


def look_for_garbage() -> None:
    """Look for garbage again, though not through what a build made, which Python would do when it ends."""
    gc.freeze()
    gc.enable()


class Beside:
    """Work that goes on in a process of its own; where no process can be forked, it is done when it is waited for."""

    def __init__(self, work: Callable[[], None]) -> None:
        """Begin; with threads, as under `serve` after the first build, no process may fork."""
        self._work = work
        self._process: BaseProcess | None = None
        if threading.active_count() == 1 and "fork" in multiprocessing.get_all_start_methods():
            self._process = multiprocessing.get_context("fork").Process(target=_work, args=[work], daemon=True)
            self._process.start()

    def end(self) -> bool:
        """Wait until the work is done; tell whether it went well."""
        if self._process is None:
            self._work()
            return True
        self._process.join()
        return self._process.exitcode == 0


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
