"""Each page's content as Markdown, from the data, for assistants and for people who copy text; and llms.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from plansite.files.api_models import API
from plansite.files.maker import Maker
from plansite.pages.authoring import NAMES, Vocabulary
from plansite.pages.render import Site, View, compiled_templates
from plansite.read.kinds import LANGUAGES, MAIN_PAGES, ROOTS, Address
from plansite.read.model import Language

SPECIAL: Final = re.compile(r"[\\`*_\[\]<|~]|&(?=#?\w+;)")
"""What Markdown would take for markup wherever it stands."""

AT_START: Final = re.compile(r"^(?:[-+#=>:]|\d+(?=[.)]))")
"""What Markdown would take for markup at the start of a line."""

ADDRESS_SIGNS: Final = "%:/?#[]@!$&'()*+,;=~"

BLANK: Final = re.compile(r"\n{3,}")
ATTRIBUTES: Final = re.compile(r"\s*\{: [^}]*\}|</?span[^>]*>")
"""What pages written by hand hold for the web only."""


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield llms.txt in each language, and every page's Markdown, beside the page."""
    pages = Pages(site)
    for language in LANGUAGES:
        yield f"{ROOTS[language]}llms.txt", partial(pages.llms, language)
    for address in site.addresses():
        for language in LANGUAGES:
            yield f"{address.path(language)}index.md", partial(pages.page, address, language)


def escape(value: object) -> Markup:
    """Return text that Markdown shows as it is; what templates made already stays."""
    return value if isinstance(value, Markup) else _escape(str(value))


def autolink(address: str) -> Markup:
    """Return an address of elsewhere as a link, with whatever could end the link encoded."""
    return Markup(f"<{quote(address, safe=ADDRESS_SIGNS)}>")  # Markdown, not HTML


@cache
def _escape(text: str) -> Markup:
    """Escape a text; most stand on several pages."""
    text = SPECIAL.sub(r"\\\g<0>", text)
    return Markup(AT_START.sub(_escaped_start, text))  # Markdown, not HTML


def _escaped_start(match: re.Match[str]) -> str:
    """Keep the start of a text from opening a list or a heading."""
    start = match[0]
    return start + "\\" if start.isdigit() else "\\" + start


class Pages:
    """Renders pages through templates/markdown/."""

    def __init__(self, site: Site) -> None:
        """Render for `site`."""
        self._site = site
        self._folder = site.templates / "markdown"

    @cached_property
    def _environment(self) -> Environment:
        """Jinja that escapes for Markdown and refuses unknown names."""
        environment = Environment(
            loader=FileSystemLoader(self._folder),
            autoescape=True,
            finalize=escape,
            undefined=StrictUndefined,
            bytecode_cache=compiled_templates(self._site.templates.parent),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.filters["autolink"] = autolink
        environment.globals.update(plan=self._site.plan, links=self._site.links)
        return environment

    def page(self, address: Address, language: Language) -> bytes:
        """Return one page."""
        own = f"{address.kind}.md"
        text = self._render(
            own if (self._folder / own).exists() else "_page.md", address, language, self._site.beyond(address)
        )
        by_hand = self._site.templates.parent / "docs" / language / f"{address.paths[language].rstrip('/')}.md"
        return _clean(self._by_hand(by_hand, text, address, language) if by_hand.exists() else text)

    def _by_hand(self, file: Path, generated: str, address: Address, language: Language) -> str:
        """Return a page written by hand, with what it calls for in its place."""

        def write(piece: str, values: Mapping[str, Any]) -> str:
            return self._render("_authors.md", address, language, {"piece": piece, **values}).strip()

        words = Vocabulary(self._site.links, write)
        names = {name: getattr(words, name) for name in NAMES} | {"plan_page": lambda *_: generated}
        source = Environment(autoescape=False).from_string(file.read_text(encoding="utf-8"))  # Markdown
        return ATTRIBUTES.sub("", source.render(names))

    def llms(self, language: Language) -> bytes:
        """Return the guide for assistants: a title, then lists under headings, as its readers expect (llmstxt.org)."""
        home = self._site.links.pages["home", ""]
        other: Language = "en" if language == "vi" else "vi"
        more = {
            "llms_other": f"{self._site.url}{ROOTS[other]}llms.txt",
            "llms_data": f"{self._site.url}{API}plan.json",
            "main_pages": MAIN_PAGES,
        }
        return _clean(self._render("llms.md", home, language, more))

    def _render(self, name: str, address: Address, language: Language, more: Mapping[str, Any]) -> str:
        """Render a template with the names that pages have; all its links are absolute."""
        page = self._site.page(address, language)
        names = View(self._site, page).names()

        def url(kind: str, id: str = "", anchor: str = "", language: Language = language) -> Markup:
            path = self._site.links.pages[kind, id].path(language)
            return Markup(self._site.url + path + (f"#{anchor}" if anchor else ""))  # an address of ours

        def paragraph_url(path: str) -> Markup:
            return url(self._site.links.home_of(path), anchor=path)

        return self._environment.get_template(name).render(
            {**names, "url": url, "paragraph_url": paragraph_url, **page.data, **more}
        )


def _clean(text: str) -> bytes:
    """Leave one empty line where templates leave several."""
    return (BLANK.sub("\n\n", text).strip() + "\n").encode()
