"""A built site → an archive to read from a folder, without a server: links name files, and the search needs no worker.

The archive is a copy of the built site and not a build of its own: what is read offline is what was published.
"""

from __future__ import annotations

import json
import posixpath
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from plansite.base.zips import packed
from plansite.site.publish import MARK, NotPublished, must_be_built

LINKS: Final = {"href", "src", "action"}
"""Attributes that hold an address."""

REFRESH: Final = re.compile(r"\d+; url=")

INDEX: Final = re.compile(r"(?:en/)?search/search_index\.json")
SCRIPT: Final = re.compile(r"(?:en/)?assets/javascripts/site\.js")
SHIM: Final = "offline.js"


class Rewriter(HTMLParser):
    """Copies a page, with every link to a folder made one to its index.html."""

    def __init__(self, site: Path, path: str) -> None:
        """Copy the page at a path below the site."""
        super().__init__(convert_charrefs=False)
        self._site, self._folder = site, posixpath.dirname(path)
        self._changes: list[tuple[int, str, str]] = []

    def rewrite(self, page: str) -> str:
        """Return the page with its links changed."""
        starts = [0]
        for line in page.split("\n"):  # as HTMLParser counts them
            starts.append(starts[-1] + len(line) + 1)
        self._starts = starts
        self.feed(page)
        self.close()
        for start, old, new in reversed(self._changes):
            page = page[:start] + new + page[start + len(old) :]
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the base names it
        """Change the addresses in a tag."""
        old = self.get_starttag_text() or ""
        new = old
        for name, value in attrs:
            changed = self._changed(name, value or "")
            if changed != value and value:
                new = new.replace(f'{name}="{escape(value)}"', f'{name}="{escape(changed)}"')
        if new != old:
            line, column = self.getpos()
            self._changes.append((self._starts[line - 1] + column, old, new))

    def _changed(self, name: str, value: str) -> str:
        """Return the value of an attribute as it stands in the archive."""
        if name in LINKS:
            return self._link(value)
        waits = REFRESH.match(value) if name == "content" else None
        return value if waits is None else waits[0] + self._link(value[waits.end() :])

    def _link(self, address: str) -> str:
        """Let an address of a folder of this site name the page in it."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            return address
        place = self._site / posixpath.normpath(posixpath.join(self._folder, unquote(parts.path)))
        if not (place / "index.html").is_file():
            return address
        return parts._replace(path=posixpath.join(parts.path, "index.html")).geturl()


def archive(site: Path, target: Path) -> None:
    """Write the archive of the site built in a folder, whole or not at all; raise NotPublished when that cannot be."""
    must_be_built(site)
    if target.resolve().is_relative_to(site.resolve()):
        raise NotPublished(f"{target}: nằm trong chính trang đó", f"{target}: lies within the site")
    found = sorted(file for file in site.rglob("*") if file.is_file() and file.name != MARK)
    files = (one for file in found for one in _files(site, file.relative_to(site).as_posix(), file.read_bytes()))
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        unfinished.write_bytes(packed((f"{target.stem}/{name}", content) for name, content in files))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _files(site: Path, path: str, content: bytes) -> list[tuple[str, bytes]]:
    """Return what a file of the site becomes in the archive."""
    if path.endswith(".html"):
        return [(path, Rewriter(site, path).rewrite(content.decode("utf-8")).encode("utf-8"))]
    if INDEX.fullmatch(path):  # from a folder scripts can be read, data cannot
        found = json.loads(content)
        for page in found["docs"]["pages"]:
            page["at"] += "index.html"
        script = f"var __index = {json.dumps(found, ensure_ascii=False)};\n"
        return [(path, content), (path.removesuffix("on"), script.encode("utf-8"))]
    if SCRIPT.fullmatch(path):
        return [(path, (site / path).with_name(SHIM).read_bytes() + content)]
    return [(path, content)]
