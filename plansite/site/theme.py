"""One language's pages in the theme's frame: overrides/main.html, drawn once for all pages alike and filled for each.

This module knows Jinja and nothing of MkDocs, which hands over its templates and what it tells each of them.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from plansite.pages.render import Rendered, Site, compiled_templates
from plansite.pages.search_index import index, version
from plansite.read.kinds import KINDS, LANGUAGES, MAIN_PAGES, SECTIONS, Address, relative
from plansite.read.model import Language
from plansite.site.metadata import metadata
from plansite.site.page_frame import PageFrame, placeholder, placeholder_values, with_placeholders

COMPACT: Final[dict[str, Any]] = {"ensure_ascii": False, "separators": (",", ":")}
"""How pages hold JSON: escaped, a Vietnamese letter takes six bytes."""

INDENTATION: Final = re.compile(r"\n\s+")

NAMESPACE: Final = ' xmlns="http://www.w3.org/2000/svg"'
"""What a picture says in a file of its own; within a page it is known."""

POLICY: Final = "script-src 'self'"
DATA: Final = re.compile(r'<script[^>]* type="application/(?:ld\+)?json">(.*?)</script>', re.DOTALL)
"""Data that a page holds. No browser runs it, but checkers ask that the policy knows every inline script element."""

TOP: Final = "dau-trang"
"""The anchor of every page's own heading."""


@dataclass
class Heading:
    """An entry of a page's table of contents, with the names that MkDocs gives to those of Markdown."""

    level: int
    id: str
    title: str
    children: list[Heading] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The way to it from the top of its page."""
        return f"#{self.id}"


@dataclass(frozen=True)
class MenuItem:
    """A main page in the menu; `url` is its path below its language's root."""

    kind: str
    title: str
    url: str


@dataclass(frozen=True)
class MenuPart:
    """Pages that stand together in the menu, below a title unless it is one page alone."""

    title: str
    items: list[MenuItem]


class Menu:
    """The main pages in order, with the names that MkDocs gives to its navigation."""

    def __init__(self, site: Site, language: Language) -> None:
        """List the main pages of a site in one language."""
        words = site.words[language]
        self.items = [
            MenuItem(kind, words[f"page_{kind}"], paths[LANGUAGES.index(language)])
            for kind, paths in MAIN_PAGES.items()
        ]
        self.homepage = self.items[0]
        parts: dict[str, MenuPart] = {}
        for item in self.items:
            part = KINDS[item.kind].menu
            title = words[f"menu_{part}"] if part else ""
            parts.setdefault(part or item.kind, MenuPart(title, [])).items.append(item)
        self.parts = list(parts.values())


@dataclass
class FramedPage:
    """What templates ask of a page, with the names that MkDocs gives to those of Markdown."""

    url: str
    title: str
    content: str
    meta: Mapping[str, Any]
    toc: list[Heading]
    is_homepage: bool


def front(site: Site, language: Language, url: str, drawn: Rendered | None) -> FramedPage | None:
    """Return what stands before the content of the page at a path, or None where the plan has no page.

    Args:
        site: The site.
        language: The page's language.
        url: Its path below the language's root.
        drawn: Its content, which has a heading of its own unless it is a part of a page written by hand.

    """
    try:
        address = site.find(url.strip("./"), language)
    except KeyError:
        return None
    shown = site.page(address, language)
    toc = _nested(drawn, shown.title) if drawn and "<h1" in drawn.html else []
    meta = {"hide": KINDS[address.kind].hides, "description": shown.description}
    return FramedPage(url, escape(shown.title), "", meta, toc, address.kind == "home")


def _nested(drawn: Rendered, title: str) -> list[Heading]:
    """Nest a page's headings, under its own title."""
    top: list[Heading] = []
    open_: list[Heading] = []
    for level, anchor, text in [(1, TOP, title), *drawn.headings]:
        entry = Heading(level, anchor, str(escape(text)))
        while open_ and open_[-1].level >= level:
            open_.pop()
        (open_[-1].children if open_ else top).append(entry)
        open_.append(entry)
    return top


def tight(html: str) -> str:
    """Return a page without the theme's indentation, a tenth of it, unless white space is meant, and namespaces."""
    return (html if "<pre" in html else INDENTATION.sub("\n", html)).replace(NAMESPACE, "")


def admitted(html: str) -> str:
    """Return a page whose policy names the data that it holds, by their hashes."""
    hashes = (hashlib.sha256(data.encode()).digest() for data in DATA.findall(html))
    names = "".join(f" 'sha256-{base64.b64encode(one).decode()}'" for one in hashes)
    return html.replace(POLICY, POLICY + names, 1)


@pass_context
def _asset(context: Context, path: str) -> str:
    """Return the relative address of a style sheet or a script, which is another one when that changes."""
    return str(context.environment.filters["url"](context, path) + context["site"].version(path))


