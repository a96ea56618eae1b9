"""What a page links to: files that show what it shows in other formats, with their sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from plansite.files import catalogue, exports, report_form
from plansite.files.api_models import API
from plansite.files.catalogue import media_type
from plansite.files.maker import Maker, beside
from plansite.pages.render import Site
from plansite.read.kinds import KINDS, Address
from plansite.read.model import Language
from plansite.relate.text import size

FORMATS: Final = {"pdf": "PDF", "docx": "Word", "nd30.docx": "Word, NĐ 30/2020", "akn.xml": "Akoma Ntoso"}
"""Formats by the end of a file's name."""

NAMES: Final = {"json": "JSON", "jsonld": "DCAT", "csv": "CSV"}
"""What people call the formats of data, by the end of a file's name."""


@dataclass(frozen=True)
class Alternate:
    """A file with the content of a page."""

    path: str
    type: str
    title: str


@dataclass(frozen=True)
class Download:
    """A file beside a page: the page's address leads to its folder."""

    name: str
    format: str
    size: str


class Files:
    """Finds the files that pages speak of: plansite.pages.render.Offers."""

    def __init__(self, site: Site) -> None:
        """Look among the files of `site`."""
        self._site = site

    @cached_property
    def files(self) -> Mapping[str, Maker]:
        """Every file by its path."""
        return dict(exports.files(self._site))

    @cached_property
    def data_files(self) -> Mapping[str, Maker]:
        """The files of the data alone: no documents, no feeds, nothing for crawlers."""
        named = {path for path, _ in exports.files(self._site, exports.DATA)}
        return {path: make for path, make in self.files.items() if path in named}

    @cached_property
    def catalogue(self) -> tuple[catalogue.Files, ...]:
        """The files that people choose from, by heading."""
        return catalogue.listed_files(self._site, self.files)

    def listed(self) -> Mapping[str, Any]:
        """Return what the page of open data shows."""
        return catalogue.view(self._site, self.catalogue)

    def downloads(self, address: Address, language: Language) -> Iterator[Download]:
        """Yield the files beside a page that are made."""
        for suffix, name in FORMATS.items():
            yield from self._beside(address, language, suffix, name)

    def forms(self, address: Address, language: Language) -> Iterator[Download]:
        """Yield the forms for a report that stand beside an agency's page."""
        for suffix, name in report_form.SUFFIXES.items():
            yield from self._beside(address, language, suffix, name)

    def _beside(self, address: Address, language: Language, suffix: str, name: str) -> Iterator[Download]:
        """Yield a file beside a page if it is made."""
        path = beside(self._site, address, language, suffix)
        if path in self.files:
            yield Download(path.rpartition("/")[2], name, size(len(self.files[path]()))[language])

    def alternates(self, address: Address, language: Language) -> Iterator[Alternate]:
        """Yield the files that hold what a page shows, for programs and for what follows its changes."""
        slug = address.paths["vi"].rstrip("/").rpartition("/")[2]
        data = [f"{API}{name.format(id=slug)}" for name in KINDS[address.kind].data]
        found = [(path, NAMES[path.rpartition(".")[2]]) for path in data]
        found += [(beside(self._site, address, language, suffix), name) for suffix, name in FORMATS.items()]
        for path, name in found:
            if path in self.files:
                yield Alternate(path, media_type(path), name)
