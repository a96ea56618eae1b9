"""The lists of what was ever published: ids and addresses, which never change."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from plansite.base.plaintext import lines

PUBLISHED_FILE: Final = "published-ids.txt"
ADDRESSES_FILE: Final = "published-addresses.txt"


def published_ids(folder: Path) -> tuple[str, ...]:
    """Read the lines of `folder`/published-ids.txt; none when there is no such file."""
    return tuple(lines(folder / PUBLISHED_FILE))


def promised(data: Path) -> dict[str, tuple[str, ...]]:
    """Read the list of what was published: an address a line, its anchors after it; empty when there is no list."""
    return {address: tuple(names) for address, *names in map(str.split, lines(data / ADDRESSES_FILE))}


def entries(data: Path) -> frozenset[str]:
    """Return every promised anchor as redirects write it: “anchor /nhiem-vu/i-1/#ghi-chu”."""
    return frozenset(f"anchor {address}#{name}" for address, names in promised(data).items() for name in names)
