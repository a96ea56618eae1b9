"""Running text → runs that name agencies and documents, and the words our notes are about."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from itertools import groupby, pairwise
from operator import itemgetter
from os.path import commonprefix
from typing import Final, Literal, NamedTuple, TypeAlias

from plansite.read.kinds import slug
from plansite.read.model import Language, Plan, ShortForm, Term

MONTHS: Final = calendar.month_name[1:]

LinkKind = Literal["agency", "document", "term"]


class Target(NamedTuple):
    """What a run of text names: an agency or document by its id, a term or abbreviation by its anchor."""

    kind: LinkKind
    id: str


class Run(NamedTuple):
    """Words in a row: `odd` where a note of ours marks them [sic], `foreign` where English turns Vietnamese."""

    text: str
    odd: bool = False
    foreign: bool = False


class Span(NamedTuple):
    """Runs that together name one thing, or nothing."""

    runs: tuple[Run, ...]
    target: Target | None = None


Found: TypeAlias = tuple[int, int, Target]
"""Where a name or a term begins and ends in a text, and what it names."""


class Namer:
    """Finds the names that a plan's registry knows in one language's text."""

    def __init__(self, plan: Plan, language: Language) -> None:
        """Collect every form as written; forms tied to paragraphs count only there."""
        self._language = language
        self._anywhere: dict[str, Target] = {}
        self._only_at: dict[str, dict[str, Target]] = {}
        for kind, records in _registries(plan):
            for record in records:
                for name in record.written:
                    for forms in [self._only_at.setdefault(path, {}) for path in name.at] or [self._anywhere]:
                        forms.setdefault(name[language], Target(kind, record.id))
        self._pattern = cache(self._compile)

    def _compile(self, path: str | None) -> re.Pattern[str]:
        """Build the pattern for one paragraph's forms."""
        forms = {**self._anywhere, **self._only_at.get(path or "", {})}
        return re.compile(rf"(?<!\w){_any_of([*forms])}(?!\w)" if forms else r"(?!)")

    def find(self, path: str, text: str) -> Iterator[Found]:
        """Yield every name in the text of paragraph `path`."""
        own = self._only_at.get(path, {})
        for match in self._pattern(path if own else None).finditer(text):
            yield match.start(), match.end(), own.get(match[0]) or self._anywhere[match[0]]

    def spans(self, path: str, text: str, odd: str | None = None, terms: Iterable[Found] = ()) -> tuple[Span, ...]:
        """Cut the text of a paragraph into spans; `odd` are the words that a note marks, `terms` those to explain."""
        marked = _marked(text, odd)
        spans: list[Span] = []
        position = 0
        for begin, end, target in sorted([*self.find(path, text), *terms]):
            if begin > position:
                spans.append(Span(self._runs(text, position, begin, marked)))
            spans.append(Span(self._runs(text, begin, end, marked), target))
            position = end
        if position < len(text):
            spans.append(Span(self._runs(text, position, len(text), marked)))
        return tuple(spans)

    def whole(self, text: str, odd: str | None = None) -> Span:
        """Return a text as one span, whatever it names: where nothing leads anywhere, looking for names is in vain."""
        return Span(self._runs(text, 0, len(text), _marked(text, odd)))

    def _runs(self, text: str, begin: int, end: int, marked: tuple[int, int]) -> tuple[Run, ...]:
        """Cut text[begin:end] where the marked words, or words in the other language, begin and end."""
        cuts = sorted({begin, end, *(cut for cut in marked if begin < cut < end)})
        return tuple(
            Run(run.text, marked[0] <= a < marked[1], run.foreign)
            for a, b in pairwise(cuts)
            for run in runs(text[a:b], self._language)
        )


FEWEST: Final = {"vi": 3, "en": 2}
"""Words of a term that is explained where it stands: shorter ones are everyday words (“kế hoạch”, “lead”)."""


