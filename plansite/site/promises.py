"""A built site → every address and anchor that it publishes, and those of the published ones that it has lost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from plansite.base.problems import BadData
from plansite.pages.anchors import anchors
from plansite.read.published import ADDRESSES_FILE, promised
from plansite.site.publish import MARK

OWN: Final = re.compile(r"/(en/)?(assets/(javascripts|stylesheets)|search)/")
"""What pages fetch for themselves is promised to nobody."""

DOCUMENTS: Final = (".pdf", ".docx")
"""Files that are made when asked for: a site that has none was built without them."""

DOCUMENTS_HERE: Final = "tep-print"
"""The anchor of the place where they are offered."""

REDIRECT: Final = 'http-equiv="refresh"'

Anchors = tuple[str, ...] | None
"""The anchors of a page, or None where a page leads on."""


def published(site: Path) -> dict[str, Anchors]:
    """Return every address of the site built in a folder, beginning with “/”, and its anchors."""
    found: dict[str, Anchors] = {}
    for file in sorted(site.rglob("*")):
        address = "/" + file.relative_to(site).as_posix()
        if file.is_file() and file.name != MARK and not OWN.match(address):
            found[address.removesuffix("index.html")] = _anchors(file) if file.suffix == ".html" else ()
    return found


def _anchors(page: Path) -> Anchors:
    """Return the anchors of a page in a file."""
    html = page.read_text(encoding="utf-8")
    return None if REDIRECT in html else anchors(html)


def due(known: Mapping[str, tuple[str, ...]], found: Mapping[str, Anchors]) -> dict[str, tuple[str, ...]]:
    """Return what a site must have of what was promised: all, or all but documents when it was built without them."""
    if any(address.endswith(DOCUMENTS) for address in found):
        return dict(known)
    return {
        address: tuple(name for name in names if name != DOCUMENTS_HERE)
        for address, names in known.items()
        if not address.endswith(DOCUMENTS)
    }


def lost(known: Mapping[str, tuple[str, ...]], found: Mapping[str, Anchors]) -> Iterator[str]:
    """Yield every promised address or anchor that the site neither has nor leads on from."""
    for address, names in known.items():
        if address not in found:
            if found.get(address.rpartition("/")[0] + "/", ()) is not None:  # a file may go where its page leads on
                yield address
            continue
        standing = found[address]
        if standing is not None:
            yield from (f"{address}#{anchor}" for anchor in names if anchor not in standing)


def keep(data: Path, site: Path) -> None:
    """Raise BadData when the site built in a folder has lost anything that was published."""
    gone = missing(data, published(site))
    if gone:
        raise BadData(gone)


def missing(data: Path, found: Mapping[str, Anchors]) -> list[str]:
    """Return a report on each published address or anchor that is not found, nor led on from."""
    return [_report(data / ADDRESSES_FILE, place) for place in lost(due(promised(data), found), found)]


def _report(file: Path, place: str) -> str:
    """Say in both languages that an address or an anchor is gone, and what may mend it."""
    entry = f"“- {{old: anchor {place}, new: …}}”"
    vi, en = (f", hoặc thêm {entry} vào redirects", f", or add {entry} to redirects") if "#" in place else ("", "")
    return (
        f"{file}: {place}\n"
        f"  Sai: địa chỉ đã công bố nay không còn. Sửa: khôi phục{vi}.\n"
        f"  Wrong: a published address is gone. Mend: bring it back{en}."
    )


def promise(data: Path, site: Path) -> None:
    """Add to the list what the site built in a folder publishes for the first time; nothing ever leaves the list."""
    known, found = promised(data), published(site)
    for address, names in found.items():
        before = known.get(address, ())
        known[address] = (*before, *(one for one in names or () if one not in before))
    listed = [" ".join([address, *names]) + "\n" for address, names in sorted(known.items())]
    (data / ADDRESSES_FILE).write_text("".join(listed), encoding="utf-8")
