"""What a page tells machines: Open Graph for chats, and schema.org for search engines, as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from plansite.files.dataset import schema_org
from plansite.files.terms import OURS
from plansite.pages.cards import HEIGHT, WIDTH
from plansite.pages.content import Page
from plansite.pages.render import Site
from plansite.read.kinds import ROOTS, SECTIONS, card_path
from plansite.read.model import Agency, AgencyKind, Document, Language, Phase
from plansite.relate.links import Links

Node = dict[str, Any]
"""A thing in schema.org's words."""

LOCALES: Final[Mapping[Language, str]] = {"vi": "vi_VN", "en": "en_GB"}
PAGE_TYPES: Final = {"about": "AboutPage", "tasks": "CollectionPage", "agencies": "CollectionPage"}

NOT_GOVERNMENT: Final = frozenset(
    [
        AgencyKind.FRONT,
        AgencyKind.ELECTED,
        AgencyKind.PARTY,
        AgencyKind.BANK,
        AgencyKind.DISTRICT_UNIT,
        AgencyKind.PRESS,
    ]
)
"""Kinds of which the Decision does not say that each is an agency of the government."""

REPUBLISHED: Final = "https://schema.org/UnofficialLegalValue"
"""A copy of the text by someone who is not its official publisher, as this site is in both languages."""


@dataclass(frozen=True)
class Metadata:
    """What the head of a page says to machines."""

    properties: tuple[tuple[str, str], ...]
    """Open Graph, in order; a property may stand twice."""
    names: tuple[tuple[str, str], ...]
    graph: Node
    """JSON-LD."""


def metadata(site: Site, page: Page, root: str) -> Metadata:
    """Describe a page of `site`; `root` is the site's public address, with a slash at its end."""
    scene = Scene(site, page, root)
    return Metadata(tuple(scene.open_graph()), (("twitter:card", "summary_large_image"),), scene.graph())


def pointer(node: Node) -> Node:
    """Name a thing that the graph describes elsewhere."""
    return {"@type": node["@type"], "@id": node["@id"]}


def span(phases: Iterable[Phase]) -> list[str]:
    """Write the years of a period; none for what is done every year."""
    return [f"{phase.start}/{phase.end}" for phase in phases if not phase.annual]


