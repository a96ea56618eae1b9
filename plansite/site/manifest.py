"""The site as a mapping from path to maker: the build writes it, `serve` looks one up, checks read its keys.

Paths are those below the site's address; a maker gives a file's bytes when it is called. Only what MkDocs makes from
pages written by hand, the page for what is missing and pictures of the theme stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import product
from pathlib import Path
from typing import TypeAlias

from plansite.base import disk_cache
from plansite.base.places import place
from plansite.base.problems import BadData
from plansite.files import exports
from plansite.files.card_cache import Gallery
from plansite.files.maker import Maker
from plansite.files.small_files import files as standalone
from plansite.pages.cards import CannotDraw, card
from plansite.pages.render import Site
from plansite.read.kinds import LANGUAGES, ROOTS, Address, card_path
from plansite.read.model import Language
from plansite.relate import redirects
from plansite.site.theme import Theme

Manifest: TypeAlias = Mapping[str, Maker]


def pages(theme: Theme) -> Manifest:
    """Return one language's pages but those written by hand, style sheets, scripts and what its search knows."""
    site, language = theme.site, theme.language
    drawn = [address for address in site.addresses() if address.paths[language] not in theme.by_hand]
    return {
        **{page_path(address, language): partial(theme.page, address) for address in drawn},
        **{ROOTS[language] + path: partial(bytes, content) for path, content in site.assets.items()},
        f"{ROOTS[language]}search/search_index.json": lambda: theme.index,
    }


def beside(site: Site) -> Manifest:
    """Return what stands beside the pages of both languages; outputs.py saw that each has its own path."""
    return {**dict(files_beside(site)), **site.offers.files}  # some were made for the pages that name them


def files_beside(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield (path, maker) of other formats, of what is pasted elsewhere, and of cards, though two have one path."""
    if not site.settings.pages_only:
        yield from exports.files(site)
        for language in LANGUAGES:
            yield from standalone(site, language)
        yield from _cards(site)


def page_path(address: Address, language: Language) -> str:
    """Return the path of a page's file."""
    return f"{address.path(language)}index.html"


def write(files: Manifest, folder: Path) -> int:
    """Write files below a folder and return their number; raise BadData when one would stand outside of it."""
    for path, make in files.items():
        target = place(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(make())
    return len(files)


def _cards(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield the preview card of every page, in both languages."""
    gallery = Gallery(disk_cache.folder(site.templates.parent, "cards"))
    current = [(address, address) for address in site.addresses()]
    former = [(old, address) for old, (address, _) in redirects.pages(site.links)]  # chats remember where a card was
    for (stands, shown), language in product(current + former, LANGUAGES):
        yield card_path(stands, language), partial(_card, site, gallery, shown, language)


def _card(site: Site, gallery: Gallery, address: Address, language: Language) -> bytes:
    """Draw the preview card of a page, or return it as it was drawn before; raise BadData when it cannot be drawn."""
    try:
        return gallery.picture(card(site.links, site.words[language], address, language))
    except CannotDraw as error:
        raise BadData([f"{card_path(address, language)}: {error}"]) from None
