"""Keeps files that are slow to make, under a name that says what they were made from."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from plansite.base import disk_cache
from plansite.files.maker import Maker
from plansite.pages.render import Site


def kept(site: Site, make: Maker, sources: tuple[Path, ...], packages: tuple[str, ...], content: str) -> bytes:
    """Give a file as it was made before, or make it.

    A file is made anew when `content` (all that it says), the code in `sources` or the version of one of `packages`
    is another; so what is kept can never be told from what would be made.
    """
    parts = [
        content.encode(),
        *(source.read_bytes() for source in sources),
        *(version(name).encode() for name in packages),
    ]
    digest = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
    return disk_cache.kept(disk_cache.folder(site.templates.parent, "exports"), digest, make)
