"""data/everyday.yaml → the everyday words by which readers look for records: our words, and shown as ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from pydantic import Field

from plansite.base.problems import Message, Problem, nearest
from plansite.read.ids import read_kind
from plansite.read.kinds import LANGUAGES, MAIN_PAGES
from plansite.read.load import Read, read
from plansite.read.model import Agency, AgencyClass, Bilingual, Language, Line, Plan, Record, Role

EVERYDAY_FILE: Final = "everyday.yaml"


class Everyday(Record):
    """What readers call a record, in each language."""

    vi: tuple[Line, ...] = Field(min_length=1)
    en: tuple[Line, ...] = Field(min_length=1)

    def __getitem__(self, language: Language) -> tuple[str, ...]:
        """Return the words in one language."""
        return self.vi if language == "vi" else self.en


EverydayWords: TypeAlias = Mapping[str, Everyday]
"""Everyday words by kind and id: “task III.8”, “page changes”."""

Said: TypeAlias = Mapping[Language, tuple[str, ...]]
"""What a record says in each language."""

NOBODY: Final[Said] = {"vi": (), "en": ()}
"""What a record says that cannot be read."""

NOTHING: Final = (
    Message("không có mục nào mang mã này", "nothing has this id"),
    Message(
        "viết loại và mã, như “task III.8” hoặc “page plan”", "write kind and id, like “task III.8” or “page plan”"
    ),
)
SAID: Final = Message("mục này đã có những chữ này", "the record says these words already")
TWICE: Final = Message("viết hai lần", "written twice")
DELETE: Final = Message("xóa đi", "delete it")


def read_everyday(
    folder: Path, plan: Read[Plan], words: Read[dict[str, Bilingual]], listed: tuple[str, ...]
) -> Read[EverydayWords]:
    """Read and check `folder`/everyday.yaml, of which there need be none.

    `words` are the interface words, among them the names of the main pages; `listed` are the published ids, which
    stand in for those of a plan that cannot be read whole.
    """
    file = folder / EVERYDAY_FILE
    if not file.exists():
        return Read({})
    records = {**(dict(_records(plan.value)) if plan.value else {}), **dict(_pages(words.value or {}))}
    known = {*records, *(f"page {kind}" for kind in MAIN_PAGES), *(() if plan.value and not plan.lost else listed)}
    moved = {one.old: one.new for one in plan.value.redirects} if plan.value else {}
    return read(file, dict[str, Everyday], lambda given, _: _problems(given, records, known, moved))


def load_everyday(folder: Path, plan: Plan, words: Mapping[str, Bilingual]) -> EverydayWords:
    """Read and check `folder`/everyday.yaml for a plan that is whole; raise BadData with every problem."""
    return read_everyday(folder, Read(plan), Read(dict(words)), ()).whole()


def _problems(
    given: EverydayWords, records: Mapping[str, Said], known: set[str], moved: Mapping[str, str]
) -> Iterator[Problem]:
    """Find ids that nothing has, and words that say nothing new."""
    for key, everyday in given.items():
        if key not in known:
            yield Problem((key,), *NOTHING, key, moved.get(key) or nearest(read_kind(key), known))
            continue
        for language in LANGUAGES:
            yield from _superfluous(key, everyday, language, records.get(key, NOBODY)[language])


def _superfluous(key: str, everyday: Everyday, language: Language, said: tuple[str, ...]) -> Iterator[Problem]:
    """Find words that stand twice, or that the record says already."""
    texts = [_plain(text) for text in said]
    seen: Counter[str] = Counter()
    for n, word in enumerate(everyday[language]):
        plain = _plain(word)
        seen[plain] += 1
        if seen[plain] > 1:
            yield Problem((key, language, n), TWICE, DELETE, word)
        elif any(plain in text for text in texts):
            yield Problem((key, language, n), SAID, DELETE, word)


def _plain(text: str) -> str:
    """Return the words of a text, lower case, a space around each."""
    words = " ".join(re.findall(r"\w+", text.casefold()))
    return f" {words} "


def _records(plan: Plan) -> Iterator[tuple[str, Said]]:
    """Yield what tasks, paragraphs, agencies, documents and changes say, by kind and id."""
    for task in plan.tasks():
        yield f"task {task.id}", _said(task.content, task.lead, task.support, task.output)
    for line in (*plan.decision, *plan.plan):
        if line.role is not Role.RULE:
            yield f"paragraph {line.id}", _said(line)
    bodies: tuple[Agency | AgencyClass, ...] = (*plan.agencies, *plan.classes)
    for body in bodies:
        yield f"agency {body.id}", _names(body)
    for document in plan.documents:
        number = (document.number,) if document.number else ()
        yield f"document {document.id}", _said(document.kind, document.title, *document.written, also=number)
    for change in plan.aftermath.changes:
        yield f"change {change.id}", _said(change)


def _names(body: Agency | AgencyClass) -> Said:
    """Return every name of a body."""
    names: tuple[Bilingual, ...] = (body.name, *body.written)
    if isinstance(body, AgencyClass):
        return _said(*names, also=body.also_called)
    return _said(*names, body.short, also=(*body.also_called, *(one.text for one in body.abbreviations)))


def _pages(words: Mapping[str, Bilingual]) -> Iterator[tuple[str, Said]]:
    """Yield the names of the main pages."""
    for kind in MAIN_PAGES:
        names = [words[name] for name in (f"page_{kind}", f"search_also_{kind}") if name in words]
        yield f"page {kind}", _said(*names)


def _said(*texts: Bilingual, also: tuple[str, ...] = ()) -> Said:
    """Return texts by language, and `also` in both."""
    return {language: (*(text[language] for text in texts), *also) for language in LANGUAGES}