class Explainer:
    """Finds the terms of the glossary and the abbreviations that a plan explains, in one language's text."""

    def __init__(self, plan: Plan, language: Language) -> None:
        """Collect terms in any case, and, in Vietnamese, abbreviations as printed."""
        self.terms = {
            form.casefold(): (Target("term", f"thuat-ngu-{slug(term.vi)}"), term)
            for term in plan.glossary
            for form in _forms(term[language])
            if len(form.split()) >= FEWEST[language]
        }
        short = plan.short_forms if language == "vi" else ()
        self.short = {one.text: (Target("term", f"viet-tat-{slug(one.text)}"), one) for one in short}
        self._term = self._pattern(self.terms, re.IGNORECASE)
        self._abbreviation = self._pattern(self.short)

    @staticmethod
    def _pattern(forms: Iterable[str], flags: int = 0) -> re.Pattern[str]:
        """Build a pattern for forms where they stand as words of their own, not within a number like 768/QĐ-UBND."""
        return re.compile(rf"(?<![\w/-]){_any_of([*forms])}(?![\w/-])" if forms else r"(?!)", flags)

    def find(self, text: str, names: Iterable[Found]) -> tuple[Found, ...]:
        """Return the first place of each term that stands outside of `names`."""
        taken = [(begin, end) for begin, end, _ in names]
        found: dict[Target, Found] = {}
        for pattern in (self._term, self._abbreviation):
            for match in pattern.finditer(text):
                target = (self.terms.get(match[0].casefold()) or self.short[match[0]])[0]
                if all(match.end() <= begin or end <= match.start() for begin, end in taken):
                    found.setdefault(target, (match.start(), match.end(), target))
        return tuple(found.values())

    @cached_property
    def records(self) -> Mapping[str, ShortForm | Term]:
        """Terms and abbreviations by their anchors in the glossary."""
        found: list[tuple[Target, ShortForm | Term]] = [*self.terms.values(), *self.short.values()]
        return {target.id: record for target, record in found}


def _forms(text: str) -> list[str]:
    """Return the ways in which a term is written: two for “small enterprises (SMEs); in the lead”, without brackets."""
    return [re.sub(r"\s*\([^)]*\)", "", form).strip() for form in text.split(";")]


def _marked(text: str, odd: str | None) -> tuple[int, int]:
    """Return where the words that a note marks begin and end; nowhere without such words."""
    start = text.find(odd) if odd else -1
    return (start, start + len(odd)) if odd and start >= 0 else (0, 0)


def _any_of(forms: list[str]) -> str:
    """Write forms as one pattern, the longest first: it tells them apart where they part, and need not try each."""
    start = commonprefix(forms)  # noqa: RUF071  # letter by letter is what is meant
    rest = sorted({form.removeprefix(start) for form in forms})
    longer = [_any_of([*group]) for _, group in groupby((form for form in rest if form), itemgetter(0))]
    return re.escape(start) + (f"(?:{'|'.join(longer)})" if longer else "") + ("?" if longer and not rest[0] else "")


ACCENTED: Final = "[À-ÖØ-öø-ɏḀ-ỿ]"
WORD: Final = rf"[\w/&-]*{ACCENTED}[\w/&-]*"
VIETNAMESE: Final = re.compile(rf"[\w/&.-]*{ACCENTED}[\w/&-]*(?:(?: - | ){WORD})*")
"""Words with Vietnamese letters, in a row; those without accents cannot be told from English."""


def runs(text: str, language: Language) -> Iterator[Run]:
    """Cut our own words where English turns Vietnamese: “the Zalo group of Sở Nội vụ” has two runs."""
    position = 0
    for match in VIETNAMESE.finditer(text) if language == "en" and not text.isascii() else ():
        if match.start() > position:
            yield Run(text[position : match.start()])
        yield Run(match[0], foreign=True)
        position = match.end()
    if position < len(text):
        yield Run(text[position:])


def _registries(plan: Plan) -> list[tuple[LinkKind, tuple]]:  # type: ignore[type-arg]  # records that share `written`
    """Return the registries whose records have names as written."""
    return [("agency", (*plan.agencies, *plan.classes)), ("document", plan.documents)]


def write_date(day: datetime.date, language: Language) -> str:
    """Write a date as a language does: 11/3/2022, 11 March 2022."""
    return f"{day.day}/{day.month}/{day.year}" if language == "vi" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


KILO: Final = 1024


def size(count: int) -> Mapping[str, str]:
    """Write a number of bytes as each language does, {"vi": "1,5 MB", "en": "1.5 MB"}; nothing for none."""
    if count < KILO:
        text = f"{count} B" if count else ""
    else:
        text = f"{count / KILO:.1f} KB" if count < KILO * KILO else f"{count / KILO / KILO:.1f} MB"
    return {"vi": text.replace(".", ","), "en": text}
