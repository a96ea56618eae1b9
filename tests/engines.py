"""One reader for three engines: opens pages, types, clicks, goes back, and asks a page what it shows.

Chromium is driven by Playwright. For the other two Playwright needs builds of its own, so the machine's are driven by
the standards: Firefox by WebDriver BiDi, which it speaks without a driver, and WebKitGTK by WebDriver.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

from playwright.sync_api import Browser, Error, Page
from selenium.common import WebDriverException
from selenium.webdriver import Remote
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.websocket_connection import WebSocketConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import HTTPError

CHROMIUMS: Final = ("chromium", "chromium-browser", "google-chrome")
SHELL: Final = "chromium-headless-shell"
FIREFOXES: Final = ("firefox-esr", "firefox")
"""As tests/browsers.sh looks for them."""

PATIENCE: Final = 60.0
"""Seconds until a state that does not come is a failure: long, as the machine may be busy."""

START: Final = 3 * PATIENCE
"""Seconds until a browser that has not started will not."""

ATTEMPTS: Final = 3
"""Times that a browser which does not start is started."""

PREFERENCES: Final[dict[str, bool | int | str]] = {
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "ui.prefersReducedMotion": 1,
}

KEYS: Final = {
    "Enter": Keys.ENTER,
    "Escape": Keys.ESCAPE,
    "Tab": Keys.TAB,
    "ArrowDown": Keys.ARROW_DOWN,
    "ArrowUp": Keys.ARROW_UP,
}
"""As WebDriver writes what the standard names."""

Sizes: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""Width and height of a window's inside, and of the whole."""

ENGINES: Final = ("chromium", "firefox", "webkit")
Send = Callable[[str, dict[str, Any]], Any]
SANDBOX: Final = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
"""WebKitGTK's sandbox cannot be had by root or in a container; here it reads no page but ours."""

SCREEN: Final = "1600x1300x24"

POINT: Final = """(() => {
  const found = document.querySelector(%s);
  if (!found) return null;
  const shown = () => [...found.getClientRects()].find((box) => box.width > 0 && box.height > 0);
  let box = shown();
  if (!box) return null;
  if (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) {
    found.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    box = shown();
  }
  const [x, y] = [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
  const hit = document.elementFromPoint(x, y);
  return hit && (found.contains(hit) || hit.contains(found)) ? [x, y] : null;
})()"""
"""Where a reader would click on an element: null while it is not there, or is covered."""

CHOOSE: Final = """(() => {
  const select = document.querySelector(%s);
  select.focus();
  select.value = %s;
  for (const type of ["input", "change"]) select.dispatchEvent(new Event(type, { bubbles: true }));
})()"""
"""Lists open windows of the system's own, which no driver reaches."""


