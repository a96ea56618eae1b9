"""The archive, unpacked into a folder and opened there: every link names a file, and the search finds."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html
from playwright.sync_api import Browser, Page, Request

from plansite.site.archive import archive

NAME: Final = "ke-hoach-768"
TAG: Final = re.compile(r"<[^>]*>")


@pytest.fixture(scope="module")
def unpacked(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that somebody gets who unpacks the archive, under a name with a space and accents."""
    folder = tmp_path_factory.mktemp("offline") / "Tải về đây"
    archive(site, folder.parent / f"{NAME}.zip")
    zipfile.ZipFile(folder.parent / f"{NAME}.zip").extractall(folder)
    return folder / NAME


def test_the_same_site_gives_the_same_archive(unpacked: Path, site: Path, tmp_path: Path) -> None:
    archive(site, tmp_path / f"{NAME}.zip")
    assert (tmp_path / f"{NAME}.zip").read_bytes() == (unpacked.parent.parent / f"{NAME}.zip").read_bytes()


def addresses(page: Path) -> list[str]:
    """Return every relative address on a page, where it leads of itself included."""
    root = html.document_fromstring(page.read_bytes())
    refresh = [content.partition("url=")[2] for content in root.xpath("//meta[@http-equiv = 'refresh']/@content")]
    found = [str(one) for one in root.xpath("//@href | //@src | //form/@action")] + refresh
    return [one for one in found if not urlsplit(one).scheme and not one.startswith("//")]


def test_every_link_names_a_file(unpacked: Path) -> None:
    broken = [
        (page.relative_to(unpacked).as_posix(), address)
        for page in unpacked.rglob("*.html")
        if page.name != "404.html"  # only a server shows it
        for address in addresses(page)
        if urlsplit(address).path and not (page.parent / unquote(urlsplit(address).path)).is_file()
    ]
    assert broken == []


def test_pages_differ_from_the_published_ones_in_links_alone(unpacked: Path, site: Path) -> None:
    for page in unpacked.rglob("*.html"):
        read, published = page.read_text("utf-8"), (site / page.relative_to(unpacked)).read_text("utf-8")
        assert TAG.sub("", read) == TAG.sub("", published), page
        assert len(TAG.findall(read)) == len(TAG.findall(published)), page


class Reader:
    """Reads from a folder and notes whatever is amiss."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        """Open the home page of the site in a folder."""
        self.start = folder.as_uri()
        self.troubles: list[str] = []
        self.page: Page = browser.new_context(service_workers="block").new_page()
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("requestfailed", self._miss)
        self.page.on("request", self._watch)
        self.page.goto(f"{self.start}/index.html")

    def _watch(self, request: Request) -> None:
        """Note a request that leaves the machine."""
        if not request.url.startswith("file:"):
            self.troubles.append(request.url)

    def _miss(self, request: Request) -> None:
        """Note a request that failed, unless the reader left before the answer."""
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(request.url)

    def search(self, words: str) -> None:
        """Type into the search box."""
        self.page.locator("button[data-search-open]").first.click()
        self.page.locator("input[name=query]").fill(words)


@pytest.mark.browser
def test_a_reader_finds_follows_and_switches_without_a_server(browser: Browser, unpacked: Path) -> None:
    reader = Reader(browser, unpacked)
    page = reader.page
    reader.search("tro giup phap ly")
    page.locator("[data-search=results] a").first.click()
    page.wait_for_url("**/nhiem-vu/iii-2/index.html")
    page.locator("article mark").filter(visible=True).first.wait_for()
    page.locator(".languages a").click()
    page.wait_for_url("**/en/tasks/iii-2/index.html")
    reader.search("legal aid")
    page.locator("[data-search=results] a").first.wait_for()
    assert "/en/tasks/iii-2/index.html" in str(page.locator("[data-search=results] a").first.get_attribute("href"))
    page.goto(f"{reader.start}/768/iii-8/index.html")
    page.wait_for_url("**/nhiem-vu/iii-8/index.html")
    assert reader.troubles == []
    page.context.close()


@pytest.mark.browser
def test_the_search_would_not_work_without_what_the_archive_adds(
    browser: Browser, unpacked: Path, site: Path, tmp_path: Path
) -> None:
    """With the script as it is published, the browser refuses the worker."""
    bare = shutil.copytree(unpacked, tmp_path / "bare")
    for script in site.rglob("site.js"):
        shutil.copy(script, bare / script.relative_to(site))
    reader = Reader(browser, bare)
    with reader.page.expect_event("pageerror") as refused:
        reader.search("tro giup phap ly")
    assert "Worker" in refused.value.message
    assert reader.page.locator("[data-search=results] a").count() == 0
    reader.page.context.close()
