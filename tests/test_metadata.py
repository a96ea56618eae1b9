"""Checks what pages tell chats and search engines, against schema.org's own vocabulary."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args

import pytest
from conftest import ROOT, SITE_URL, real_site
from jinja2 import Environment, FileSystemLoader
from lxml import html
from PIL import Image
from pydantic import ValidationError
from schema_org import registry
from schema_org.base import SchemaEnum

from plansite.read.kinds import LANGUAGES
from plansite.read.model import Language
from plansite.site.metadata import Metadata

SITE: Final = real_site()
PAGES: Final = [(address, language) for address in SITE.addresses() for language in LANGUAGES]
PATHS: Final = [address.path(language) for address, language in PAGES]


@cache
def head(file: Path) -> Any:
    """Parse the head of a built page."""
    return html.parse(file, html.HTMLParser(encoding="utf-8")).find("head")


def graph(site: Path, path: str) -> list[dict[str, Any]]:
    """Read what a built page says in schema.org's words."""
    [script] = head(site / path / "index.html").xpath("script[@type = 'application/ld+json']")
    data = json.loads(script.text)
    assert data.keys() == {"@context", "@graph"}
    assert data["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = data["@graph"]
    return nodes


def nodes_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every node in some JSON-LD, the outer before the inner."""
    if isinstance(value, dict):
        yield value
    for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes_in(child)


# --- schema.org's vocabulary ---


def typed(node: Any) -> Any:
    """Make a node's model by schema.org's definitions, its inner nodes first; raise when they do not allow it."""
    model = registry.get_model(node["@type"])
    fields = {field.alias: field for field in model.model_fields.values()}
    said: dict[str, Any] = {}
    for name, value in node.items():
        base = name.removesuffix("-input")  # schema.org's actions: any property may be asked for so, in a line of text
        if base != name and base in fields and isinstance(value, str):
            continue
        said[name] = converted(value, fields[name].annotation if name in fields else None)
    return model(**said)


def converted(value: Any, annotation: Any) -> Any:
    """Make what the models take from what JSON can say."""
    if isinstance(value, dict):
        return typed(value)
    if isinstance(value, list):
        return [converted(one, annotation) for one in value]
    kinds = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    for kind in () if str in kinds else kinds:
        if isinstance(kind, type) and issubclass(kind, datetime.date):
            return datetime.date.fromisoformat(value)
        if isinstance(kind, type) and issubclass(kind, SchemaEnum):
            return next((member for member in kind if member.value == value), value)
    return value


@pytest.mark.parametrize("path", PATHS)
def test_pages_speak_schema_org(site: Path, path: str) -> None:
    for node in graph(site, path):
        typed(node)


LAW: Final = {"@type": "Legislation", "name": "Điều 1"}


@pytest.mark.parametrize("wrong", [
    LAW | {"@type": "Law"},
    LAW | {"legislationNumber": "768/QĐ-UBND"},
    LAW | {"legislationDate": "11/3/2022"},
    LAW | {"legislationLegalForce": "https://schema.org/InForceToday"},
    LAW | {"hasPart": {"@type": "GovernmentOrganization", "name": "Sở Y tế"}},
    LAW | {"hasPart": [{"@type": "Legislation", "nom": "Điều 2"}]},
    LAW | {"legislationPassedBy": "UBND tỉnh"},
    LAW | {"position": {"@type": "Place", "name": "Bình Định"}},
    {"@type": "GovernmentOrganization", "legislationDate": "2022-03-11"},
    {"@type": "SearchAction", "question-input": "required name=q"},
    {"@type": "ListItem", "position": 1, "item": "https://example.org/"},
])  # fmt: skip
def test_what_schema_org_does_not_know_is_refused(wrong: Any) -> None:
    typed(LAW | {"legislationDate": "2022-03-11", "hasPart": [LAW]})

    with pytest.raises((ValidationError, ValueError, KeyError)):
        typed(wrong)


# --- The graph as a whole ---


@pytest.fixture(scope="module")
def described(site: Path) -> dict[str, dict[str, Any]]:
    """Collect what pages describe, by id."""
    return {node["@id"]: node for path in PATHS for node in graph(site, path)}


def test_everything_named_is_described_somewhere_as_the_same(site: Path, described: dict[str, Any]) -> None:
    named = {(node["@id"], node["@type"]) for path in PATHS for node in nodes_in(graph(site, path)) if "@id" in node}
    pages = {"WebPage", "AboutPage", "CollectionPage"}
    unknown = [
        (id_, type_) for id_, type_ in named if described.get(id_, {}).get("@type") != type_ and type_ not in pages
    ]

    assert len(named) > 200
    assert unknown == []
    assert {id_ for id_, type_ in named if type_ in pages} == {SITE_URL + path for path in PATHS}


def test_a_part_knows_its_whole(described: dict[str, Any]) -> None:
    laws = {id_: node for id_, node in described.items() if node["@type"] == "Legislation"}
    down = {(whole, part["@id"]) for whole, node in laws.items() for part in node.get("hasPart", ())}
    up = {(node["isPartOf"]["@id"], part) for part, node in laws.items() if "isPartOf" in node}

    assert len(laws) == 2 * (3 + len(SITE.links.tasks))
    assert down == up


def test_a_text_knows_its_translation(described: dict[str, Any]) -> None:
    laws = {id_: node for id_, node in described.items() if node["@type"] == "Legislation"}
    there = {(id_, node["workTranslation"]["@id"]) for id_, node in laws.items() if node["inLanguage"] == "vi"}
    back = {(node["translationOfWork"]["@id"], id_) for id_, node in laws.items() if node["inLanguage"] == "en"}

    assert there == back
    assert len(there) * 2 == len(laws)


# --- What is said, and what is not ---


@pytest.mark.parametrize("path", ["", "quyet-dinh/"])
def test_the_decision_is_what_it_is(site: Path, path: str) -> None:
    [law] = [node for node in graph(site, path) if node["@type"] == "Legislation"]

    assert law["legislationIdentifier"] == "768/QĐ-UBND"
    assert law["legislationDate"] == "2022-03-11"
    assert law["legislationPassedBy"]["name"] == "Ủy ban nhân dân tỉnh Bình Định"
    assert law["legislationJurisdiction"]["name"] == "Bình Định"
    assert law["inLanguage"] == "vi"


def test_the_translation_claims_nothing_that_only_the_decision_has(site: Path) -> None:
    [law] = [node for node in graph(site, "en/decision/") if node["@type"] == "Legislation"]

    assert [name for name in law if name.startswith("legislation")] == []
    assert law["translationOfWork"]["legislationIdentifier"] == "768/QĐ-UBND"


UNPROVEN: Final = {"legislationLegalForce", "legislationDateOfApplicability", "legislationDateVersion",
                   "legislationResponsible", "parentOrganization", "department", "publisher"}  # fmt: skip
"""What the Decision does not say, or not in schema.org's sense."""


def test_nothing_is_said_that_the_decision_does_not_say(site: Path) -> None:
    nodes = [node for path in PATHS for node in nodes_in(graph(site, path))]
    values = {node["legislationLegalValue"] for node in nodes if node["@type"] == "LegislationObject"}

    assert [node for node in nodes if UNPROVEN & node.keys()] == []
    assert values == {"https://schema.org/UnofficialLegalValue"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("task", SITE.links.tasks.values(), ids=list(SITE.links.tasks))
def test_a_task_says_its_number_and_years(site: Path, task: Any, language: Language) -> None:
    [law] = [node for node in graph(site, SITE.links.pages["task", task.id].path(language)) if node.get("identifier")]

    assert law["name"] == f"{'Nhiệm vụ' if language == 'vi' else 'Task'} {task.id}"
    assert law["temporalCoverage"] == [f"{phase.start}/{phase.end}" for phase in task.period.phases if phase.start]


@pytest.mark.parametrize(("body", "type_"), [
    ("so-y-te", "GovernmentOrganization"), ("ubnd-tinh", "GovernmentOrganization"), ("ban-bi-thu", "Organization"),
    ("ubmttq-viet-nam-tinh", "Organization"), ("co-quan-bao-chi", "Organization"), ("cac-so-nganh", None),
])  # fmt: skip
def test_a_body_is_called_what_it_is(site: Path, body: str, type_: str | None) -> None:
    found = [node for node in graph(site, f"co-quan/{body}/") if node["@type"].endswith("Organization")]

    assert [node["@type"] for node in found] == ([type_] if type_ else [])
    assert all(node["name"] not in node["alternateName"] for node in found)


@pytest.mark.parametrize(("path", "way"), [
    ("en/plan/", ["Home", "Plan"]),
    ("en/tasks/iii-8/", ["Home", "Tasks", "Task III.8"]),
    ("co-quan/so-y-te/", ["Trang chủ", "Cơ quan", "Sở Y tế tỉnh Bình Định"]),
])  # fmt: skip
def test_breadcrumbs_lead_from_home(site: Path, path: str, way: list[str]) -> None:
    [trail] = [node for node in nodes_in(graph(site, path)) if node["@type"] == "BreadcrumbList"]
    items = trail["itemListElement"]

    assert [item["position"] for item in items] == list(range(1, len(way) + 1))
    assert [item["item"]["name"] for item in items] == way
    assert items[-1]["item"]["@id"] == SITE_URL + path


@pytest.mark.parametrize("path", ["", "en/"])
def test_home_has_no_breadcrumb(site: Path, path: str) -> None:
    assert [node for node in nodes_in(graph(site, path)) if node["@type"] == "BreadcrumbList"] == []


@pytest.mark.parametrize(("address", "language"), PAGES, ids=PATHS)
def test_a_page_says_when_it_changed_and_under_which_terms(site: Path, address: Any, language: Language) -> None:
    page = graph(site, address.path(language))[0]

    assert page["dateModified"] == SITE.last_changed[address.kind, address.id].isoformat()
    assert page["license"] == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith(("quyet-dinh", "en/plan", "nhiem-vu/iii"))])
