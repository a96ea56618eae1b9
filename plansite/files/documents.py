"""The Decision, its appendix, and a sheet for each agency and task, to print and to send: as PDF and as DOCX.

Both are made of the same HTML, rendered from templates/print/. PDF needs Pango, which no Python package brings, and
all of them take a while; so they are made only when asked for (`make documents`).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from plansite.files.made_before import kept
from plansite.files.maker import Exporter, Maker, beside
from plansite.pages.content import page
from plansite.pages.render import Site, View
from plansite.read.kinds import KINDS, LANGUAGES, Address
from plansite.read.model import COLUMNS, Agency, Language, Note, Source, column_path
from plansite.relate.links import note_places


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield every document in both languages and formats, beside the page of what it shows, when they are asked for."""
    if not site.settings.documents:
        return
    for address in site.addresses():
        for language in LANGUAGES if KINDS[address.kind].documents else ():
            for suffix, make in (("pdf", _pdf), ("docx", word_of)):
                page_html = partial(html, site, address, language)
                yield beside(site, address, language, suffix), partial(make, site, page_html)
    decision = site.links.pages["decision", ""]
    copy = partial(html, site, decision, "vi", "filing")
    yield beside(site, decision, "vi", "nd30.docx"), partial(word_of, site, copy)


def _pdf(site: Site, page_html: Callable[[], str]) -> bytes:
    """Make a PDF, or give it as it was made before."""
    from plansite.files import pdf, tags  # noqa: PLC0415  # slow to import, and seldom asked for

    content = page_html()
    sources = (Path(pdf.__file__), Path(tags.__file__), pdf.STYLES)
    return kept(site, partial(pdf.convert, content), sources, pdf.PACKAGES, pdf.pango() + content)


def word_of(site: Site, page_html: Callable[[], str]) -> bytes:
    """Make a DOCX of a document's HTML, or give it as it was made before."""
    from plansite.files import word  # noqa: PLC0415  # slow to import, and seldom asked for

    content = page_html()
    return kept(site, partial(word.convert, content), (Path(word.__file__),), ("python-docx", "lxml"), content)


def prepare(site: Site, *more: Exporter) -> None:
    """Make every document that is asked for, on every core, so that each needs only to be read afterwards."""
    if not site.settings.documents:
        return
    from plansite.files import pdf  # noqa: PLC0415  # slow to import, and seldom asked for

    pdf.pango()
    MAKERS.update(made for exporter in (files, *more) for made in exporter(site))
    # Forks know the site without being told; unlike the build, they leave much garbage.
    with ProcessPoolExecutor(mp_context=get_context("fork"), initializer=gc.enable) as pool:
        for _ in pool.map(_make, MAKERS, chunksize=4):
            pass


MAKERS: Final[dict[str, Maker]] = {}


def _make(path: str) -> None:
    """Make one document, which is kept."""
    MAKERS[path]()


def html(site: Site, address: Address, language: Language, template: str = "", **more: Any) -> str:
    """Return the HTML of which a document is made, by the template of its kind or by another, which may know `more`."""
    shown = page(site.links, site.words[language], address, language)
    view = Sheet(site, shown)
    names = {
        **view.names(),
        **shown.data,
        **view.more(),
        "filing": template == "filing",
        "wide": address.kind == "appendix",
        **more,
    }
    if template == "filing":  # a copy holds none of our notes, nor our ids
        names |= {"notes": (), "numbers": {}, "sources": ()}
    return site.text(f"print/{template or address.kind}.html", **names)


class Sheet(View):
    """What templates may ask while a document is rendered: as on a page, but every address is a public one."""

    linked = False

    def url(self, kind: str, id: str = "", anchor: str = "", language: Language | None = None) -> str:
        """Return the public address of a page."""
        path = self.site.links.pages[kind, id].path(language or self.language)
        return self.site.url + path + (f"#{anchor}" if anchor else "")

    def more(self) -> Mapping[str, Any]:
        """Return what documents show beyond their pages: a title, numbered notes, and the pages cited."""
        links, address = self.site.links, self.page.address
        notes = links.footnotes(_places(self))
        return {
            "title": self._title(),
            "about": self.site.plan.identity.subject[self.language]
            if address.kind == "decision"
            else self.page.description,
            "names": [column_path(name) for name in COLUMNS],
            "notes": notes,
            "numbers": {note.id: number for number, note in enumerate(notes, 1)},
            "sources": _sources(self, notes),
            "whole": self.site.page(links.pages["plan", ""], self.language).data if address.kind == "decision" else {},
        }

    def _title(self) -> str:
        """Return the document's title."""
        words, address = self.site.words[self.language], self.page.address
        if address.kind == "task":
            return self.page.title
        name = self.site.links.bodies[address.id].name[self.language] if address.kind == "agency" else ""
        return words[f"print_title_{address.kind}"].format(number=self.site.plan.identity.number, name=name)


def _places(sheet: Sheet) -> Iterable[str]:
    """Return every place that a document shows and a note may be about, in order."""
    links, data, address = sheet.site.links, sheet.page.data, sheet.page.address
    if address.kind in ("decision", "appendix"):
        paths = [path for path in links.texts if address.kind == "decision" or links.home_of(path) == "appendix"]
        return [place for path in paths for place in note_places(path)]
    if address.kind == "task":
        traces = [trace.paragraph for trace in links.tasks[address.id].carries_out]
        return [address.id, *_of_tasks(links.texts, [address.id]), *traces]
    tasks = [one.task.id for side in ("leads", "supports", "shared") for one in data[side]]
    said = [path for items in data["duties"].values() for duty, _ in items for path in duty.paragraphs]
    return [address.id, *_of_tasks(links.texts, tasks), *said]


def _of_tasks(texts: Iterable[str], tasks: Iterable[str]) -> list[str]:
    """Return the cells of some tasks, and the tasks."""
    return [
        place for task in tasks for path in texts if path.startswith(f"appendix.{task}.") for place in note_places(path)
    ]


def _sources(sheet: Sheet, notes: Iterable[Note]) -> list[Source]:
    """Return the pages that the notes, and our remarks on an agency, rest on."""
    keys = {key for note in notes for key in note.sources}
    body = sheet.page.data.get("body")
    if isinstance(body, Agency):
        keys |= {key for one in body.today for key in one.sources}
    return [source for source in sheet.site.plan.sources if source.id in keys]
