"""The pictures of preview cards, drawn once and kept."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from plansite.base.disk_cache import kept, made_with, name_of
from plansite.pages.cards import Card

PACKAGES: Final = ("pillow", "uharfbuzz", "font-source-sans-pro", "font-source-serif-pro")
"""The packages that decide what a drawn card looks like."""


class Gallery:
    """A folder of pictures, under names that follow from all that decides a picture."""

    def __init__(self, folder: Path | None) -> None:
        """Keep pictures in `folder`, or nowhere."""
        self.folder = folder
        self._made_with = made_with([Path(__file__).with_name("card_image.py")], PACKAGES)

    def has(self, card: Card) -> bool:
        """Tell whether a card was drawn before, and so can be."""
        return self.folder is not None and (self.folder / f"{self.name(card)}.png").exists()

    def picture(self, card: Card) -> bytes:
        """Return a card's picture, a PNG; raise CannotDraw when its words cannot be set."""
        return kept(self.folder, f"{self.name(card)}.png", lambda: _draw(card))

    def name(self, card: Card) -> str:
        """Return the name under which a card's picture is kept."""
        return name_of(repr(card), self._made_with)


def _draw(card: Card) -> bytes:
    """Draw a card; a build with nothing to draw need not load the fonts."""
    from plansite.files.card_image import draw  # noqa: PLC0415  # as said

    return draw(card)