class Theme:
    """Draws the pages of one language.

    Args:
        site: What is drawn.
        language: In which language.
        templates: MkDocs' templates, with its filter `url`.
        around: Gives what MkDocs tells the template of a page.
        by_hand: Paths, below the language's root, of pages written by hand.

    """

    def __init__(
        self,
        site: Site,
        language: Language,
        templates: Environment,
        around: Callable[[FramedPage], Mapping[str, Any]],
        by_hand: Collection[str],
    ) -> None:
        """Tell the templates what all pages have in common, and draw nothing yet."""
        self.site, self.language = site, language
        self._templates, self._around = templates, around
        self.by_hand = by_hand
        self._frames: dict[tuple[Any, ...], PageFrame] = {}
        templates.policies["json.dumps_kwargs"] = COMPACT
        templates.autoescape = True  # MkDocs leaves it to each template
        templates.bytecode_cache = compiled_templates(site.templates.parent)  # compiling takes a third of a small build
        templates.filters["asset"] = _asset
        templates.globals.update(self._names())

    def _names(self) -> dict[str, Any]:
        """Return what every template of the theme knows beyond what MkDocs tells."""
        site, settings = self.site, self.site.settings
        return {
            "site": site,
            "w": site.words[self.language],
            "served": settings.served,
            "pages_only": settings.pages_only,
            "glossary_path": MAIN_PAGES["glossary"][LANGUAGES.index(self.language)],
            "changes_path": MAIN_PAGES["changes"][LANGUAGES.index(self.language)],
            "search_version": version(site, self.index),
        }

    @cached_property
    def index(self) -> bytes:
        """What the search knows."""
        return index(self.site, self.language)

    def page(self, address: Address) -> bytes:
        """Return the page at an address, as HTML."""
        rendered = self.site.draw(address, self.language)
        alike = address.kind, *rendered.headings
        if alike not in self._frames:
            self._frames[alike] = self._frame(address, rendered)
        content = {"content": tight(rendered.html).strip()}
        return admitted(self._frames[alike].fill(self._values(address) | content)).encode()

    def _frame(self, address: Address, rendered: Rendered) -> PageFrame:
        """Draw the frame of all pages of one kind with the same headings."""
        title = Markup(placeholder("title"))
        page = FramedPage(
            address.paths[self.language],
            title,
            placeholder("content"),
            {"hide": KINDS[address.kind].hides, "description": placeholder("description")},
            _nested(rendered, title),
            address.kind == "home",
        )
        context = {**self._around(page), **self._context(address)}
        context["metadata"] = with_placeholders(context["metadata"])
        for one in context["alternates"]:
            one |= {name: placeholder(f"{name}_{one['lang']}") for name in ("href", "url")}
        for n, one in enumerate(context["formats"]):
            one["href"] = placeholder(f"format_{n}")
        for name in ("feed", "feedback"):
            context[name] = context[name] and placeholder(name)
        html = self._templates.get_template("main.html").render(context)
        return PageFrame(tight(html), lambda value: htmlsafe_json_dumps(value, **COMPACT))

    def _values(self, address: Address) -> dict[str, Any]:
        """Return what stands in a page's frame, by the names of placeholders."""
        shown = self.site.page(address, self.language)
        alternates = {
            f"{name}_{one['lang']}": one[name] for one in self._alternates(address) for name in ("href", "url")
        }
        machines = placeholder_values(metadata(self.site, shown, self.site.url))
        formats = {f"format_{n}": one["href"] for n, one in enumerate(self._formats(address))}
        own = {"title": escape(shown.title), "description": shown.description}
        links = {"feed": self._feed_title(address), "feedback": self._feedback(address)}
        return {**own, **links, **alternates, **formats, **machines}

    def context(self, url: str) -> dict[str, Any]:
        """Return what the frame shows of the page at a path, beyond what MkDocs knows."""
        try:
            return self._context(self.site.find(url.strip("./"), self.language))
        except KeyError:
            return {}

    def _context(self, address: Address) -> dict[str, Any]:
        """Return what the frame shows of a page."""
        return {
            "alternates": self._alternates(address),
            "formats": self._formats(address),
            "feed": self._feed_title(address),
            "feedback": self._feedback(address),
            "metadata": metadata(self.site, self.site.page(address, self.language), self.site.url),
            "kind": address.kind,
            "traits": KINDS[address.kind],
            "section": SECTIONS.get(address.kind, address.kind),
        }

    def _feedback(self, address: Address) -> str:
        """Return the link by which a reader tells of a slip on a page, filled in; nothing when nobody is told."""
        to, words = self.site.settings.report_to, self.site.words[self.language]
        if not to:
            return ""
        title = self.site.page(address, self.language).title
        head = "subject" if to.startswith("mailto:") else "title"
        about = f"{title}\n{self.site.url}{address.path(self.language)}\n\n"
        return f"{to}?{head}={quote(words['feedback_subject'].format(title=title))}&body={quote(about)}"

    def _alternates(self, address: Address) -> list[dict[str, str]]:
        """Return where a page stands in each language."""
        start = address.path(self.language)
        return [
            {
                "lang": language,
                "name": self.site.words[language]["language_name"],
                "href": relative(start, address.path(language)),
                "url": self.site.url + address.path(language),
            }
            for language in LANGUAGES
        ]

    def _formats(self, address: Address) -> list[dict[str, str]]:
        """Return the files that hold what a page shows, by the way from it."""
        start = address.path(self.language)
        return [
            {"type": one.type, "title": one.title, "href": relative(start, one.path).removesuffix("/")}
            for one in self.site.offers.alternates(address, self.language)
        ]

    def _feed_title(self, address: Address) -> str:
        """Name an agency's own feed, which stands beside its page; other pages have none."""
        if address.kind != "agency" or self.site.settings.pages_only:
            return ""
        return f"{self.site.words[self.language]['history']}: {self.site.page(address, self.language).title}"
