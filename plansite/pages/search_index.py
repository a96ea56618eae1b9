"""What the search knows: the plan as one index per language, which search-core.js reads.

Every text stands in it once, so that the appendix and the lists do not drown what they repeat. Strings are plain text.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypedDict, cast

from plansite.pages.content import role_counts
from plansite.pages.render import Site, View
from plansite.read.kinds import Address, slug
from plansite.read.model import Agency, AgencyClass, Bilingual, Document, Language, Paragraph, Role, Successor, Term

SCRIPTS: Final = ("search-core.js", "search-worker.js")
OTHER_INDEX: Final[Mapping[Language, tuple[Language, str]]] = {
    "vi": ("en", "../../en/search/search_index.json"),
    "en": ("vi", "../../../search/search_index.json"),
}
"""The other language and its index, from the address of each language's worker."""

OTHERS: Final = 12
"""So many everyday words of the other language, its first, stand in an index: its own has all, and is asked too."""

MARKER: Final = re.compile(r"^(?:[-+•]|[a-zđ]\)|[0-9]+\.|[IVX]+\.)\s+")
"""What numbers a paragraph: as a word it would be found everywhere."""


class Part(TypedDict, total=False):
    """Something with an anchor; `under` is the heading it stands under, `where` how people refer to it."""

    at: str
    title: str
    also: list[str]
    everyday: list[str]
    other: list[str]
    under: str
    where: str
    text: str


class Entry(TypedDict, total=False):
    """A page; `facts` and `now` stand in one line, `text` and `parts` hold the rest.

    Of pages and parts alike, `also` are other names, `everyday` the words that readers use, `other` what it is called
    in the other language; the three are shown only where they are why something was found.
    """

    at: str
    kind: str
    title: str
    also: list[str]
    everyday: list[str]
    other: list[str]
    facts: list[str]
    now: list[str]
    text: str
    parts: list[Part]


def index(site: Site, language: Language) -> bytes:
    """Return one language's index, as JSON."""
    docs = site.templates.parent / "docs" / language  # pages written by hand
    other, address = OTHER_INDEX[language]
    entries = [EntryWriter(site, language, docs, one).entry() for one in site.addresses()]
    found = {
        # Material wants its own settings there, and hands `docs` on unread.
        "config": {"lang": [language], "separator": r"\s+", "pipeline": [], "fields": {}},
        "docs": {"format": 1, "lang": language, "other": {"lang": other, "index": address}, "pages": entries},
    }
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def version(site: Site, index: bytes) -> str:
    """Return what changes with the search's scripts and the index they read, so that no browser joins old to new."""
    scripts = (site.assets.get(f"assets/javascripts/{name}", b"") for name in SCRIPTS)
    return hashlib.sha256(b"".join(scripts) + index).hexdigest()[:8]