class Reader(ABC):
    """A reader of the served site, in a window of their own with an empty memory."""

    engine: str

    def __init__(self, server: str) -> None:
        """Read the site at `server`."""
        self.server = server

    @abstractmethod
    def go(self, address: str) -> None:
        """Open an address."""

    @abstractmethod
    def run(self, expression: str) -> str:
        """Return what an expression of JavaScript, which yields a string, is on the page."""

    @abstractmethod
    def back(self) -> None:
        """Press the browser's back button."""

    @abstractmethod
    def forward(self) -> None:
        """Press the browser's forward button."""

    @abstractmethod
    def type(self, text: str) -> None:
        """Type letters where the focus is."""

    @abstractmethod
    def press(self, key: str) -> None:
        """Press a key by its name in the standard: Enter, Escape, Tab, ArrowDown."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Make the window's inside so large."""

    @abstractmethod
    def picture(self) -> bytes:
        """Photograph what is in view, as PNG."""

    @abstractmethod
    def leave(self) -> None:
        """Close the window."""

    @abstractmethod
    def _click(self, x: int, y: int) -> None:
        """Click at a point of the view."""

    def pdf(self) -> bytes:
        """Print the page."""
        raise NotImplementedError(f"{self.engine} cannot print for a test")

    def open(self, path: str) -> None:
        """Open the page at `path` below the home page, and wait until it is whole."""
        self.go(self.server + path)
        self.wait("document.readyState === 'complete'")

    def ask(self, expression: str) -> Any:
        """Return the value of an expression of JavaScript on the page."""
        return json.loads(self.run(f"JSON.stringify(({expression}) ?? null)"))

    def wait(self, expression: str) -> Any:
        """Wait until an expression is true on the page; give its value."""
        return until(partial(self.ask, expression), f"{self.engine}: {expression}")

    def wait_for(self, path: str) -> None:
        """Wait for the whole page at `path` (with its query and fragment) below the home page."""
        self.wait(f"location.href === {json.dumps(self.server + path)} && document.readyState === 'complete'")

    def wait_to_leave(self, path: str) -> None:
        """Wait for the whole of another page than that at `path` below the home page."""
        self.wait(f"location.pathname !== new URL({json.dumps(self.server + path)}).pathname")
        self.wait("document.readyState === 'complete'")

    def click(self, selector: str) -> None:
        """Click on the first element that a selector finds, when it is there, at rest and not covered."""
        quoted = json.dumps(selector)
        places: list[Any] = [None]

        def at_rest() -> bool:
            places.append(self.ask(POINT % quoted))
            return places[-1] is not None and places[-1] == places[-2]

        until(at_rest, f"{self.engine}: to click on {selector}")
        self._click(*places[-1])

    def choose(self, selector: str, value: str) -> None:
        """Choose a value of a list."""
        self.wait(f"document.querySelector({json.dumps(selector)})?.checkVisibility()")
        self.ask(CHOOSE % (json.dumps(selector), json.dumps(value)))

    def text(self, selector: str) -> str:
        """Return the words that an element shows."""
        return str(self.ask(f"document.querySelector({json.dumps(selector)}).innerText.trim()"))

    def value(self, selector: str) -> str:
        """Return what stands in a field."""
        return str(self.ask(f"document.querySelector({json.dumps(selector)}).value"))

    @property
    def amiss(self) -> list[str]:
        """List what was amiss on the pages that were read."""
        return list(self.ask("JSON.parse(sessionStorage.getItem('amiss') ?? '[]')"))


