"""A plan ready to be published: its pages rendered through templates/, in either language."""

from __future__ import annotations

import datetime
import hashlib
import posixpath
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeVar, cast

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.bccache import Bucket
from markupsafe import Markup

from plansite.base import disk_cache
from plansite.base.problems import BadData
from plansite.base.settings import Settings
from plansite.pages import content
from plansite.pages.anchors import anchors
from plansite.pages.share import Share
from plansite.read import data
from plansite.read.audit_report import counts
from plansite.read.kinds import KINDS, LANGUAGES, Address, relative, slug
from plansite.read.model import COLUMNS, Agency, Language, Paragraph, Plan, ShortForm, column_path
from plansite.relate import redirects
from plansite.relate.links import Links
from plansite.relate.place_names import cite
from plansite.relate.redirects import last_changed, place
from plansite.relate.text import Found, Run, Span, Target, runs, size, write_date

T = TypeVar("T")


class Fragments(Protocol):
    """The macros of templates/_words.html."""

    mixed: Callable[[Iterable[Run]], Markup]
    piece: Callable[..., Markup]
    law: Callable[[Markup, Language, Language, str], Markup]
    twin: Callable[[Markup, Language, str], Markup]
    agency: Callable[[str, str], Markup]
    permalink: Callable[[str, str], Markup]


class Named(dict[str, str]):
    """Words that are attributes too, as templates ask for them: a dictionary fails first, hundreds of times a page."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        """Hold `words` by name."""
        super().__init__(words)
        self.__dict__ = self


@dataclass
class Rendered:
    """A page's HTML and its headings, as (level, anchor, title)."""

    html: str
    headings: list[tuple[int, str, str]] = field(default_factory=list)


def template_report(folder: Path, name: str, error: TemplateError) -> str:
    """Say at which line a template asks for what is not there, or cannot be read, as the traceback has it."""
    place = error.__traceback__
    file, line = str(folder / name), getattr(error, "lineno", None) or 1
    while place:
        if place.tb_frame.f_code.co_filename.startswith(str(folder)):
            file, line = place.tb_frame.f_code.co_filename, place.tb_lineno
        place = place.tb_next
    return (
        f"{file}:{line}: {name}\n"
        f"  Sai: mẫu này không dùng được: {error}. Sửa: sửa dòng vừa nêu, hoặc thêm điều nó hỏi vào VIEWS.\n"
        f"  Wrong: this template cannot be used: {error}. Mend: mend that line, or add what it asks for to VIEWS."
    )


class TemplateCache(FileSystemBytecodeCache):
    """Keeps compiled templates; a full disk is no reason to fail."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one template."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiled_templates(root: Path) -> TemplateCache | None:
    """Return the cache of compiled templates, which checks them against their sources; None where none can be kept."""
    folder = disk_cache.folder(root, "templates")
    return TemplateCache(str(folder), ESCAPED) if folder else None


ESCAPED: Final = "escaped-%s"
"""How compiled templates are named: whether they escape is compiled into them, and once not all of them did."""


class Offers(Protocol):
    """What stands beside the pages, as they speak of it."""

    @property
    def files(self) -> Mapping[str, Callable[[], bytes]]:
        """What makes every file in another format, by its path below the site's address."""

    @property
    def data_files(self) -> Mapping[str, Callable[[], bytes]]:
        """Those of the data alone."""

    @property
    def catalogue(self) -> Iterable[Any]:
        """Those that people choose from, by heading."""

    def downloads(self, address: Address, language: Language) -> Iterable[Any]:
        """Return the files that show what a page shows in other formats, for its readers."""

    def forms(self, address: Address, language: Language) -> Iterable[Any]:
        """Return the files to fill in that belong to a page."""

    def alternates(self, address: Address, language: Language) -> Iterable[Any]:
        """Return the files that hold what a page shows, for programs."""

    def listed(self) -> Mapping[str, Any]:
        """Return what the page of open data shows."""


class NoFiles:
    """Offers nothing."""

    files: Mapping[str, Callable[[], bytes]] = MappingProxyType({})
    data_files = files
    catalogue: Iterable[Any] = ()

    def __init__(self, site: Site) -> None:
        """Take a site, as whatever offers files does."""

    def downloads(self, address: Address, language: Language) -> Iterable[Any]:  # noqa: ARG002  # as Offers
        """Return nothing."""
        return ()

    alternates = forms = downloads

    def listed(self) -> Mapping[str, Any]:
        """Return nothing."""
        return {}