class EntryWriter:
    """Writes what the search knows of one page in one language."""

    def __init__(self, site: Site, language: Language, docs: Path, address: Address) -> None:
        """Write of the page at `address`."""
        self.site, self.language, self.docs, self.address = site, language, docs, address
        self.other: Language = OTHER_INDEX[language][0]
        self.words = site.words[language]
        self.view = View(site, site.page(address, language))

    def entry(self) -> Entry:
        """Return the entry of the page, by its kind."""
        kinds: Mapping[str, Callable[[], Entry]] = {
            "task": self._task,
            "agency": self._agency,
            "plan": self._plan,
            "decision": self._decision,
            "documents": self._documents,
            "glossary": self._glossary,
            "changes": self._changes,
            "checks": self._by_hand,
            "about": self._by_hand,
            "guide": self._by_hand,
        }
        written = kinds.get(self.address.kind, self._list)()
        names = {**self._everyday(self.address.key, self._other_names()), **written}
        return cast(Entry, {"at": self.address.paths[self.language], **names})

    def _everyday(self, record: str, other: Iterable[str] = ()) -> dict[str, list[str]]:
        """Return the everyday words for a record, and what the other language calls it: `other`, and its words."""
        words = self.site.data.everyday.get(record)
        own, theirs = (list(words[self.language]), words[self.other]) if words else ([], ())
        found = {"everyday": own, "other": list(dict.fromkeys((*other, *theirs[:OTHERS])))}
        return {name: texts for name, texts in found.items() if texts}

    def _other_names(self) -> tuple[str, ...]:
        """Return what the other language calls the page; agencies have those names among their own."""
        if self.address.kind == "task":
            return (self.site.links.tasks[self.address.id].content[self.other],)
        if self.address.id:
            return ()
        words, kind = self.site.words[self.other], self.address.kind
        return (words[f"page_{kind}"], *words[f"search_also_{kind}"].split("; "))

    def _task(self) -> Entry:
        """Return a task: what it is, who leads it and when; its support and output as text."""
        task = self.site.links.tasks[self.address.id]
        return {
            "kind": "task",
            "title": task.content[self.language],
            "also": [f"{self.words['task']} {task.id}"],
            "facts": [task.id, self._labelled("lead", task.lead), task.period[self.language]],
            "text": f"{self._labelled('support', task.support)}. {self._labelled('output', task.output)}.",
        }

    def _labelled(self, word: str, text: Bilingual) -> str:
        """Put an interface word before a text, which loses its full stop."""
        return f"{self.words[word]}: {text[self.language].rstrip('.')}"

    def _agency(self) -> Entry:
        """Return an agency or class: its kind and counts, every name it goes by, and who has its functions today."""
        body = self.site.links.bodies[self.address.id]
        counts = role_counts(self.site.links, body.id)
        tasks = "search_counts" if counts["leads"] or counts["supports"] else "search_counts_none"
        kind = self.words[f"kind_{body.kind}"] if isinstance(body, Agency) else self.words["agency_class"]
        today = body.today if isinstance(body, Agency) else ()
        return {
            "kind": "agency",
            "title": _short(body)[self.language],
            "also": list(self._names(body)),
            "facts": [kind, self.words[tasks].format(**counts)],
            "now": [f"{self.words['search_today']}: {'; '.join(dict.fromkeys(map(self._now, today)))}"]
            if today
            else [],
        }

    def _names(self, body: Agency | AgencyClass) -> Iterable[str]:
        """Return every other name of a body, each once."""
        short = [one.text for one in body.abbreviations] if isinstance(body, Agency) else []
        written = [one[self.language] for one in body.written]
        names = [*short, *body.also_called, _short(body)[self.other], *written]
        return dict.fromkeys(name for name in names if name != _short(body)[self.language])

    def _now(self, one: Successor) -> str:
        """Name the body that has a function today, and say so when no source confirms it."""
        doubt = "" if one.verified else f" ({self.words['not_verified']})"
        return f"{one.body[self.language]}{doubt}"

    def _plan(self) -> Entry:
        """Return the plan, paragraph by paragraph."""
        return self._printed("plan", self.words["page_plan"], self.site.plan.plan)

    def _decision(self) -> Entry:
        """Return the Decision, paragraph by paragraph."""
        number = self.site.plan.identity.number
        return self._printed("decision", f"{self.words['page_decision']} {number}", self.site.plan.decision)

    def _printed(self, kind: str, title: str, lines: Iterable[Paragraph]) -> Entry:
        """Return a printed text: each paragraph leads to its anchor, under its nearest heading."""
        return {"kind": kind, "title": title, "also": self._also(), "parts": list(self._paragraphs(lines))}

    def _paragraphs(self, lines: Iterable[Paragraph]) -> Iterator[Part]:
        """Yield the paragraphs that say something."""
        part = section = ""
        for line in lines:
            text = MARKER.sub("", line[self.language])
            if line.role is Role.PART:
                part, section = text, ""
            under = section if line.role is not Role.SECTION else part
            if line.role is Role.SECTION:
                section = text
            if line.role is not Role.RULE:
                names = self._everyday(f"paragraph {line.id}")
                if line.id in self.site.links.carried_out_by:  # its tasks are found by the other language's words
                    names.pop("other", None)
                yield _part(at=line.id, under=under, where=self.view.cite(line.id), text=text, **names)

    def _documents(self) -> Entry:
        """Return the documents cited, each by its anchor."""
        parts = [self._document(one) for one in self.site.plan.documents]
        return {**self._list(), "kind": "document", "parts": parts}

    def _document(self, document: Document) -> Part:
        """Return a document cited: its number whole and as people say it, its title, who issued it and when."""
        title, kind = document.title[self.language], document.kind[self.language]
        issuer = document.issuer[self.language] if document.issuer else ""
        date = self.view.date(document.date) if document.date else ""
        details = ". ".join(filter(None, (issuer, date)))
        names = self._everyday(f"document {document.id}", (document.title[self.other],))
        if not document.number:  # a name of ours: it must not outweigh the Decision's own words
            return _part(at=document.id, under=title, text=details or kind, **names)
        said = [f"{document.kind[self.other]} {document.number}", *_spoken(document.number)]
        if not document.printed:
            return _part(at=document.id, title=title, also=[f"{kind} {document.number}", *said], text=details, **names)
        return _part(at=document.id, title=f"{kind} {document.number}", also=said, text=f"{title}. {details}", **names)

    def _glossary(self) -> Entry:
        """Return the abbreviations and terms, each by its anchor."""
        plan, here, there = self.site.plan, self.language, self.other
        short = {one.text: f"{one[here]}; {one[there]}" for one in plan.short_forms}
        parts = [_part(at=f"viet-tat-{slug(text)}", title=text, text=meaning) for text, meaning in short.items()]
        parts += [self._term(one) for one in plan.glossary if one.vi not in short]
        return {**self._list(), "kind": "glossary", "parts": parts}

    def _term(self, term: Term) -> Part:
        """Return a term, by its rendering in the other language, and by the renderings of others, which are English."""
        others = term.also.split("; ") if term.also else []
        names = {"also" if self.language == "en" else "other": others}
        return _part(at=f"thuat-ngu-{slug(term.vi)}", title=term[self.language], text=term[self.other], **names)

    def _changes(self) -> Entry:
        """Return what changed since, and what could not be confirmed."""
        after, words = self.site.plan.aftermath, self.words
        known = [
            _part(at=one.id, under=words["known"], text=one[self.language], **self._everyday(f"change {one.id}"))
            for one in after.changes
        ]
        unknown = [_part(at="chua-xac-minh", under=words["unknown"], text=one[self.language]) for one in after.unknown]
        return {**self._list(), "kind": "changes", "parts": [*known, *unknown]}

    def _by_hand(self) -> Entry:
        """Return a page written by hand, section by section."""
        file = self.docs / f"{self.address.paths[self.language].rstrip('/')}.md"
        parts = list(prose(file.read_text(encoding="utf-8"))) if file.is_file() else []
        return {**self._list(), "kind": "about", "parts": parts}

    def _list(self) -> Entry:
        """Return a page that shows what has pages of its own: found by its names only."""
        title = self.view.page.title if self.address.id else self.words[f"page_{self.address.kind}"]
        return {"kind": "list", "title": title, "also": self._also()}

    def _also(self) -> list[str]:
        """Return the other names of a main page."""
        also = self.words.get(f"search_also_{self.address.kind}")
        return also.split("; ") if also else []


