"""Narrow and wide windows, zoom, strong contrast, forced colours, no motion: nothing is lost in any of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import pytest
from conftest import Scheme, Visitor
from engines import wait_until
from playwright.sync_api import Page
from test_browser import ONE_OF_EACH

pytestmark = pytest.mark.browser

WINDOWS: Final = {"narrow": (320, 900), "zoomed to 400 %": (320, 256), "wide": (2560, 1440)}
SHOWN: Final = [
    *ONE_OF_EACH.values(),
    "ke-hoach/?song-ngu=1",
    "en/appendix/?song-ngu=1",
]

CUT: Final = """() => {
  const width = document.documentElement.clientWidth;
  const own = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const aside = ".short, .scroll, .menu, .toc, dialog, .md-skip, noscript, script";
  const box = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect();
  };
  const clips = (one) => getComputedStyle(one).overflowX !== "visible";
  const found = [];
  while (own.nextNode()) {
    const [node, parent] = [own.currentNode, own.currentNode.parentElement];
    const place = box(node);
    if (!node.data.trim() || !place.width || parent.closest(aside)) continue;
    if (!parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    let frame = parent;
    while (frame !== document.body && !clips(frame)) frame = frame.parentElement;
    const { left, right } = frame === document.body ? { left: 0, right: width } : frame.getBoundingClientRect();
    if (right - left <= 1) continue; // hidden on purpose: for ears only
    if (place.left < left - 1 || place.right > right + 1) found.push(node.data.trim().slice(0, 60));
  }
  return found;
}"""


def overlaps(page: Page) -> list[str]:
    """Name the parts of the header that stand on one another."""
    parts = [
        (one.evaluate("one => one.className"), one.bounding_box())
        for one in page.locator(".md-header__inner > :is(a, label, button, nav, form, .md-header__title):visible").all()
    ]
    boxes: list[tuple[str, Any]] = sorted(((name, box) for name, box in parts if box), key=lambda one: one[1]["x"])
    return [b for (_, a), (b, c) in pairwise(boxes) if a["x"] + a["width"] > c["x"] + 1]


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("path", SHOWN)
def test_nothing_is_cut_off(visitor: Visitor, path: str, window: str) -> None:
    width, height = WINDOWS[window]
    page = visitor.open(path, width=width, height=height)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    assert overlaps(page) == []


def test_cut_words_are_found(visitor: Visitor) -> None:
    page = visitor.open("", width=320)
    page.evaluate("document.querySelector('h1').style.cssText = 'white-space: nowrap; overflow: hidden'")

    assert len(page.evaluate(CUT)) == 1


def test_zoomed_in_the_header_leaves_room_and_does_not_cover_the_target(visitor: Visitor) -> None:
    page = visitor.open("ke-hoach/#plan.II.3.b4", width=320, height=256)
    wait_until(page, "scrollY > 0")
    header, target = page.locator(".md-header").bounding_box(), page.locator(":target").bounding_box()
    assert header
    assert target

    assert header["y"] + header["height"] <= 256 / 3
    assert target["y"] >= header["y"] + header["height"]


# --- Colours that readers choose ---

LOOKS: Final = """([selector, name]) => {
  const probe = document.createElement("i");
  document.body.append(probe);
  const system = (word) => { probe.style.color = word; return getComputedStyle(probe).color; };
  const names = ["Canvas", "CanvasText", "LinkText", "Highlight", "GrayText"];
  const known = Object.fromEntries(names.map((word) => [system(word), word]));
  const found = getComputedStyle(document.querySelector(selector))[name];
  probe.remove();
  return known[found] ?? found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "selector", "name"),
    [
        ("", ".timeline .strip", "fill"),
        ("", ".timeline .annual", "stroke"),
        ("", ".timeline .row", "fill"),
        ("", ".timeline .year", "fill"),
        ("", ".timeline .today", "stroke"),
        ("", ".bar--lead", "fill"),
        ("", ".bar--support", "stroke"),
        ("phan-cong/", ".network .dot", "fill"),
        ("phan-cong/", ".network .arc", "stroke"),
        ("phan-cong/", ".network .node", "fill"),
        ("phan-cong/", ".mark--lead.mark--named", "backgroundColor"),
        ("co-quan/ubnd-cap-huyen/", ".badge--lead", "backgroundColor"),
    ],
)
def test_in_forced_colours_marks_and_drawings_are_of_the_readers_colours(
    visitor: Visitor, path: str, selector: str, name: str, scheme: Scheme
) -> None:
    page = visitor.open(path, scheme=scheme, forced_colors="active")

    assert page.evaluate(LOOKS, [selector, name]) in ("CanvasText", "LinkText", "Highlight")


@pytest.mark.parametrize("path", ["phan-cong/", "co-quan/so-lao-dong-thuong-binh-va-xa-hoi/"])
def test_in_forced_colours_lead_and_support_look_different(visitor: Visitor, path: str) -> None:
    page = visitor.open(path, forced_colors="active")
    kind = "mark" if path == "phan-cong/" else "badge"

    def looks(side: str) -> list[str]:
        return [page.evaluate(LOOKS, [f".{kind}--{side}", name]) for name in ("backgroundColor", "borderRadius")]

    assert all(lead != support for lead, support in zip(looks("lead"), looks("support"), strict=True))


def test_in_forced_colours_the_focus_is_seen(visitor: Visitor) -> None:
    page = visitor.open("", forced_colors="active")
    for selector in (".door", ".short", ".bars a", ".languages a"):
        page.locator(selector).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        look = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert look != "none", selector


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("path", "selector", "colour"),
    [("phan-cong/", ".matrix td", "borderTopColor"), ("", ".timeline .grid", "stroke"), ("", ".hint", "color"),
     ("", ".door", "borderLeftColor"), ("nhiem-vu/", ".task__facts", "color")],
)  # fmt: skip
def test_who_asks_for_contrast_gets_it(visitor: Visitor, path: str, selector: str, colour: str, scheme: Scheme) -> None:
    page = visitor.open(path, scheme=scheme, contrast="more")
    ground = page.evaluate(LIGHT, ["body", "backgroundColor"])
    ink = page.evaluate(LIGHT, [selector, colour])
    least = 7 if colour == "color" else 4.5

    assert (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05) >= least


LIGHT: Final = """([selector, name]) => {
  const paint = new OffscreenCanvas(1, 1).getContext("2d");
  paint.fillStyle = getComputedStyle(document.querySelector(selector))[name];
  paint.fillRect(0, 0, 1, 1);
  const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}"""


# --- Motion ---

MOTION: Final = """() => {
  const seconds = (text) => Math.max(...text.split(", ").map(parseFloat));
  return [...document.querySelectorAll("*")].flatMap((one) => ["", "::before", "::after"].map((part) => [one, part]))
    .filter(([one, part]) => {
      const style = getComputedStyle(one, part || null);
      const moves = [style.transitionDuration, style.transitionDelay, style.animationDuration].map(seconds);
      return Math.max(...moves) > 0.001 || style.scrollBehavior === "smooth";
    })
    .map(([one, part]) => `${one.tagName}.${one.className}${part}`);
}"""


@pytest.mark.parametrize("path", ["", "nhiem-vu/", "phan-cong/", "en/tasks/iii-8/"])
def test_who_asks_for_no_motion_gets_none(visitor: Visitor, path: str) -> None:
    assert visitor.open(path).evaluate(MOTION) == []


def test_motion_would_be_seen(visitor: Visitor) -> None:
    assert visitor.open("", reduced_motion="no-preference").evaluate(MOTION) != []
