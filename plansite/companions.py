"""What stands beside the pages, made when it is asked for: under `serve` an editor changes pages and waits for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from plansite.exports import Maker
from plansite.exports import files as exports
from plansite.links import LANGUAGES
from plansite.site import Site
from plansite.standalone import files as standalone


class Companions:
    """The files beside the pages of one build, by their paths below the site's address."""

    def __init__(self, site: Site, site_url: str, cards: Callable[[], Mapping[str, bytes]]) -> None:
        """Stand beside the pages of `site`; `cards` draws the preview cards."""
        self._site = site
        self._site_url = site_url
        self._cards = cards

    def get(self, path: str) -> bytes | None:
        """Give a file, or nothing when there is none at that path."""
        if path in self._exports:
            return self._exports[path]()
        if path.startswith("assets/cards/"):
            return self._cards().get(path)
        make = self._standalone.get(path)
        return None if make is None else make().encode()

    @cached_property
    def _exports(self) -> Mapping[str, Maker]:
        """The plan in other formats."""
        return dict(exports(self._site, self._site_url))

    @cached_property
    def _standalone(self) -> Mapping[str, Callable[[], str]]:
        """Short links, redirects, pages to embed, citations, QR codes."""
        return {path: make for language in LANGUAGES for path, make in standalone(self._site, language)}
