"""What the API answers with: response models, from which its JSON Schemas and OpenAPI description are generated.

What each field means is said in data/api.yaml, in both languages; a field without words there stops the build.
Whatever stands under `reading` is our parse of the words beside it; under `editorial`, what the Decision does not say.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from plansite.read.model import AgencyKind, DutyKind, Involvement, Match, Role, SideName

API: Final = "api/v1/"
"""Where its files stand, below the site's address."""

Url: TypeAlias = Annotated[str, Field(json_schema_extra={"format": "uri"})]
"""A whole address, with its scheme."""

UrlTemplate: TypeAlias = Annotated[str, Field(json_schema_extra={"format": "uri-template"})]
"""An address in which {id} stands for an id (RFC 6570); without any it is an address too."""


class Answer(BaseModel):
    """A part of an answer: all of its fields are always there, null where there is nothing.

    We refuse fields that nobody declared; the published schemas allow them, as a later version may add some.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Answer):
    """A text in both languages."""

    vi: str
    en: str


class Addresses(Answer):
    """The addresses of one page in both languages."""

    vi: Url
    en: Url


class Note(Text):
    """A remark of ours."""

    id: str
    quote: str | None
    sic: bool
    at: list[str]
    sources: list[str]


class Written(Text):
    """A name as the Decision writes it."""

    at: list[str]


class Participant(Answer):
    """An agency or class that a cell names."""

    agency: str
    type: Literal["agency", "class"]
    name: Text
    url: Addresses
    involvement: Involvement
    written: str
    qualifier: Text | None


class Member(Answer):
    """An agency that takes part because a cell names a class to which it belongs."""

    agency: str
    type: Literal["agency", "class"]
    name: Text
    url: Addresses
    through: str


class CellReading(Answer):
    """Our reading of a lead or support cell."""

    joint: bool
    agencies: list[Participant]
    members: list[Member]


class Cell(Text):
    """A lead or support cell."""

    reading: CellReading


class Phase(Answer):
    """A span of years, or every year."""

    annual: bool
    start: int | None
    end: int | None


class PeriodReading(Answer):
    """Our reading of a period cell."""

    phases: list[Phase]


class Period(Text):
    """A period cell."""

    reading: PeriodReading


class Group(Answer):
    """A group of tasks."""

    id: str
    heading: Text


class Trace(Answer):
    """Our link between a task and a paragraph of the plan."""

    paragraph: str
    url: Addresses
    match: Match
    note: Text | None


class TaskEditorial(Answer):
    """What we add to a task."""

    number_added: bool
    carries_out: list[Trace]
    notes: list[Note]


class Task(Answer):
    """A row of the appendix."""

    id: str
    url: Addresses
    json_: Url = Field(serialization_alias="json")
    group: Group
    number: str | None
    content: Text
    lead: Cell
    support: Cell
    output: Text
    period: Period
    editorial: TaskEditorial


class Part(Answer):
    """A task in which an agency takes part."""

    task: str
    content: Text
    url: Addresses
    side: SideName
    involvement: Involvement
    joint: bool
    qualifier: Text | None
    through: str | None


class Duty(Answer):
    """What articles, Part III or the list of recipients say to an agency."""

    kind: DutyKind
    paragraphs: list[str]
    through: str | None


class Abbreviation(Answer):
    """A short form by which people look an agency up."""

    text: str
    language: Literal["vi", "en"]
    basis: Literal["decision", "source", "editorial"]
    sources: list[str]


class Successor(Answer):
    """The body that has a function today."""

    function: Text | None
    body: Text
    verified: bool
    sources: list[str]


class AgencyReading(Answer):
    """Our reading of the cells and paragraphs that concern an agency."""

    leads: list[Part]
    supports: list[Part]
    shares: list[Part]
    duties: list[Duty]


class AgencyEditorial(Answer):
    """What we add to an agency or class."""

    kind: AgencyKind | None
    short: Text
    name_sources: list[str]
    abbreviations: list[Abbreviation]
    also_called: list[str]
    about: Text | None
    today: list[Successor]
    member_of: list[str]
    open: bool | None
    members: list[str]
    why: Text | None
    notes: list[Note]


class Agency(Answer):
    """An agency, or a class of agencies, that the Decision names."""

    id: str
    url: Addresses
    json_: Url = Field(serialization_alias="json")
    type: Literal["agency", "class"]
    name: Text
    written: list[Written]
    mentions: list[str]
    reading: AgencyReading
    editorial: AgencyEditorial


class Carried(Answer):
    """A task that carries out a paragraph, as we link them."""

    task: str
    match: Match


class ParagraphEditorial(Answer):
    """What we add to a paragraph."""

    place: Text
    carried_out_by: list[Carried]
    notes: list[Note]


class Paragraph(Text):
    """A printed line of the Decision; a table cell is one too."""

    id: str
    url: Addresses
    part: Literal["decision", "plan", "appendix"]
    role: Role | None
    agencies: list[str]
    documents: list[str]
    editorial: ParagraphEditorial


class DocumentEditorial(Answer):
    """What we add to a document."""

    number: str | None
    remark: Text | None
    sources: list[str]
    notes: list[Note]


class Document(Answer):
    """A document that the Decision cites."""

    id: str
    url: Addresses
    number: str | None
    date: datetime.date | None
    issuer: Text | None
    kind: Text
    title: Text
    written: list[Written]
    cited_at: list[str]
    editorial: DocumentEditorial


class ShortForm(Text):
    """An abbreviation that the Decision prints."""

    text: str
    basis: Literal["decision", "editorial"]


class Term(Text):
    """A term and the English used for it."""

    also: str | None
    sources: list[str]


class Words(Answer):
    """Our words on words."""

    short_forms: list[ShortForm]
    terms: list[Term]


class Source(Answer):
    """A public page on which statements of ours rest."""

    id: str
    urls: list[Url]
    what: Text


class Change(Text):
    """Something that changed after the Decision."""

    id: str
    sources: list[str]


class Aftermath(Answer):
    """What changed since the Decision, as far as cited pages say."""

    checked: datetime.date
    changes: list[Change]
    unknown: list[Text]


class Identity(Answer):
    """What the Decision is."""

    number: str
    issued: datetime.date
    kind: Text
    issuer: str
    signer: str
    signer_title: Text
    place: Text


class License(Answer):
    """Terms under which a part of a file may be used, and where they stand."""

    id: str
    url: Url
    covers: Text


class Head(Answer):
    """What every file begins with."""

    schema_: Url = Field(serialization_alias="$schema")
    api: str
    terms: Text
    licenses: list[License]


class TaskFile(Task, Head):
    """The file of one task."""


class AgencyFile(Agency, Head):
    """The file of one agency or class."""


class File(Head):
    """What every file of several records begins with."""

    json_: Url = Field(serialization_alias="json")
    url: Addresses


class Tasks(File):
    """All tasks, in printed order."""

    tasks: list[Task]


class Agencies(File):
    """All agencies, then all classes."""

    agencies: list[Agency]


class Paragraphs(File):
    """Every printed line, in printed order."""

    paragraphs: list[Paragraph]


class Documents(File):
    """All documents that the Decision cites."""

    documents: list[Document]


class GlossaryFile(File):
    """Abbreviations and terms."""

    editorial: Words


class PlanEditorial(Answer):
    """What we add to the whole."""

    name: Text
    subject: Text
    text_from: str
    text_sha256: str
    aftermath: Aftermath
    short_forms: list[ShortForm]
    terms: list[Term]
    notes: list[Note]
    sources: list[Source]


class Plan(File):
    """The whole Decision with everything that this site adds to it."""

    identity: Identity
    paragraphs: list[Paragraph]
    tasks: list[Task]
    agencies: list[Agency]
    documents: list[Document]
    editorial: PlanEditorial


class Resource(Answer):
    """A file of the API."""

    name: str
    json_: UrlTemplate = Field(serialization_alias="json")
    schema_: Url = Field(serialization_alias="schema")
    about: Text


class Table(Answer):
    """A CSV table."""

    name: str
    csv: Url
    about: Text


class Version(Text):
    """A published change."""

    id: str
    date: datetime.date
    api: str | None
    api_changes: Text | None
    at: list[str]


class Index(File):
    """What the API offers, and how it has changed."""

    openapi: Url
    resources: list[Resource]
    tables: list[Table]
    datapackage: Url
    catalog: Url
    archive: Url
    history: list[Version]
