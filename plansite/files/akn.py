"""The act as Akoma Ntoso 3.0: the Decision, its plan and its appendix, one expression for each language.

The law's words keep our ids as wId; the eIds that the naming convention of Akoma Ntoso asks for follow from them by
RULES, and give them back. Lines of which the convention knows no element are named as ours are, and stay so: what was
published once keeps its eId.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from plansite.files.maker import Maker, beside
from plansite.pages.content import page
from plansite.pages.render import Site, View
from plansite.read.kinds import LANGUAGES, slug
from plansite.read.model import COLUMNS, Document, Language, Paragraph, Role, column_path
from plansite.relate.links import Links, note_places
from plansite.relate.text import Run, Span

FIELDS: Final = {"part": "[IVXLC]+", "n": "[0-9]+", "m": "[0-9]+", "letter": "[a-z]", "word": "[a-z][a-z_]*[a-z]"}
"""What a step of an id may be."""

RULES: Final = (
    ("decision.article.{n}", "art_{n}"),
    ("decision.preamble.{n}", "preamble__cit_{n}"),
    ("decision.header.{word}.{n}", "preface__{word}_{n}"),
    ("decision.header.{word}.rule", "preface__{word}_rule"),
    ("decision.signature.{n}", "conclusions__signature_{n}"),
    ("decision.{word}", "main__{word}"),
    ("recipients.{n}", "conclusions__recipient_{n}"),
    ("recipients.{word}", "conclusions__recipients__{word}"),
    ("plan", "att_1"),
    ("plan.{part}", "att_1__part_{part}"),
    ("plan.{part}.{n}", "att_1__part_{part}__sec_{n}"),
    ("plan.{part}.{n}.b{m}", "att_1__part_{part}__sec_{n}__indent_{m}"),
    ("plan.{part}.{n}.{letter}", "att_1__part_{part}__sec_{n}__point_{letter}"),
    ("plan.{part}.{n}.{word}", "att_1__part_{part}__sec_{n}__{word}"),
    ("plan.{part}.{word}", "att_1__part_{part}__{word}"),
    ("plan.{word}", "att_1__{word}"),
    ("appendix", "att_2"),
    ("appendix.columns.{word}", "att_2__columns__{word}"),
    ("appendix.{part}", "att_2__group_{part}"),
    ("appendix.{part}.{n}", "att_2__group_{part}__task_{n}"),
    ("appendix.{part}.{n}.{word}", "att_2__group_{part}__task_{n}__{word}"),
    ("appendix.{part}.{word}", "att_2__group_{part}__{word}"),
    ("appendix.{word}", "att_2__{word}"),
)
"""Each form of our ids, and the eId of it; either side gives back the other."""

NUMBERS: Final = re.compile(r"(?:(?:Điều|Article) [0-9]+\.|[IVXLC]+\.|[0-9]+\.|[a-zđ]\)|-)(?= )")
"""The number, letter or dash that opens an article, a heading, a point or a bullet."""

HEAD: Final = (Role.ISSUER, Role.STATE, Role.RULE, Role.NUMBER, Role.PLACE_DATE, Role.KIND, Role.TITLE)
"""What stands above the authority that decides."""

CODES: Final[Mapping[Language, str]] = {"vi": "vie", "en": "eng"}
"""Languages as Akoma Ntoso names them."""


def _pattern(form: str) -> re.Pattern[str]:
    """Turn a form with {fields} into a pattern."""
    return re.compile(re.sub(r"\\{(\w+)\\}", lambda field: f"(?P<{field[1]}>{FIELDS[field[1]]})", re.escape(form)))


OURS: Final = tuple((_pattern(ours), theirs) for ours, theirs in RULES)
THEIRS: Final = tuple((_pattern(theirs), ours) for ours, theirs in RULES)


def _translate(text: str, rules: tuple[tuple[re.Pattern[str], str], ...]) -> str:
    """Rewrite an id by the first rule that knows it; raise ValueError when none does."""
    for pattern, form in rules:
        if match := pattern.fullmatch(text):
            return form.format(**match.groupdict())
    raise ValueError(f"no rule for the id {text!r}")


def eid(path: str) -> str:
    """Return the eId of a printed place: plan.II.3.b4 is att_1__part_II__sec_3__indent_4."""
    return _translate(path, OURS)


def path_of(eid: str) -> str:
    """Return the printed place of an eId."""
    return _translate(eid, THEIRS)


def numbered(spans: Iterable[Span], text: str) -> tuple[str, tuple[Span, ...]]:
    """Part the number that opens a text from the spans of the rest."""
    match = NUMBERS.match(text)
    number = match[0] if match else ""
    return number, tuple(_without(spans, len(number) + 1 if number else 0))


def _without(spans: Iterable[Span], skip: int) -> Iterator[Span]:
    """Leave out the first characters of some spans."""
    for span in spans:
        runs = []
        for run in span.runs:
            rest = run.text[skip:]
            skip = max(0, skip - len(run.text))
            if rest:
                runs.append(Run(rest, run.odd, run.foreign))
        if runs:
            yield Span(tuple(runs), span.target)


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield the act in each language, beside the page of the Decision."""
    for language in LANGUAGES:
        yield (
            beside(site, site.links.pages["decision", ""], language, "akn.xml"),
            partial(_act, site, language),
        )


