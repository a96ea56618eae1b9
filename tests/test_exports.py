"""Reads every exported file back with somebody else's reader, and compares it with the plan."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import feedparser  # type: ignore[import-untyped]  # it has no types
import openpyxl
import pytest
from conftest import BIN, ROOT, SITE_URL, real_site
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]  # it brings no types
from llms_txt.core import parse_llms_file  # type: ignore[import-untyped]  # it has no types
from lxml import etree
from markdown_it import MarkdownIt
from openapi_spec_validator import validate as validate_openapi

from plansite.base.problems import BadData
from plansite.base.settings import Settings
from plansite.files import api, catalogue, exports, tables, web
from plansite.files.offers import Files
from plansite.pages.render import Site
from plansite.read.data import Data
from plansite.read.history import Update, load_updates
from plansite.read.kinds import MAIN_PAGES, task_slug
from plansite.read.model import Bilingual, Language, Plan, Task, task_cells
from plansite.relate.redirects import last_changed
from plansite.relate.text import size

LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")
HOSTILE: Final = (
    "=1+1",
    "+84 256",
    "-1-1",
    "@SUM(A1:A9)",
    "- gạch đầu dòng",
    "<b>đậm</b> & &amp; &lt; <!-- ]]> <script>",
    "\u200fمن اليمين\u200f và \u200eleft",
    "🏥 bệnh viện 👩‍👩‍👧‍👦",
    "x" * 5000,
    "một \"hai\", ba; bốn, 'năm'",
    "# không phải tiêu đề",
    "1. không phải danh sách",
    r"*a* _b_ `c` [d](e) | f ~~g~~ \h ![i](j) https://k.example/?l=m&n=o",
    "{{ 7 * 7 }} {% raw %} ${x} %s {0}",
    "> không phải trích dẫn",
    "===",
)
"""Texts that some format would take for something else."""


def hostile(plan: Plan) -> Plan:
    """Return a plan whose words are as bad as words can be, each in every kind of place."""
    words = iter(HOSTILE * 50)

    def bad(text: Any) -> Any:
        word = next(words)
        return text.model_copy(update={"vi": word, "en": f"{word} (en)"})

    def bad_task(task: Task) -> Task:
        update = {name: bad(getattr(task, name)) for name in ("content", "lead", "support", "output", "period")}
        return task.model_copy(update=update)

    groups = tuple(
        group.model_copy(update={"heading": bad(group.heading), "tasks": tuple(map(bad_task, group.tasks))})
        for group in plan.appendix.groups
    )
    agencies = tuple(one.model_copy(update={"name": bad(one.name), "short": bad(one.short)}) for one in plan.agencies)
    update = {
        "plan": tuple(map(bad, plan.plan)),
        "decision": tuple(map(bad, plan.decision)),
        "appendix": plan.appendix.model_copy(update={"groups": groups}),
        "agencies": agencies,
        "notes": tuple(map(bad, plan.notes)),
        "glossary": tuple(map(bad, plan.glossary)),
        "documents": tuple(one.model_copy(update={"title": bad(one.title)}) for one in plan.documents),
    }
    return plan.model_copy(update=update)


@cache
def site_of(kind: str) -> Site:
    """Return the real site, or one with hostile words."""
    real = real_site(Settings(SITE_URL), offer=Files)
    if kind == "real":
        return real
    words = {name: Bilingual(vi=text, en=real.words["en"][name]) for name, text in real.words["vi"].items()}
    updates = tuple(
        Update(id=f"x-{n}", date=date(2026, 11, 30 - n), api="1.0", vi=word, en=f"{word} (en)", at=("task III.8",))
        for n, word in enumerate(HOSTILE)
    )
    return Site(
        Data(hostile(real.plan), words, updates=updates, api_words=real.data.api_words),
        real.templates,
        real.settings,
        offer=Files,
    )


@cache
def made(kind: str) -> dict[str, bytes]:
    """Make every file."""
    return {path: make() for path, make in exports.files(site_of(kind))}


both = pytest.mark.parametrize("kind", ["real", "hostile"])
in_both = pytest.mark.parametrize("lang", LANGUAGES)


def answer(kind: str, name: str) -> Any:
    """Read a JSON file of the API."""
    return json.loads(made(kind)[f"api/v1/{name}.json"])


def words(text: Bilingual) -> dict[str, str]:
    """Return a text as JSON has it."""
    return {"vi": text.vi, "en": text.en}


def assigned(plan: Plan) -> list[tuple[str, str, str, str]]:
    """Return (task, side, agency, words) of everything that the cells name, straight from the plan."""
    return [
        (task.id, side, one.id, one.written)
        for task in plan.tasks()
        for side in ("lead", "support")
        for one in getattr(task, side).agencies
    ]


# --- The list of files ---


def test_two_exports_are_the_same_to_the_byte() -> None:
    again = real_site(Settings(SITE_URL), offer=Files)

    assert {path: make() for path, make in exports.files(again)} == made("real")


def test_no_path_is_given_twice_or_taken_from_a_page() -> None:
    paths = [path for path, _ in exports.files(site_of("real"))]

    assert len(paths) == len(set(paths))
    assert not any(path.endswith(".html") or path.startswith("/") or ".." in path for path in paths)


def test_the_command_line_and_the_site_publish_the_same_files(site: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "SITE_URL": SITE_URL, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati"}
    command = [sys.executable, "-m", "plansite", "export", str(tmp_path / "out")]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    written = {
        file.relative_to(tmp_path / "out").as_posix(): file for file in (tmp_path / "out").rglob("*") if file.is_file()
    }

    assert {path: file.read_bytes() for path, file in written.items()} == made("real")
    assert [path for path, content in made("real").items() if (site / path).read_bytes() != content] == []


def test_the_placeholder_address_is_that_of_the_settings() -> None:
    from plansite.__main__ import PLACEHOLDER  # noqa: PLC0415  # only here

    assert f'"{PLACEHOLDER}"' in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["du-lieu/ke-hoach-768.xlsx", "en/data/plan-768.xlsx"])
def test_a_workbook_does_not_say_when_it_was_made(path: str) -> None:
    with zipfile.ZipFile(io.BytesIO(made("real")[path])) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert not re.search(rb"20[0-9]{2}-[0-9]{2}-[0-9]{2}T", book.read("docProps/core.xml"))


# --- JSON, by json, jsonschema and openapi-spec-validator ---


def schema_of(path: str) -> str:
    """Return the name of the schema of a file of the API."""
    name = path.removeprefix("api/v1/").removesuffix(".json")
    return {"tasks": "task", "agencies": "agency"}[name.partition("/")[0]] if "/" in name else name


ANSWERS: Final = [path for path in made("real") if path.startswith("api/v1/") and path.endswith(".json")
                  and "/schema/" not in path and not path.endswith(("openapi.json", "datapackage.json"))]  # fmt: skip


@both
def test_the_api_says_every_line(kind: str) -> None:
    plan = site_of(kind).plan
    for name in ("plan", "paragraphs"):
        said = {one["id"]: {"vi": one["vi"], "en": one["en"]} for one in answer(kind, name)["paragraphs"]}
        assert list(said.items()) == [(path, words(text)) for path, text in plan.paragraphs()]


HEAD: Final = ("$schema", "api", "terms", "licenses")
"""What every file begins with."""


def without_head(file: dict[str, Any]) -> dict[str, Any]:
    """Return the record in a file of its own as it stands in a list."""
    return {name: value for name, value in file.items() if name not in HEAD}


@pytest.mark.parametrize("path", ANSWERS)
def test_every_file_says_its_schema_version_and_terms(path: str) -> None:
    file = json.loads(made("real")[path])

    assert list(file)[: len(HEAD)] == list(HEAD)
    assert file["$schema"].removeprefix(SITE_URL) in made("real")
    assert file["json"] == SITE_URL + path
    assert file["api"] == answer("real", "openapi")["info"]["version"]
    assert [one["id"] for one in file["licenses"]] == ["CC-BY-4.0", "CC-PDM-1.0"]
    assert all(one["url"].startswith("https://creativecommons.org/") for one in file["licenses"])


@both
def test_the_api_says_every_task_and_role(kind: str) -> None:
    plan = site_of(kind).plan
    tasks = answer(kind, "tasks")["tasks"]

    assert [one["id"] for one in tasks] == [task.id for task in plan.tasks()]
    assert answer(kind, "plan")["tasks"] == tasks
    for one, task in zip(tasks, plan.tasks(), strict=True):
        assert without_head(answer(kind, f"tasks/{task_slug(task.id)}")) == one
        assert (one["content"], one["output"], one["number"]) == (words(task.content), words(task.output), task.number)
        for side in ("lead", "support", "period"):
            assert {key: one[side][key] for key in LANGUAGES} == words(getattr(task, side))
        spans = [(phase["start"], phase["end"]) for phase in one["period"]["reading"]["phases"]]
        assert spans == [(phase.start, phase.end) for phase in task.period.phases]
        traces = [(trace["paragraph"], trace["match"]) for trace in one["editorial"]["carries_out"]]
        assert traces == [(trace.paragraph, trace.match) for trace in task.carries_out]
    said = [(one["id"], side, agency["agency"], agency["written"]) for one in tasks for side in ("lead", "support")
            for agency in one[side]["reading"]["agencies"]]  # fmt: skip
    assert said == assigned(plan)


@both
def test_the_api_says_the_same_from_both_ends(kind: str) -> None:
    tasks, agencies = answer(kind, "tasks")["tasks"], answer(kind, "agencies")["agencies"]
    from_tasks = {(one["id"], side, agency["agency"], agency["involvement"]) for one in tasks
                  for side in ("lead", "support") for agency in one[side]["reading"]["agencies"]}  # fmt: skip
    from_tasks |= {(one["id"], side, agency["agency"], "member") for one in tasks
                   for side in ("lead", "support") for agency in one[side]["reading"]["members"]}  # fmt: skip
    from_agencies = {(part["task"], part["side"], one["id"], part["involvement"]) for one in agencies
                     for list_ in ("leads", "supports", "shares") for part in one["reading"][list_]}  # fmt: skip

    assert from_tasks == from_agencies
    assert {kind for *_, kind in from_tasks} == {"named", "member", "concerned", "subset"}


# The figures are the plan's, counted by hand; tests/test_site.py has them too.
@pytest.mark.parametrize(
    ("agency", "leads", "supports"), [("so-lao-dong-thuong-binh-va-xa-hoi", 10, 8), ("ubnd-cap-huyen", 6, 13)]
)
def test_the_api_counts_as_the_site_does(agency: str, leads: int, supports: int) -> None:
    reading = answer("real", f"agencies/{agency}")["reading"]
    named = [one for one in reading["supports"] if one["involvement"] == "named"]

    assert (len(reading["leads"]), len(named)) == (leads, supports)


@both
def test_the_api_says_every_agency_document_and_word(kind: str) -> None:
    site = site_of(kind)
    plan, bodies = site.plan, answer(kind, "agencies")["agencies"]

    assert [(one["id"], one["name"]) for one in bodies] == [
        (id_, words(b.name)) for id_, b in site.links.bodies.items()
    ]
    assert (
        [without_head(answer(kind, f"agencies/{one['id']}")) for one in bodies]
        == bodies
        == answer(kind, "plan")["agencies"]
    )
    documents = answer(kind, "documents")["documents"]
    assert [(one["id"], one["title"]) for one in documents] == [(one.id, words(one.title)) for one in plan.documents]
    assert [one["number"] or one["editorial"]["number"] for one in documents] == [one.number for one in plan.documents]
    assert [bool(one["number"]) for one in documents] == [bool(one.number) and one.printed for one in plan.documents]
    terms = answer(kind, "glossary")["editorial"]["terms"]
    assert [(one["vi"], one["en"]) for one in terms] == [(one.vi, one.en) for one in plan.glossary]
    notes = answer(kind, "plan")["editorial"]["notes"]
    assert [(one["id"], one["vi"], one["en"]) for one in notes] == [(one.id, one.vi, one.en) for one in plan.notes]


def closed(schema: Any) -> Any:
    """Return a schema that refuses what it does not name: what we publish leaves room, what we answer has none."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(value) for name, value in schema.items()}
    return inner | ({"additionalProperties": False} if "properties" in inner and inner.get("type") == "object" else {})