@dataclass(frozen=True)
class Scene:
    """One page in one language, and what surrounds it."""

    site: Site
    page: Page
    root: str

    @property
    def links(self) -> Links:
        """Return what follows from the plan."""
        return self.site.links

    @property
    def words(self) -> Mapping[Language, Mapping[str, str]]:
        """Return the interface words."""
        return self.site.words

    @cached_property
    def language(self) -> Language:
        """Return the page's language."""
        return self.page.language

    @cached_property
    def other(self) -> Language:
        """Return the other language."""
        return "en" if self.language == "vi" else "vi"

    @cached_property
    def here(self) -> str:
        """Return the page's public address."""
        return self.url(self.page.address.kind, self.page.address.id)

    def url(self, kind: str, id_: str = "", language: Language | None = None) -> str:
        """Return the public address of a page."""
        return self.root + self.links.pages[kind, id_].path(language or self.language)

    def open_graph(self) -> Iterator[tuple[str, str]]:
        """Yield what a chat shows when it is sent the page's address; its description is the page's own."""
        yield "og:type", "website" if self.page.address.kind == "home" else "article"
        yield "og:site_name", self.words[self.language]["site_name"]
        yield "og:title", self.page.title
        yield "og:url", self.here
        yield "og:locale", LOCALES[self.language]
        yield "og:locale:alternate", LOCALES[self.other]
        yield "og:image", self.root + card_path(self.page.address, self.language)
        yield "og:image:width", str(WIDTH)
        yield "og:image:height", str(HEIGHT)
        yield "og:image:alt", f"{self.law('decision')['name']} · {self.page.title}"

    def graph(self) -> Node:
        """Return all that the page says of itself and of what it is about."""
        subject = SUBJECTS.get(self.page.address.kind, _nothing)(self)
        return {"@context": "https://schema.org", "@graph": [self._webpage(subject), *subject]}

    def _webpage(self, subject: list[Node]) -> Node:
        """Describe the page itself; what it is mainly about follows in the graph."""
        return {
            "@type": PAGE_TYPES.get(self.page.address.kind, "WebPage"),
            "@id": self.here,
            "name": self.page.title,
            "inLanguage": self.language,
            **self._changed(),
            "license": OURS.url,
            "isPartOf": pointer(self.website()),
            **self._breadcrumbs(),
            **({"mainEntity": pointer(subject[0])} if subject else {"about": self.law("decision")}),
        }

    def _changed(self) -> Node:
        """Return the day on which the page last changed, as far as was published."""
        day = self.site.last_changed.get((self.page.address.kind, self.page.address.id))
        return {"dateModified": day.isoformat()} if day else {}

    def _breadcrumbs(self) -> Node:
        """Return the way from the home page, on which there is none."""
        address = self.page.address
        if address.kind == "home":
            return {}
        way = dict.fromkeys([("home", ""), (SECTIONS.get(address.kind, address.kind), ""), (address.kind, address.id)])
        pages = [{"@type": "WebPage", "@id": self.url(*place), "name": self._name(*place)} for place in way]
        return {"breadcrumb": {"@type": "BreadcrumbList", "itemListElement": numbered(pages)}}

    def _name(self, kind: str, id_: str) -> str:
        """Name a page in a word or two, save bodies, which have their names."""
        if kind == "task":
            return str(self.law(kind, id_)["name"])
        return self.page.title if id_ else self.words[self.language][f"page_{kind}"]

    def website(self) -> Node:
        """Describe the site in the page's language, and how to search it."""
        home = self.url("home")
        target = {"@type": "EntryPoint", "urlTemplate": f"{home}?q={{search_term_string}}"}
        search = {"@type": "SearchAction", "target": target, "query-input": "required name=search_term_string"}
        return {
            "@type": "WebSite",
            "@id": f"{self.root}{ROOTS[self.language]}#website",
            "url": home,
            "name": self.words[self.language]["site_name"],
            "alternateName": self.links.plan.identity.name[self.language],
            "inLanguage": self.language,
            "potentialAction": search,
        }

    def law(self, kind: str, id_: str = "", language: Language | None = None) -> Node:
        """Name a part of the Decision in one language: the Decision itself, its plan, its appendix, or a task."""
        language = language or self.language
        identity, words = self.links.plan.identity, self.words[language]
        names = {
            "decision": f"{identity.kind[language]} {identity.number}",
            "plan": identity.name[language],
            "appendix": words["page_appendix"],
            "task": f"{words['task']} {id_}",
        }
        place = f"{self.url(kind, id_, language)}#legislation"
        return {"@type": "Legislation", "@id": place, "name": names[kind], "inLanguage": language}

    def text(self, kind: str, id_: str = "") -> Node:
        """Describe a part of the Decision; in English, as the translation that it is."""
        copy = {
            "@type": "LegislationObject",
            "url": self.here,
            "legislationLegalValue": REPUBLISHED,
        }
        files = [
            {"@type": "MediaObject", "contentUrl": self.root + one.path, "encodingFormat": one.type}
            for one in self.site.offers.alternates(self.page.address, self.language)
        ]
        own, twin = self.law(kind, id_) | {"encoding": [copy, *files]}, self.law(kind, id_, self.other)
        if self.language == "vi":
            return {**own, **self._issued(kind), "workTranslation": twin}
        return {**own, "translationOfWork": {**twin, **self._issued(kind)}}

    def _issued(self, kind: str) -> Node:
        """Say what was issued when and by whom: this is said of the Vietnamese Decision alone."""
        identity = self.links.plan.identity
        if kind != "decision":
            return {}
        return {
            "legislationIdentifier": identity.number,
            "legislationType": identity.kind["vi"],
            "legislationDate": identity.issued.isoformat(),
            "legislationPassedBy": self.body(identity.issuer, "vi"),
            "legislationJurisdiction": {"@type": "AdministrativeArea", "name": identity.place["vi"]},
        }

    def body(self, id_: str, language: Language | None = None) -> Node:
        """Name a body; it is the same in both languages, so its id is too."""
        language = language or self.language
        body = self.links.bodies[id_]
        government = isinstance(body, Agency) and body.kind not in NOT_GOVERNMENT
        return {
            "@type": "GovernmentOrganization" if government else "Organization",
            "@id": f"{self.url('agency', id_, 'vi')}#organization",
            "name": body.name[language],
        }

    def citations(self, kind: str) -> list[Node]:
        """Name the documents that one part of the Decision cites, itself aside."""
        found = [
            self.links.documents[id_]
            for (target, id_), paths in self.links.mentions.items()
            if target == "document" and any(self.links.home_of(path) == kind for path in paths)
        ]
        return [self._document(one) for one in found if one.number != self.links.plan.identity.number]

    def _document(self, document: Document) -> Node:
        """Name a document by its title and by the number that the Decision prints."""
        number = {"identifier": document.number} if document.number and document.printed else {}
        return {"@type": "CreativeWork", "name": document.title[self.language], **number}


