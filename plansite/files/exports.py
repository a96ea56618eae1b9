"""The plan in every other format: {public path: function that gives its bytes}.

`files(site)` lists them all; nothing is made until its function is called, and the same plan always gives
the same bytes: no clock, no build time, no order that a hash decides. Paths are those below the site's address
(“api/v1/plan.json”, “en/feed.xml”), so one list serves both languages. `python -m plansite export DIR` writes them
without MkDocs; plansite/site/manifest.py adds them to the pages.

To add a format: write a module here with a function of the same signature, and name it in EXPORTERS, or in DATA when it
belongs into the zip of the whole. Import what is slow to import, and make what is slow to make, inside the function
that gives the bytes. A file that people choose from the page of open data also needs an
entry in plansite/files/catalogue.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Final

from plansite.files import akn, api, csvs, dataset, documents, feed, markdown, openapi, report_form, web, workbook
from plansite.files.maker import Exporter, Maker
from plansite.pages.render import Site
from plansite.relate import redirects

DATA: Final[tuple[Exporter, ...]] = (
    api.files, openapi.files, csvs.files, workbook.files, akn.files, markdown.files, dataset.files,
)  # fmt: skip
"""The formats of the data, which the zip of the whole holds."""

EXPORTERS: Final[tuple[Exporter, ...]] = (*DATA, feed.files, web.files, documents.files, report_form.files)
"""All formats."""


def files(site: Site, exporters: tuple[Exporter, ...] = EXPORTERS) -> Iterator[tuple[str, Maker]]:
    """Yield (public path, maker) of every file of some formats, each made at most once.

    Args:
        site: The site.
        exporters: Which formats.

    """
    if site.settings.pages_only:
        return
    for exporter in exporters:
        for path, make in exporter(site):
            made = cache(make)  # the page of open data tells its size before it is written
            yield path, made
            yield from ((once, made) for once in redirects.also(site.links, path))
    yield from _left(site)


def _left(site: Site) -> Iterator[tuple[str, Maker]]:
    """Say where a record of the API has gone whose id now leads to something of another kind."""
    for old, (page, anchor) in redirects.pages(site.links):
        if page.kind != old.kind:
            place = f"{site.url}{page.path('vi')}" + (f"#{anchor}" if anchor else "")
            said = json.dumps({"id": old.id, "moved": place}, ensure_ascii=False, indent=1) + "\n"
            yield f"api/v1/{old.paths['en'].rstrip('/')}.json", said.encode