def test_a_text_names_the_files_that_hold_it(site: Path, path: str) -> None:
    files = [node for node in nodes_in(graph(site, path)) if node["@type"] == "MediaObject"]
    head_ = head(site / path / "index.html").xpath("link[@rel = 'alternate'][@type][@title]")
    named = {one.get("type") for one in head_} - {"application/atom+xml"}

    assert {node["encodingFormat"] for node in files} == named != set()
    assert [node for node in files if not (site / node["contentUrl"].removeprefix(SITE_URL)).is_file()] == []


@pytest.mark.parametrize("path", ["", "en/"])
def test_search_engines_learn_how_to_search_the_site(site: Path, path: str) -> None:
    [target] = [node["potentialAction"]["target"] for node in graph(site, path) if node["@type"] == "WebSite"]

    assert target["urlTemplate"] == f"{SITE_URL}{path}?q={{search_term_string}}"


# --- Open Graph ---

ONCE: Final = ["og:description", "og:type", "og:site_name", "og:title", "og:url", "og:locale", "og:locale:alternate",
               "og:image", "og:image:width", "og:image:height", "og:image:alt"]  # fmt: skip


@pytest.mark.parametrize(("address", "language"), PAGES, ids=PATHS)
def test_chats_learn_what_the_page_is(site: Path, address: Any, language: Language) -> None:
    top = head(site / address.path(language) / "index.html")
    found = [(one.get("property"), one.get("content")) for one in top.xpath("meta[@property]")]
    said = dict(found)

    assert [name for name, _ in found] == ONCE
    assert all(content.strip() for content in said.values())
    assert said["og:url"] == top.xpath("string(link[@rel = 'canonical']/@href)")
    assert said["og:description"] == top.xpath("string(meta[@name = 'description']/@content)")
    assert (said["og:locale"], said["og:locale:alternate"])[:: 1 if language == "vi" else -1] == ("vi_VN", "en_GB")
    assert said["og:type"] == ("website" if address.kind == "home" else "article")
    assert top.xpath("meta[@name = 'twitter:card']/@content") == ["summary_large_image"]
    with Image.open(site / said["og:image"].removeprefix(SITE_URL)) as card:
        assert [str(side) for side in card.size] == [said["og:image:width"], said["og:image:height"]] == ["1200", "630"]


def test_titles_for_chats_are_unique(site: Path) -> None:
    titles = [head(site / path / "index.html").xpath("string(meta[@property = 'og:title']/@content)") for path in PATHS]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize(
    "words", ["</script><script>alert(1)</script>", '"><img src=x>', "<!-- <script>", "a & b ' “c”"]
)
def test_words_stay_words(words: str) -> None:
    overrides = FileSystemLoader(ROOT / "overrides")
    template = Environment(loader=overrides, autoescape=True).get_template(
        "partials/metadata.html"
    )  # as the build does
    said = Metadata((("og:title", words),), (("twitter:card", words),), {"name": words})
    root = html.fromstring(f"<html><head>{template.render(metadata=said)}</head><body>after</body></html>")

    assert [element.tag for element in root.find("head")] == ["meta", "meta", "script"]
    assert root.xpath("//meta/@content") == [words, words]
    assert json.loads(root.xpath("string(//script)")) == {"name": words}
    assert root.xpath("string(//body)") == "after"