def numbered(things: Iterable[Node]) -> list[Node]:
    """Put things in their order."""
    return [{"@type": "ListItem", "position": n, "item": thing} for n, thing in enumerate(things, 1)]


def _nothing(scene: Scene) -> list[Node]:  # noqa: ARG001  # one signature for every kind
    """Return nothing: the page is about the Decision as a whole."""
    return []


def _home(scene: Scene) -> list[Node]:
    """Describe the site and, with its parts, the Decision."""
    return [scene.website(), *_decision(scene)]


def _decision(scene: Scene) -> list[Node]:
    """Describe the Decision with its parts, and who issued it."""
    whole = {
        "description": scene.links.plan.identity.subject[scene.language],
        "hasPart": [scene.law("plan"), scene.law("appendix")],
        "citation": scene.citations("decision"),
    }
    return [scene.text("decision") | whole]


def _plan(scene: Scene) -> list[Node]:
    """Describe the plan."""
    return [scene.text("plan") | {"isPartOf": scene.law("decision"), "citation": scene.citations("plan")}]


def _appendix(scene: Scene) -> list[Node]:
    """Describe the appendix with its tasks."""
    tasks = [scene.law("task", id_) for id_ in scene.links.tasks]
    return [scene.text("appendix") | {"isPartOf": scene.law("decision"), "hasPart": tasks}]


def _task(scene: Scene) -> list[Node]:
    """Describe a task as what it is, a part of the Decision; its bodies stand on the page, and bytes count there."""
    task = scene.links.tasks[scene.page.address.id]
    return [
        scene.text("task", task.id)
        | {
            "identifier": task.id,
            "temporalCoverage": span(task.period.phases),
            "isPartOf": scene.law("appendix"),
        }
    ]


def _agency(scene: Scene) -> list[Node]:
    """Describe a body; a class is none, so its page is about the Decision."""
    body = scene.links.bodies[scene.page.address.id]
    if not isinstance(body, Agency):
        return []
    short = (one.text for one in body.abbreviations)
    names = dict.fromkeys([body.short[scene.language], body.name[scene.other], *short])
    others = [name for name in names if name != body.name[scene.language]]
    return [
        scene.body(body.id) | {"alternateName": others, "mainEntityOfPage": {"@type": "WebPage", "@id": scene.here}}
    ]


def _data(scene: Scene) -> list[Node]:
    """Describe the dataset."""
    if scene.site.settings.pages_only:
        return []
    return [schema_org(scene.site, scene.language) | {"isBasedOn": scene.law("decision")}]


def _tasks(scene: Scene) -> list[Node]:
    """List the tasks."""
    return [_list(scene, (scene.law("task", id_) for id_ in scene.links.tasks))]


def _agencies(scene: Scene) -> list[Node]:
    """List the bodies."""
    return [_list(scene, (scene.body(agency.id) for agency in scene.links.plan.agencies))]


def _list(scene: Scene, things: Iterable[Node]) -> Node:
    """List what a page lists."""
    return {"@type": "ItemList", "@id": f"{scene.here}#list", "itemListElement": numbered(things)}


SUBJECTS: Final[Mapping[str, Callable[[Scene], list[Node]]]] = {
    "home": _home,
    "decision": _decision,
    "plan": _plan,
    "appendix": _appendix,
    "tasks": _tasks,
    "task": _task,
    "agencies": _agencies,
    "agency": _agency,
    "data": _data,
}
"""What a page of each kind is mainly about; others are about the Decision."""
