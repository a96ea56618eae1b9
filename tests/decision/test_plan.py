"""What the real plan says, counted by hand from the printed text, and what must follow from it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from plansite.pages.content import role_counts
from plansite.read.load import load_plan
from plansite.read.model import Agency, AgencyClass, Document, Involvement, Plan, SideName
from plansite.relate.links import Links

ROOT: Final = Path(__file__).parents[2]
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
