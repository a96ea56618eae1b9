"""The pictures of preview cards, drawn once and kept."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path
from typing import Final

from plansite.cards import Card

WORKS: Final = ("pillow", "uharfbuzz", "font-source-sans-pro", "font-source-serif-pro")
"""The packages that decide what a drawn card looks like."""


class Gallery:
    """A folder of pictures, under names that follow from all that decides a picture."""

    def __init__(self, folder: Path) -> None:
        """Keep pictures in `folder`."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        code = Path(__file__).with_name("drawing.py").read_bytes()
        self._works = [code, *(f"{package} {version(package)}".encode() for package in WORKS)]

    def _kept(self, card: Card) -> Path:
        """Give where the picture of a card is kept, once it is drawn."""
        name = hashlib.sha256(b"\0".join([repr(card).encode(), *self._works])).hexdigest()
        return self.folder / f"{name}.png"

    def has(self, card: Card) -> bool:
        """Tell whether a card was drawn before, and so can be."""
        return self._kept(card).exists()

    def picture(self, card: Card) -> Path:
        """Give the file with a card's picture; raise CannotDraw when its words cannot be set."""
        kept = self._kept(card)
        if not kept.exists():
            from plansite.drawing import draw  # noqa: PLC0415  # a build with nothing to draw need not load the fonts

            unfinished = kept.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(draw(card))
            unfinished.replace(kept)  # whole or not at all, though several builds may run at once
        return kept
