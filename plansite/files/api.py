"""The static JSON API: one file per resource, one per task and agency; schemas from the same models."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import cache, partial
from typing import Any, Final, TypeAlias

from pydantic.json_schema import models_json_schema

from plansite.files import api_models as r
from plansite.files import tables
from plansite.files.api_models import API
from plansite.files.api_records import Answers
from plansite.files.maker import Maker
from plansite.pages.render import Site
from plansite.read.kinds import task_slug

"""The number changes only when a field is removed or changes its meaning."""

FILES: Final[Mapping[str, type[r.Answer]]] = {
    "index": r.Index,
    "plan": r.Plan,
    "tasks": r.Tasks,
    "agencies": r.Agencies,
    "paragraphs": r.Paragraphs,
    "documents": r.Documents,
    "glossary": r.GlossaryFile,
}
"""Files of several records, and what they answer with."""

RECORDS: Final[Mapping[str, type[r.Answer]]] = {"task": r.TaskFile, "agency": r.AgencyFile}
"""What the files of one record answer with: the same records as in the lists, and what every file begins with."""

FOLDERS: Final = {"task": "tasks", "agency": "agencies"}
Schemas: TypeAlias = Callable[[str], dict[str, Any]]
"""Gives every model's JSON Schema by name; asked for how references are written."""

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield every file below api/v1/ that is JSON."""
    answers = Answers(site)
    for name in FILES:
        yield f"{API}{name}.json", partial(_file, answers, name)
    for task in site.plan.tasks():
        yield f"{API}tasks/{task_slug(task.id)}.json", partial(_record, answers, "task", task.id)
    for body in site.links.bodies:
        yield f"{API}agencies/{body}.json", partial(_record, answers, "agency", body)
    schemas = cache(partial(definitions, site))
    for name in (*FILES, *RECORDS):
        yield f"{API}schema/{name}.json", partial(_schema, schemas, site.url, name)


def _file(answers: Answers, name: str) -> bytes:
    """Return a file of several records."""
    if name == "index":
        return _bytes(answers.index(models(), tables.KEYS))
    answer: r.Answer = getattr(answers, name)()
    return _bytes(answer)


def _record(answers: Answers, kind: str, id: str) -> bytes:
    """Return the file of one record."""
    return _bytes(answers.task(id) if kind == "task" else answers.agency(id))


def _bytes(answer: r.Answer) -> bytes:
    """Write an answer as people can read it too."""
    return (answer.model_dump_json(by_alias=True, indent=1) + "\n").encode()


def written(value: Mapping[str, Any]) -> bytes:
    """Write plain values as people can read them too."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def models() -> dict[str, type[r.Answer]]:
    """Return the answer of every resource by its name."""
    return {**FILES, **RECORDS}


def definitions(site: Site, template: str) -> dict[str, Any]:
    """Return the JSON Schema of every model by name, described in both languages; `template` refers to one.

    They leave room for fields that a later version adds, or programs made from them would stop at the first.
    """
    found = deepcopy(_undescribed(template))
    for name, schema in found.items():
        schema.pop("title", None)
        schema.pop("additionalProperties", None)
        schema["description"] = explained(site, name)
        for field, value in schema.get("properties", {}).items():
            value.pop("title", None)
            value["description"] = explained(site, f"{name}.{field}")
    return found


@cache  # under `serve`, every change of the data asks anew for what follows from the code alone
def _undescribed(template: str) -> dict[str, Any]:
    """Return the JSON Schema of every model by name."""
    pairs = [(model, "serialization") for model in models().values()]
    _, whole = models_json_schema(pairs, by_alias=True, ref_template=template)  # type: ignore[arg-type]  # literals
    found: dict[str, Any] = whole["$defs"]
    return found


def words_key(words: Mapping[str, Any], name: str) -> str:
    """Return the name under which a model or field (Model.field) is explained: its own, or that of all such fields."""
    return name if name in words else name.rpartition(".")[2]


def explained(site: Site, name: str) -> str:
    """Say in both languages what a model or a field is."""
    text = site.data.api_words[words_key(site.data.api_words, name)]
    return f"{text.vi} / {text.en}"


def _schema(schemas: Schemas, site_url: str, name: str) -> bytes:
    """Return the JSON Schema of one resource, with the definitions that it uses."""
    all_ = schemas("#/$defs/{model}")
    top = models()[name].__name__
    used = _reachable(all_, top)
    rest = {key: value for key, value in all_.items() if key in used - {top}}
    return written({"$schema": DIALECT, "$id": f"{site_url}{API}schema/{name}.json", **all_[top], "$defs": rest})


def _reachable(schemas: Mapping[str, Any], top: str) -> set[str]:
    """Return the names of all models that one uses, itself included."""
    found: set[str] = set()
    waiting = [top]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [ref.rsplit("/", 1)[1] for ref in _references(schemas[name])]
    return found


def _references(schema: Any) -> Iterator[str]:
    """Yield every reference in a schema."""
    children = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        yield schema["$ref"]
    for child in children:
        yield from _references(child)
