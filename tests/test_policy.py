"""No page runs or shows what is not in a file of the site: the policy is on every page, and browsers hold to it."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import Visitor
from engines import wait_until
from lxml import etree, html
from playwright.sync_api import Route
from spread import one_of_each_folder

from plansite.site.promises import REDIRECT

THEMED: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the theme's icons are masks in its style sheet
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
}
PLAIN: Final = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}

DATA_TYPES: Final = {"application/json", "application/ld+json"}
"""Types that no browser runs."""


def expected(path: str, content: str, root: Any) -> dict[str, str]:
    """Return the policy of a page by what it is; one of the theme names the data that it holds."""
    if REDIRECT in content or path.removeprefix("en/").startswith("embed/"):
        return PLAIN
    data = [one.text.encode() for one in root.xpath("//script[not(@src)]")]
    hashes = "".join(f" 'sha256-{base64.b64encode(hashlib.sha256(one).digest()).decode()}'" for one in data)
    return THEMED | {"script-src": f"'self'{hashes}"}


def policy(root: Any) -> dict[str, str]:
    """Read a page's policy."""
    [content] = root.xpath("//head/meta[@http-equiv = 'Content-Security-Policy']/@content")
    return dict(part.strip().split(" ", 1) for part in content.split(";"))


def test_every_page_has_its_policy_before_anything_it_must_bind(site: Path) -> None:
    for file in site.rglob("*.html"):
        content = file.read_text(encoding="utf-8")
        root = html.document_fromstring(content.encode())
        assert policy(root) == expected(file.relative_to(site).as_posix(), content, root), file
        before = root.xpath("//meta[@http-equiv = 'Content-Security-Policy']/preceding-sibling::*")
        assert {element.tag for element in before} <= {"meta"}, file


def inline(root: Any) -> list[str]:
    """Return what a strict policy would not let run or show."""
    scripts = [element for element in root.xpath("//script[not(@src)]") if element.get("type") not in DATA_TYPES]
    handlers = root.xpath("//@*[starts-with(name(), 'on')] | //@style | //@href[starts-with(., 'javascript:')]")
    return [etree.tostring(one).decode() for one in (*scripts, *root.xpath("//style"))] + [str(one) for one in handlers]


def test_nothing_is_inline(site: Path) -> None:
    for file in site.rglob("*.html"):
        assert inline(html.document_fromstring(file.read_bytes())) == [], file
    for file in site.rglob("*.svg"):
        assert inline(etree.parse(file).getroot()) == [], file


PLANTED: Final = {  # what gets into a page, and the directive that stops it
    "<script>document.title = 'run'</script>": "script-src-elem",
    "<img src='nowhere.png' onerror=\"document.title = 'run'\">": "script-src-attr",
    "<a id='planted' href=\"javascript:document.title = 'run'\">x</a>": "script-src-elem",
    "<p style='position: fixed'>x</p>": "style-src-attr",
    "<style>p { position: fixed }</style>": "style-src-elem",
    "<script src='https://example.org/x.js'></script>": "script-src-elem",
    "<img src='https://example.org/x.png'>": "img-src",
    "<iframe src='https://example.org/'></iframe>": "frame-src",
    "<object data='https://example.org/'></object>": "object-src",
    "<base href='https://example.org/'>": "base-uri",
    "<form id='planted' action='https://example.org/'><button>x</button></form>": "form-action",
}
LISTEN: Final = """
addEventListener("securitypolicyviolation", (event) => (window.stopped ??= []).push(event.effectiveDirective));
"""


@pytest.mark.browser
@pytest.mark.parametrize(("planted", "directive"), PLANTED.items(), ids=range(len(PLANTED)))
def test_what_gets_into_a_page_is_stopped(visitor: Visitor, planted: str, directive: str) -> None:
    def plant(route: Route) -> None:
        body = route.fetch().text()
        route.fulfill(body=body.replace("</article>", f"{planted}</article>"), content_type="text/html")

    page = visitor.open("nhiem-vu/iii-8/iii-8.json")
    page.add_init_script(LISTEN)
    page.route("**/ve-van-ban/", plant)
    page.goto(visitor.server + "ve-van-ban/")
    page.evaluate(
        "document.querySelector('a#planted')?.click(); document.querySelector('form#planted button')?.click()"
    )
    wait_until(page, "window.stopped?.length")

    assert directive in page.evaluate("window.stopped")
    assert page.title() != "run"
    assert visitor.troubles != []  # browsers say it in the console, which every test in a browser hears
    visitor.leave()
    visitor.troubles.clear()


@pytest.mark.browser
def test_no_page_does_what_its_policy_forbids(visitor: Visitor, site: Path) -> None:
    """Pages for embedding, short links and what is missing are opened too."""
    page = visitor.open("")
    page.add_init_script(LISTEN)
    for file in one_of_each_folder(site, site.rglob("*.html")):
        path = file.relative_to(site).as_posix().removesuffix("index.html")
        page.goto(visitor.server + path)
        if REDIRECT in file.read_text(encoding="utf-8"):
            page.wait_for_url(lambda url, path=path: not url.endswith(f"/sub/path/{path}"))  # type: ignore[misc]  # mypy knows no default of a lambda
        assert page.evaluate("window.stopped ?? []") == [], path
        assert visitor.troubles == [], path


@pytest.mark.browser
@pytest.mark.parametrize("path", ["nhiem-vu/iii-8/", "en/tasks/iii-8/"])
def test_a_chosen_scheme_is_there_before_the_first_paint(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    page.locator("select[data-scheme]").select_option("dark")
    page.route(re.compile(r"/(site|search|share)\.js"), lambda route: route.abort())  # what comes later is too late
    page.add_init_script("""new MutationObserver((_, watch) => {
      if (!document.body) return;
      window.first = document.documentElement.dataset.scheme;
      watch.disconnect();
    }).observe(document, { childList: true, subtree: true });""")
    page.reload()
    assert page.evaluate("window.first") == "dark"
    visitor.leave()
    visitor.troubles.clear()
