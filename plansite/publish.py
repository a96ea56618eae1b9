"""Puts a newly built site in the place of the last one: whole, or not at all, whatever befalls the build.

Why an exchange of two folders and not a link that is turned: `site/` stays a plain folder, as hosts, archives and
`rm` expect, and there is nothing to convert where one stands already. Why a lock on the parent folder: it leaves no
file behind, and the kernel lifts it when the last process that holds it ends, the builder that it started included.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

BUILDER: Final = (sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir")
"""What builds the site into the folder named after it."""

SUFFIX: Final = ".unfinished"
FRESH: Final = "site"
LAST: Final = "last"

AT_FDCWD: Final = -100
RENAME_EXCHANGE: Final = 2
"""Both from Linux's headers."""

CANNOT_EXCHANGE: Final = (errno.ENOSYS, errno.EINVAL, errno.EPERM)
"""How a system or a file system says that it does not exchange."""


class NotPublished(Exception):  # noqa: N818  # named for what it means, like BadData
    """The build failed; what was published stays."""


def publish(target: Path, check: Callable[[Path], None], builder: Sequence[str] = BUILDER) -> None:
    """Build beside `target`; when `check` raises nothing about the result, put it in the place of `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target.parent) as lock:
        _tidy(target)
        # A folder within a private one: mkdtemp lets only its owner in, and a host serves as somebody else.
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=SUFFIX, dir=target.parent))
        try:
            _build(work / FRESH, builder, lock)
            check(work / FRESH)
            _swap(work, target)
        finally:
            _tidy(target)


@contextmanager
def _alone(folder: Path) -> Iterator[int]:
    """Wait until no other build publishes into `folder`; give the lock."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another build is publishing here; this one waits for its end.", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def _build(folder: Path, builder: Sequence[str], lock: int) -> None:
    """Run the builder, which holds the lock too: if only we are killed, the next build waits for its end."""
    environment = {**os.environ, "CI": "true"}
    done = subprocess.run([*builder, str(folder)], env=environment, pass_fds=(lock,), check=False)
    if done.returncode:
        raise NotPublished(f"The build ended with {done.returncode}; what was published stays as it was.")


def _swap(work: Path, target: Path) -> None:
    """Put the fresh site in the place of `target`, and what was there into `work`."""
    if not target.exists():
        (work / FRESH).rename(target)
        return
    try:
        _exchange(work / FRESH, target)
    except OSError as error:
        if error.errno not in CANNOT_EXCHANGE:
            raise
        # Two steps: between them there is no site, and after a kill the next run puts the last one back.
        target.rename(work / LAST)
        (work / FRESH).rename(target)


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places in one step, which Python has no name for."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if rename(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), RENAME_EXCHANGE):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))


def _tidy(target: Path) -> None:
    """Put back a site that a killed two-step swap left aside; remove what killed builds left."""
    for work in target.parent.glob(f".{target.name}.*{SUFFIX}"):
        if (work / LAST).exists() and not target.exists():
            (work / LAST).rename(target)
        shutil.rmtree(work, ignore_errors=True)
