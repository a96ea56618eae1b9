"""Serves a built site as a static host does that compresses and lets browsers keep files."""

from __future__ import annotations

import gzip
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Final

from conftest import Host

COMPRESSED: Final = frozenset({".html", ".css", ".js", ".json", ".svg", ".xml", ".txt"})
KEPT: Final = "max-age=600"
"""What GitHub Pages lets a browser keep, in seconds."""


@cache
def compressed(file: Path) -> bytes:
    """Compress a file, once."""
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)


class CompressingHost(Host):
    """Compresses text, lets browsers keep it, and keeps connections open."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802  # the name by which it is called
        """Answer with a compressed file where that helps, otherwise as usual."""
        file = Path(self.translate_path(self.path))
        if file.is_dir() and self.path.partition("?")[0].endswith("/"):
            file /= "index.html"
        if file.suffix not in COMPRESSED or not file.is_file():
            return super().do_GET()
        kind = self.guess_type(str(file))
        body = compressed(file)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Cache-Control", KEPT)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None