def _act(site: Site, language: Language) -> bytes:
    """Return one expression of the act."""
    address = site.links.pages["decision", ""]
    view = View(site, page(site.links, site.words[language], address, language))
    text = site.text("akn/act.xml", **view.names(), **_names(site, view), **_parts(site))
    return text.encode()


def _names(site: Site, view: View) -> Mapping[str, Any]:
    """Return what the template may ask beyond what every template may."""
    links = site.links
    return {
        "site_url": site.url,
        "public": lambda kind, id="": site.url + links.pages[kind, id].path(view.language),
        "work": work(links),
        "cited": cited,
        "at": lambda path, words: parted(view.spans(path), links.texts[path][view.language], words),
        "slug": slug,
        "code": CODES[view.language],
        "eid": eid,
        "numbered": lambda path: numbered(view.spans(path), links.texts[path][view.language]),
        "notes_at": lambda path: [note for key in note_places(path) for note in links.notes.get(key, ())],
        "columns": [column_path(name) for name in COLUMNS],
    }


def work(links: Links) -> str:
    """Return the act's address in the naming convention: country, type, kind, issuer, date and number."""
    identity = links.plan.identity
    return _address(identity.kind.vi, links.bodies[identity.issuer].name.vi, identity.issued, identity.number)


def cited(document: Document) -> str | None:
    """Return the address of a document that the Decision cites, or None when it is not known well enough.

    A number that names another kind is that of the act which adopted the document.
    """
    initials = "".join(word[0] for word in document.kind.vi.split()).upper()
    if not (document.number and document.date and document.issuer):
        return None
    if len(initials) > 1 and initials not in document.number.upper():
        return None
    return _address(document.kind.vi, document.issuer.vi, document.date, document.number)


def _address(kind: str, issuer: str, date: datetime.date, number: str) -> str:
    """Write an address of the naming convention."""
    return f"/akn/vn/act/{slug(kind)}/{slug(issuer)}/{date.isoformat()}/{slug(number)}"


def parted(spans: Iterable[Span], text: str, words: str) -> tuple[tuple[Span, ...], ...]:
    """Part the spans of a text into those before some words in it, those of the words, and those after."""
    own = tuple(spans)
    start = text.find(words) if words else -1
    if start < 0:
        return own, (), ()
    after = tuple(_without(own, start + len(words)))
    rest = tuple(_without(own, start))
    return tuple(_first(own, start)), tuple(_first(rest, len(words))), after


def _first(spans: Iterable[Span], keep: int) -> Iterator[Span]:
    """Yield the first characters of some spans."""
    for span in spans:
        runs = []
        for run in span.runs:
            if keep > 0:
                runs.append(Run(run.text[:keep], run.odd, run.foreign))
            keep -= len(run.text)
        if runs:
            yield Span(tuple(runs), span.target)


def _parts(site: Site) -> Mapping[str, Any]:
    """Return the Decision's lines by role, and the plan's parts."""
    plan = site.plan
    data = dict(site.page(site.links.pages["plan", ""], "vi").data)
    lines: dict[str, list[Paragraph]] = {role.name.lower(): [] for role in Role}
    for line in plan.decision:
        lines[line.role.name.lower()].append(line)
    return {"lines": lines, "head": [line for line in plan.decision if line.role in HEAD], **data}
