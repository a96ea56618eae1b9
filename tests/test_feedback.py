"""Telling of a slip: where the link leads, what it is filled in with, and that there is none when nobody is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import SITE_URL, HeardHost, build, serving
from engines import ENGINES, Engines, Reader
from lxml import html

from plansite.base import settings
from plansite.base.problems import BadData

BOX: Final = "mailto:gop-y@example.org"
TRACKER: Final = "https://example.org/them/plan/issues/new"
WORDS: Final = "Báo lỗi trên trang này"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site with a mail box."""
    return build(tmp_path_factory.mktemp("told"), REPORT_TO=BOX)


def link(site: Path, path: str) -> str | None:
    [*found] = html.parse(site / path / "index.html").xpath("//a[@data-feedback]/@href")
    return str(found[0]) if found else None


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("nhiem-vu/iii-8/", "Nhiệm vụ III.8"),
        ("en/tasks/iii-8/", "Task III.8"),
        ("co-quan/so-y-te/", "Sở Y tế tỉnh Bình Định"),
        ("", "Kế hoạch giảm nghèo bền vững đến năm 2030 của tỉnh Bình Định"),
        ("huong-dan/", "Hướng dẫn cho cơ quan"),
    ],
)
def test_each_page_says_of_itself_what_to_write_about(told: Path, site: Path, path: str, title: str) -> None:
    found = urlsplit(link(told, path) or "")
    fields = parse_qs(found.query)

    assert f"{found.scheme}:{found.path}" == BOX
    assert title in fields["subject"][0]
    assert f"{SITE_URL}{path}" in fields["body"][0].splitlines()
    assert link(site, path) is None


@pytest.mark.parametrize(
    ("to", "fault"),
    [
        (BOX, False),
        (TRACKER, False),
        ("", False),
        ("gop-y@example.org", True),
        ("http://example.org/", True),
        ("mailto:", True),
        (f"{BOX}?subject=x", True),
        (f"{TRACKER}#x", True),
        ("javascript:alert(1)", True),
        ('https://example.org/"onclick="', True),
        ("https://example.org/ x", True),
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused(to: str, fault: bool) -> None:
    if not fault:
        return settings.check({"REPORT_TO": to})
    with pytest.raises(BadData, match="REPORT_TO"):
        settings.check({"REPORT_TO": to})
    return None


@pytest.fixture
def teller(request: pytest.FixtureRequest, engines: Engines, told: Path) -> Iterator[Reader]:
    """Yield a reader of the site with a mail box, in each engine."""
    with serving(told, HeardHost) as server:
        one = engines.reader(request.param, server)
        try:
            one.resize(1280, 900)
            yield one
            assert one.amiss == []
        finally:
            one.leave()


HELD: Final = """document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-feedback]");
  if (link) { event.preventDefault(); window.told = link.href; }
})"""
"""Notes where a link would lead, and stays."""


@pytest.mark.browser
@pytest.mark.parametrize("teller", ENGINES, indirect=True)
def test_after_its_link_was_copied_a_paragraph_is_what_is_written_about(teller: Reader) -> None:
    teller.open("ke-hoach/")
    teller.ask(f"void {HELD}")
    teller.click("[id='plan.II.3.b4'] .permalink")
    teller.click(".toast [data-feedback]")
    body = parse_qs(urlsplit(teller.wait("window.told")).query)["body"][0]

    assert f"{SITE_URL}ke-hoach/#plan.II.3.b4" in body.splitlines()
    assert teller.ask("document.querySelector('[id=\"plan.II.3.b4\"] .law').textContent.slice(0, 60)") in body
    assert teller.text("footer [data-feedback]") == WORDS
