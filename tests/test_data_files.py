"""The files that a person edits against their schemas, the lists of ids, and the words that pages ask for."""

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
from plansite.read import data
from plansite.read.ids import plan_ids
from plansite.read.load import load_plan, load_words
from plansite.read.model import Plan
from plansite.read.published import published_ids
from plansite.read.schemas import schemas
from plansite.read.words import FAMILIES, FILLED, needed
from plansite.site import refresh

ROOT: Final = Path(__file__).parents[1]
DATA: Final = ROOT / "data"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(DATA)


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
    tree = as_json(yaml.load((DATA / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader))
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
