"""What a plan is: frozen records whose descriptions also make the editor's JSON Schema."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

LONGEST: Final = 20_000
"""Letters of a text; the longest paragraph has 675. Some checks take time by the square of a text's length."""

LONGEST_ID: Final = 100
"""Letters of an id: it becomes the name of a folder, which may have 255 bytes, and part of the names of files."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST, pattern=r"^\S([\s\S]*\S)?$")]
"""Text without white space at its ends."""

Slug = Annotated[str, StringConstraints(max_length=LONGEST_ID, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""An id that stands in addresses: lower-case ASCII letters, digits and hyphens."""

ParagraphId = Annotated[str, StringConstraints(max_length=LONGEST_ID, pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$")]
"""The path of a paragraph, which is also its anchor: plan.II.3.b4."""

TaskId = Annotated[str, StringConstraints(max_length=LONGEST_ID, pattern=r"^[IVX]+\.[1-9][0-9]*$")]
"""Group and number: III.8."""

SourceId = Annotated[str, StringConstraints(max_length=LONGEST_ID, pattern=r"^S[0-9]+[a-z]?$")]
"""The key of a public page that a statement of ours rests on: S12."""

Number = Annotated[
    str, StringConstraints(max_length=40, pattern=r"^[0-9]{1,6}[A-Za-z]?(/[0-9A-ZĐƠƯ][0-9A-Za-zĐđƠơƯư-]*)+$")
]
"""A Decision's number: 768/QĐ-UBND. What stands before its first slash begins the short links."""

FileName = Annotated[str, StringConstraints(max_length=LONGEST_ID, pattern=r"^([\w-]+/)?[\w-][\w.-]*$")]
"""A file beside plan.yaml, or in one folder beside it."""

WebAddress = Annotated[
    str,
    StringConstraints(
        max_length=2_000,
        pattern=r"^https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?([/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]*)?$",
    ),
]
"""An address of RFC 3986's letters alone, which stand in HTML, Markdown and XML as they are; no name or password."""

Language = Literal["vi", "en"]

SideName = Literal["lead", "support"]


class Involvement(StrEnum):
    """How a cell brings an agency into a task."""

    NAMED = "named"
    MEMBER = "member"
    CONCERNED = "concerned"
    SUBSET = "subset"


def _read_phase(value: object) -> object:
    """Turn “2021-2030” or “annual” into what a phase is made of."""
    if value == "annual":
        return {}
    if isinstance(value, str):
        start, dash, end = value.partition("-")
        if dash and len(start) == len(end) == 4 and (start + end).isascii() and (start + end).isdigit():
            return {"start": int(start), "end": int(end)}
    raise PydanticCustomError("phase_parsing", "not a period")


class Record(BaseModel):
    """A part of a plan: it cannot change, and it refuses keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(Record):
    """A text in both languages."""

    vi: Line = Field(description="Vietnamese; of the Decision's text, exactly as issued")
    en: Line = Field(description="English (unofficial translation, or our own words)")

    def __getitem__(self, language: Language) -> str:
        """Return the text in one language."""
        return self.vi if language == "vi" else self.en


class Role(StrEnum):
    """What a paragraph is in the printed document."""

    ISSUER = "issuer"
    STATE = "state"
    RULE = "rule"
    NUMBER = "number"
    PLACE_DATE = "place-date"
    KIND = "kind"
    TITLE = "title"
    ATTACHMENT = "attachment"
    AUTHORITY = "authority"
    PREAMBLE = "preamble"
    ENACTING = "enacting"
    ARTICLE = "article"
    RECIPIENTS = "recipients"
    RECIPIENT = "recipient"
    SIGNATURE = "signature"
    SIGNER = "signer"
    PART = "part"
    SECTION = "section"
    POINT = "point"
    BULLET = "bullet"
    REFERENCE = "reference"
    CLOSING = "closing"


class Paragraph(Bilingual):
    """One printed line or paragraph of the Decision."""

    id: ParagraphId = Field(description="Permanent path and anchor, the same in both languages")
    role: Role = Field(description="What it is in the printed document")


class Written(Bilingual):
    """A name as the Decision writes it, and how the translation renders it."""

    at: tuple[ParagraphId, ...] = Field((), description="Only in these paragraphs; empty: wherever these words stand")


class Abbreviation(Record):
    """A short form by which people look an agency up."""

    text: Line = Field(description="The short form")
    language: Language = Field(description="Its language")
    basis: Literal["decision", "source", "editorial"] = Field(
        description="decision: printed in it; source: seen on a page cited; editorial: ours, for look-up"
    )
    sources: tuple[SourceId, ...] = Field((), description="Pages where it was seen")


class Successor(Record):
    """The body that has a function today, as far as a cited page says so."""

    function: Bilingual | None = Field(None, description="Which function; none: the whole agency")
    body: Bilingual = Field(description="Today's body")
    verified: StrictBool = Field(description="Whether a cited page says so for this province")
    sources: tuple[SourceId, ...] = Field(description="The pages that say so", min_length=1)


class AgencyKind(StrEnum):
    """What sort of body an agency was in 2022."""

    DEPARTMENT = "department"
    OFFICE = "office"
    PROVINCIAL_COMMITTEE = "provincial-committee"
    DISTRICT_COMMITTEES = "district-committees"
    MILITARY = "military"
    POLICE = "police"
    FRONT = "front"
    ELECTED = "elected"
    PARTY = "party"
    BANK = "bank"
    MINISTRY = "ministry"
    CENTRAL = "central"
    DISTRICT_UNIT = "district-unit"
    PRESS = "press"
    OTHER = "other"


class Agency(Record):
    """A body that the Decision names."""

    id: Slug = Field(description="Permanent address: ASCII form of the Vietnamese name")
    kind: AgencyKind = Field(description="What sort of body it was in 2022")
    name: Bilingual = Field(description="Full name")
    short: Bilingual = Field(description="Name in headings and links")
    name_sources: tuple[SourceId, ...] = Field((), description="Where the English name was seen")
    abbreviations: tuple[Abbreviation, ...] = Field((), description="Short forms for look-up")
    also_called: tuple[Line, ...] = Field(
        (), description="Everyday names people type, in either language; ours, for search"
    )
    written: tuple[Written, ...] = Field(description="Every form in the Decision", min_length=1)
    about: Bilingual | None = Field(None, description="Our remark on what this body is")
    today: tuple[Successor, ...] = Field((), description="Who has its functions today")


class AgencyClass(Record):
    """A group that the Decision names without listing its members."""

    id: Slug = Field(description="Permanent address")
    open: StrictBool = Field(description="true: the text says “(có) liên quan”, so nobody is listed")
    name: Bilingual = Field(description="Name in headings and links")
    also_called: tuple[Line, ...] = Field(
        (), description="Everyday names people type, in either language; ours, for search"
    )
    written: tuple[Written, ...] = Field(description="Every form in the Decision", min_length=1)
    members: tuple[Slug, ...] = Field((), description="Agencies of this registry that belong to it")
    why: Bilingual = Field(description="Our reason for who is listed, or why nobody is")


class Participant(Record):
    """An agency or class in a lead or support cell."""

    id: Slug = Field(description="Agency or class")
    written: Line = Field(description="The words of the Vietnamese cell that name it")
    qualifier: Bilingual | None = Field(None, description="The subset meant, if not the whole")


class Side(Bilingual):
    """A lead or support cell: the literal text, and our reading of it."""

    agencies: tuple[Participant, ...] = Field(description="In printed order")


class Phase(Record):
    """A span of years, or every year when it has none."""

    start: int | None = None
    end: int | None = None

    @property
    def annual(self) -> bool:
        """Whether it names no years."""
        return self.start is None


class Period(Bilingual):
    """A period cell: the literal text, and our reading of it."""

    phases: tuple[
        Annotated[
            Phase,
            BeforeValidator(
                _read_phase,
                json_schema_input_type=Annotated[str, StringConstraints(pattern=r"^(annual|[0-9]{4}-[0-9]{4})$")],
            ),
        ],
        ...,
    ] = Field(description="“2021-2030” for each span, or “annual”", min_length=1)


class Match(StrEnum):
    """How close a task's wording is to the paragraph it carries out: rules.py counts, the page on the text says how."""

    VERBATIM = "verbatim"
    NEAR_VERBATIM = "near-verbatim"
    PARTIAL = "partial"
    RELATED = "related"


class Trace(Record):
    """Our link from a task to a paragraph of the plan; the Decision draws none."""

    paragraph: ParagraphId = Field(description="The paragraph")
    match: Match = Field(description="How close the wording is; checked by counting words")
    note: Bilingual | None = Field(None, description="What differs")


class Task(Record):
    """A row of the appendix."""

    id: TaskId = Field(description="Permanent id: group and number")
    number: Line | None = Field(description="Number as printed; null where the cell is blank")
    content: Bilingual = Field(description="What is to be done")
    lead: Side = Field(description="Lead agencies")
    support: Side = Field(description="Supporting agencies")
    output: Bilingual = Field(description="Output")
    period: Period = Field(description="Implementation period")
    carries_out: tuple[Trace, ...] = Field(description="Paragraphs of the plan; editorial")


class Group(Record):
    """A numbered group of tasks in the appendix."""

    id: Annotated[str, StringConstraints(pattern=r"^[IVX]+$")] = Field(description="Roman number")
    heading: Bilingual = Field(description="Heading as printed")
    tasks: tuple[Task, ...] = Field(min_length=1)


class Columns(Record):
    """The appendix table's column headings, in printed order."""

    tt: Bilingual
    content: Bilingual
    lead: Bilingual
    support: Bilingual
    output: Bilingual
    period: Bilingual


class Appendix(Record):
    """The appendix: its title lines and its table."""

    opening: tuple[Paragraph, ...] = Field(description="What stands above the table")
    columns: Columns
    groups: tuple[Group, ...] = Field(min_length=1)


class DutyKind(StrEnum):
    """In what way a paragraph concerns an agency."""

    OVERALL_LEAD = "overall-lead"
    BOUND = "bound"
    ASSIGNED = "assigned"
    REQUESTED = "requested"
    RECIPIENT = "recipient"


class Duty(Record):
    """What an article, Part III or the list of recipients says to an agency."""

    kind: DutyKind
    agencies: tuple[Slug, ...] = Field(description="Agencies or classes", min_length=1)
    paragraphs: tuple[ParagraphId, ...] = Field(description="Where it stands", min_length=1)


class Document(Record):
    """A law, Party document or programme that the Decision cites."""

    id: Slug = Field(description="Permanent anchor")
    number: Line | None = Field(None, description="Number; null when unknown")
    printed: StrictBool = Field(description="Whether the Decision prints that number")
    date: Annotated[datetime.date, Field(strict=True)] | None = Field(None, description="Date of issue")
    issuer: Bilingual | None = Field(None, description="Who issued it")
    kind: Bilingual = Field(description="What sort of document it is")
    title: Bilingual = Field(description="Title; in English ours unless a source is given")
    written: tuple[Written, ...] = Field(description="Every form in the Decision", min_length=1)
    sources: tuple[SourceId, ...] = Field((), description="Pages that say so")
    remark: Bilingual | None = Field(None, description="Our remark, such as what is not in the Decision")


class Note(Bilingual):
    """Our remark on an oddity; never part of the text."""

    id: Slug = Field(description="Permanent anchor")
    at: tuple[Line, ...] = Field(description="Paragraphs, tasks or agencies concerned", min_length=1)
    quote: Line | None = Field(None, description="The Vietnamese words concerned, as printed")
    sic: StrictBool = Field(False, description="Mark [sic]: a reader would think we made the mistake")
    sources: tuple[SourceId, ...] = Field((), description="Pages the remark rests on")


class Change(Bilingual):
    """Something that changed after the Decision, with its sources."""

    id: Slug = Field(description="Permanent anchor")
    sources: tuple[SourceId, ...] = Field(min_length=1)


class Aftermath(Record):
    """What changed since the Decision, and what we could not confirm."""

    notice: Bilingual = Field(description="The notice on every page")
    notice_short: Bilingual = Field(description="The same in a few words, for phones")
    checked: Annotated[datetime.date, Field(strict=True)] = Field(description="When the pages were read")
    changes: tuple[Change, ...]
    unknown: tuple[Bilingual, ...] = Field(description="What could not be confirmed")


class ShortForm(Bilingual):
    """An abbreviation that the Decision prints, spelled out."""

    text: Line = Field(description="As printed")
    basis: Literal["decision", "editorial"] = Field(
        description="decision: the text itself also spells it out; editorial: our reading"
    )


class Term(Bilingual):
    """A term and the English used for it throughout."""

    also: Line | None = Field(None, description="Other English renderings, not used here")
    sources: tuple[SourceId, ...] = Field((), description="Where the English was seen")


class Source(Record):
    """A public page that statements of ours rest on."""

    id: SourceId
    urls: tuple[WebAddress, ...] = Field(min_length=1)
    what: Bilingual = Field(description="What it is cited for")


class LeftOut(Record):
    """A line of the web page, around the Decision, that is not part of it."""

    text: Line
    place: Literal["before", "after"]


class Provenance(Record):
    """Where the Vietnamese text was taken from."""

    file: FileName = Field(description="The published text, beside this file")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    website: Line = Field(description="Name that the page bears")
    left_out: tuple[LeftOut, ...] = Field(description="Lines of the page that are not the Decision's")


class Identity(Record):
    """What the Decision is, for headings, cards and citations."""

    number: Number
    issued: Annotated[datetime.date, Field(strict=True)]
    kind: Bilingual
    name: Bilingual = Field(description="Short name of the site and the plan")
    subject: Bilingual = Field(description="What it is about, in a phrase of ours")
    issuer: Slug = Field(description="Agency that issued it")
    signer: Line
    signer_title: Bilingual
    place: Bilingual


class Redirect(Record):
    """An id that was published and now leads elsewhere."""

    old: Line = Field(description="The line of data/published-ids.txt: “task III.8”; or “anchor /nhiem-vu/iii-8/#doan”")
    new: Line = Field(description="Where it leads now, in the same form")


class Plan(Record):
    """The whole Decision, with our registry, notes and sources."""

    identity: Identity
    provenance: Provenance
    decision: tuple[Paragraph, ...] = Field(description="The Decision, in printed order", min_length=1)
    plan: tuple[Paragraph, ...] = Field(description="The attached plan, in printed order", min_length=1)
    appendix: Appendix
    agencies: tuple[Agency, ...] = Field(min_length=1)
    classes: tuple[AgencyClass, ...]
    duties: tuple[Duty, ...]
    reporting: tuple[ParagraphId, ...] = Field((), description="Paragraphs that ask for reports")
    documents: tuple[Document, ...]
    notes: tuple[Note, ...]
    aftermath: Aftermath
    short_forms: tuple[ShortForm, ...]
    glossary: tuple[Term, ...]
    sources: tuple[Source, ...]
    redirects: tuple[Redirect, ...]

    def tasks(self) -> Iterator[Task]:
        """Yield the tasks in printed order."""
        for group in self.appendix.groups:
            yield from group.tasks

    def paragraphs(self) -> Iterator[tuple[str, Bilingual]]:
        """Yield (path, text) of every printed line, table cells included, in printed order."""
        for paragraph in (*self.decision, *self.plan, *self.appendix.opening):
            yield paragraph.id, paragraph
        columns = self.appendix.columns
        for name in COLUMNS:
            yield f"appendix.columns.{column_path(name)}", getattr(columns, name)
        for group in self.appendix.groups:
            yield f"appendix.{group.id}.tt", Bilingual(vi=group.id, en=group.id)
            yield f"appendix.{group.id}.heading", group.heading
            for task in group.tasks:
                yield from task_cells(task)


COLUMNS: Final = tuple(Columns.model_fields)
"""The names of the appendix table's columns, in printed order; in the first stands the number."""

CELLS: Final = COLUMNS[1:]
"""Those whose cells are texts."""


def column_path(name: str) -> str:
    """Return a column's name as it stands in paths of paragraphs, which were published before it had its name."""
    return "product" if name == "output" else name


def task_cells(task: Task) -> Iterator[tuple[str, Bilingual]]:
    """Yield (path, text) of a task's printed cells, in printed order."""
    if task.number is not None:
        yield f"appendix.{task.id}.tt", Bilingual(vi=task.number, en=task.number)
    for name in CELLS:
        yield f"appendix.{task.id}.{column_path(name)}", getattr(task, name)
