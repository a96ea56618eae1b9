"""The plan in every other format: {public path: function that gives its bytes}.

`files(site, site_url)` lists them all; nothing is made until its function is called, and the same plan always gives
the same bytes: no clock, no build time, no order that a hash decides. Paths are those below the site's address
(“api/v1/plan.json”, “en/feed.xml”), so one list serves both languages. `python -m plansite export DIR` writes them
without MkDocs; plansite/hooks.py adds them to the Vietnamese build, which stands at the root.

To add a format: write a module here with a function of the same signature, and name it in `_exporters`, or in
`_data_exporters` when it belongs into the zip of the whole. Import what is slow to import, and make what is slow to
make, inside the function that gives the bytes. A file that people choose from the page of open data also needs an
entry in plansite/exports/catalogue.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

from plansite import moved
from plansite.links import Address
from plansite.model import Language
from plansite.places import place
from plansite.site import Site

Maker: TypeAlias = Callable[[], bytes]
"""Gives a file's bytes, the same every time."""

Exporter: TypeAlias = Callable[[Site, str], Iterator[tuple[str, Maker]]]
"""Gives (public path, maker) of some formats; the address ends in a slash."""


def _data_exporters() -> tuple[Exporter, ...]:
    """Name the formats of the data; imported here so that they may import this module's types."""
    from plansite.exports import akn, api, csvs, dataset, markdown, openapi, workbook  # noqa: PLC0415  # as said

    return (api.files, openapi.files, csvs.files, workbook.files, akn.files, markdown.files, dataset.files)


def _exporters(site: Site) -> tuple[Exporter, ...]:
    """Name all formats."""
    from plansite.exports import documents, feed, web  # noqa: PLC0415  # as above

    if site.settings.pages_only:
        return ()
    always = (*_data_exporters(), feed.files, web.files)
    return (*always, documents.files) if site.settings.documents else always


def files(site: Site, site_url: str) -> Iterator[tuple[str, Maker]]:
    """Give (public path, maker) of every file; `site_url` is the public address, with or without its last slash."""
    return _made_once(site, site_url, _exporters(site))


def data_files(site: Site, site_url: str) -> Iterator[tuple[str, Maker]]:
    """Give (public path, maker) of the data's files alone: no documents, no feeds, nothing for crawlers."""
    return _made_once(site, site_url, _data_exporters())


def _made_once(site: Site, site_url: str, exporters: tuple[Exporter, ...]) -> Iterator[tuple[str, Maker]]:
    """Give what some exporters give, each file made at most once."""
    address = site_url.rstrip("/") + "/"
    for exporter in exporters:
        for path, make in exporter(site, address):
            made = partial(_once, site, address + path, make)
            yield path, made
            yield from ((once, made) for once in moved.also(site.links, path))
    if not site.settings.pages_only:
        yield from _left(site, address)


def _left(site: Site, address: str) -> Iterator[tuple[str, Maker]]:
    """Say where a record of the API has gone whose id now leads to something of another kind."""
    for old, (page, anchor) in moved.pages(site.links):
        if page.kind != old.kind:
            place = f"{address}{page.path('vi')}" + (f"#{anchor}" if anchor else "")
            said = json.dumps({"id": old.id, "moved": place}, ensure_ascii=False, indent=1) + "\n"
            yield f"api/v1/{old.paths['en'].rstrip('/')}.json", said.encode


def _once(site: Site, address: str, make: Maker) -> bytes:
    """Make a file, or give it again: the page of open data tells its size before it is written."""
    if address not in site.made:
        site.made[address] = make()
    return site.made[address]


def beside(site: Site, address: Address, language: Language, suffix: str) -> str:
    """Give the path of a page's file in another format: nhiem-vu/iii-8/768-nhiem-vu-iii-8.pdf stands beside its page.

    The name says what the file is, as people keep it in a folder or send it on.
    """
    number = site.plan.identity.number.partition("/")[0]
    name = address.paths[language].rstrip("/").replace("/", "-")
    return f"{address.path(language)}{number}-{name}.{suffix}"


def write(site: Site, site_url: str, folder: Path) -> int:
    """Write every file below `folder`; give their number."""
    from plansite.exports import documents  # noqa: PLC0415  # it imports this module

    documents.prepare(site, site_url)
    count = 0
    for path, make in files(site, site_url):
        target = place(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(make())
        count += 1
    return count
