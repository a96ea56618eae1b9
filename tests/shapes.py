"""The shape of the open data: every field, column and value that a program may rest on, a line each.

What was published of each version of the API is kept in tests/shapes/; `python tests/shapes.py` writes the present one.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import openpyxl

from plansite.base.settings import Settings
from plansite.files import exports
from plansite.files.offers import Files
from plansite.pages.render import Site
from plansite.read.history import api_version

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = Path(__file__).parent / "shapes"
ADDRESS: Final = "https://example.org/"


def shape(files: Mapping[str, bytes]) -> list[str]:
    """Return the shape of what was exported, in order."""
    found = {line for path, content in files.items() for line in _of_file(path, content)}
    return sorted(found)


def _of_file(path: str, content: bytes) -> Iterator[str]:
    """Yield the lines of one file; formats that have no fields have none."""
    if path.startswith("api/v1/schema/"):
        name = path.removeprefix("api/v1/schema/")
        whole = json.loads(content)
        yield from (f"{name} {line}" for line in _of_schema(whole, whole["$defs"], ""))
    if path == "api/v1/datapackage.json":
        for table in json.loads(content)["resources"]:
            yield from (f"{table['path']} {line}" for line in _of_table(table["schema"]["fields"]))
    if path.endswith(".xlsx"):
        for sheet in openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[:3]:
            columns = [str(cell) for cell in next(sheet.iter_rows(max_row=1, values_only=True))]
            yield from (f"{path} {sheet.title}: {' '.join(column.split())}" for column in columns)


def _of_schema(schema: Any, parts: Mapping[str, Any], way: str) -> Iterator[str]:
    """Yield the lines of a JSON Schema, by the way to each value: what it is called there plays no part."""
    if "$ref" in schema:
        yield from _of_schema(parts[schema["$ref"].rpartition("/")[2]], parts, way)
    elif "anyOf" in schema:
        for choice in schema["anyOf"]:
            yield from _of_schema(choice, parts, way)
    elif schema["type"] == "object":
        for name, value in schema["properties"].items():
            yield from _of_schema(value, parts, f"{way}.{name}")
    elif schema["type"] == "array":
        yield from _of_schema(schema["items"], parts, f"{way}[]")
    else:
        yield from (f"{way} {schema['type']} {value}".strip() for value in schema.get("enum", [""]))


def _of_table(fields: list[Any]) -> Iterator[str]:
    """Yield the lines of a table of the data package."""
    for field in fields:
        values = field.get("constraints", {}).get("enum", [""])
        yield from (f"{field['name']} {field['type']} {value}".strip() for value in values)


def main() -> None:
    """Write the shape of what the present data and code export, under the version that the data gives."""
    site = Site.load(ROOT, Settings(ADDRESS), offer=Files)
    lines = shape({path: make() for path, make in exports.files(site)})
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{api_version(site.data.updates)}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
