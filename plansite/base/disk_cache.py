"""What is slow to make, kept in .cache/ for the next build, which works as well without it.

Whatever is wrong with the folder or a file in it (read-only, another's, emptied, cut off) costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

CACHE: Final = ".cache"
SUM: Final = hashlib.sha256().digest_size
"""Bytes at the end of a kept file, which tell whether the rest is as it was written."""


@cache
def folder(root: Path, name: str) -> Path | None:
    """Return the folder `root`/.cache/`name`, made if need be; None, and a word about it, where nothing can be kept."""
    place = root / CACHE / name
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            return place
    except OSError as error:
        print(
            f"{place}: không ghi được ({error.strerror}); vẫn dựng, chỉ chậm hơn. / "
            f"cannot be written ({error.strerror}); the build goes on, only slower.",
            file=sys.stderr,
        )
        return None


def made_with(sources: Iterable[Path], packages: Iterable[str]) -> bytes:
    """Return what changes with the code in some files, or with the version of a package, that make a file."""
    code = (source.read_bytes() for source in sources)
    return _sum(*code, *(f"{package} {version(package)}".encode() for package in packages))


def name_of(content: str, made_with: bytes) -> str:
    """Return the name under which a file is kept: another one when what it says, or what makes it, is another."""
    return _sum(content.encode(), made_with).hex()


def _sum(*parts: bytes) -> bytes:
    """Return a checksum of some parts and where each ends."""
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()


def kept(place: Path | None, name: str, make: Callable[[], bytes]) -> bytes:
    """Return what was made before under `name` in the folder `place`, if that is whole; or make it, and keep it."""
    if place is None:
        return make()
    file = place / name
    try:
        found = file.read_bytes()
    except OSError:
        found = b""
    if len(found) > SUM and hashlib.sha256(found[:-SUM]).digest() == found[-SUM:]:
        return found[:-SUM]
    made = make()
    _keep(file, made + hashlib.sha256(made).digest())
    return made


def _keep(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, though others may be making the same; a full disk is no reason to fail."""
    unfinished = file.with_suffix(f".{os.getpid()}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(file)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
