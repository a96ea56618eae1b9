"""A model's JSON Schema at a place of a file: what may stand there, and what can stand in for it."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter

from plansite.base.problems import Place
from plansite.read.model import Line, Slug, SourceId, WebAddress

CHOICES: Final = 2
"""Ways in which `fill` can fill a place."""


@cache
def _schema(model: Any) -> Any:
    """Return a model's JSON Schema."""
    return TypeAdapter(model).json_schema()


def node_at(model: Any, place: Place) -> Any:
    """Return the schema of what stands at a place."""
    schema = _schema(model)
    node = _resolve(schema, schema)
    for key in place:
        if isinstance(key, int):
            node = node.get("items", {})
        else:
            node = node.get("properties", {}).get(key) or node.get("additionalProperties") or {}
        node = _resolve(node, schema)
    return node


def fields_at(model: Any, place: Place) -> list[str]:
    """List the names that the model knows at a place."""
    return list(node_at(model, place).get("properties", {}))


def _resolve(node: Any, schema: Any) -> Any:
    """Follow a schema's references, and the record among its alternatives."""
    for choice in node.get("anyOf", ()):
        if "$ref" in choice:
            node = choice
    if "$ref" in node:
        return schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return node


def holds_ids(model: Any, place: Place) -> bool:
    """Tell whether records with ids stand in what is due at a place."""
    return _holds_ids(node_at(model, place), _schema(model))


def _holds_ids(node: Any, schema: Any) -> bool:
    """Tell whether a schema is of a record with an id, or holds one."""
    node = _resolve(node, schema)
    inner = [*node.get("properties", {}).values(), *([node["items"]] if "items" in node else [])]
    return "id" in node.get("properties", ()) or any(_holds_ids(one, schema) for one in inner)


def fill(tree: Any, place: Place, model: Any, choice: int) -> bool:
    """Put a value that the model allows at a place of a tree, or delete what need not be there.

    Args:
        tree: Mappings and lists, changed in place.
        place: Where a slip is.
        model: What the tree should be.
        choice: Which of several values to take, from 0 to below CHOICES; where there is but one, it is taken.

    Returns:
        Whether there is such a value; a list's item and a text of a form of its own, such as an id, have none.

    """
    *way, last = place or (0,)
    holder = tree
    for key in way:
        try:
            holder = holder[key]
        except (KeyError, IndexError, TypeError):
            return False
    if not isinstance(holder, dict):
        return False
    around = node_at(model, tuple(way))
    if last not in around.get("required", ()) and "properties" in around:
        holder.pop(last, None)
        return True
    value = _example(node_at(model, place), model, choice)
    if value is None:
        return False
    holder[last] = value
    return True


def _pattern(kind: Any) -> str:
    """Return the pattern of a kind of text."""
    return str(TypeAdapter(kind).json_schema()["pattern"])


EXAMPLES: Final[dict[str | None, tuple[object, object]]] = {
    "array": ([], []),
    "boolean": (False, True),
    "date": (datetime.date.min, datetime.date.max),
    "string": ("?", "!"),
    _pattern(Line): ("?", "!"),
    _pattern(Slug): ("a-a", "b-b"),
    _pattern(SourceId): ("S0", "S00"),
    _pattern(WebAddress): ("https://a.example/", "https://b.example/"),
}
"""Two values of each kind, format or pattern that a schema names, for `choice` 0 and 1."""


def _example(node: Any, model: Any, choice: int) -> Any:
    """Return a value that a schema allows, or None."""
    if "properties" in node:
        inner = {
            key: _example(_resolve(node["properties"][key], _schema(model)), model, choice)
            for key in node.get("required", ())
        }
        return None if None in inner.values() else inner
    if "enum" in node or "const" in node:
        values = node.get("enum", [node.get("const")])
        return values[-choice]
    kind = node.get("format") or node.get("pattern") or (node.get("type") if not node.get("minItems") else None)
    return EXAMPLES.get(kind, (None, None))[choice]
