"""What several tests share: the real site, built once; a server below a sub-path; a browser that forgives nothing."""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from engines import CHROMIUMS, ENGINES, SHELL, Engines, Reader, program
from playwright.sync_api import Browser, BrowserType, ConsoleMessage, Page, Request, expect, sync_playwright
from spread import EVERY, Combination, spread

from plansite.base.settings import Settings
from plansite.pages.render import Site
from plansite.read import data

ROOT: Final = Path(__file__).resolve().parents[1]
BIN: Final = Path(sysconfig.get_path("scripts"))
MKDOCS: Final = (sys.executable, "-m", "mkdocs")
BASE: Final = "/sub/path"
"""A project's pages stand below a path, so the tests' do too."""

SITE_URL: Final = f"https://example.org{BASE}/"
MISSING: Final = "there/is/nothing/here/"
MAIL_BOX: Final = "mailto:gop-y@example.org"
FLAGS: Final = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""A browser in a container, which can ask nobody else for anything."""
Scheme = Literal["light", "dark"]

PATIENCE: Final = 60_000
"""Milliseconds until what does not come is missed: long, as a machine may be busy."""

expect.set_options(timeout=PATIENCE)

# Commands that tests run in other folders find the project's code, which is not installed; so does the Makefile's own.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))


def mkdocs(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run mkdocs as `make site` does."""
    return subprocess.run(
        [*MKDOCS, *arguments],
        cwd=cwd,
        env=build_environment(cwd) | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def build_environment(root: Path) -> dict[str, str]:
    """Return the environment of a build of the project in `root`, by its own code."""
    return {
        **os.environ,
        "CI": "true",
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(root),
        "SITE_URL": SITE_URL,
    }


def build(target: Path, *, root: Path = ROOT, **environment: str) -> Path:
    """Build the site of the project in `root` by the real command; fail with its words when it fails."""
    done = mkdocs("build", "--strict", "--site-dir", target, cwd=root, **environment)
    assert done.returncode == 0, done.stderr
    return target


def pytest_xdist_auto_num_workers() -> int:
    """Return how many tests run at once: three for two cores, as a test waits for programs for a third of its time."""
    return max(2, len(os.sched_getaffinity(0)) * 3 // 2)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a test in browsers, run a choice of its cases, unless every one is asked for."""
    if EVERY:
        return
    cases: dict[str, dict[Combination, pytest.Function]] = defaultdict(dict)
    for item in items:
        chosen_from = item.get_closest_marker("browser") and not item.get_closest_marker("each_with_each")
        if isinstance(item, pytest.Function) and chosen_from and hasattr(item, "callspec"):
            cases[f"{item.path}::{item.originalname}"][combination(item)] = item
    chosen = {name: set(spread(list(some))) for name, some in cases.items()}
    left_out = {item for name, some in cases.items() for one, item in some.items() if one not in chosen[name]}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def combination(item: pytest.Function) -> Combination:
    """Return the values of a case; those of one list, such as a path and what is due there, are one value."""
    lists = [mark.args[0] for mark in item.iter_markers("parametrize")]
    names = [tuple(one.replace(" ", "").split(",")) if isinstance(one, str) else tuple(one) for one in lists]
    alone = [(name,) for name in item.callspec.params if not any(name in some for some in names)]
    return frozenset((some, repr([item.callspec.params.get(name) for name in some])) for some in (*names, *alone))


@cache
def real_data() -> data.Data:
    """Return what the project's data says, read once."""
    return data.load(ROOT / "data")


def real_site(settings: Settings | None = None, **more: Any) -> Site:
    """Return a site of the project's data, of which nothing is made yet."""
    return Site(real_data(), ROOT / "templates", settings or Settings(), **more)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the real site, built once and shared by every worker."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    target = shared / "site"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            build(shared / "unfinished").rename(target)
    return target


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of all that a build reads, to be broken at will."""
    copy = tmp_path / "project"
    for name in ("data", "docs", "overrides", "plansite", "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("macros.py", "mkdocs.yml"):
        shutil.copy(ROOT / name, copy / name)
    drawn = ROOT / ".cache" / "cards"
    if drawn.exists():  # most cards stay as they are, and drawing them all anew takes seconds
        finished = {file.name for file in drawn.glob("*.png")}
        shutil.copytree(drawn, copy / ".cache" / "cards", ignore=lambda _, names: set(names) - finished)
    return copy


class Host(SimpleHTTPRequestHandler):
    """Serves a site below BASE as a static host does, with 404.html for what is missing."""

    def handle(self) -> None:
        """Answer, unless the browser left before the answer."""
        with suppress(ConnectionError):
            super().handle()

    def translate_path(self, path: str) -> str:
        """Find the file below the sub-path; there is nothing outside it."""
        inside = path.startswith(f"{BASE}/")
        return super().translate_path(path.removeprefix(BASE) if inside else "/nothing-outside-the-sub-path")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page."""
        if self.path == "/favicon.ico":  # browsers ask for it beside a document that names no icon, such as JSON
            self.send_response(HTTPStatus.NO_CONTENT)
            return self.end_headers()
        if code != HTTPStatus.NOT_FOUND:
            return super().send_error(code, message, explain)
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


class HeardHost(Host):
    """Serves a site whose pages note what is amiss on them."""

    def send_head(self) -> Any:
        """Put the script that notes first on every page."""
        if self.path == f"{BASE}/noted.js":
            return self._send((ROOT / "tests/noted.js").read_bytes(), "text/javascript; charset=utf-8")
        path = Path(self.translate_path(self.path.partition("?")[0]))
        page = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if page.suffix != ".html" or not page.is_file():
            return super().send_head()
        script = f'<head><script src="{BASE}/noted.js"></script>'.encode()
        return self._send(page.read_bytes().replace(b"<head>", script, 1), "text/html; charset=utf-8")

    def _send(self, body: bytes, kind: str) -> Any:
        """Answer with `body`."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        return io.BytesIO(body)


@contextmanager
def serving(site: Path, handler: type[Host] = Host) -> Iterator[str]:
    """Serve a built site; give the address of its home page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(site))) as host:
        thread = threading.Thread(target=host.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{host.server_port}{BASE}/"
        finally:
            host.shutdown()
            thread.join()


def chromium_program() -> str:
    """Find the machine's Chromium."""
    return program("CHROMIUM", CHROMIUMS)


def quick_chromium() -> str:
    """Find Chromium without windows, which takes half the time for all that needs none, or else the whole."""
    return (not EVERY and shutil.which(SHELL)) or chromium_program()


def launched(kind: BrowserType, executable: str) -> Browser:
    """Start a Chromium, with the memory of pages left that readers have: Playwright turns it off."""
    return kind.launch(
        executable_path=executable, args=list(FLAGS), ignore_default_args=["--disable-back-forward-cache"]
    )


@contextmanager
def chromium(executable: str) -> Iterator[Browser]:
    """Start a Chromium, and end it."""
    with sync_playwright() as playwright:
        started = launched(playwright.chromium, executable)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """Serve the site; give the address of its home page."""
    with serving(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield a Chromium for each worker."""
    with chromium(quick_chromium()) as started:
        yield started


class Visitor:
    """Opens pages of the served site in a browser and notes whatever is amiss on them."""

    def __init__(self, browser: Browser, server: str) -> None:
        """Visit the site at `server`."""
        self.server = server
        self.troubles: list[str] = []
        self._browser = browser

    def open(self, path: str, **preferences: Any) -> Page:
        """Open the page at `path` below the home page, in a window of its own."""
        page = self.window(**preferences)
        page.goto(self.server + path)
        return page

    def window(
        self, *, width: int = 1440, height: int = 900, scheme: Scheme = "light", script: bool = True, **more: Any
    ) -> Page:
        """Return an empty window; `more` is what else Playwright lets a reader prefer."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            service_workers="block",
            **{"reduced_motion": "reduce"} | more,
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.troubles.append(f"uncaught: {error}"))
        page.on("request", self._watch)
        page.on("requestfailed", self._miss)
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        """Note a warning or an error, save the one by which Chromium tells that a page is the 404 page."""
        asked = MISSING in message.location["url"]
        if message.type in ("error", "warning") and not asked:
            self.troubles.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _watch(self, request: Request) -> None:
        """Note a request that would leave the site."""
        if not request.url.startswith((self.server, "data:", "blob:")):
            self.troubles.append(f"request to {request.url}")

    def _miss(self, request: Request) -> None:
        """Note a request that failed, unless the reader left before the answer."""
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"failed: {request.url}: {request.failure}")

    def leave(self) -> None:
        """Close every window."""
        for context in self._browser.contexts:
            context.close()


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Visitor]:
    """Yield a visitor; the test fails when anything was amiss on a page that it opened."""
    one = Visitor(browser, server)
    yield one
    one.leave()
    assert one.troubles == []


