"""What crawlers, and people who find a hole, look for at addresses of their own."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from plansite.exports import Maker
from plansite.problems import BadData
from plansite.site import Site

SETTINGS: Final = ("SECURITY_CONTACT", "SECURITY_EXPIRES")
"""Variables of the environment that whoever publishes the site may set."""

CONTACT: Final = re.compile(r"(https://|mailto:|tel:)\S+")


def files(site: Site, site_url: str) -> Iterator[tuple[str, Maker]]:
    """Give robots.txt, and security.txt when the settings say whom to write to and until when that holds."""
    yield "robots.txt", partial(_robots, site_url)
    text = security(site.settings, site_url)
    if text:
        yield ".well-known/security.txt", partial(str.encode, text)


def settings() -> dict[str, str]:
    """Read what whoever publishes the site has set."""
    return {name: os.environ.get(name, "") for name in SETTINGS}


def _robots(site_url: str) -> bytes:
    """Let everybody read everything, and say where the list of pages is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n".encode()


def security(settings: Mapping[str, str], site_url: str) -> str:
    """Give security.txt (RFC 9116), or nothing when neither setting is there; raise BadData when one is wrong.

    The day on which it expires is a promise that somebody has to make: none is made up here.
    """
    contact, expires = (settings.get(name, "") for name in SETTINGS)
    if not contact and not expires:
        return ""
    if not CONTACT.fullmatch(contact):
        raise BadData([f"{SETTINGS[0]}: {CONTACT_WRONG}: {contact!r}"])
    if not _is_moment(expires):
        raise BadData([f"{SETTINGS[1]}: {EXPIRES_WRONG}: {expires!r}"])
    canonical = f"{site_url.rstrip('/')}/.well-known/security.txt"
    return f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: vi, en\nCanonical: {canonical}\n"


CONTACT_WRONG: Final = (
    "viết một địa chỉ bắt đầu bằng https://, mailto: hoặc tel: / "
    "write an address beginning with https://, mailto: or tel:"
)
EXPIRES_WRONG: Final = "viết như 2027-06-30T00:00:00Z / write it like 2027-06-30T00:00:00Z"


def _is_moment(text: str) -> bool:
    """Tell whether a text is a date and time with its zone."""
    try:
        return "T" in text and datetime.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