@both
@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_is_as_its_schema_says(kind: str, path: str) -> None:
    schema = closed(answer(kind, f"schema/{schema_of(path)}"))
    Draft202012Validator.check_schema(schema)
    problems = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(json.loads(made(kind)[path]))

    assert list(problems) == []


@pytest.mark.parametrize("break_", [
    lambda task: task.pop("number"),
    lambda task: task["lead"]["reading"]["agencies"][0].update(involvement="unknown"),
    lambda task: task.update(content="text"),
])  # fmt: skip
def test_a_schema_refuses_what_is_no_answer(break_: Any) -> None:
    task = answer("real", "tasks/iii-8")
    break_(task)

    assert not Draft202012Validator(answer("real", "schema/task")).is_valid(task)


def adds_fields(value: Any) -> Any:
    """Return an answer of a later version: every record in it has one more field."""
    if isinstance(value, list):
        return [adds_fields(one) for one in value]
    return {**{k: adds_fields(v) for k, v in value.items()}, "added": 1} if isinstance(value, dict) else value


@pytest.mark.parametrize("path", ["api/v1/index.json", "api/v1/plan.json", "api/v1/tasks/iii-8.json"])
def test_a_published_schema_takes_what_a_later_version_adds(path: str) -> None:
    schema, later = answer("real", f"schema/{schema_of(path)}"), adds_fields(json.loads(made("real")[path]))

    assert list(Draft202012Validator(schema).iter_errors(later)) == []
    assert not Draft202012Validator(closed(schema)).is_valid(later)


