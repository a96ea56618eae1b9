"""Every file that follows from the data, known before one is written: each has a place, and none takes another's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from plansite import addresses, moved
from plansite.exports import files as exports
from plansite.links import LANGUAGES, card_path
from plansite.places import wrong
from plansite.problems import BadData
from plansite.share import embed_path
from plansite.site import Site
from plansite.standalone import files as standalone

OF_THE_FRAME: Final = re.compile(r"/(en/)?(404\.html|sitemap\.xml(\.gz)?|opensearch\.xml|assets/images/.*)")
"""Addresses that do not follow from the data."""


def check(site: Site, site_url: str, *, keep: bool) -> None:
    """Raise BadData when files cannot stand where they should; with `keep`, also when a published address would go."""
    paths = list(planned(site, site_url))
    found = [*filter(None, map(wrong, paths)), *_in_the_way(paths)]
    if keep and not found and not site.pages_only:
        found += _lost(site, paths)
    if found:
        raise BadData(found)


def planned(site: Site, site_url: str) -> Iterator[str]:
    """Give the path of every file that follows from the data, below the site's address."""
    for address in site.addresses():
        yield from (f"{address.path(language)}index.html" for language in LANGUAGES)
    if site.pages_only:
        return
    yield from (path for path, _ in exports(site, site_url))
    yield from (path for language in LANGUAGES for path, _ in standalone(site, language))
    shown = [*site.addresses(), *(old for old, _ in moved.pages(site.links))]
    yield from (card_path(address, language) for address in shown for language in LANGUAGES)


def _in_the_way(paths: Iterable[str]) -> Iterator[str]:
    """Say which files would take each other's place, also where capitals are the same as small letters."""
    taken: dict[str, str] = {}
    folders: set[str] = set()
    for path in paths:
        key = path.casefold()
        if key in taken:
            yield _both(path, taken[key])
        taken[key] = path
        folders.update(str(parent) for parent in PurePosixPath(key).parents)
    yield from (_both(path, f"{path}/…") for key, path in taken.items() if key in folders)


def _both(one: str, other: str) -> str:
    """Say that two files cannot both stand."""
    return (
        f"{one!r}, {other!r}\n  Sai: hai tệp ở cùng một chỗ. Sửa: đổi một mã, hoặc bỏ dòng chuyển hướng.\n"
        "  Wrong: two files in one place. Mend: change one id, or delete the redirect."
    )


def _lost(site: Site, paths: Iterable[str]) -> list[str]:
    """Say which published addresses the site would not have; anchors are looked at when it is built."""
    known = site.promised
    planned_ = ("/" + path.removesuffix("index.html") for path in paths)
    found: dict[str, addresses.Anchors] = {address: known.get(address, ()) for address in planned_}
    found |= {address: names for address, names in known.items() if OF_THE_FRAME.fullmatch(address)}
    found |= dict.fromkeys(_leading_on(site))
    return addresses.missing(site.templates.parent / "data", found)


def _leading_on(site: Site) -> Iterator[str]:
    """Give the addresses of pages that lead on: a file beside them may go."""
    for old, _ in moved.pages(site.links):
        for language in LANGUAGES:
            yield from (f"/{old.path(language)}", f"/{embed_path(old, language)}")
