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


MARK: Final = ".plansite"
"""A file that lists what stands in a site that was made here: nothing else in a folder is ours to remove."""

SHOWN: Final = 3
"""How many of the files that are not ours a message names."""


class NotPublished(Exception):  # noqa: N818  # named for what it means, like BadData
    """The build failed, or its folder cannot be had; what was published stays."""

    def __init__(self, vi: str, en: str) -> None:
        """Say why, in both languages."""
        super().__init__(f"{vi}; trang đã đăng vẫn giữ nguyên.\n{en}; what was published stays as it was.")


def must_be_built(site: Path) -> None:
    """Raise NotPublished when there is no site in a folder."""
    if not (site / "index.html").is_file():
        raise NotPublished(f"{site}: chưa có trang nào, hãy chạy make site", f"{site}: there is no site, run make site")


def publish(target: Path, check: Callable[[Path], None], builder: Sequence[str] = BUILDER) -> None:
    """Build beside `target`; when `check` raises nothing about the result, put it in the place of `target`.

    Where `target` is a symbolic link, what it leads to is replaced. Raises NotPublished before the build when that is
    no folder made here, or cannot be replaced; and after it when the build failed.
    """
    try:
        target = target.resolve()
        if target.is_symlink():  # how Python 3.13 tells of symbolic links in a circle
            raise RuntimeError(target)  # as 3.11 and 3.12 do
        _refuse_foreign(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent) as lock:
            _tidy(target)
            # A folder within a private one: mkdtemp lets only its owner in, and a host serves as somebody else.
            work = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=SUFFIX, dir=target.parent))
            try:
                _build(work / FRESH, builder, lock)
                check(work / FRESH)
                _mark(work / FRESH)
                _refuse_foreign(target)  # what came into it meanwhile
                _swap(work, target)
            finally:
                _tidy(target)
    except OSError as error:
        place, why = error.filename2 or error.filename or target, error.strerror or str(error)
        raise NotPublished(f"{place}: không ghi hoặc không thay được ({why})", f"{place}: {why}") from None
    except RuntimeError:
        raise NotPublished(f"{target}: liên kết vòng tròn", f"{target}: symbolic links in a circle") from None


def _refuse_foreign(target: Path) -> None:
    """Raise NotPublished when `target` is no folder, or holds what was not made here."""
    if not target.exists():
        return
    if not target.is_dir():
        raise NotPublished(f"{target} không phải thư mục", f"{target} is not a folder")
    ours = _listed(target)
    foreign = sorted(name for name in _files(target) if name not in ours)
    if foreign:
        some = ", ".join(foreign[:SHOWN]) + (", …" if len(foreign) > SHOWN else "")
        raise NotPublished(
            f"{target} có tệp không do lệnh này tạo ra ({some}): hãy chuyển chúng đi, hoặc chọn thư mục khác",
            f"{target} holds files that this command did not make ({some}): move them away, or choose another folder",
        )


def _listed(site: Path) -> set[str]:
    """Return the files that stand in a site by its mark; none when it has none."""
    mark = site / MARK
    return {MARK, *mark.read_text(encoding="utf-8", errors="replace").split("\n")} if mark.is_file() else set()


def _files(site: Path) -> Iterator[str]:
    """Yield every file of a site, and every folder that is a link, by their paths below it."""
    for folder, folders, names in os.walk(site, onerror=_raise):
        here = Path(folder)
        yield from (str((here / name).relative_to(site)) for name in names)
        yield from (str((here / name).relative_to(site)) for name in folders if (here / name).is_symlink())


def _raise(error: OSError) -> None:
    """Let an error within os.walk be one."""
    raise error


def _mark(site: Path) -> None:
    """List what stands in a site."""
    (site / MARK).write_text("\n".join(sorted(_files(site))), encoding="utf-8")


WAITS: Final = (
    "Một lần dựng khác đang đăng vào đây; lần này đợi nó xong.\n"
    "Another build is publishing here; this one waits for its end."
)


@contextmanager
def _alone(folder: Path) -> Iterator[int]:
    """Wait until no other build publishes into `folder`; give the lock."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(WAITS, file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def _build(folder: Path, builder: Sequence[str], lock: int) -> None:
    """Run the builder, which holds the lock too: if only we are killed, the next build waits for its end."""
    environment = {**os.environ, "CI": "true"}
    done = subprocess.run([*builder, str(folder)], env=environment, pass_fds=(lock,), check=False)
    if done.returncode:
        raise NotPublished(f"Dựng không xong (mã {done.returncode})", f"The build ended with {done.returncode}")


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
    begins = f".{target.name}."
    for work in list(target.parent.iterdir()):
        if not (work.name.startswith(begins) and work.name.endswith(SUFFIX)):
            continue
        if (work / LAST).exists() and not target.exists():
            (work / LAST).rename(target)
        shutil.rmtree(work, ignore_errors=True)
        if work.exists():
            print(f"{work}: không xóa được, hãy tự xóa. / cannot be removed; remove it yourself.", file=sys.stderr)
