"""Telling of a slip: where the link leads, what it is filled in with, and that there is none when nobody is told."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import MAIL_BOX, SITE_URL
from engines import Reader
from lxml import html

from plansite.base import settings
from plansite.base.problems import BadData

TRACKER: Final = "https://example.org/them/plan/issues/new"
WORDS: Final = "Báo lỗi trên trang này"


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

    assert f"{found.scheme}:{found.path}" == MAIL_BOX
    assert title in fields["subject"][0]
    assert f"{SITE_URL}{path}" in fields["body"][0].splitlines()
    assert link(site, path) is None


@pytest.mark.parametrize(
    ("to", "fault"),
    [
        (MAIL_BOX, False),
        (TRACKER, False),
        ("", False),
        ("gop-y@example.org", True),
        ("http://example.org/", True),
        ("mailto:", True),
        (f"{MAIL_BOX}?subject=x", True),
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


HELD: Final = """document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-feedback]");
  if (link) { event.preventDefault(); window.told = link.href; }
})"""
"""Notes where a link would lead, and stays."""


@pytest.mark.browser
def test_after_its_link_was_copied_a_paragraph_is_what_is_written_about(teller: Reader) -> None:
    teller.open("ke-hoach/")
    teller.ask(f"void {HELD}")
    teller.click("[id='plan.II.3.b4'] .permalink")
    teller.click(".toast [data-feedback]")
    body = parse_qs(urlsplit(teller.wait("window.told")).query)["body"][0]

    assert f"{SITE_URL}ke-hoach/#plan.II.3.b4" in body.splitlines()
    assert teller.ask("document.querySelector('[id=\"plan.II.3.b4\"] .law').textContent.slice(0, 60)") in body
    assert teller.text("footer [data-feedback]") == WORDS


CHOSEN: Final = """(() => {
  const line = document.querySelector("[id='plan.I.1.a'] .law").firstChild;
  getSelection().setBaseAndExtent(line, 3, line, 24);
  return String(getSelection());
})()"""


@pytest.mark.browser
def test_words_that_were_chosen_are_what_is_written_about(teller: Reader) -> None:
    teller.open("ke-hoach/")
    teller.ask(f"void {HELD}")
    words = teller.ask(CHOSEN)
    teller.click("footer [data-feedback]")
    body = parse_qs(urlsplit(teller.wait("window.told")).query)["body"][0]

    assert len(words) == 21
    assert f"“{words}”" in body


@pytest.mark.browser
def test_what_was_written_about_before_is_not_written_about_again(teller: Reader) -> None:
    teller.open("ke-hoach/#plan.II.3.b4")
    teller.ask(f"void {HELD}")
    teller.click("footer [data-feedback]")
    assert "plan.II.3.b4" in teller.wait("window.told")
    teller.ask("void (location.hash = '')")
    teller.click("footer [data-feedback]")
    teller.wait("!window.told.includes('plan.II.3.b4')")
    body = parse_qs(urlsplit(teller.ask("window.told")).query)["body"][0]

    assert f"{SITE_URL}ke-hoach/" in body.splitlines()
    assert "“" not in body
