"""What the real plan says, counted by hand from the printed text, and what must follow from it."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it brings no types

from plansite.files.catalogue import LISTED
from plansite.pages.content import role_counts
from plansite.read import data
from plansite.read.ids import plan_ids
from plansite.read.load import load_plan, load_words
from plansite.read.model import Agency, AgencyClass, Document, Involvement, Plan, SideName
from plansite.read.published import published_ids
from plansite.read.schemas import schemas
from plansite.read.words import FAMILIES, FILLED, needed
from plansite.relate.links import Links
from plansite.site import refresh

ROOT: Final = Path(__file__).parents[1]
DATA: Final = ROOT / "data"

LABOUR: Final = "so-lao-dong-thuong-binh-va-xa-hoi"
INVESTMENT: Final = "so-ke-hoach-va-dau-tu"
FINANCE: Final = "so-tai-chinh"
FARMING: Final = "so-nong-nghiep-va-phat-trien-nong-thon"
JUSTICE: Final = "so-tu-phap"
HEALTH: Final = "so-y-te"
EDUCATION: Final = "so-giao-duc-va-dao-tao"
BUILDING: Final = "so-xay-dung"
HOME: Final = "so-noi-vu"
MEDIA: Final = "so-thong-tin-va-truyen-thong"
LAND: Final = "so-tai-nguyen-va-moi-truong"
ETHNIC: Final = "ban-dan-toc"
DISTRICTS: Final = "ubnd-cap-huyen"
ARMY: Final = "bo-chi-huy-quan-su-tinh"
POLICE: Final = "cong-an-tinh"
SECTORS: Final = "cac-so-nganh"
CONCERNED: Final = "cac-so-nganh-co-lien-quan"
DEPARTMENTS: Final = (
    LABOUR, INVESTMENT, FINANCE, FARMING, JUSTICE, HEALTH, EDUCATION, BUILDING, HOME, MEDIA, LAND, ETHNIC,
)  # fmt: skip

DECADE: Final = ["2021-2030"]
HALVES: Final = ["2021-2025", "2026-2030"]
YEARLY: Final = ["annual"]
TASKS: Final[dict[str, tuple[str | None, list[str], list[str], list[str]]]] = {
    "I.1": ("1", [DISTRICTS], [LABOUR], YEARLY),
    "I.2": ("2", [DISTRICTS], [LABOUR], YEARLY),
    "I.3": ("3", [LABOUR, MEDIA], [DISTRICTS], YEARLY),
    "I.4": ("4", [MEDIA], [DISTRICTS], YEARLY),
    "II.1": ("1", [DISTRICTS], [LABOUR], DECADE),
    "II.2": ("2", [SECTORS, DISTRICTS], [LABOUR], ["2021-2025", "2021-2030"]),
    "III.1": ("1", [LABOUR], [SECTORS, DISTRICTS], DECADE),
    "III.2": ("2", [JUSTICE], [LABOUR, CONCERNED, DISTRICTS], DECADE),
    "III.3": ("3", [LABOUR, CONCERNED], [DISTRICTS], HALVES),
    "III.4": ("4", [INVESTMENT, SECTORS, DISTRICTS], [LABOUR, FARMING, ETHNIC, CONCERNED], DECADE),
    "III.5": ("5", [ARMY, LABOUR, POLICE], [CONCERNED, DISTRICTS], DECADE),
    "III.6": ("6", [LABOUR], [CONCERNED, DISTRICTS], DECADE),
    "III.7": ("7", [FARMING], [CONCERNED, DISTRICTS], DECADE),
    "III.8": ("8", [LAND, LABOUR, HEALTH, EDUCATION, BUILDING, MEDIA, FARMING, ETHNIC], [DISTRICTS], DECADE),
    "III.9": ("9", [DISTRICTS], [LABOUR, FARMING, CONCERNED], DECADE),
    "IV.1": (None, [LABOUR], [CONCERNED, DISTRICTS, DISTRICTS], DECADE),
    "V.1": ("1", [LABOUR, HOME], [DISTRICTS], HALVES),
    "V.2": ("2", [HOME], [LABOUR, DISTRICTS], DECADE),
    "V.3": ("3", [LABOUR], [SECTORS, DISTRICTS], DECADE),
    "V.4": ("4", [LABOUR, MEDIA], [DISTRICTS], DECADE),
}
"""Of every task: the printed number, who leads, who supports, and when."""

ROLES: Final[dict[str, tuple[str, str]]] = {
    LABOUR: ("I.3 III.1 III.3 III.5 III.6 III.8 IV.1 V.1 V.3 V.4", "I.1 I.2 II.1 II.2 III.2 III.4 III.9 V.2"),
    DISTRICTS: (
        "I.1 I.2 II.1 II.2 III.4 III.9",
        "I.3 I.4 III.1 III.2 III.3 III.5 III.6 III.7 III.8 V.1 V.2 V.3 V.4",
    ),
    MEDIA: ("I.3 I.4 III.8 V.4", ""),
    FARMING: ("III.7 III.8", "III.4 III.9"),
    HOME: ("V.1 V.2", ""),
    ETHNIC: ("III.8", "III.4"),
    JUSTICE: ("III.2", ""),
    INVESTMENT: ("III.4", ""),
    ARMY: ("III.5", ""),
    POLICE: ("III.5", ""),
    LAND: ("III.8", ""),
    HEALTH: ("III.8", ""),
    EDUCATION: ("III.8", ""),
    BUILDING: ("III.8", ""),
    SECTORS: ("II.2 III.4", "III.1 V.3"),
    CONCERNED: ("III.3", "III.2 III.4 III.5 III.6 III.7 III.9 IV.1"),
}
"""Of every body that the table names: what it leads and what it supports; no other body has a task."""

SHARED: Final[dict[str, tuple[SideName, set[str]]]] = {
    "II.2": ("lead", {LABOUR}),
    "III.1": ("support", {LABOUR}),
    "III.4": ("lead", {INVESTMENT, LABOUR, FARMING, ETHNIC}),
    "V.3": ("support", {LABOUR}),
}
"""The tasks of “các sở, ngành”: on which side, and which departments have a part by name, not by the class."""

MENTIONS: Final[dict[str, list[str]]] = {
    LAND: ["appendix.III.8.lead"],
    HEALTH: ["decision.article.3", "appendix.III.8.lead"],
    FINANCE: ["decision.article.3"],
    ETHNIC: ["decision.article.3", "appendix.III.4.support", "appendix.III.8.lead"],
    POLICE: ["recipients.6", "appendix.III.5.lead"],
    ARMY: ["recipients.6", "appendix.III.5.lead"],
    "bo-noi-vu": ["appendix.V.1.content", "appendix.V.2.content"],
    "chi-nhanh-nhcsxh-tinh": ["recipients.7"],
    "thu-tuong-chinh-phu": ["plan.II.3.b4"],
    "ban-thuong-vu-tinh-uy": ["plan.II.3.b4"],
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(DATA)


@pytest.fixture(scope="module")
def links(plan: Plan) -> Links:
    return Links(plan)


def test_the_plan_has_what_was_counted(plan: Plan) -> None:
    assert [task.id for task in plan.tasks()] == list(TASKS)
    assert [group.id for group in plan.appendix.groups] == ["I", "II", "III", "IV", "V"]
    assert (len(plan.agencies), len(plan.classes), len(plan.documents)) == (30, 5, 14)
    assert len(list(plan.paragraphs())) == 235


@pytest.mark.parametrize("id_", TASKS)
def test_a_task_is_read_as_printed(id_: str, links: Links) -> None:
    task = links.tasks[id_]
    phases = ["annual" if phase.annual else f"{phase.start}-{phase.end}" for phase in task.period.phases]
    leads, supports = ([one.id for one in side.agencies] for side in (task.lead, task.support))
    assert (task.number, leads, supports, phases) == TASKS[id_]


@pytest.mark.parametrize("body", ROLES)
def test_a_body_has_exactly_its_tasks(body: str, links: Links) -> None:
    kind = {SECTORS: Involvement.MEMBER, CONCERNED: Involvement.CONCERNED}.get(body, Involvement.NAMED)
    leads, supports = ([one.task.id for one in links.of(body, side, kind)] for side in ("lead", "support"))
    assert (leads, supports) == tuple(ids.split() for ids in ROLES[body])
    counts = role_counts(links, body)
    assert (counts["leads"], counts["supports"]) == (len(leads), len(supports))


def test_no_other_body_has_a_task_by_name(links: Links) -> None:
    named = {one.agency for one in links.assignments if one.involvement is not Involvement.MEMBER or not one.through}
    assert named == set(ROLES)


def test_the_districts_of_iv_1_are_a_part_only(links: Links) -> None:
    subsets = [one for one in links.assignments if one.involvement is Involvement.SUBSET]
    qualifiers = [one.participant.qualifier.vi for one in subsets if one.participant.qualifier]
    assert {(one.task.id, one.side, one.agency) for one in subsets} == {("IV.1", "support", DISTRICTS)}
    assert qualifiers == ["huyện nghèo", "huyện có xã đặc biệt khó khăn"]
    assert role_counts(links, DISTRICTS) == {"leads": 6, "supports": 13, "subset": 1, "shared": 0}


@pytest.mark.parametrize("id_", SHARED)
def test_a_department_named_in_a_task_has_no_part_through_the_class(id_: str, links: Links) -> None:
    side, named = SHARED[id_]
    through = [one for one in links.assignments if one.task.id == id_ and one.through]
    assert {(one.side, one.through) for one in through} == {(side, SECTORS)}
    assert [one.agency for one in through] == [body for body in DEPARTMENTS if body not in named]


def test_the_class_brings_departments_into_no_other_task(links: Links) -> None:
    assert {one.task.id for one in links.assignments if one.through} == set(SHARED)
    assert links.classes[SECTORS].members == DEPARTMENTS


def test_finance_has_a_part_only_through_the_class(links: Links) -> None:
    parts = {one.task.id: (one.side, one.involvement, one.through) for one in links.by_agency[FINANCE]}
    assert parts == {id_: (side, Involvement.MEMBER, SECTORS) for id_, (side, _) in SHARED.items()}
    assert role_counts(links, FINANCE) == {"leads": 0, "supports": 0, "subset": 0, "shared": 4}


def test_open_classes_list_nobody(plan: Plan) -> None:
    listed = {group.id: bool(group.members) for group in plan.classes}
    assert {group.id: not group.open for group in plan.classes} == listed
    assert [body for body, members in listed.items() if members] == [SECTORS]


def test_joint_leads_are_told_apart(links: Links) -> None:
    joint = {one.task.id for one in links.assignments if one.joint}
    assert joint == {id_ for id_, (_, leads, _, _) in TASKS.items() if len(leads) > 1}


@pytest.mark.parametrize("body", MENTIONS)
def test_a_body_is_mentioned_exactly_there(body: str, links: Links) -> None:
    assert list(links.mentions["agency", body]) == MENTIONS[body]


def test_the_busiest_bodies_are_mentioned_often_enough(links: Links) -> None:
    assert {body: len(links.mentions["agency", body]) for body in (LABOUR, DISTRICTS)} == {LABOUR: 26, DISTRICTS: 24}


def test_every_body_and_document_is_mentioned(plan: Plan, links: Links) -> None:
    known = {("agency", body) for body in links.bodies} | {("document", one.id) for one in plan.documents}
    assert set(links.mentions) == known


def test_whoever_the_table_names_is_found_in_its_cell(links: Links) -> None:
    """Two independent readings of a cell must agree: the participants', and the registry's names."""
    for task in links.tasks.values():
        for side, cell in (("lead", task.lead), ("support", task.support)):
            found = {body for body in links.bodies if f"appendix.{task.id}.{side}" in links.mentions["agency", body]}
            assert found == {one.id for one in cell.agencies}, (task.id, side)


def test_no_form_of_a_name_belongs_to_two_records(plan: Plan) -> None:
    records: tuple[Agency | AgencyClass | Document, ...] = (*plan.agencies, *plan.classes, *plan.documents)
    forms = [(name.vi, name.at) for record in records for name in record.written]
    assert sorted(forms) == sorted(set(forms))


def test_every_id_is_published_and_none_is_lost(plan: Plan) -> None:
    published = published_ids(DATA)
    moved = {redirect.old for redirect in plan.redirects}
    assert len(published) == len(set(published))
    assert set(published) - moved == set(plan_ids(plan)), "run `make refresh`"


def test_the_schema_is_up_to_date() -> None:
    read = data.load(DATA)
    assert [path.name for path, _ in refresh.due(DATA, read)] == [], "run `make refresh`"
    assert set(schemas(read)) == {path.name for path in DATA.glob("*.schema.json")}


def as_json(value: Any) -> Any:
    """Return YAML's values as JSON Schema sees them: dates are text."""
    if isinstance(value, dict):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