@pytest.fixture(scope="session")
def heard(site: Path) -> Iterator[str]:
    """Serve the site with pages that note what is amiss on them; give the address of its home page."""
    with serving(site, HeardHost) as address:
        yield address


@pytest.fixture(scope="session")
def engines(request: pytest.FixtureRequest) -> Iterator[Engines]:
    """Yield the engines of a worker, each started when it is asked for."""

    @cache
    def windowed() -> Browser:
        quick: Browser = request.getfixturevalue("browser")
        return launched(quick.browser_type, chromium_program())

    started = Engines(windowed)
    yield started
    started.end()


@contextmanager
def reading(engines: Engines, engine: str, server: str) -> Iterator[Reader]:
    """Read with an engine; the test fails when anything was amiss on a page that it opened."""
    one = engines.reader(engine, server)
    try:
        one.resize(1280, 900)
        yield one
        assert one.amiss == []
    finally:
        one.leave()


@pytest.fixture(params=ENGINES)
def reader(request: pytest.FixtureRequest, engines: Engines, heard: str) -> Iterator[Reader]:
    """Yield a reader in each engine."""
    with reading(engines, request.param, heard) as one:
        yield one


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the real site with a mail box for those who find a slip."""
    return build(tmp_path_factory.mktemp("told"), REPORT_TO=MAIL_BOX)


@pytest.fixture(params=ENGINES)
def teller(request: pytest.FixtureRequest, engines: Engines, told: Path) -> Iterator[Reader]:
    """Yield a reader, in each engine, of the site with a mail box."""
    with serving(told, HeardHost) as server, reading(engines, request.param, server) as one:
        yield one
