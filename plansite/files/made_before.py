"""Keeps files that are slow to make, under a name that says what they were made from."""

from __future__ import annotations

from pathlib import Path

from plansite.base import disk_cache
from plansite.files.maker import Maker
from plansite.pages.render import Site


def kept(site: Site, make: Maker, sources: tuple[Path, ...], packages: tuple[str, ...], content: str) -> bytes:
    """Return a file as it was made before from the same `content`, code and packages, or make it."""
    folder = disk_cache.folder(site.templates.parent, "exports")
    name = disk_cache.name_of(content, disk_cache.made_with(sources, packages))
    return disk_cache.kept(folder, name, make)
