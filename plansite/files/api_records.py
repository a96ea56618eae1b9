"""The plan → the API's records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from plansite.files import api_models as r
from plansite.files.api_models import API
from plansite.files.terms import LICENCES
from plansite.pages import content
from plansite.pages.render import Site
from plansite.read import model as m
from plansite.read.history import Update, api_version
from plansite.read.kinds import LANGUAGES, task_slug
from plansite.read.model import Involvement, SideName
from plansite.relate.links import Assignment
from plansite.relate.place_names import cite


def text(words: m.Bilingual) -> r.Text:
    """Return a text in both languages."""
    return r.Text(vi=words.vi, en=words.en)


def maybe(words: m.Bilingual | None) -> r.Text | None:
    """Return a text that need not be there."""
    return None if words is None else text(words)


class Answers:
    """Every record of the API, made from one site."""

    def __init__(self, site: Site) -> None:
        """Answer for `site`, whose address all links begin with."""
        self.site = site
        self.links = site.links
        self._api = site.url + API

    # --- Addresses ---

    def url(self, kind: str, id: str = "", anchor: str = "") -> r.Addresses:
        """Return the permanent links of a page, or of an anchor on it."""
        address = self.links.pages[kind, id]
        vi, en = (self.site.url + address.path(language) + (f"#{anchor}" if anchor else "") for language in LANGUAGES)
        return r.Addresses(vi=vi, en=en)

    def place(self, path: str) -> r.Addresses:
        """Return the permanent links of a paragraph."""
        return self.url(self.links.home_of(path), anchor=path)

    def _terms(self, name: str) -> dict[str, Any]:
        """Return what every file begins with; `name` is that of its schema."""
        words = self.site.data.api_words
        return {
            "schema_": f"{self._api}schema/{name}.json",
            "api": api_version(self.site.data.updates),
            "terms": text(words["terms_text"]),
            "licenses": [r.License(id=one.id, url=one.url, covers=text(words[one.covers])) for one in LICENCES],
        }

    def _head(self, name: str, page: str) -> dict[str, Any]:
        """Return what a file of several records begins with."""
        return {**self._terms(name), "json_": f"{self._api}{name}.json", "url": self.url(page)}

    # --- Tasks ---

    def task(self, id: str) -> r.TaskFile:
        """Return a task with what its file says besides."""
        return r.TaskFile(**self._terms("task"), **dict(self._tasks[id]))

    @cached_property
    def _tasks(self) -> dict[str, r.Task]:
        """Every task by its id."""
        return {task.id: self._task(task) for task in self.links.tasks.values()}

    def _task(self, task: m.Task) -> r.Task:
        """Make a task's record."""
        group = self.links.groups[task.id]
        view = content.VIEWS["task"](self.links, task.id)
        traces = [
            r.Trace(paragraph=one.paragraph, url=self.place(one.paragraph), match=one.match, note=maybe(one.note))
            for one in task.carries_out
        ]
        return r.Task(
            id=task.id,
            url=self.url("task", task.id),
            json_=f"{self._api}tasks/{task_slug(task.id)}.json",
            group=r.Group(id=group.id, heading=text(group.heading)),
            number=task.number,
            content=text(task.content),
            lead=self._cell(task, "lead"),
            support=self._cell(task, "support"),
            output=text(task.output),
            period=self._period(task.period),
            editorial=r.TaskEditorial(
                number_added=task.number is None, carries_out=traces, notes=self._notes(view["notes"])
            ),
        )

    def _cell(self, task: m.Task, side: SideName) -> r.Cell:
        """Return a lead or support cell and our reading of it."""
        cell = task.lead if side == "lead" else task.support
        printed = self.links.in_task(task, side)
        members = [one for one in self.links.by_task[task.id] if one.side == side and one.through]
        reading = r.CellReading(
            joint=any(one.joint for one in printed),
            agencies=[self._participant(one) for one in printed],
            members=[
                r.Member(agency=one.agency, through=one.through or "", **self._named(one.agency)) for one in members
            ],
        )
        return r.Cell(vi=cell.vi, en=cell.en, reading=reading)

    def _participant(self, one: Assignment) -> r.Participant:
        """Return an agency or class that a cell names."""
        return r.Participant(
            agency=one.agency,
            involvement=one.involvement,
            written=one.participant.written,
            qualifier=maybe(one.participant.qualifier),
            **self._named(one.agency),
        )

    def _named(self, body: str) -> dict[str, Any]:
        """Return what a body is, its name and its permanent links."""
        type_ = "class" if body in self.links.classes else "agency"
        return {"type": type_, "name": text(self.links.bodies[body].name), "url": self.url("agency", body)}

    def _period(self, period: m.Period) -> r.Period:
        """Return a period cell and our reading of it."""
        phases = [r.Phase(annual=phase.annual, start=phase.start, end=phase.end) for phase in period.phases]
        return r.Period(vi=period.vi, en=period.en, reading=r.PeriodReading(phases=phases))

    def _notes(self, notes: Iterable[m.Note]) -> list[r.Note]:
        """Return notes of ours."""
        return [
            r.Note(id=n.id, vi=n.vi, en=n.en, quote=n.quote, sic=n.sic, at=list(n.at), sources=list(n.sources))
            for n in notes
        ]

    # --- Agencies ---

    def agency(self, id: str) -> r.AgencyFile:
        """Return an agency or class with what its file says besides."""
        return r.AgencyFile(**self._terms("agency"), **dict(self._bodies[id]))

    @cached_property
    def _bodies(self) -> dict[str, r.Agency]:
        """Every agency and class by its id."""
        return {id: self._agency(body) for id, body in self.links.bodies.items()}

    def _agency(self, body: m.Agency | m.AgencyClass) -> r.Agency:
        """Make the record of an agency or class."""
        view = content.VIEWS["agency"](self.links, body.id)
        return r.Agency(
            id=body.id,
            url=self.url("agency", body.id),
            json_=f"{self._api}agencies/{body.id}.json",
            type="class" if isinstance(body, m.AgencyClass) else "agency",
            name=text(body.name),
            written=self._written(body.written),
            mentions=list(self.links.mentions.get(("agency", body.id), ())),
            reading=self._agency_reading(body.id, view),
            editorial=self._agency_editorial(body, view),
        )

    def _written(self, names: Iterable[m.Written]) -> list[r.Written]:
        """Return the forms in which the Decision writes a name."""
        return [r.Written(vi=name.vi, en=name.en, at=list(name.at)) for name in names]

    def _agency_reading(self, body: str, view: Mapping[str, Any]) -> r.AgencyReading:
        """Return the tasks and duties of an agency or class."""
        leads, supports, shares = ([self._part(one) for one in view[key]] for key in ("leads", "supports", "shared"))
        duties = [
            r.Duty(kind=duty.kind, paragraphs=list(duty.paragraphs), through=through)
            for duty, through in self.links.duties.get(body, ())
        ]
        return r.AgencyReading(leads=leads, supports=supports, shares=shares, duties=duties)

    def _part(self, one: Assignment) -> r.Part:
        """Return a task as one of its agencies sees it."""
        return r.Part(
            task=one.task.id,
            content=text(one.task.content),
            url=self.url("task", one.task.id),
            side=one.side,
            involvement=one.involvement,
            joint=one.joint,
            qualifier=None if one.involvement is Involvement.MEMBER else maybe(one.participant.qualifier),
            through=one.through,
        )

    def _agency_editorial(self, body: m.Agency | m.AgencyClass, view: Mapping[str, Any]) -> r.AgencyEditorial:
        """Return what we add to an agency or class."""
        agency, group = (body, None) if isinstance(body, m.Agency) else (None, body)
        return r.AgencyEditorial(
            kind=agency.kind if agency else None,
            short=text(agency.short if agency else body.name),
            name_sources=list(agency.name_sources if agency else ()),
            abbreviations=[_abbreviation(one) for one in (agency.abbreviations if agency else ())],
            also_called=list(body.also_called),
            about=maybe(agency.about if agency else None),
            today=[_successor(one) for one in (agency.today if agency else ())],
            member_of=[one.id for one in view["memberships"]],
            open=group.open if group else None,
            members=list(group.members if group else ()),
            why=text(group.why) if group else None,
            notes=self._notes(view["notes"]),
        )

    # --- Paragraphs, documents, words ---

    @cached_property
    def _paragraphs(self) -> list[r.Paragraph]:
        """Every printed line."""
        named: dict[str, dict[str, list[str]]] = {"agency": {}, "document": {}}
        for (kind, id_), paths in self.links.mentions.items():
            for path in paths:
                named[kind].setdefault(path, []).append(id_)
        return [
            self._paragraph(path, words, named["agency"].get(path, []), named["document"].get(path, []))
            for path, words in self.links.texts.items()
        ]

    def _paragraph(self, path: str, words: m.Bilingual, agencies: list[str], documents: list[str]) -> r.Paragraph:
        """Make a printed line's record."""
        vi, en = (cite(path, self.site.lines, self.site.words[language]) for language in LANGUAGES)
        traces = self.links.carried_out_by.get(path, ())
        return r.Paragraph(
            id=path,
            url=self.place(path),
            part=self.links.home_of(path),  # type: ignore[arg-type]  # one of three
            role=words.role if isinstance(words, m.Paragraph) else None,
            vi=words.vi,
            en=words.en,
            agencies=agencies,
            documents=documents,
            editorial=r.ParagraphEditorial(
                place=r.Text(vi=vi, en=en),
                carried_out_by=[r.Carried(task=task.id, match=trace.match) for task, trace in traces],
                notes=self._notes(self.links.notes.get(path, ())),
            ),
        )

    @cached_property
    def _documents(self) -> list[r.Document]:
        """Every document cited."""
        return [self._document(one) for one in self.site.plan.documents]

    def _document(self, one: m.Document) -> r.Document:
        """Make a document's record; a number that is not printed is ours."""
        return r.Document(
            id=one.id,
            url=self.url("documents", anchor=one.id),
            number=one.number if one.printed else None,
            date=one.date,
            issuer=maybe(one.issuer),
            kind=text(one.kind),
            title=text(one.title),
            written=self._written(one.written),
            cited_at=list(self.links.mentions.get(("document", one.id), ())),
            editorial=r.DocumentEditorial(
                number=None if one.printed else one.number,
                remark=maybe(one.remark),
                sources=list(one.sources),
                notes=self._notes(self.links.notes.get(one.id, ())),
            ),
        )

    @cached_property
    def _words(self) -> r.Words:
        """Abbreviations and terms."""
        plan = self.site.plan
        return r.Words(
            short_forms=[r.ShortForm(text=one.text, vi=one.vi, en=one.en, basis=one.basis) for one in plan.short_forms],
            terms=[r.Term(vi=one.vi, en=one.en, also=one.also, sources=list(one.sources)) for one in plan.glossary],
        )

    # --- Files ---

    def tasks(self) -> r.Tasks:
        """Return all tasks."""
        return r.Tasks(**self._head("tasks", "tasks"), tasks=list(self._tasks.values()))

    def agencies(self) -> r.Agencies:
        """Return all agencies and classes."""
        return r.Agencies(**self._head("agencies", "agencies"), agencies=list(self._bodies.values()))

    def paragraphs(self) -> r.Paragraphs:
        """Return every printed line."""
        return r.Paragraphs(**self._head("paragraphs", "plan"), paragraphs=self._paragraphs)

    def documents(self) -> r.Documents:
        """Return all documents cited."""
        return r.Documents(**self._head("documents", "documents"), documents=self._documents)

    def glossary(self) -> r.GlossaryFile:
        """Return abbreviations and terms."""
        return r.GlossaryFile(**self._head("glossary", "glossary"), editorial=self._words)

    def plan(self) -> r.Plan:
        """Return everything."""
        one = self.site.plan.identity
        identity = r.Identity(
            number=one.number,
            issued=one.issued,
            kind=text(one.kind),
            issuer=one.issuer,
            signer=one.signer,
            signer_title=text(one.signer_title),
            place=text(one.place),
        )
        return r.Plan(
            **self._head("plan", "home"),
            identity=identity,
            paragraphs=self._paragraphs,
            tasks=list(self._tasks.values()),
            agencies=list(self._bodies.values()),
            documents=self._documents,
            editorial=self._plan_editorial(),
        )

    def _plan_editorial(self) -> r.PlanEditorial:
        """Return what we add to the whole."""
        plan = self.site.plan
        after = plan.aftermath
        changes = [r.Change(id=one.id, vi=one.vi, en=one.en, sources=list(one.sources)) for one in after.changes]
        return r.PlanEditorial(
            name=text(plan.identity.name),
            subject=text(plan.identity.subject),
            text_from=plan.provenance.website,
            text_sha256=plan.provenance.sha256,
            aftermath=r.Aftermath(checked=after.checked, changes=changes, unknown=[text(one) for one in after.unknown]),
            short_forms=self._words.short_forms,
            terms=self._words.terms,
            notes=self._notes(plan.notes),
            sources=[r.Source(id=one.id, urls=list(one.urls), what=text(one.what)) for one in plan.sources],
        )

    def index(self, models: Mapping[str, type[r.Answer]], tables: Iterable[str]) -> r.Index:
        """Return what the API offers: answers by name, tables by name."""
        words = self.site.data.api_words
        return r.Index(
            **self._head("index", "data"),
            openapi=f"{self._api}openapi.json",
            resources=[self._resource(name, model) for name, model in models.items()],
            tables=[
                r.Table(name=name, csv=f"{self._api}{name}.csv", about=text(words[f"csv_{name}"])) for name in tables
            ],
            datapackage=f"{self._api}datapackage.json",
            catalog=f"{self._api}dcat.jsonld",
            archive=f"{self._api}plan-768.zip",
            history=[_version(one) for one in self.site.data.updates],
        )

    def _resource(self, name: str, model: type[r.Answer]) -> r.Resource:
        """Describe a file, or the files of one kind of record."""
        path = {"task": "tasks/{id}", "agency": "agencies/{id}"}.get(name, name)
        return r.Resource(
            name=name,
            json_=f"{self._api}{path}.json",
            schema_=f"{self._api}schema/{name}.json",
            about=text(self.site.data.api_words[model.__name__]),
        )


def _version(one: Update) -> r.Version:
    """Return a published change."""
    return r.Version(
        id=one.id,
        date=one.date,
        api=one.api,
        api_changes=maybe(one.api_changes),
        vi=one.vi,
        en=one.en,
        at=list(one.at),
    )


def _abbreviation(one: m.Abbreviation) -> r.Abbreviation:
    """Return a short form."""
    return r.Abbreviation(text=one.text, language=one.language, basis=one.basis, sources=list(one.sources))


def _successor(one: m.Successor) -> r.Successor:
    """Return today's body."""
    return r.Successor(
        function=maybe(one.function), body=text(one.body), verified=one.verified, sources=list(one.sources)
    )
