"""Between `make serve` and a browser: says the slip that stopped a build, and answers as a real host would."""

from __future__ import annotations

import errno
import mimetypes
import socket
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, TypeAlias

from plansite.base.problems import BadData
from plansite.pages.render import Site
from plansite.site.manifest import Manifest, beside

Answer: TypeAlias = Iterable[bytes]
Start: TypeAlias = Callable[..., Any]
App: TypeAlias = Callable[[dict[str, Any], Start], Answer]

TYPES: Final = {".md": "text/markdown", ".csv": "text/csv", ".bib": "application/x-bibtex", ".js": "text/javascript"}
"""What Python knows only where the system tells it."""

TEXTS: Final = ("text/", "image/svg", *(f"application/{kind}" for kind in ("json", "xml", "atom+xml", "x-bibtex")))
"""How types begin that are text: without a charset, browsers guess."""

LOOK_EVERY: Final = 0.2
"""Seconds between two looks for changes: an editor waits for half of them, and MkDocs would take 0.5."""

LONGEST: Final = 1_000
"""Letters of a path that may lead somewhere."""

for _ending, _type in TYPES.items():
    mimetypes.add_type(_type, _ending)


class Served:
    """An application that answers from the folder of the last build, or from what can be made when asked for."""

    def __init__(
        self, pages: App, folder: Path, mount: str, make: Callable[[str], bytes | None], faults: list[str]
    ) -> None:
        """Stand before `pages`, which serve `folder` below `mount`; `make` gives what else stands at a path.

        `faults` are why the last build failed.
        """
        self._pages, self._folder, self._mount, self._make, self._faults = pages, folder, mount, make, faults

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Answer:
        """Answer one request."""

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [(name, _with_charset(name, value)) for name, value in headers], *more)

        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return _say(start, "405 Method Not Allowed", "405", [("Allow", "GET, HEAD")])
        found = self._answer(environ, start)
        if method == "GET":
            return found
        close = getattr(found, "close", None)
        if close:
            close()
        return []

    def _answer(self, environ: dict[str, Any], start: Start) -> Answer:
        """Answer with a body."""
        path = environ["PATH_INFO"]
        if "\0" in path or len(path) > LONGEST:
            return _say(start, "404 Not Found", "404")
        if path.startswith("/livereload/"):
            return self._pages(environ, start)
        if self._faults:
            return _say(start, "503 Service Unavailable", self._faults[0], [("Refresh", "2")])
        path = path.removeprefix(self._mount)
        path += "index.html" if path.endswith("/") else ""
        made = None if (self._folder / path).is_file() else self._make(path)
        if made is None:
            return self._pages(environ, start)
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        start("200 OK", [("Content-Type", kind), ("Content-Length", str(len(made)))])
        return [made]


def _with_charset(name: str, value: str) -> str:
    """Return a header's value, with the charset of what is text."""
    plain = name.lower() == "content-type" and value.startswith(TEXTS) and "charset" not in value
    return f"{value}; charset=utf-8" if plain else value


def _say(start: Start, status: str, text: str, more: Iterable[tuple[str, str]] = ()) -> Answer:
    """Answer with a text."""
    said = text.encode()
    start(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(said))), *more])
    return [said]


def must_be_free(host: str, port: int) -> None:
    """Raise BadData when nobody can be served at an address, before a build for it begins."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server will
            tried.bind((host, port))
    except (OSError, OverflowError) as error:
        taken = getattr(error, "errno", None) == errno.EADDRINUSE
        vi, en = ("đang có chương trình khác dùng", "another program uses it") if taken else (str(error), str(error))
        end = "đóng chương trình kia, hoặc make serve PORT=8001", "end that program, or make serve PORT=8001"
        said = f"  Sai: không mở được cổng: {vi}. Sửa: {end[0]}.\n  Wrong: no such port: {en}. Mend: {end[1]}."
        raise BadData([f"{host}:{port}\n{said}"]) from None


class Preview:
    """What `serve` shows, from one build to the next."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self.on = False
        """Whether this process serves."""
        self._files: Manifest | None = None
        self._faults: list[str] = []

    def begin(self, host: str, port: int) -> None:
        """Raise BadData when nobody could be served at an address, before the first build for it begins."""
        if self.on and self._files is None:
            must_be_free(host, port)

    def show(self, site: Site) -> None:
        """Show a site that was built: what stands beside its pages is made when it is asked for."""
        self._faults.clear()
        if self.on:
            self._files = beside(site)

    def fail(self, why: str) -> None:
        """Say why a build has failed: MkDocs would let pages wait for the next without a word."""
        self._faults[:] = [why]

    def take_over(self, server: Any, watched: Iterable[str], folder: Path) -> None:
        """Have MkDocs' server, which serves a folder, look for changes often and answer as a real host would."""
        for path in watched:
            server.unwatch(path)
        server.observer = type(server.observer)(timeout=LOOK_EVERY)
        for path in watched:
            server.watch(path)
        server.set_app(Served(server.get_app(), folder, server.mount_path, self._make, self._faults))

    def _make(self, path: str) -> bytes | None:
        """Make what stands at a path beside the pages."""
        make = (self._files or {}).get(path)
        return make() if make else None
