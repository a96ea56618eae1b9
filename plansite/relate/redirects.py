"""Redirects → the pages and anchors that once were, and where each leads now."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Final

from plansite.read.history import Updates
from plansite.read.kinds import LANGUAGES, MAIN_PAGES, SECTIONS, Address, task_slug
from plansite.relate.links import Links

HOMES: Final = {"document": "documents", "change": "changes"}
"""The main page on which a record stands that has none of its own."""

ANCHORS: Final = {"paragraph": "{}", "document": "{}", "change": "{}", "note": "note-{}"}
"""The anchor of a record that has no page of its own."""

Place = tuple[Address, str]
"""A page, and the anchor on it or nothing."""


def place(links: Links, entry: str) -> Place:
    """Return the page of “kind id”, and the anchor on it or nothing: “task III.8”, “note vi-4”, “page plan”.

    An id of once leads to what it is now.
    """
    entry = next((one.new for one in links.plan.redirects if one.old == entry), entry)
    kind, _, id_ = entry.partition(" ")
    if kind == "page" or kind in SECTIONS:
        return links.pages[(id_, "") if kind == "page" else (kind, id_)], ""
    if kind == "note":
        return _page_of_note(links, id_), f"note-{id_}"
    home = links.home_of(id_) if kind == "paragraph" else HOMES[kind]
    return links.pages[home, ""], id_


def _page_of_note(links: Links, id_: str) -> Address:
    """Return the page of what a note is about first."""
    at = next(note.at[0] for note in links.plan.notes if note.id == id_)
    if at in links.tasks or at in links.bodies:
        return links.pages["task" if at in links.tasks else "agency", at]
    return links.pages["documents" if at in links.documents else links.home_of(at), ""]


def pages(links: Links) -> Iterator[tuple[Address, Place]]:
    """Yield every page that a task or an agency once had, and where its id leads now."""
    for moved in links.plan.redirects:
        kind, _, id_ = moved.old.partition(" ")
        if kind in SECTIONS:
            main, slug = MAIN_PAGES[SECTIONS[kind]], task_slug(id_)
            paths = {language: f"{main[language == 'en']}{slug}/" for language in LANGUAGES}
            yield Address(kind, paths, id_), place(links, moved.new)


def anchor(links: Links, path: str, name: str) -> Place | None:
    """Return where an anchor leads that the page at a path once had."""
    for moved in links.plan.redirects:
        if _is_of(name, path, moved.old):
            return place(links, moved.new)
    return None


def _is_of(name: str, path: str, entry: str) -> bool:
    """Tell whether an anchor of a page belonged to “kind id”, or is the very “anchor /path/#name”."""
    kind, _, id_ = entry.partition(" ")
    if kind == "anchor":
        return id_ == f"/{path}#{name}"
    if kind == "task":  # its row of the appendix, and the cells of that
        return f"{name}.".startswith(f"appendix.{id_}.")
    return name == ANCHORS.get(kind, "").format(id_)


def also(links: Links, path: str) -> Iterator[str]:
    """Yield where a file once stood that belongs to a task or an agency and is at `path` now, below the site's address.

    Whoever keeps the address of a record's JSON, Markdown or citation gets that of the record by its present id.
    """
    for old, (address, _) in pages(links):
        for language in LANGUAGES if address.kind == old.kind else ():
            now, once = address.paths[language].rstrip("/"), old.paths[language].rstrip("/")
            head, found, tail = path.partition(now)
            if found and head[-1:] in ("", "/") and tail[:1] in ("/", "."):
                name, was = (one.rpartition("/")[2] + "." for one in (now, once))
                yield head + once + tail.replace(name, was)


def last_changed(links: Links, updates: Updates) -> dict[tuple[str, str], datetime.date]:
    """Return the day on which each page, as (kind, id), last changed as far as was published."""
    found: dict[tuple[str, str], datetime.date] = {}
    for update in reversed(updates):
        at = [place(links, target)[0] for target in update.at] or links.pages.values()
        found |= {(address.kind, address.id): update.date for address in at}
    return found