# Without a text of its whole plan, which mkdocs-macros would write for its log, in every build: a quarter of it.
@dataclass(frozen=True, eq=False, repr=False)
class Site:
    """A checked plan with all that its pages are made from, and what was made already."""

    data: data.Data
    templates: Path
    """The folder of templates."""
    settings: Settings = Settings()  # noqa: RUF009  # frozen
    assets: Mapping[str, bytes] = field(default_factory=dict)
    """Style sheets and scripts as published, by path below a language's root."""
    offer: Callable[[Site], Offers] = NoFiles
    """Makes what stands beside the pages of a site."""
    kept: dict[tuple[Any, ...], Any] = field(default_factory=dict, init=False)
    """Pieces of pages, by all that they depend on."""

    @classmethod
    def load(cls, root: Path, settings: Settings = Settings(), **more: Any) -> Site:  # noqa: B008  # frozen
        """Read `root`/data and `root`/templates; raise BadData when the data has slips."""
        return cls(data.load(root / "data"), root / "templates", settings, **more)

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.data.plan

    @property
    def url(self) -> str:
        """The public address, with a slash at its end."""
        return self.settings.url

    @cached_property
    def links(self) -> Links:
        """Everything that follows from the plan."""
        return Links(self.plan)

    @cached_property
    def words(self) -> Mapping[Language, dict[str, str]]:
        """The interface words of each language by name: words["vi"]["lead"] is “Chủ trì”."""
        return {
            language: Named((name, text[language]) for name, text in self.data.words.items()) for language in LANGUAGES
        }

    @cached_property
    def lines(self) -> Mapping[str, Paragraph]:
        """The lines of the decision and the plan by id, such as "plan.II.3.b4"."""
        return {line.id: line for line in (*self.plan.decision, *self.plan.plan)}

    @cached_property
    def offers(self) -> Offers:
        """What stands beside the pages."""
        return self.offer(self)

    @cached_property
    def fragments(self) -> Fragments:
        """The macros of the smallest pieces, which are rendered once for all pages that show the same."""
        return cast(Fragments, self._environment.get_template("_words.html").module)

    @cached_property
    def _environment(self) -> Environment:
        """Jinja that escapes everything and refuses unknown names."""
        environment = Environment(
            loader=FileSystemLoader(self.templates),
            autoescape=True,
            undefined=StrictUndefined,
            bytecode_cache=compiled_templates(self.templates.parent),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.do"],
        )
        environment.globals.update(plan=self.plan, links=self.links, slug=slug)
        return environment

    def addresses(self) -> Iterable[Address]:
        """Return every page's address."""
        return self.links.pages.values()

    def page(self, address: Address, language: Language) -> content.Page:
        """Return what a page shows; several ask for it in one build."""
        key = "page", address.kind, address.id, language
        if key not in self.kept:
            self.kept[key] = content.page(self.links, self.words[language], address, language)
        return self.kept[key]  # type: ignore[no-any-return]  # as made above

    def find(self, path: str, language: Language) -> Address:
        """Return the address with a path below its language's root (“nhiem-vu/iii-8”); raise KeyError when none."""
        return self._by_path[language, f"{path}/" if path else ""]

    @cached_property
    def _by_path(self) -> dict[tuple[Language, str], Address]:
        """Every address by language and path."""
        return {(language, address.paths[language]): address for address in self.addresses() for language in LANGUAGES}

    @cached_property
    def last_changed(self) -> dict[tuple[str, str], datetime.date]:
        """The day on which each page, as (kind, id), last changed as far as was published."""
        return last_changed(self.links, self.data.updates)

    def beyond(self, address: Address) -> Mapping[str, Any]:
        """Return what a page shows beyond what follows from the plan alone."""
        if address.kind == "data":
            return self.offers.listed()
        if address.kind == "checks":
            criteria = self.data.criteria
            return {"checks": self.data.checks, "criteria": criteria, "wcag_counts": counts(criteria)}
        return {}

    def version(self, path: str) -> str:
        """Return what follows the address of a style sheet or a script, so that it is another one when that changes."""
        return f"?{self._versions[path]}" if path in self._versions else ""

    @cached_property
    def _versions(self) -> Mapping[str, str]:
        """A few letters for each style sheet and script that are others for another content."""
        return {path: hashlib.sha256(content).hexdigest()[:8] for path, content in self.assets.items()}

    def share(self, address: Address, language: Language) -> Share | None:
        """Return what a task's or an agency's page offers to be pasted elsewhere."""
        return Share(self.links, self.words, self.url, address, language) if KINDS[address.kind].shared else None

    def fill(self, template: str, address: Address, language: Language, start: str, **more: Any) -> str:
        """Return a file that is no page of the theme: a template about `address`, for the file at path `start`."""
        page = self.page(address, language)
        columns = [(name, column_path(name)) for name in COLUMNS]
        names = {**View(self, page, start).names(), **page.data, "columns": columns, **more}
        return self._render(template, names)

    def text(self, template: str, **names: Any) -> str:
        """Return the text of a template that makes something other than a page of the site."""
        return self._render(template, names)

    def _render(self, template: str, names: Mapping[str, Any]) -> str:
        """Return a template's text; raise BadData, with a line, when it asks for what is not there."""
        try:
            return self._environment.get_template(template).render(names)
        except TemplateError as error:
            raise BadData([template_report(self.templates, template, error)]) from error

    def render(self, path: str, language: Language) -> str:
        """Return the HTML of the page at `path`."""
        return self.draw(self.find(path, language), language).html

    def draw(self, address: Address, language: Language) -> Rendered:
        """Render what a page shows."""
        page = self.page(address, language)
        view = View(self, page)
        names = {**view.names(), **page.data, **self.beyond(address)}
        html = self._render(page.template, names)
        return Rendered(html + self._sought(view) + self._moved(view, html), view.headings)

    def _sought(self, view: View) -> str:
        """Return the everyday words by which readers look for a page and its parts; mostly few, often none."""
        words, language, address = self.data.everyday, view.language, view.page.address
        parts = [
            {"anchor": anchor, "where": where, "words": words[key][language]}
            for key, anchor, where in self._parts(view)
            if key in words
        ]
        own = words[address.key][language] if address.key in words else ()
        if not own and not parts:
            return ""
        names = {**view.names(), "everyday": {"own": own, "parts": parts}}
        return self._environment.get_template("_everyday.html").render(names)

    def _parts(self, view: View) -> Iterator[tuple[str, str, str]]:
        """Yield the parts of a page that may have everyday words, as (key, anchor, what people call the place)."""
        plan, kind = self.plan, view.page.address.kind
        lines = {"plan": plan.plan, "decision": plan.decision}.get(kind, ())
        yield from ((f"paragraph {line.id}", line.id, view.cite(line.id)) for line in lines)
        if kind == "documents":
            yield from ((f"document {one.id}", one.id, one.number or "") for one in plan.documents)
        if kind == "changes":
            yield from ((f"change {one.id}", one.id, "") for one in plan.aftermath.changes)

    def _moved(self, view: View, html: str) -> str:
        """Return what stands for the anchors that a page once had and that were redirected; mostly nothing."""
        if not self.plan.redirects:
            return ""
        start = view.start
        gone = set(self.data.promised.get(f"/{start}", ())) - set(anchors(html))
        led = [(name, target) for name in sorted(gone) if (target := redirects.anchor(self.links, start, name))]
        if not led:
            return ""
        entries = [
            {
                "anchor": name,
                "href": relative(start, page.path(view.language), anchor),
                "title": self.page(page, view.language).title + (f", {anchor}" if anchor else ""),
            }
            for name, (page, anchor) in led
        ]
        return self._environment.get_template("_moved.html").render(**view.names(), moved=entries)