def addresses_in(schema: Any, value: Any, parts: Any) -> Iterator[str]:
    """Yield every value that a schema calls an address."""
    schema = parts[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    for name, inner in schema.get("properties", {}).items() if isinstance(value, dict) else ():
        yield from addresses_in(inner, value[name], parts)
    for one in value if isinstance(value, list) else ():
        yield from addresses_in(schema["items"], one, parts)
    if schema.get("format") in ("uri", "uri-template"):
        yield value


@pytest.mark.parametrize("path", ["api/v1/index.json", "api/v1/plan.json", "api/v1/agencies/so-y-te.json"])
def test_what_is_called_an_address_is_one_and_what_is_one_is_called_so(path: str) -> None:
    schema, value = answer("real", f"schema/{schema_of(path)}"), json.loads(made("real")[path])
    said = list(addresses_in(schema, value, schema["$defs"]))
    written = re.findall(r'"(https?://[^"]+)"', made("real")[path].decode())

    assert sorted(said) == sorted(written)


def openapi_paths(description: Any) -> Iterator[str]:
    """Yield every path that an OpenAPI description promises."""
    for path, item in description["paths"].items():
        [ids] = [one["schema"]["enum"] for one in item["get"].get("parameters", ())] or [[""]]
        yield from (path.removeprefix("/").replace("{id}", id_) for id_ in ids)


def test_the_openapi_description_is_valid_and_promises_what_there_is() -> None:
    description = answer("real", "openapi")
    validate_openapi(description)

    assert description["openapi"].startswith("3.1")
    assert description["info"]["title"].isascii()
    assert [one["url"] for one in description["servers"]] == [SITE_URL.rstrip("/"), "../.."]
    assert set(openapi_paths(description)) == {*ANSWERS, *(f"api/v1/{name}" for name in (*TABLES, *DESCRIPTIONS))}


def test_every_operation_says_all_that_linters_ask_for() -> None:
    description = answer("real", "openapi")
    operations = [item["get"] for item in description["paths"].values()]
    tags = {tag["name"] for tag in description["tags"] if tag["description"]}

    assert description["security"] == []
    assert description["info"]["contact"]["url"].startswith(SITE_URL)
    assert description["info"]["license"]["identifier"] == "CC-BY-4.0 AND CC-PDM-1.0"
    assert {tag for one in operations for tag in one["tags"]} == tags
    assert [one["operationId"] for one in operations if not (one["summary"] and one["description"])] == []
    assert [one["operationId"] for one in operations if one["responses"].keys() != {"200", "404"}] == []
    assert len({one["operationId"] for one in operations}) == len(operations)
    for one in operations:
        for parameter in one.get("parameters", ()):
            assert parameter["example"] in parameter["schema"]["enum"]
            assert "III.8" in parameter["description"]
        for content in one["responses"]["200"]["content"].values():
            for example in content.get("examples", {}).values():
                assert example["externalValue"].removeprefix(SITE_URL) in made("real")


def test_every_explanation_is_used() -> None:
    """A record or field without words stops the build; words without a record or field would only mislead."""
    site = site_of("real")
    schemas = api.definitions(site, "{model}")
    fields = {f"{name}.{field}" for name, schema in schemas.items() for field in schema.get("properties", ())}
    used = {api.words_key(site.data.api_words, name) for name in (*schemas, *fields)}
    prefixes = ("csv_", "column_", "about_", "tongue_", "value_", "sheet_", "guide_", "tag_", "server_", "licence")
    explained = {name for name in site.data.api_words if not name.startswith(prefixes)}

    assert explained - used == {"api_text", "terms_text", "keywords", "path_id", "operation", "missing"}


def test_permanent_links_lead_to_pages(site: Path) -> None:
    text = b"\n".join(made("real")[path] for path in ANSWERS).decode()
    inside = {part.split('"')[0].split("#")[0] for part in text.split(f'"{SITE_URL}')[1:]}
    known = set(made("real")) | {"api/v1/tasks/{id}.json", "api/v1/agencies/{id}.json"}

    assert len(inside) > 200
    assert [path for path in inside if not (path in known or (site / path / "index.html").is_file())] == []


# --- CSV, by csv and frictionless ---


def rows(kind: str, name: str) -> list[dict[str, str]]:
    """Read a CSV table."""
    return list(csv.DictReader(io.StringIO(made(kind)[f"api/v1/{name}.csv"].decode(), newline="")))


@both
def test_tables_say_every_task_agency_and_role(kind: str) -> None:
    plan = site_of(kind).plan
    cells = [(name, language) for name in ("content", "lead", "support", "output", "period") for language in LANGUAGES]

    assert [[row["task"], row["number"], *(row[f"{name}_{language}"] for name, language in cells)]
            for row in rows(kind, "tasks")] == [
        [task.id, task.number or "", *(getattr(task, name)[language] for name, language in cells)]
        for task in plan.tasks()]  # fmt: skip
    printed = [row for row in rows(kind, "assignments") if not row["through"]]
    assert [(row["task"], row["side"], row["agency"], row["written"]) for row in printed] == assigned(plan)
    assert [(row["agency"], row["agency_name_vi"], row["agency_name_en"]) for row in rows(kind, "agencies")] == [
        (id_, body.name.vi, body.name.en) for id_, body in site_of(kind).links.bodies.items()]  # fmt: skip


def test_tables_have_a_row_for_every_involvement() -> None:
    site = site_of("real")
    said = [
        (row["task"], row["side"], row["agency"], row["involvement"], row["through"])
        for row in rows("real", "assignments")
    ]
    due = [
        (one.task.id, one.side, one.agency, one.involvement.value, one.through or "") for one in site.links.assignments
    ]

    assert sorted(said) == sorted(due)


@both
def test_tables_say_every_member_successor_line_document_and_word(kind: str) -> None:
    plan = site_of(kind).plan

    assert [(row["class"], row["agency"]) for row in rows(kind, "members")] == [
        (group.id, one) for group in plan.classes for one in group.members]  # fmt: skip
    assert [(row["agency"], row["body_vi"], row["function_en"], row["verified"])
            for row in rows(kind, "successors")] == [
        (agency.id, one.body.vi, one.function.en if one.function else "", str(one.verified).lower())
        for agency in plan.agencies for one in agency.today]  # fmt: skip
    assert [(row["paragraph"], row["text_vi"], row["text_en"]) for row in rows(kind, "paragraphs")] == [
        (path, text.vi, text.en) for path, text in plan.paragraphs()]  # fmt: skip
    assert [(row["document"], row["title_vi"], row["document_number"] or row["added_number"])
            for row in rows(kind, "documents")] == [
        (one.id, one.title.vi, one.number or "") for one in plan.documents]  # fmt: skip
    assert [(row["entry"], row["short"], row["term_vi"], row["term_en"]) for row in rows(kind, "glossary")] == [
        *(("abbreviation", one.text, one.vi, one.en) for one in plan.short_forms),
        *(("term", "", one.vi, one.en) for one in plan.glossary)]  # fmt: skip


# Counted by hand in the appendix: how often each lead cell names the agency.
@pytest.mark.parametrize(("agency", "named", "with_classes"), [
    ("so-lao-dong-thuong-binh-va-xa-hoi", 10, 10), ("so-thong-tin-va-truyen-thong", 4, 6), ("so-noi-vu", 2, 4),
])  # fmt: skip
def test_a_count_of_printed_rows_is_a_count_by_name(agency: str, named: int, with_classes: int) -> None:
    leads = [row for row in rows("real", "assignments") if (row["agency"], row["side"]) == (agency, "lead")]

    assert len([row for row in leads if row["printed"] == "true"]) == named
    assert len(leads) == with_classes
    assert {row["type"] for row in leads} == {"agency"}


@both
def test_joint_is_the_same_wherever_it_is_said(kind: str) -> None:
    said: dict[tuple[str, str, str], set[bool]] = {}
    for row in rows(kind, "assignments"):
        said.setdefault((row["task"], row["side"], row["agency"]), set()).add(row["joint"] == "true")
    for task in answer(kind, "tasks")["tasks"]:
        for side in ("lead", "support"):
            reading = task[side]["reading"]
            for one in (*reading["agencies"], *reading["members"]):
                said[task["id"], side, one["agency"]].add(reading["joint"])
    for body in answer(kind, "agencies")["agencies"]:
        for part in (part for list_ in ("leads", "supports", "shares") for part in body["reading"][list_]):
            said[part["task"], part["side"], body["id"]].add(part["joint"])

    assert {place for place, values in said.items() if len(values) > 1} == set()
    assert said["II.2", "lead", "so-y-te"] == {True}
    assert said["I.1", "lead", "ubnd-cap-huyen"] == {False}


@pytest.mark.parametrize("name", ["tasks", "assignments"])
def test_years_are_numbers_of_their_own(name: str) -> None:
    phases = {task.id: task.period.phases for task in site_of("real").plan.tasks()}
    for row in rows("real", name):
        years = [str(year) for one in phases[row["task"]] for year in (one.start, one.end) if year]
        assert (row["reading_first_year"], row["reading_last_year"]) == (min(years, default=""), max(years, default=""))
        assert row["reading_annual"] == str(any(one.annual for one in phases[row["task"]])).lower()


TABLES: Final = [f"{name}.csv" for name in tables.KEYS]
DESCRIPTIONS: Final = ("datapackage.json", "dcat.jsonld")


@pytest.mark.parametrize("path", TABLES)
def test_tables_are_as_rfc_4180_and_readers_of_data_packages_want_them(path: str) -> None:
    content = made("real")[f"api/v1/{path}"]
    [table] = [one for one in answer("real", "datapackage")["resources"] if one["path"] == path]

    # An IANA name, and no byte-order mark: npm's reader and R's refuse the one, and take the other for text.
    assert table["encoding"] == "utf-8"
    assert content.splitlines()[0].decode() == ",".join(field["name"] for field in table["schema"]["fields"])
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == len(rows("real", path.removesuffix(".csv"))) + 1


@pytest.mark.parametrize("path", TABLES)
def test_every_column_and_value_is_explained(path: str) -> None:
    [table] = [one for one in answer("real", "datapackage")["resources"] if one["path"] == path]
    for field in table["schema"]["fields"]:
        values = field.get("constraints", {}).get("enum", ["true", "false"] if field["type"] == "boolean" else [])
        assert " / " in field["title"]
        assert " / " in field["description"]
        assert [value for value in values if f"; {value}: " not in field["description"]] == []


def frictionless(folder: Path, kind: str, old: bytes = b"", new: bytes = b"") -> Any:
    """Validate the data package, written into a folder with some bytes changed."""
    for name in (*TABLES, "datapackage.json"):
        content = made(kind)[f"api/v1/{name}"]
        (folder / name).write_bytes(content.replace(old, new) if old else content)
    command = [str(BIN / "frictionless"), "validate", "--json", "datapackage.json"]
    return json.loads(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout)


@both
def test_frictionless_finds_the_tables_as_described(kind: str, tmp_path: Path) -> None:
    report = frictionless(tmp_path, kind)

    assert report["valid"], report
    assert len(report["tasks"]) == len(TABLES)


def test_frictionless_would_find_a_changed_table(tmp_path: Path) -> None:
    assert not frictionless(tmp_path, "real", b",lead,", b",leed,")["valid"]


# --- Workbooks, by openpyxl ---

BOOKS: Final = {"vi": "du-lieu/ke-hoach-768.xlsx", "en": "en/data/plan-768.xlsx"}


@cache
def book(kind: str, lang: str) -> Any:
    """Open a workbook."""
    return openpyxl.load_workbook(io.BytesIO(made(kind)[BOOKS[lang]]))


def sheet(kind: str, lang: Language, number: int) -> list[dict[str, Any]]:
    """Read a sheet's rows by the names of its columns."""
    heads, *rows = book(kind, lang).worksheets[number].iter_rows(values_only=True)
    names = {text[lang]: name.removeprefix("column_") for name, text in site_of(kind).data.api_words.items()
             if name.startswith("column_")}  # fmt: skip
    return [dict(zip((names[head] for head in heads), row, strict=True)) for row in rows]


def columns(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


@both
@in_both
def test_workbooks_say_every_task_agency_and_role(kind: str, lang: Language) -> None:
    site = site_of(kind)
    names = ("content", "lead", "support", "output", "period")

    assert [columns(row, "task", "group", "group_heading", "number", *names) for row in sheet(kind, lang, 0)] == [
        (task.id, group.id, group.heading[lang], int(task.number) if task.number else None,
         *(getattr(task, name)[lang] for name in names))
        for group in site.plan.appendix.groups for task in group.tasks]  # fmt: skip
    side = {site.data.api_words[f"value_side_{one}"][lang]: one for one in ("lead", "support")}
    printed = [row | {"side": side[row["side"]]} for row in sheet(kind, lang, 1) if row["through"] is None]
    assert [columns(row, "task", "side", "agency", "written") for row in printed] == assigned(site.plan)
    assert [columns(row, "agency", "agency_name") for row in sheet(kind, lang, 2)] == [
        (id_, body.name[lang]) for id_, body in site.links.bodies.items()]  # fmt: skip


@both
@in_both
def test_text_in_workbooks_stays_text(kind: str, lang: str) -> None:
    cells = [cell for one in book(kind, lang).worksheets for row in one.iter_rows() for cell in row if cell.value]

    assert all(isinstance(cell.value, int if cell.data_type == "n" else str) for cell in cells)
    assert {cell.data_type for cell in cells} == {"n", "s"}
    risky = [cell for cell in cells if cell.data_type == "s" and cell.value.startswith(("=", "+", "-", "@"))]
    assert all(cell.quotePrefix for cell in risky)
    assert bool(risky) == (kind == "hostile")


@in_both
def test_workbooks_are_ready_to_work_with(lang: str) -> None:
    workbook = book("real", lang)

    assert len(workbook.worksheets) == 4
    for one in workbook.worksheets[:3]:
        assert one.freeze_panes == "B2"
        assert one.auto_filter.ref == one.dimensions
        assert all(one.column_dimensions[cell.column_letter].width >= 12 for cell in one[1])
        assert all(cell.alignment.wrap_text for row in one.iter_rows() for cell in row)
        links = [cell for row in one.iter_rows(min_row=2) for cell in row if cell.hyperlink]
        assert len(links) >= one.max_row - 1
        assert all(cell.hyperlink.target == cell.value and cell.value.startswith(SITE_URL) for cell in links)


@in_both
def test_in_workbooks_what_people_reckon_with_is_a_number(lang: Language) -> None:
    mentions = [row["mentions"] for row in sheet("real", lang, 2)]

    assert all(type(one) is int for one in mentions)
    assert [type(row["number"]) for row in sheet("real", lang, 0) if row["number"] is not None] == [int] * 19


@in_both
def test_workbooks_print_so_that_they_can_be_read(lang: Language) -> None:
    site = site_of("real")
    codes = {"agency", "through", "url", "agency_url", "reading_lead", "reading_support"}
    hidden = {site.data.api_words[f"column_{code}"][lang] for code in codes}
    for one in book("real", lang).worksheets:
        printed = one[one.print_area.partition("!")[2]] if one.print_area else tuple(one.rows)
        widths = [one.column_dimensions[cell.column_letter].width for cell in printed[0]]
        assert sum(widths) <= 215, one.title  # of 11 points, at least 7.5 remain on A4 on its side
        assert not hidden & {cell.value for cell in printed[0]}
        assert len(printed) == one.max_row
        assert (one.page_setup.orientation, one.page_setup.paperSize, one.page_setup.fitToHeight) == (
            "landscape",
            9,
            0,
        )
        assert one.sheet_properties.pageSetUpPr.fitToPage
        assert "&P/&N" in one.oddFooter.right.text
        for row in printed:
            longest = max(len(str(cell.value or "")) / width for cell, width in zip(row, widths, strict=True))
            assert one.row_dimensions[row[0].row].height >= min(409, 15 * longest)
    assert [one.print_title_rows for one in book("real", lang).worksheets] == ["$1:$1"] * 3 + [None]


# --- Markdown, by a CommonMark parser ---

LAWS: Final = {
    "decision": ("quyet-dinh/", "en/decision/"),
    "plan": ("ke-hoach/", "en/plan/"),
    "appendix": ("phu-luc/", "en/appendix/"),
}


def quotes(text: str) -> list[str]:
    """Return the words of every block quotation."""
    found: list[str] = []
    depth = 0
    for token in MarkdownIt("commonmark").parse(text):
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "blockquote_open" and depth == 1:
            found.append("")
        if token.type == "inline" and depth:
            found[-1] += "".join(child.content for child in token.children or ())
    return found


def printed_on(plan: Plan, kind: str, lang: Language) -> list[str]:
    """Return the printed lines of a page, in order."""
    if kind != "appendix":
        return [line[lang] for line in getattr(plan, kind)]
    lines = [line[lang] for line in plan.appendix.opening]
    for group in plan.appendix.groups:
        lines += [group.heading[lang], *(text[lang] for task in group.tasks for _, text in task_cells(task))]
    return lines


@both
@in_both
@pytest.mark.parametrize("page", LAWS)
def test_markdown_quotes_every_line_in_order_and_no_others(kind: str, lang: Language, page: str) -> None:
    text = made(kind)[f"{LAWS[page][LANGUAGES.index(lang)]}index.md"].decode()

    assert quotes(text) == printed_on(site_of(kind).plan, page, lang)


@both
@in_both
def test_markdown_quotes_the_cells_of_a_task(kind: str, lang: Language) -> None:
    site = site_of(kind)
    for task in site.plan.tasks():
        said = quotes(made(kind)[f"{site.links.pages['task', task.id].path(lang)}index.md"].decode())
        tongues: tuple[Language, ...] = ("en", "vi") if lang == "en" else ("vi",)
        cells = [text[tongue] for path, text in task_cells(task) if not path.endswith(".tt") for tongue in tongues]
        traces = [site.links.texts[trace.paragraph][lang] for trace in task.carries_out]
        assert said == [site.links.groups[task.id].heading[lang], *cells, *traces]


@both
def test_every_page_has_its_markdown_and_opens_with_a_heading(kind: str) -> None:
    pages = [address.path(language) + "index.md" for address in site_of(kind).addresses() for language in LANGUAGES]
    texts = {path: content.decode() for path, content in made(kind).items() if path.endswith(".md")}

    assert sorted(texts) == sorted(pages)
    for text in texts.values():
        tokens = MarkdownIt("commonmark").parse(text)
        assert (tokens[0].type, tokens[0].tag) == ("heading_open", "h1")
        assert not any(token.type.startswith("html") for token in tokens)
        assert "{{" not in text.replace("{{ 7", "")


def test_notes_in_markdown_say_whose_they_are() -> None:
    plan = site_of("real").plan
    for lang, page in zip(LANGUAGES, ("nhiem-vu/iv-1/", "en/tasks/iv-1/"), strict=True):
        text = made("real")[f"{page}index.md"].decode()
        notes = [note for note in plan.notes if "IV.1" in "".join(note.at)]
        label = site_of("real").words[lang]["ours"]
        assert notes
        assert all(f"**{label}.**" in line for note in notes for line in text.splitlines() if note[lang][:40] in line)


@in_both
def test_the_guide_for_assistants_is_read_by_its_own_parser(lang: Language) -> None:
    read = parse_llms_file(made("real")[f"{'en/' if lang == 'en' else ''}llms.txt"].decode())
    [first, tasks, agencies] = read.sections.values()
    links = [link.url.removeprefix(SITE_URL) for section in read.sections.values() for link in section]
    own = "" if lang == "vi" else "en/"

    assert (read.title, read.summary) == (site_of("real").words[lang]["site_name"],
                                          site_of("real").words[lang]["home_description"])  # fmt: skip
    assert (len(first), len(tasks), len(agencies)) == (len(MAIN_PAGES), 20, 35)
    assert [link for link in links if link not in made("real")] == []
    assert links[0] == ("en/llms.txt" if lang == "vi" else "llms.txt")
    assert all(link.startswith("en/") == bool(own) for link in links[1:])


@both
@in_both
def test_markdown_has_the_headings_of_its_page(kind: str, lang: Language) -> None:
    """By markdownlint's rules: one first heading, no level left out, none twice in a row."""
    for address in site_of(kind).addresses():
        text = made(kind)[f"{address.path(lang)}index.md"].decode()
        levels = [int(token.tag[1]) for token in MarkdownIt("commonmark").parse(text) if token.type == "heading_open"]

        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert not any(line.startswith(r"\##") for line in text.splitlines())
    parts = [line for line in site_of(kind).plan.plan if line.role in ("part", "section")]
    plan = made(kind)[f"{LAWS['plan'][LANGUAGES.index(lang)]}index.md"].decode()
    assert [len(line) - len(line.lstrip("#")) for line in plan.splitlines() if line.startswith("##")] == [
        2 if line.role == "part" else 3 for line in parts]  # fmt: skip


FEEDS: Final = {"nhiem-vu/iii-8/": ["../../feed.xml"], "en/tasks/iii-8/": ["../../feed.xml"], "": ["feed.xml"],
                "co-quan/so-y-te/": ["../../feed.xml", "feed.xml"], "en/": ["feed.xml"]}  # fmt: skip


@pytest.mark.parametrize("path", FEEDS)
def test_pages_name_their_markdown_their_data_and_the_feeds(site: Path, path: str) -> None:
    root = etree.HTML((site / path / "index.html").read_text(encoding="utf-8"))
    links = [(one.get("type"), one.get("href"), one.get("title")) for one in root.iterfind(".//link[@type]")
             if one.get("rel") == "alternate"]  # fmt: skip

    assert [href for type_, href, _ in links if type_ == "text/markdown"] == ["index.md"]
    assert (site / path / "index.md").read_bytes() == made("real")[f"{path}index.md"]
    assert [href for type_, href, _ in links if type_ == "application/atom+xml"] == FEEDS[path]
    assert "application/json" in {type_ for type_, *_ in links}
    assert [href for _, href, title in links if not (title or href == "index.md")] == []
    assert [href for _, href, _ in links if not (site / path / href).is_file()] == []


@pytest.mark.parametrize("type_", ["task", "agency"])
@in_both
def test_a_record_names_its_own_json(site: Path, type_: str, lang: Language) -> None:
    for address in (one for one in site_of("real").addresses() if one.kind == type_):
        root = etree.HTML((site / address.path(lang) / "index.html").read_text(encoding="utf-8"))
        [href] = root.xpath("//link[@rel='alternate'][@type='application/json']/@href")
        assert json.loads((site / address.path(lang) / href).read_bytes())["id"] == address.id


# --- Feeds, by feedparser and lxml ---

ATOM: Final = "{http://www.w3.org/2005/Atom}"


@both
@in_both
def test_a_feed_says_every_published_change(kind: str, lang: Language) -> None:
    content = made(kind)["feed.xml" if lang == "vi" else "en/feed.xml"]
    root = etree.fromstring(content)
    updates = site_of(kind).data.updates

    assert [entry.findtext(f"{ATOM}content") for entry in root.iterfind(f"{ATOM}entry")] == [
        one[lang] for one in updates
    ]
    read = feedparser.parse(content)
    assert not read.bozo
    assert [entry.updated for entry in read.entries] == [f"{one.date}T00:00:00+07:00" for one in updates]
    assert len({entry.id for entry in read.entries}) == len(updates)
    assert read.feed.updated == read.entries[0].updated
    for entry, update in zip(read.entries, updates, strict=True):
        assert [link.rel for link in entry.links] == ["alternate", *("related" for _ in update.at)]
        assert entry.link.endswith(f"#{update.id}")


@both
@in_both
def test_an_agency_s_feed_says_what_concerns_it_and_no_more(kind: str, lang: Language) -> None:
    """In the hostile site every change is of task III.8; in the real one they are of the whole site or of one page."""
    site, parts = site_of(kind), {one.agency for one in site_of(kind).links.by_task["III.8"]}
    for body in site.links.bodies:
        path = f"{site.links.pages['agency', body].path(lang)}feed.xml"
        read = feedparser.parse(made(kind)[path])
        due = [one for one in site.data.updates if not one.at or ("task III.8" in one.at and body in parts)]
        assert not read.bozo
        assert [entry.content[0].value for entry in read.entries] == [one[lang] for one in due]
        assert read.feed.updated.startswith(str((due or [site.data.updates[-1]])[0].date))
        assert site.page(site.links.pages["agency", body], lang).title in read.feed.title or kind == "hostile"


@pytest.mark.parametrize("path", ["feed.xml", "en/feed.xml", "co-quan/so-y-te/feed.xml"])
def test_a_feed_has_what_rfc_4287_demands(path: str) -> None:
    root = etree.fromstring(made("real")[path])

    for element in (root, *root.iterfind(f"{ATOM}entry")):
        assert [len(element.findall(ATOM + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    [self_] = [link.get("href") for link in root.iterfind(f"{ATOM}link") if link.get("rel") == "self"]
    assert self_ == SITE_URL + path


def test_a_move_of_the_site_keeps_the_ids_of_its_news() -> None:
    moved = dict(exports.files(real_site(Settings("https://other.example/"), offer=Files)))["feed.xml"]()
    ids = [
        [one.text for one in etree.fromstring(content).iter(f"{ATOM}id")]
        for content in (made("real")["feed.xml"], moved)
    ]

    assert ids[0] == ids[1]


# --- data/changes.yaml ---

FIRST: Final = '- {id: mot, date: 2026-11-22, api: "1.0", vi: Một, en: One}\n'


@pytest.mark.parametrize(("text", "says"), [
    ("- {id: hai, date: 2026-11-23, vi: Hai, en: Two, at: [task III.88]}\n" + FIRST, "task III.8'"),
    ("- {id: hai, date: 2026-11-23, vi: Hai, en: Two, at: [page glosary]}\n" + FIRST, "page glossary"),
    ("- {id: hai,  date: 2026-11-21, vi: slip below, en: Two}\n" + FIRST, "put the newest first"),
    ("- {id: mot, date: 2026-11-23, vi: slip below, en: Two}\n" + FIRST, "choose another id"),
    ('- {id: hai, date: 2026-11-23, api: "1.0", vi: slip below, en: Two}\n' + FIRST, "not less than the version"),
    ('- {id: hai, date: 2026-11-23, api: "2", vi: Hai, en: Two}\n' + FIRST, "two numbers and a dot"),
    ("- {id: hai, date: 2026-11-23, vi: Hai, en: Two}\n", "no entry gives the version"),
    ("[]\n", "no entry gives the version"),
    ("- {id: hai, date: hôm qua, vi: Hai, en: Two}\n" + FIRST, "must be a date"),
    ("- {id: hai, date: 2026-11-23, vi: Hai}\n" + FIRST, "this entry is missing"),
])  # fmt: skip
def test_a_slip_in_the_history_is_said(text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("changes.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(BadData) as caught:
        load_updates(Path(), site_of("real").plan)

    line = 2 if "slip below" in text else 1
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"changes.yaml:{line}:")
    assert len(caught.value.reports) == 1


def test_a_page_changes_when_it_is_said_to() -> None:
    links = site_of("real").links
    updates = (
        Update(id="c", date=date(2027, 3, 1), vi="c", en="c", at=("paragraph plan.II.3.b4", "agency so-y-te")),
        Update(id="b", date=date(2027, 2, 1), vi="b", en="b", at=("task III.8", "page glossary", "agency so-y-te")),
        Update(id="a", date=date(2027, 1, 1), vi="a", en="a", api="1.0"),
    )
    changed = last_changed(links, updates)

    assert changed.keys() == links.pages.keys()
    assert {key: day.month for key, day in changed.items() if day.month > 1} == {
        ("plan", ""): 3, ("agency", "so-y-te"): 3, ("task", "III.8"): 2, ("glossary", ""): 2}  # fmt: skip


def test_the_sitemap_gives_the_day_of_each_pages_last_change(site: Path) -> None:
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    days = {one.text for one in etree.parse(site / "sitemap.xml").iterfind(".//s:lastmod", spaces)}

    updates = site_of("real").data.updates
    whole = next(n for n, update in enumerate(updates) if not update.at)  # the last that changed every page
    assert days == {update.date.isoformat() for update in updates[: whole + 1]}


# --- The page of open data, robots.txt, security.txt ---


@in_both
def test_the_page_lists_every_file_that_people_choose(site: Path, lang: Language) -> None:
    path = site_of("real").links.pages["data", ""].path(lang)
    root = etree.HTML((site / path / "index.html").read_text(encoding="utf-8"))
    linked = [(site / path / link.get("href")).resolve() for link in root.iterfind(".//ul[@class='list files']//a")]

    made = [listed for name, listed in catalogue.LISTED.items() if name != "print"]  # documents are, when asked for
    assert len(linked) == sum(map(len, made))
    assert [file for file in linked if not file.is_file()] == []
    anchors = {element.get("id") for element in root.iter() if element.get("id")}
    assert set(api.definitions(site_of("real"), "{model}")) <= anchors


@pytest.mark.parametrize(("bytes_", "vi", "en"), [
    (0, "", ""), (999, "999 B", "999 B"), (1536, "1,5 KB", "1.5 KB"), (3 * 1024 * 1024, "3,0 MB", "3.0 MB"),
])  # fmt: skip
def test_sizes_are_written_as_each_language_does(bytes_: int, vi: str, en: str) -> None:
    assert size(bytes_) == {"vi": vi, "en": en}


def test_robots_may_read_everything() -> None:
    assert made("real")["robots.txt"].decode().splitlines() == [
        "User-agent: *", "Allow: /", "", f"Sitemap: {SITE_URL}sitemap.xml"]  # fmt: skip


GOOD_SECURITY: Final = {"SECURITY_CONTACT": "mailto:a@example.org", "SECURITY_EXPIRES": "2097-06-30T00:00:00Z"}


def test_security_txt_is_there_only_when_somebody_answers() -> None:
    assert ".well-known/security.txt" not in dict(exports.files(real_site()))

    site = real_site(Settings(SITE_URL, security=GOOD_SECURITY))
    assert dict(exports.files(site))[".well-known/security.txt"]().decode().splitlines() == [
        "Contact: mailto:a@example.org", "Expires: 2097-06-30T00:00:00Z", "Preferred-Languages: vi, en",
        f"Canonical: {SITE_URL}.well-known/security.txt"]  # fmt: skip


@pytest.mark.parametrize(("change", "says"), [
    ({"SECURITY_CONTACT": ""}, "SECURITY_CONTACT"),
    ({"SECURITY_CONTACT": "a@example.org"}, "SECURITY_CONTACT"),
    ({"SECURITY_EXPIRES": ""}, "SECURITY_EXPIRES"),
    ({"SECURITY_EXPIRES": "2097-06-30"}, "SECURITY_EXPIRES"),
    ({"SECURITY_EXPIRES": "2097-06-31T00:00:00Z"}, "SECURITY_EXPIRES"),
    ({"SECURITY_EXPIRES": "2097-06-30T00:00:00"}, "SECURITY_EXPIRES"),
])  # fmt: skip
def test_half_a_security_txt_is_refused(change: dict[str, str], says: str) -> None:
    with pytest.raises(BadData, match=says):
        web.security(GOOD_SECURITY | change, SITE_URL)
