"""The nginx configuration of docs/publishing.md, run as it stands: types, charsets, caching, headers."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Final

import pytest
from conftest import ROOT

pytestmark = pytest.mark.nginx

BLOCK: Final = re.compile(r"```nginx\n(.+?)```", re.DOTALL)
FRAME: Final = """{user}daemon off; pid {tmp}/pid; error_log {tmp}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {tmp}/1; proxy_temp_path {tmp}/2; fastcgi_temp_path {tmp}/3; uwsgi_temp_path {tmp}/4;
    scgi_temp_path {tmp}/5;
{block}
}}
"""


def program() -> str:
    """Find nginx."""
    found = os.environ.get("NGINX") or shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, "no nginx: run tests/browsers.sh, which installs it or says what to install"
    return found


@pytest.fixture(scope="module")
def host(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the built site by the block; give the address of its home page."""
    tmp = tmp_path_factory.mktemp("nginx")
    shutil.copytree(site, tmp / "site")
    (tmp / "site" / ".well-known").mkdir()
    (tmp / "site" / ".well-known" / "security.txt").write_text("Contact: mailto:a@example.org\n", encoding="utf-8")
    (tmp / "site" / ".plansite").touch()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    [block] = BLOCK.findall((ROOT / "docs" / "publishing.md").read_text(encoding="utf-8"))
    block = block.replace("/srv/site", str(tmp / "site")).replace("server {", f"server {{ listen 127.0.0.1:{port};")
    user = "user root; " if os.geteuid() == 0 else ""
    (tmp / "nginx.conf").write_text(FRAME.format(user=user, tmp=tmp, block=block), encoding="utf-8")
    command = [program(), "-p", str(tmp), "-c", str(tmp / "nginx.conf"), "-e", str(tmp / "error.log")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            _await(port, process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def _await(port: int, process: subprocess.Popen[str]) -> None:
    """Wait until the host listens; fail with its words when it has ended."""
    for _ in range(600):
        if process.poll() is not None:
            pytest.fail(process.communicate()[1])
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("nginx does not listen")


def fetch(address: str) -> tuple[int, Message, bytes]:
    """Return the status, the headers and the body of an answer."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


TYPES: Final = {
    "": "text/html; charset=utf-8",
    "en/tasks/iii-8/": "text/html; charset=utf-8",
    "llms.txt": "text/plain; charset=utf-8",
    "robots.txt": "text/plain; charset=utf-8",
    ".well-known/security.txt": "text/plain; charset=utf-8",
    "nhiem-vu/iii-8/index.md": "text/markdown; charset=utf-8",
    "nhiem-vu/iii-8/iii-8.bib": "application/x-bibtex; charset=utf-8",
    "nhiem-vu/iii-8/iii-8.json": "application/json; charset=utf-8",
    "nhiem-vu/iii-8/iii-8.svg": "image/svg+xml; charset=utf-8",
    "api/v1/plan.json": "application/json; charset=utf-8",
    "feed.xml": "application/atom+xml; charset=utf-8",
    "en/feed.xml": "application/atom+xml; charset=utf-8",
    "sitemap.xml": "text/xml; charset=utf-8",
    "assets/stylesheets/site.css": "text/css; charset=utf-8",
    "assets/cards/vi/index.png": "image/png",
}
SCRIPT: Final = {"application/javascript; charset=utf-8", "text/javascript; charset=utf-8"}
"""nginx calls it by either name, according to its version."""


@pytest.mark.parametrize("path", TYPES)
def test_a_file_has_its_type_and_charset(host: str, path: str, site: Path) -> None:
    status, headers, body = fetch(host + path)
    assert (status, headers["Content-Type"]) == (200, TYPES[path])
    assert headers["X-Content-Type-Options"] == "nosniff"
    published = site / path / "index.html" if path in ("", "en/tasks/iii-8/") else site / path
    assert not published.exists() or body == published.read_bytes()


def test_every_csv_is_one(host: str, site: Path) -> None:
    files = [file.relative_to(site).as_posix() for file in site.rglob("*.csv")]
    assert files
    for file in files:
        _, headers, _ = fetch(host + file)
        assert (headers["Content-Type"], headers["Access-Control-Allow-Origin"]) == ("text/csv; charset=utf-8", "*")


def test_every_ending_of_the_site_has_a_type(host: str, site: Path) -> None:
    one_of_each = {file.suffix: file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    kinds = {suffix: fetch(host + path)[1]["Content-Type"] for suffix, path in one_of_each.items()}
    assert [suffix for suffix, kind in kinds.items() if kind == "application/octet-stream" and suffix != ".gz"] == []
    assert kinds[".js"] in SCRIPT


@pytest.mark.parametrize(("path", "origin"), [("api/v1/plan.json", "*"), ("feed.xml", "*"), ("", None)])
def test_open_data_may_be_read_by_pages_of_others(host: str, path: str, origin: str | None) -> None:
    assert fetch(host + path)[1]["Access-Control-Allow-Origin"] == origin


def test_what_a_page_asks_for_by_its_version_is_kept_for_ever(host: str) -> None:
    _, headers, body = fetch(host)
    versioned = re.findall(r'(?:href|src|data-worker|data-core)="(?:\./)?(\S+\?[0-9a-f]{8})"', body.decode())
    assert headers["Cache-Control"] == "no-cache"
    assert len(versioned) > 4
    for path in versioned:
        assert fetch(host + path)[1]["Cache-Control"] == "public, max-age=31536000, immutable", path
        assert fetch(host + path.partition("?")[0])[1]["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(("path", "ancestors"), [("", "'self'"), ("embed/nhiem-vu/iii-8/", "*")])
def test_only_pages_to_embed_may_be_embedded(host: str, path: str, ancestors: str) -> None:
    assert fetch(host + path)[1]["Content-Security-Policy"] == f"frame-ancestors {ancestors}"


@pytest.mark.parametrize("path", ["there/is/nothing", ".plansite", "api/.hidden"])
def test_what_is_missing_or_ours_alone_is_not_found(host: str, path: str) -> None:
    status, headers, body = fetch(host + path)
    assert (status, headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "404" in body.decode()