class View:
    """What templates may ask while one page is rendered."""

    linked = True
    """Whether the law's words lead to what they name."""

    def __init__(self, site: Site, page: content.Page, start: str | None = None) -> None:
        """Show `page`: addresses are relative to its path, or to `start` where its content stands at another."""
        self.site = site
        self.start = page.address.path(page.language) if start is None else start
        self.page = page
        self.language = page.language
        self.other: Language = "en" if page.language == "vi" else "vi"
        self.headings: list[tuple[int, str, str]] = []
        self.explained: set[Target] = set()
        """Terms that lead to the glossary already: on each page it is their first place that does."""
        self.place = posixpath.dirname(self.start.rstrip("/")) if page.address.id else self.start
        """Relative addresses to other pages are the same from all records in one folder."""
        self.about = Target("agency" if page.address.kind == "agency" else "document", page.address.id)

    def names(self) -> dict[str, Any]:
        """Return the names that every template has."""
        return {
            "page": self.page,
            "lang": self.language,
            "other": self.other,
            "w": self.site.words[self.language],
            "headings": self.headings,
            "url": self.url,
            "paragraph_url": self.paragraph_url,
            "target_url": self.target_url,
            "root_url": self.root_url,
            "size": lambda count: size(count)[self.language],
            "update_url": self.update_url,
            "update_name": self.update_name,
            "mixed": self.mixed,
            "law": self.law,
            "twin": self.twin,
            "agency_link": self.agency,
            "permalink": self.permalink,
            "spans": self.spans,
            "date": self.date,
            "cite": self.cite,
            "place_name": self.place_name,
            "runs": self.runs,
            "downloads": self.site.offers.downloads(self.page.address, self.language),
            "forms": self.site.offers.forms(self.page.address, self.language),
            "counts_of": lambda body: content.role_counts(self.site.links, body),
            "share": self.site.share(self.page.address, self.language),
            "file": self.file,
            "asset": self.asset,
        }

    def url(self, kind: str, id: str = "", anchor: str = "", language: Language | None = None) -> str:
        """Return the relative address of a page, in this page's language unless told otherwise."""
        target, language = self.site.links.pages[kind, id], language or self.language
        if target is self.page.address:
            return relative(self.start, target.path(language), anchor)
        way = self._kept(
            "way", self.place, kind, id, language, make=lambda: relative(self.start, target.path(language))
        )
        return f"{way}#{anchor}" if anchor else way

    def file(self, path: str) -> str:
        """Return the relative address of a file."""
        return relative(self.start, path).removesuffix("/")

    def asset(self, path: str) -> str:
        """Return the relative address of a style sheet: another one when it changes, as caches keep what they know."""
        return self.file(path) + self.site.version(path)

    def runs(self, text: str, language: Language | None = None) -> Iterator[Run]:
        """Cut our own words, in this page's language unless told otherwise, where English turns Vietnamese."""
        return runs(text, language or self.language)

    def paragraph_url(self, path: str, language: Language | None = None) -> str:
        """Return the relative address of a paragraph."""
        return self.url(self.site.links.home_of(path), anchor=path, language=language)

    def root_url(self, path: str) -> str:
        """Return the relative address of a file below the site's address."""
        return relative(self.page.address.path(self.language), path).removesuffix("/")

    def update_url(self, target: str) -> str:
        """Return the relative address of what a published change concerns."""
        address, anchor = place(self.site.links, target)
        return self.url(address.kind, address.id, anchor)

    def update_name(self, target: str) -> str:
        """Name what a published change concerns: a page by its title, a place on one by how people refer to it."""
        address, anchor = place(self.site.links, target)
        title = self.site.page(address, self.language).title
        return self.place_name(anchor) if anchor in self.site.links.texts else title + (f", {anchor}" if anchor else "")

    def target_url(self, target: Target | None) -> str | None:
        """Return the relative address of what a span names, unless that is this very page."""
        if target is None or (target.kind, target.id) == (self.page.address.kind, self.page.address.id):
            return None
        if target.kind == "agency":
            return self.url("agency", target.id)
        return self.url("glossary" if target.kind == "term" else "documents", anchor=target.id)

    def date(self, day: datetime.date) -> str:
        """Write a date as the page's language does."""
        return write_date(day, self.language)

    def cite(self, path: str) -> str:
        """Name a printed place in words."""
        return self._kept("cite", path, self.language, make=lambda: self._cite(path))

    def place_name(self, path: str) -> str:
        """Name a printed place so that no other is named alike: where lines share a name, their first words follow."""
        name = self.cite(path)
        alike = self._kept("alike", self.language, make=lambda: Counter(map(self.cite, self.site.links.texts)))
        words = self.site.links.texts.get(path)
        if words is None or alike[name] == 1:
            return name
        return f"{name}: {textwrap.shorten(words[self.language], 60, placeholder='…')}"

    def _cite(self, path: str) -> str:
        """Name a printed place in words, anew."""
        return cite(path, self.site.lines, self.site.words[self.language])

    def spans(self, path: str, language: Language | None = None, terms: tuple[Found, ...] = ()) -> tuple[Span, ...]:
        """Return the spans of a paragraph, with the words of its [sic] note marked in Vietnamese."""
        language = language or self.language
        return self._kept("spans", path, language, terms, make=lambda: self._spans(path, language, terms))

    def _spans(self, path: str, language: Language, terms: tuple[Found, ...]) -> tuple[Span, ...]:
        """Cut a paragraph into spans."""
        links = self.site.links
        return links.namers[language].spans(path, links.texts[path][language], self._odd(path, language), terms)

    def _terms(self, path: str, language: Language) -> tuple[Found, ...]:
        """Return the terms of a paragraph that no paragraph before it on this page has."""
        if self.page.address.kind == "glossary" or language != self.language:
            return ()
        links = self.site.links
        text = links.texts[path][language]
        found: tuple[Found, ...] = self._kept(
            *("terms", path, language),
            make=lambda: links.explainers[language].find(text, links.namers[language].find(path, text)),
        )
        new = tuple(one for one in found if one[2] not in self.explained)
        self.explained.update(target for _, _, target in new)
        return new

    def _odd(self, path: str, language: Language) -> str | None:
        """Return the words that a [sic] note marks, which are Vietnamese."""
        notes = self.site.links.notes.get(path, ()) if language == "vi" else ()
        return next((note.quote for note in notes if note.sic and note.quote), None)

    def _kept(self, *key: Any, make: Callable[[], T]) -> T:
        """Return what was made before from the same `key`, or make it."""
        kept = self.site.kept
        if key not in kept:
            kept[key] = make()
        return kept[key]  # type: ignore[no-any-return]  # as long as one key has one maker

    def mixed(self, text: str) -> str:
        """Return our own words, with Vietnamese within English marked as such."""
        if self.language == "vi":
            return text
        return self._kept("mixed", text, make=lambda: self.site.fragments.mixed(runs(text, "en")))

    def law(self, path: str, language: Language | None = None, tag: str = "span", linked: bool = True) -> str:
        """Return the words of one printed paragraph, and nothing else; `linked` lets them lead to what they name."""
        language = language or self.language
        linked = linked and self.linked
        leads = self._leads(path, language) if linked else frozenset()
        terms = self._terms(path, language) if linked else ()
        if self.about in leads:  # as here this name leads nowhere, the words stand nowhere else like this
            return self._law(path, language, tag, True, terms)
        linked = bool(leads or terms)
        key = "law", path, language, self.language, tag, linked and self.place, terms
        return self._kept(*key, make=lambda: self._law(path, language, tag, linked, terms))

    def _leads(self, path: str, language: Language) -> frozenset[Target]:
        """Return what a paragraph names."""
        return self._kept(
            *("leads", path, language),
            make=lambda: frozenset(span.target for span in self.spans(path, language) if span.target),
        )

    def _law(self, path: str, language: Language, tag: str, linked: bool, terms: tuple[Found, ...]) -> str:
        """Return the words of a paragraph, anew."""
        words = self._words(path, language, linked, terms)
        return self.site.fragments.law(words, language, self.language, tag)

    def twin(self, path: str, tag: str = "p") -> str:
        """Return the same paragraph in the other language, without links."""
        return self._kept("twin", path, self.other, tag, make=lambda: self._twin(path, tag))

    def _twin(self, path: str, tag: str) -> str:
        """Return the paragraph in the other language, anew."""
        return self.site.fragments.twin(self._words(path, self.other, linked=False), self.other, tag)

    def _words(self, path: str, language: Language, linked: bool, terms: tuple[Found, ...] = ()) -> Markup:
        """Return the words of a paragraph, with or without links to what they name."""
        if not linked:
            links = self.site.links
            span = links.namers[language].whole(links.texts[path][language], self._odd(path, language))
            return self.site.fragments.piece(None, span.runs, language)
        return Markup("").join(
            self._piece((path, n, language, terms), span) for n, span in enumerate(self.spans(path, language, terms))
        )

    def _piece(self, key: tuple[str, int, Language, tuple[Found, ...]], span: Span) -> str:
        """Return the words of a span, which lead to what it names."""
        leads = span.target is not None and span.target != self.about
        return self._kept(*("piece", *key, leads and self.place), make=lambda: self._led(span, key[2], leads))

    def _led(self, span: Span, language: Language, leads: bool) -> str:
        """Return the words of a span, anew."""
        href = self.target_url(span.target) if leads else None
        if span.target is None or span.target.kind != "term":
            return self.site.fragments.piece(href, span.runs, language)
        record = self.site.links.explainers[language].records[span.target.id]
        said = language if isinstance(record, ShortForm) else self.other  # in full, or in the other language
        return self.site.fragments.piece(href, span.runs, language, record[said], said)

    def agency(self, id: str) -> str:
        """Return a link to an agency or class, by its short name."""
        return self._kept(
            *("agency", id, self.language, self.start if id == self.page.address.id else self.place),
            make=lambda: self.site.fragments.agency(self.url("agency", id), self.mixed(self._name(id))),
        )

    def _name(self, id: str) -> str:
        """Return the short name of an agency; a class has but one."""
        body = self.site.links.bodies[id]
        return (body.short if isinstance(body, Agency) else body.name)[self.language]

    def permalink(self, path: str) -> str:
        """Return a link to an anchor on this page."""
        label = f"{self.site.words[self.language]['permalink']}: {self.place_name(path)}"
        return self._kept("permalink", path, self.language, make=lambda: self.site.fragments.permalink(path, label))
