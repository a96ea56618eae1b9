"""Small files beside the theme's pages: short links, redirects, pages to embed, citations, QR codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

from plansite.files.maker import Maker
from plansite.pages.render import Site
from plansite.pages.share import embed_path, short_path
from plansite.read.kinds import relative, task_slug
from plansite.read.model import Language
from plansite.relate import redirects
from plansite.relate.redirects import Place


def files(site: Site, language: Language) -> Iterator[tuple[str, Maker]]:
    """Yield (path, maker) of every such file in one language, below the site's address."""
    for path, text in _files(site, language):
        make = partial(_encoded, text)
        yield path, make
        if not path.endswith("index.html"):  # the pages that once were lead on
            yield from ((once, make) for once in redirects.also(site.links, path))
    yield from ((path, partial(_encoded, text)) for path, text in _moved(site, language))


def _encoded(text: Callable[[], str]) -> bytes:
    """Return a text as a file holds it."""
    return text().encode()


Text: TypeAlias = Callable[[], str]


def _files(site: Site, language: Language) -> Iterator[tuple[str, Text]]:
    """Yield those of what there is now."""
    number = site.plan.identity.number
    for address in site.addresses():
        share = site.share(address, language)
        if share:
            start = embed_path(address, language)
            yield f"{start}index.html", partial(site.fill, "embed.html", address, language, start)
            yield share.files["BibTeX"], share.bibtex
            yield share.files["CSL-JSON"], share.csl
            yield share.code, share.draw_code
        if address.kind == "task":
            yield _redirect(site, language, short_path(number, task_slug(address.id), language), (address, ""))


def _redirect(site: Site, language: Language, start: str, place: Place, target: str | None = None) -> tuple[str, Text]:
    """Return the page at `start` that leads to a place, or to the page `target` about the same."""
    address, anchor = place
    page = address.path(language)
    names = {
        "target": relative(start, page if target is None else target, anchor),
        "canonical": f"{site.url}{page}" + (f"#{anchor}" if anchor else ""),
    }
    return f"{start}index.html", partial(site.fill, "redirect.html", address, language, start, **names)


def _moved(site: Site, language: Language) -> Iterator[tuple[str, Text]]:
    """Lead from every address that a task or an agency once had to where its id leads now."""
    for old, place in redirects.pages(site.links):
        yield _redirect(site, language, old.path(language), place)
        embedded = embed_path(place[0], language) if place[0].id else None
        yield _redirect(site, language, embed_path(old, language), place, embedded)
        if old.kind == "task":
            start = short_path(site.plan.identity.number, task_slug(old.id), language)
            yield _redirect(site, language, start, place)
