"""Atom feeds of what was published when, from data/changes.yaml."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import partial
from typing import Final
from xml.etree import ElementTree

from plansite.files.maker import Maker
from plansite.pages.render import Site
from plansite.read.history import Update
from plansite.read.kinds import LANGUAGES, Address
from plansite.read.model import Language
from plansite.relate.redirects import place

ATOM: Final = "http://www.w3.org/2005/Atom"
NAMES: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "ke-hoach-768.example")
"""Entries keep their ids when the site moves, so these do not depend on its address."""

TITLE_LENGTH: Final = 80


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield the site's feed and one for each agency, in each language."""
    for language in LANGUAGES:
        for address in (site.links.pages["home", ""], *_agencies(site)):
            yield f"{address.path(language)}feed.xml", partial(_feed, site, address, language)


def _agencies(site: Site) -> Iterator[Address]:
    """Yield the pages of agencies and classes."""
    return (site.links.pages["agency", body] for body in site.links.bodies)


def _concerning(site: Site, address: Address) -> list[Update]:
    """Return every change; for an agency, those of the whole site, of itself, and of tasks in which it has a part."""
    if not address.id:
        return list(site.data.updates)
    own = {address.key, *(f"task {one.task.id}" for one in site.links.by_agency[address.id])}
    return [update for update in site.data.updates if not update.at or own & set(update.at)]


def _feed(site: Site, address: Address, language: Language) -> bytes:
    """Write one feed; every day begins in Viet Nam."""
    words, updates = site.words[language], _concerning(site, address)
    here = address.path(language)
    title = f"{words['site_name']}: {words['history']}"
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": language})
    _add(feed, "id", uuid.uuid5(NAMES, f"{language} {address.key}" if address.id else language).urn)
    _add(feed, "title", f"{title} – {site.page(address, language).title}" if address.id else title)
    _add(feed, "updated", _day((updates or site.data.updates[-1:])[0]))
    _add(_add(feed, "author"), "name", words["site_name"])
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site.url}{here}feed.xml")
    _add(feed, "link", rel="alternate", type="text/html", href=site.url + here)
    for update in updates:
        _entry(feed, site, update, language)
    ElementTree.indent(feed, " ")
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _entry(feed: ElementTree.Element, site: Site, update: Update, language: Language) -> None:
    """Write one published change, with a link to all that it concerns."""
    entry = _add(feed, "entry")
    text = update[language]
    _add(entry, "id", uuid.uuid5(NAMES, f"{language} {update.id}").urn)
    _add(entry, "title", text if len(text) <= TITLE_LENGTH else text[: text.rfind(" ", 0, TITLE_LENGTH)] + "…")
    _add(entry, "updated", _day(update))
    _add(entry, "published", _day(update))
    data = site.links.pages["data", ""].path(language)
    _add(entry, "link", rel="alternate", type="text/html", href=f"{site.url}{data}#{update.id}")
    for target in update.at:
        address, anchor = place(site.links, target)
        href = site.url + address.path(language) + (f"#{anchor}" if anchor else "")
        _add(entry, "link", rel="related", type="text/html", href=href)
    _add(entry, "content", text, type="text")


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    """Add an element."""
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text
    return element


def _day(update: Update) -> str:
    """Write a date as Atom wants it."""
    return f"{update.date.isoformat()}T00:00:00+07:00"
