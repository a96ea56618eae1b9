"""Small files beside the theme's pages: short links, redirects, pages to embed, citations."""

from __future__ import annotations

from collections.abc import Iterator

from plansite.links import MAIN_PAGES, ROOTS, Address, relative, task_slug
from plansite.model import Language
from plansite.share import embed_path, short_path
from plansite.site import Site

SECTIONS = {"task": "tasks", "agency": "agencies"}
"""The main page below which a record's page stands."""

HOMES = {"document": "documents", "change": "changes"}
"""The main page on which a record stands that has none of its own."""


def files(site: Site, language: Language) -> Iterator[tuple[str, str]]:
    """Give (path, content) of every such file in one language, below the site's address."""
    for address in site.addresses():
        share = site.share(address, language)
        if share:
            start = embed_path(address, language)
            yield f"{start}index.html", site.fill("embed.html", address, language, start)
            yield share.files["BibTeX"], share.bibtex()
            yield share.files["CSL-JSON"], share.csl()
        if address.kind == "task":
            yield _redirect(
                site, short_path(site.plan.identity.number, task_slug(address.id), language), address, language
            )
    yield from _moved(site, language)


def _redirect(site: Site, start: str, address: Address, language: Language, anchor: str = "") -> tuple[str, str]:
    """Give the page at `start` that leads to another."""
    target = address.path(language)
    mark = f"#{anchor}" if anchor else ""
    return f"{start}index.html", site.fill(
        "redirect.html",
        address,
        language,
        start,
        target=relative(start, target, anchor),
        canonical=f"{site.url}{target}{mark}",
    )


def _moved(site: Site, language: Language) -> Iterator[tuple[str, str]]:
    """Lead from every address that a task or an agency once had to where its id leads now."""
    for moved in site.plan.redirects:
        kind, _, old = moved.old.partition(" ")
        if kind in SECTIONS:
            slug = task_slug(old)
            path = f"{MAIN_PAGES[SECTIONS[kind]][language == 'en']}{slug}/"
            starts = [f"{ROOTS[language]}{path}", embed_path(Address(kind, {language: path}), language)]
            short = [short_path(site.plan.identity.number, slug, language)] if kind == "task" else []
            for start in (*starts, *short):
                yield _redirect(site, start, *_place(site, moved.new, language))


def _place(site: Site, entry: str, language: Language) -> tuple[Address, Language, str]:
    """Give where “kind id” stands: the page, its language, the anchor."""
    kind, _, id_ = entry.partition(" ")
    if kind in SECTIONS:
        return site.links.pages[kind, id_], language, ""
    home = site.links.home_of(id_) if kind == "paragraph" else HOMES.get(kind, "home")
    return site.links.pages[home, ""], language, id_
