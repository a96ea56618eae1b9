"""Every file that follows from the data, known before one is written: each has a place, and none takes another's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Final

from plansite.base.places import wrong
from plansite.base.problems import BadData
from plansite.pages.render import Site
from plansite.pages.share import embed_path
from plansite.read.kinds import LANGUAGES
from plansite.relate import redirects
from plansite.site import promises
from plansite.site.manifest import files_beside, page_path

OF_THE_FRAME: Final = re.compile(r"/(en/)?(404\.html|sitemap\.xml(\.gz)?|opensearch\.xml|assets/images/.*)")
"""Addresses that do not follow from the data."""


def check(site: Site, *, keep: bool) -> None:
    """Raise BadData when files cannot stand where they should; with `keep`, also when a published address would go."""
    paths = list(planned(site))
    found = [*filter(None, map(wrong, paths)), *_in_the_way(paths)]
    if keep and not found and not site.settings.pages_only:
        found += _lost(site, paths)
    if found:
        raise BadData(found)


def planned(site: Site) -> Iterator[str]:
    """Yield the path of every page, and of every file that stands beside them."""
    yield from (page_path(address, language) for address in site.addresses() for language in LANGUAGES)
    yield from (path for path, _ in files_beside(site))


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
    known = site.data.promised
    planned_ = ("/" + path.removesuffix("index.html") for path in paths)
    found: dict[str, promises.Anchors] = {address: known.get(address, ()) for address in planned_}
    found |= {address: names for address, names in known.items() if OF_THE_FRAME.fullmatch(address)}
    found |= dict.fromkeys(_leading_on(site))
    return promises.missing(site.templates.parent / "data", found)


def _leading_on(site: Site) -> Iterator[str]:
    """Yield the addresses of pages that lead on: a file beside them may go."""
    for old, _ in redirects.pages(site.links):
        for language in LANGUAGES:
            yield from (f"/{old.path(language)}", f"/{embed_path(old, language)}")
