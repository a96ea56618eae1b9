"""Atom feeds of what was published when, from data/changes.yaml."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import partial
from typing import Final
from xml.etree import ElementTree

from plansite.exports import Maker
from plansite.links import LANGUAGES, ROOTS
from plansite.model import Language
from plansite.site import Site
from plansite.updates import Update, place

ATOM: Final = "http://www.w3.org/2005/Atom"
NAMES: Final = uuid.uuid5(uuid.NAMESPACE_DNS, "ke-hoach-768.example")
"""Entries keep their ids when the site moves, so these do not depend on its address."""

TITLE_LENGTH: Final = 80


def files(site: Site, site_url: str) -> Iterator[tuple[str, Maker]]:
    """Give a feed per language."""
    for language in LANGUAGES:
        yield f"{ROOTS[language]}feed.xml", partial(_feed, site, site_url, language)


def _feed(site: Site, site_url: str, language: Language) -> bytes:
    """Write one language's feed; every day begins in Viet Nam."""
    words = site.words[language]
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": language})
    _add(feed, "id", uuid.uuid5(NAMES, language).urn)
    _add(feed, "title", f"{words['site_name']}: {words['history']}")
    _add(feed, "updated", _day(site.updates[0]))
    _add(_add(feed, "author"), "name", words["site_name"])
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site_url}{ROOTS[language]}feed.xml")
    _add(feed, "link", rel="alternate", type="text/html", href=site_url + ROOTS[language])
    for update in site.updates:
        _entry(feed, site, site_url, update, language)
    ElementTree.indent(feed, " ")
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _entry(feed: ElementTree.Element, site: Site, site_url: str, update: Update, language: Language) -> None:
    """Write one published change, with a link to all that it concerns."""
    entry = _add(feed, "entry")
    text = update[language]
    _add(entry, "id", uuid.uuid5(NAMES, f"{language} {update.id}").urn)
    _add(entry, "title", text if len(text) <= TITLE_LENGTH else text[: text.rfind(" ", 0, TITLE_LENGTH)] + "…")
    _add(entry, "updated", _day(update))
    _add(entry, "published", _day(update))
    data = site.links.pages["data", ""].path(language)
    _add(entry, "link", rel="alternate", type="text/html", href=f"{site_url}{data}#{update.id}")
    for target in update.at:
        address, anchor = place(site.links, target)
        href = site_url + address.path(language) + (f"#{anchor}" if anchor else "")
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