def _short(body: Agency | AgencyClass) -> Bilingual:
    """Return the name that stands in headings."""
    return body.short if isinstance(body, Agency) else body.name


def _part(**fields: str | list[str]) -> Part:
    """Make a part of the fields that say something."""
    return cast(Part, {name: value for name, value in fields.items() if value})


def _spoken(number: str) -> Iterator[str]:
    """Yield a number as people say it: 160/NQ-CP is “NQ 160”."""
    found = re.match(r"(\d+)(?:/\d{4})?[/-]([^\W\d_]+)", number)
    if found:
        yield f"{found[2]} {found[1]}"


def prose(markdown: str) -> Iterator[Part]:
    """Read a page written by hand: sections whose headings have anchors, without what Markdown adds."""
    sections = re.split(r"^## (.+?) \{: #([\w-]+) \}$", markdown, flags=re.MULTILINE)[1:]
    for title, anchor, text in zip(sections[::3], sections[1::3], sections[2::3], strict=True):
        yield _part(at=anchor, title=_plain(title), text=_plain(text))


def _plain(markdown: str) -> str:
    """Take macros, tags, list marks, emphasis and link addresses out of Markdown."""
    marks = r"\{\{.*?\}\}|<[^>]+>|^\s*[-*] |\*\*|`|\]\([^)]*\)|\["
    return " ".join(re.sub(marks, "", markdown, flags=re.MULTILINE).split())
