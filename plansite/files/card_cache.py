"""The pictures of preview cards, drawn once and kept."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Final

from plansite.base.disk_cache import kept
from plansite.pages.cards import Card

WORKS: Final = ("pillow", "uharfbuzz", "font-source-sans-pro", "font-source-serif-pro")
"""The packages that decide what a drawn card looks like."""


class Gallery:
    """A folder of pictures, under names that follow from all that decides a picture."""

    def __init__(self, folder: Path | None) -> None:
        """Keep pictures in `folder`, or nowhere."""
        self.folder = folder
        code = Path(__file__).with_name("card_image.py").read_bytes()
        self._works = [code, *(f"{package} {version(package)}".encode() for package in WORKS)]

    def has(self, card: Card) -> bool:
        """Tell whether a card was drawn before, and so can be."""
        return self.folder is not None and (self.folder / f"{self.name(card)}.png").exists()

    def picture(self, card: Card) -> bytes:
        """Give a card's picture, a PNG; raise CannotDraw when its words cannot be set."""
        return kept(self.folder, f"{self.name(card)}.png", lambda: _draw(card))

    def name(self, card: Card) -> str:
        """Give the name under which a card's picture is kept."""
        return hashlib.sha256(b"\0".join([repr(card).encode(), *self._works])).hexdigest()


def _draw(card: Card) -> bytes:
    """Draw a card; a build with nothing to draw need not load the fonts."""
    from plansite.files.card_image import draw  # noqa: PLC0415  # as said

    return draw(card)
