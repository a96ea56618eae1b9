"""What data may say → JSON Schemas by which editors explain, complete and mark each file, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic import TypeAdapter

from plansite.read.audit_report import Criterion
from plansite.read.data import Data
from plansite.read.everyday import Everyday
from plansite.read.history import Updates
from plansite.read.ids import plan_ids
from plansite.read.kinds import MAIN_PAGES
from plansite.read.model import Bilingual, Plan
from plansite.read.validate import PATTERNS
from plansite.read.words import EITHER, FILLED

REFERENCES: Final[Mapping[str, tuple[str, ...]]] = {
    "bodies": ("Participant.id", "Duty.agencies", "Identity.issuer"),
    "agencies": ("AgencyClass.members",),
    "paragraphs": ("Written.at", "Trace.paragraph", "Duty.paragraphs"),
    "sources": ("sources", "name_sources"),
    "anything": ("Note.at",),
    "entries": ("Redirect.new",),
    "changed": ("Update.at",),
}
"""What an id may be that refers to something: the fields, as Model.field or those of that name in every model."""

NAMED: Final[Mapping[str, str]] = {
    "AgencyKind": "kind_{}",
    "DutyKind": "duty_{}",
    "Match": "match_{}",
    "Abbreviation.basis": "basis_{}",
    "ShortForm.basis": "basis_{}",
}
"""Values that interface words name."""


def schemas(data: Data) -> dict[str, str]:
    """Return the text of every schema by the name of its file: {"plan.schema.json": "{ …", …}."""
    everyday = {"propertyNames": {"enum": [*plan_ids(data.plan), *(f"page {kind}" for kind in MAIN_PAGES)]}}
    found: dict[str, Any] = {
        "plan": _described(Plan, data),
        "changes": _described(Updates, data),
        "everyday": _described(dict[str, Everyday], data) | everyday,
        "wcag": _described(tuple[Criterion, ...], data),
        "api": _described(dict[str, Bilingual], data) | {"required": sorted(data.api_words)},
        "fields": _described(dict[str, str], data),
        "interface": _interface(sorted(data.words)),
    }
    return {f"{name}.schema.json": _write(schema) for name, schema in found.items()}


def _write(schema: Any) -> str:
    """Write a schema as people can compare it."""
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _interface(words: list[str]) -> dict[str, Any]:
    """Return the schema of the interface words; those into which the same is filled share a part of it."""
    kinds = {
        name: "_".join([*FILLED.get(name, "nothing").split(), *(["either"] if name in EITHER else [])])
        for name in words
    }
    return {
        "type": "object",
        "properties": {name: {"$ref": f"#/$defs/{kind}"} for name, kind in kinds.items()},
        "required": words,
        "additionalProperties": False,
        "$defs": {kind: _bilingual(FILLED.get(name, "").split(), name in EITHER) for name, kind in kinds.items()},
    }


def _bilingual(names: list[str], either: bool) -> dict[str, Any]:
    """Return the schema of a word with all that is filled into it, or `either`, and nothing else within braces."""
    needed = "".join(rf"(?=[\s\S]*\{{{one}\}})" for one in names if not either)
    listing = ", ".join(f"{{{one}}}" for one in names) or "–"
    text: dict[str, Any] = {
        "type": "string",
        "minLength": 1,
        "pattern": rf"^{needed}(?:[^{{}}]|\{{(?:{'|'.join(names)})\}})*$" if names else r"^[^{}]*$",
        "patternErrorMessage": f"Chỗ trống ở đây: {listing} / What is filled in here: {listing}",
    }
    return {
        "type": "object",
        "description": f"Chỗ trống: {listing} / Filled in: {listing}",
        "properties": {"vi": text, "en": text},
        "required": ["vi", "en"],
        "additionalProperties": False,
    }


def _described(model: Any, data: Data) -> Any:
    """Return the schema of a model, said in both languages, that knows the ids of the data."""
    schema = TypeAdapter(model).json_schema(by_alias=True)
    ids = {name: sorted(dict.fromkeys(known)) for name, known in _registries(data.plan)}
    for name, record in _models(schema):
        _explain(record, data.fields.get(name), NAMED.get(name), data)
        for field, node in record.get("properties", {}).items():
            key = f"{name}.{field}"
            _explain(node, data.fields.get(key) or data.fields.get(field), NAMED.get(key), data, field)
            registry = next((one for one, fields in REFERENCES.items() if {key, field} & {*fields}), None)
            if registry and "$ref" not in node.get("items", node):
                node.get("items", node)["enum"] = ids[registry]
    for node in _nodes(schema):
        node.pop("title", None)
        if node.get("pattern") in PATTERNS:
            what, mend = PATTERNS[node["pattern"]]
            node["patternErrorMessage"] = f"{what.vi}; {mend.vi}. / {what.en}; {mend.en}."
    return schema


def _registries(plan: Plan) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the ids that each kind of reference may be."""
    agencies = [one.id for one in plan.agencies]
    bodies = [*agencies, *(one.id for one in plan.classes)]
    paragraphs = [path for path, _ in plan.paragraphs()]
    entries = list(plan_ids(plan))
    yield "agencies", agencies
    yield "bodies", bodies
    yield "paragraphs", paragraphs
    yield "sources", [one.id for one in plan.sources]
    yield "anything", [*bodies, *paragraphs, *(one.id for one in plan.tasks()), *(one.id for one in plan.documents)]
    yield "entries", entries
    yield "changed", [*entries, *(one.old for one in plan.redirects), *(f"page {kind}" for kind in MAIN_PAGES)]


def _models(schema: Any) -> Iterator[tuple[str, Any]]:
    """Yield every model of a schema by its name."""
    yield from schema.get("$defs", {}).items()
    if "title" in schema:
        yield schema["title"], schema


def _explain(node: Any, vietnamese: str | None, named: str | None, data: Data, field: str = "") -> None:
    """Say in both languages what stands here, and what each value means."""
    if vietnamese:
        node["description"] = f"{vietnamese} / {node.get('description') or field.replace('_', ' ')}"
    if named and "enum" in node:
        texts = [data.words.get(named.format(value)) for value in node["enum"]]
        if all(texts):
            node["enumDescriptions"] = [f"{text.vi} / {text.en}" for text in texts if text]


def _nodes(node: Any) -> Iterator[Any]:
    """Yield every part of a schema that describes a value."""
    if isinstance(node, dict):
        if not isinstance(node.get("title"), dict):  # a field may be called so
            yield node
        for child in node.values():
            yield from _nodes(child)
    elif isinstance(node, list):
        for child in node:
            yield from _nodes(child)