SCHEMAS: Final = sorted(path.name.partition(".")[0] for path in DATA.glob("*.schema.json"))


@cache
def validator(name: str) -> Draft202012Validator:
    shape = json.loads((DATA / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(shape)
    return Draft202012Validator(shape, format_checker=Draft202012Validator.FORMAT_CHECKER)


def complaints(name: str, change: Callable[[Any], object] = lambda _: None) -> list[str]:
    """Return the places at which a file of data, changed, does not fit its schema."""
    tree = as_json(yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8")))
    change(tree)
    return sorted("/".join(map(str, error.absolute_path)) for error in validator(name).iter_errors(tree))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_file_fits_its_schema_and_names_it(name: str) -> None:
    assert complaints(name) == []
    first = (DATA / f"{name}.yaml").read_text(encoding="utf-8").partition("\n")[0]
    assert first == f"# yaml-language-server: $schema={name}.schema.json"


def test_every_file_that_a_person_edits_has_a_schema() -> None:
    assert {path.stem for path in DATA.glob("*.yaml")} - set(SCHEMAS) == {"checks"}  # which make record writes


def test_the_invented_plan_has_the_same_shape() -> None:
    tree = as_json(yaml.safe_load((ROOT / "tests" / "tiny" / "plan.yaml").read_text(encoding="utf-8")))
    assert list(Draft202012Validator(Plan.model_json_schema()).iter_errors(tree)) == []


def test_every_entry_is_explained_in_both_languages() -> None:
    """In each schema every field has a description, Vietnamese before the stroke and English after it."""
    silent = [
        f"{name}: {model}.{field}"
        for name in set(SCHEMAS) - {"interface", "api", "fields"}
        for model, record in validator(name).schema["$defs"].items()
        for field, node in record.get("properties", {}).items()
        if " / " not in node.get("description", "")
    ]
    assert silent == []


def test_every_explanation_is_of_something() -> None:
    models = {
        model: set(record.get("properties", ()))
        for name in sorted(set(SCHEMAS) - {"interface", "fields"})
        for model, record in validator(name).schema.get("$defs", {}).items()
    } | {"Plan": set(validator("plan").schema["properties"])}
    known = {*models, *(f"{model}.{field}" for model, fields in models.items() for field in fields)}
    known.update(*models.values())
    assert sorted(set(yaml.safe_load((DATA / "fields.yaml").read_text(encoding="utf-8"))) - known) == []


SLIPS: Final[list[tuple[str, str, Callable[[Any], object]]]] = [  # (file, place that is marked, slip)
    ("plan", "", lambda tree: tree.pop("agencies")),
    ("plan", "identity", lambda tree: tree["identity"].update(extra="x")),
    ("plan", "identity/issued", lambda tree: tree["identity"].update(issued="11/3/2022")),
    ("plan", "decision/0/role", lambda tree: tree["decision"][0].update(role="nobody")),
    ("plan", "agencies/0/id", lambda tree: tree["agencies"][0].update(id="Sở")),
    ("plan", "classes/0/open", lambda tree: tree["classes"][0].update(open="no")),
    (
        "plan",
        "appendix/groups/0/tasks/0/period/phases/0",
        lambda tree: tree["appendix"]["groups"][0]["tasks"][0]["period"].update(phases=["2021 to 2030"]),
    ),
    (
        "plan",
        "appendix/groups/0/tasks/0/lead/agencies/0/id",
        lambda tree: tree["appendix"]["groups"][0]["tasks"][0]["lead"]["agencies"][0].update(id="so-y-tee"),
    ),
    ("plan", "notes/0/at/0", lambda tree: tree["notes"][0].update(at=["III.8.period"])),
    ("plan", "agencies/0/today/0/sources/0", lambda tree: tree["agencies"][0]["today"][0].update(sources=["S999"])),
    ("plan", "duties/0/paragraphs/0", lambda tree: tree["duties"][0].update(paragraphs=["plan.II.9"])),
    ("plan", "identity/issuer", lambda tree: tree["identity"].update(issuer="ubnd")),
    ("changes", "0/at/0", lambda tree: tree[0].update(at=["nhiệm vụ III.8"])),
    ("changes", "0/date", lambda tree: tree[0].update(date="hôm nay")),
    ("everyday", "", lambda tree: tree.update({"task IX.1": {"vi": ["a"], "en": ["b"]}})),
    ("everyday", "task III.8", lambda tree: tree["task III.8"].pop("vi")),
    ("interface", "", lambda tree: tree.pop("lead_agency")),
    ("interface", "", lambda tree: tree.update(nope={"vi": "a", "en": "b"})),
    ("interface", "subset_count/vi", lambda tree: tree["subset_count"].update(vi="{số} nhiệm vụ")),
    ("interface", "subset_count/en", lambda tree: tree["subset_count"].update(en="tasks")),
    ("interface", "page_home/en", lambda tree: tree["page_home"].update(en="Home {n}")),
    ("wcag", "0/status", lambda tree: tree[0].update(status="maybe")),
    ("api", "", lambda tree: tree.pop("Index")),
    ("api", "Index", lambda tree: tree["Index"].pop("en")),
    ("fields", "vi", lambda tree: tree.update(vi=["a"])),
]


@pytest.mark.parametrize(("name", "place", "slip"), SLIPS, ids=[f"{name} {place}" for name, place, _ in SLIPS])
def test_a_schema_marks_a_slip(name: str, place: str, slip: Callable[[Any], object]) -> None:
    assert complaints(name, slip) == [place]


def test_the_words_are_those_that_templates_and_code_ask_for() -> None:
    assert needed(ROOT) == set(load_words(DATA))


def test_the_groups_of_files_have_names() -> None:
    assert FAMILIES["files_{}"] == set(LISTED)


def test_every_family_of_words_is_put_together_somewhere() -> None:
    """A name such as w["page_" ~ kind] in a template, or words[f"page_{kind}"] in the code."""
    patterns = ("templates/**/*.html", "templates/**/*.md", "overrides/**/*.html", "plansite/**/*.py")
    everything = "\n".join(path.read_text(encoding="utf-8") for one in patterns for path in sorted(ROOT.glob(one)))
    stems = {family: family.replace("{}", "") for family in FAMILIES}
    unused = [
        family
        for family, stem in stems.items()
        if not re.search(rf'"{stem}" ~|~ "{stem}"|f"{stem}\{{|\}}{stem}"', everything)
    ]
    assert unused == []


def test_what_is_filled_in_is_given_where_the_word_is_shown() -> None:
    """Where a template or the code names what it fills in, word by word, that is what the table has."""
    asked: dict[str, set[str]] = {}
    for pattern in ("templates/**/*.html", "templates/**/*.md", "plansite/**/*.py"):
        for path in sorted(ROOT.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            for name, filled in re.findall(r'(?:\bw\.|words\[")(\w+)(?:"\])?\.format\(([^()*]*)\)', text):
                asked.setdefault(name, set()).update(re.findall(r"(\w+)=", filled))
    assert len(asked) > 8
    assert {name: set(FILLED.get(name, "").split()) for name in asked} == asked