def until(state: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Ask again and again until the answer is true; a page that is just leaving cannot answer."""
    end = time.monotonic() + patience
    last: object = None
    while time.monotonic() < end:
        try:
            last = state()
        except (Error, WebDriverException) as error:
            last = str(error)  # not itself: it would keep every frame, and what they hold open
        else:
            if last:
                return last
        time.sleep(0.05)
    raise AssertionError(f"waited {patience:.0f} s in vain for {what}; last: {last}")


def wait_until(page: Page, expression: str, argument: object = None) -> None:
    """Wait until an expression (or a function, given `argument`) is true on a page of Playwright's.

    `page.wait_for_function` evaluates it in the page again and again, which our pages' policy forbids.
    """
    until(partial(page.evaluate, expression, argument), expression)


def go_back(page: Page) -> None:
    """Press back, and wait until the page is whole: it may be asked for anew, or kept, which then loads nothing."""
    page.go_back(wait_until="commit")
    wait_until(page, "document.readyState === 'complete'")


class Chromium(Reader):
    """A reader in Chromium."""

    engine = "chromium"

    def __init__(self, browser: Browser, server: str, *, dark: bool) -> None:
        """Open a window."""
        super().__init__(server)
        self._context = browser.new_context(
            color_scheme="dark" if dark else "light", reduced_motion="reduce", service_workers="block"
        )
        self._context.set_default_timeout(PATIENCE * 1000)
        self._page = self._context.new_page()

    def go(self, address: str) -> None:  # noqa: D102
        self._page.goto(address)

    def run(self, expression: str) -> str:  # noqa: D102
        return str(self._page.evaluate(expression))

    def back(self) -> None:  # noqa: D102
        self._page.go_back(wait_until="commit")

    def forward(self) -> None:  # noqa: D102
        self._page.go_forward(wait_until="commit")

    def type(self, text: str) -> None:  # noqa: D102
        self._page.keyboard.type(text)

    def press(self, key: str) -> None:  # noqa: D102
        self._page.keyboard.press(key)

    def resize(self, width: int, height: int) -> None:  # noqa: D102
        self._page.set_viewport_size({"width": width, "height": height})

    def picture(self) -> bytes:  # noqa: D102
        return self._page.screenshot()

    def pdf(self) -> bytes:  # noqa: D102
        return self._page.pdf(prefer_css_page_size=True, print_background=True)

    def leave(self) -> None:  # noqa: D102
        self._context.close()

    def _click(self, x: int, y: int) -> None:
        self._page.mouse.click(x, y)


class WebDriverReader(Reader):
    """A reader in a browser that takes the actions of WebDriver, which are those of BiDi too."""

    @abstractmethod
    def act(self, actions: list[dict[str, Any]]) -> None:
        """Perform actions."""

    def type(self, text: str) -> None:  # noqa: D102
        keys = [{"type": kind, "value": letter} for letter in text for kind in ("keyDown", "keyUp")]
        self.act([{"type": "key", "id": "keys", "actions": keys}])

    def press(self, key: str) -> None:  # noqa: D102
        self.type(KEYS[key])

    def _click(self, x: int, y: int) -> None:
        move = {"type": "pointerMove", "x": x, "y": y, "duration": 0, "origin": "viewport"}
        press = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self.act([{"type": "pointer", "id": "mouse", "actions": [move, *press]}])


class Firefox(WebDriverReader):
    """A reader in Firefox."""

    engine = "firefox"

    def __init__(self, send: Send, server: str) -> None:
        """Open a window with a memory of its own."""
        super().__init__(server)
        self._send = send
        self._memory = send("browser.createUserContext", {})["userContext"]
        self._window = send("browsingContext.create", {"type": "tab", "userContext": self._memory})["context"]

    def _tell(self, command: str, **parameters: Any) -> Any:
        return self._send(f"browsingContext.{command}", {"context": self._window, **parameters})

    def go(self, address: str) -> None:  # noqa: D102
        self._tell("navigate", url=address, wait="complete")

    def run(self, expression: str) -> str:  # noqa: D102
        asked = {"expression": expression, "target": {"context": self._window}, "awaitPromise": True}
        answer = self._send("script.evaluate", asked | {"userActivation": False})
        if answer["type"] == "exception":
            raise WebDriverException(answer["exceptionDetails"]["text"])
        return str(answer["result"]["value"])

    def back(self) -> None:  # noqa: D102
        self._tell("traverseHistory", delta=-1)

    def forward(self) -> None:  # noqa: D102
        self._tell("traverseHistory", delta=1)

    def act(self, actions: list[dict[str, Any]]) -> None:  # noqa: D102
        self._send("input.performActions", {"context": self._window, "actions": actions})

    def resize(self, width: int, height: int) -> None:  # noqa: D102
        self._tell("setViewport", viewport={"width": width, "height": height})

    def picture(self) -> bytes:  # noqa: D102
        return base64.b64decode(self._tell("captureScreenshot")["data"])

    def pdf(self) -> bytes:  # noqa: D102
        return base64.b64decode(self._tell("print", background=True)["data"])

    def leave(self) -> None:  # noqa: D102
        self._send("browser.removeUserContext", {"userContext": self._memory})


class WebKit(WebDriverReader):
    """A reader in WebKitGTK."""

    engine = "webkit"

    def __init__(self, start: Callable[[], Driver], server: str) -> None:
        """Let a driver of this reader's own start its small browser: none starts two, one after another.

        Now and then one starts none at all, and is given up for another.
        """
        super().__init__(server)
        for attempt in range(1, ATTEMPTS + 1):
            self._service = start()
            config = ClientConfig(self._service.service_url, timeout=2 * int(PATIENCE))
            try:
                self._driver = Remote(command_executor=RemoteConnection(client_config=config), options=Options())
                return
            except (HTTPError, WebDriverException):
                self._service.stop()
                if attempt == ATTEMPTS:
                    raise

    def go(self, address: str) -> None:  # noqa: D102
        self._driver.get(address)

    def run(self, expression: str) -> str:  # noqa: D102
        return str(self._driver.execute_script(f"return {expression}"))

    def back(self) -> None:  # noqa: D102
        self._driver.back()

    def forward(self) -> None:  # noqa: D102
        self._driver.forward()

    def act(self, actions: list[dict[str, Any]]) -> None:  # noqa: D102
        self._driver.execute(Command.W3C_ACTIONS, {"actions": actions})

    def resize(self, width: int, height: int) -> None:  # noqa: D102
        last: list[Sizes] = []

        def fits() -> bool:
            inside, outside = self._sizes()
            if inside == (width, height):
                return True
            if last == [(inside, outside)]:  # at rest, so that the difference is the frame's
                frame = outside[0] - inside[0], outside[1] - inside[1]
                self._driver.set_window_rect(0, 0, width + frame[0], height + frame[1])
            last[:] = [(inside, outside)]
            return False

        until(fits, f"webkit: to be {width} × {height}")

    def _sizes(self) -> Sizes:
        """Return the window's sizes; raise while it is not shown."""
        inside = self.ask("[innerWidth, innerHeight]")
        outside = self._driver.get_window_size()
        if not 0 < inside[0] <= outside["width"]:
            raise WebDriverException(f"inside {inside}, whole {outside}")
        return (inside[0], inside[1]), (outside["width"], outside["height"])

    def picture(self) -> bytes:  # noqa: D102
        return bytes(self._driver.get_screenshot_as_png())

    def leave(self) -> None:  # noqa: D102
        try:
            self._driver.quit()
        finally:
            self._service.stop()


def program(variable: str, names: Iterable[str]) -> str:
    """Find a program of the machine: the one that a variable names, or else the first of `names` that is there."""
    named = os.environ.get(variable)
    found = next(filter(None, map(shutil.which, [named] if named else names)), None)
    assert found, f"none of {', '.join(names)}: run tests/browsers.sh"
    return found


@contextmanager
def firefox(*, dark: bool = False) -> Iterator[Send]:
    """Start the machine's Firefox; give what sends it a command."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        wanted = PREFERENCES | {"layout.css.prefers-color-scheme.content-override": int(not dark)}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()]
        Path(profile, "user.js").write_text("".join(lines), encoding="utf-8")
        command = [program("FIREFOX", FIREFOXES), "--headless", "--no-remote", "--profile", profile]
        with running([*command, "--remote-debugging-port", "0"]):
            told = Path(profile, "WebDriverBiDiServer.json")
            where = until(lambda: told.exists() and json.loads(told.read_text() or "null"), "Firefox to listen", START)
            connection = WebSocketConnection(f"ws://{where['ws_host']}:{where['ws_port']}/session", PATIENCE, 0.01)
            send = partial(sent, connection)
            send("session.new", {"capabilities": {}})
            yield send
            send("session.end", {})
            connection.close()


def sent(connection: WebSocketConnection, command: str, parameters: dict[str, Any]) -> Any:
    """Send a command of BiDi; give its result."""
    answer = connection.send_cmd(command, parameters)
    if answer["type"] == "error":
        raise WebDriverException(f"{command}: {answer['error']}: {answer['message']}")
    return answer["result"]


@contextmanager
def running(command: list[str], **more: Any) -> Iterator[None]:
    """Run a program meanwhile, without its chatter."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def screen() -> Iterator[str]:
    """Start a screen that nobody sees; give its name."""
    reads, writes = os.pipe()
    command = [program("XVFB", ["Xvfb"]), "-displayfd", str(writes), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    with running(command, pass_fds=[writes]), os.fdopen(reads) as told:
        os.close(writes)
        yield f":{told.readline().strip()}"


class Driver(Service):
    """The driver of WebKitGTK, a process that is ended by a signal."""

    def send_remote_shutdown_command(self) -> None:
        """Send none: it knows none, and the answer that it does not would be left unread."""


def webkit(display: str, *, dark: bool) -> Driver:
    """Start the machine's driver of WebKitGTK on a screen."""
    environment = os.environ | SANDBOX | {"DISPLAY": display, "GTK_THEME": "Adwaita:dark" if dark else "Adwaita"}
    service = Driver(program("WEBKITDRIVER", ["WebKitWebDriver"]), env=environment)
    service.start()
    return service


class Engines:
    """The browsers of one worker, each started when it is first asked for, and all ended together."""

    def __init__(self, chromium: Callable[[], Browser]) -> None:
        """Know how to come by Chromium, which other tests use too."""
        self._chromium = chromium
        self._started: dict[tuple[object, ...], Any] = {}
        self._all = ExitStack()

    def _once(self, start: Callable[..., Any], **how: Any) -> Any:
        which = start, *how.items()
        if which not in self._started:
            self._started[which] = self._all.enter_context(start(**how))
        return self._started[which]

    def reader(self, engine: str, server: str, *, dark: bool = False) -> Reader:
        """Return a new reader in an engine."""
        if engine == "chromium":
            return Chromium(self._chromium(), server, dark=dark)
        if engine == "firefox":
            return Firefox(self._once(firefox, dark=dark), server)
        return WebKit(partial(webkit, self._once(screen), dark=dark), server)

    def end(self) -> None:
        """End what was started."""
        self._all.close()
