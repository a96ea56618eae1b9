"""What crawlers, and people who find a hole, look for at addresses of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from plansite.base.problems import BadData
from plansite.base.settings import SECURITY, security_problems
from plansite.files.maker import Maker
from plansite.pages.render import Site


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield robots.txt, and security.txt when the settings say whom to write to and until when that holds."""
    yield "robots.txt", partial(_robots, site.url)
    text = security(site.settings.security, site.url)
    if text:
        yield ".well-known/security.txt", partial(str.encode, text)


def _robots(site_url: str) -> bytes:
    """Let everybody read everything, and say where the list of pages is."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site_url}sitemap.xml\n".encode()


def security(settings: Mapping[str, str], site_url: str) -> str:
    """Return security.txt (RFC 9116), or nothing when neither setting is there; raise BadData when one is wrong.

    The day on which it expires is a promise that somebody has to make: none is made up here.
    """
    contact, expires = (settings.get(name, "") for name in SECURITY)
    if not contact and not expires:
        return ""
    problems = security_problems(contact, expires)
    if problems:
        raise BadData(problems)
    canonical = f"{site_url}.well-known/security.txt"
    return f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: vi, en\nCanonical: {canonical}\n"
