"""Photographs a built site for people to look at: `python tests/screenshots.py FOLDER [SITE]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple

from conftest import ROOT, Scheme, Visitor, chromium, chromium_program, serving
from playwright.sync_api import Page

from plansite.read.kinds import LANGUAGES
from plansite.read.model import Language

WIDTHS: Final = (360, 1440)
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")

VIEWS: Final[dict[str, tuple[str, str]]] = {
    "home": ("", "en/"),
    "task": ("nhiem-vu/iii-8/", "en/tasks/iii-8/"),
    "agency": ("co-quan/so-lao-dong-thuong-binh-va-xa-hoi/", "en/agencies/so-lao-dong-thuong-binh-va-xa-hoi/"),
    "matrix": ("phan-cong/", "en/responsibilities/"),
    "timeline": ("", "en/"),
    "filtered": ("nhiem-vu/?co-quan=so-noi-vu&nhom=v", "en/tasks/?co-quan=so-noi-vu&nhom=v"),
    "parallel": ("ke-hoach/?song-ngu=1", "en/plan/?song-ngu=1"),
}
SHEETS: Final[dict[str, tuple[str, str]]] = {
    "task": VIEWS["task"],
    "agency": VIEWS["agency"],
    "appendix": ("phu-luc/", "en/appendix/"),
}


class Shot(NamedTuple):
    """A view in one language, width and scheme."""

    view: str
    language: Language
    width: int
    scheme: Scheme

    @property
    def name(self) -> str:
        """Return the file's name."""
        return f"{self.view}-{self.language}-{self.width}-{self.scheme}.png"


SHOTS: Final = [Shot(*which) for which in product(VIEWS, LANGUAGES, WIDTHS, SCHEMES)]
PRINTS: Final = list(product(SHEETS, LANGUAGES))


def photograph(visitor: Visitor, shots: list[Shot], folder: Path) -> Iterator[Path]:
    """Take shots, those of one window one after another; only a parallel text is too long to be shown whole."""
    windows: dict[tuple[int, Scheme], Page] = {}
    for shot in shots:
        look = shot.width, shot.scheme
        page = windows.get(look) or visitor.window(width=shot.width, scheme=shot.scheme)
        windows[look] = page
        page.goto(visitor.server + VIEWS[shot.view][LANGUAGES.index(shot.language)])
        file = folder / shot.name
        if shot.view == "timeline":
            page.locator(".figure:has(.timeline)").screenshot(path=file)
        else:
            page.screenshot(path=file, full_page=shot.view != "parallel")
        yield file


def print_out(visitor: Visitor, prints: list[tuple[str, Language]], folder: Path) -> Iterator[Path]:
    """Print pages to PDF."""
    page = visitor.window()
    for sheet, language in prints:
        page.goto(visitor.server + SHEETS[sheet][LANGUAGES.index(language)])
        file = folder / f"{sheet}-{language}.pdf"
        page.pdf(path=file, prefer_css_page_size=True)
        yield file


def main(folder: Path, site: Path) -> int:
    """Fill `folder`; end with 1 when a page had troubles."""
    folder.mkdir(parents=True, exist_ok=True)
    with serving(site) as address, chromium(chromium_program()) as browser:
        visitor = Visitor(browser, address)
        taken = [*photograph(visitor, SHOTS, folder), *print_out(visitor, PRINTS, folder)]
        visitor.leave()
    print(f"{len(taken)} files in {folder}", *visitor.troubles, sep="\n")
    return bool(visitor.troubles)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "site"))
