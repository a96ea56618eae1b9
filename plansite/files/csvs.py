"""CSV tables, and the Frictionless data package that describes every column and value of them.

They begin without a byte-order mark: readers of data packages take it for a part of the first column's name, or refuse
the file. Excel, which wants the mark when a CSV file is opened by a double click, has workbooks of its own.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, Final, TypeAlias

from plansite.files import tables
from plansite.files.api import explained, written
from plansite.files.api_models import API
from plansite.files.api_records import Answers
from plansite.files.maker import Maker
from plansite.files.terms import LICENCES
from plansite.pages.render import Site
from plansite.read.history import api_version
from plansite.read.kinds import LANGUAGES
from plansite.read.model import Involvement, Language, Role

FOREIGN: Final[Mapping[str, list[tuple[str, str]]]] = {
    "assignments": [("task", "tasks"), ("agency", "agencies")],
    "members": [("class", "agencies"), ("agency", "agencies")],
    "successors": [("agency", "agencies")],
}
"""Columns whose values another table holds in its first column."""

CHOICES: Final = {
    "side": ["lead", "support"],
    "involvement": [kind.value for kind in Involvement],
    "type": ["agency", "class"],
    "part": ["decision", "plan", "appendix"],
    "role": [role.value for role in Role],
    "entry": ["abbreviation", "term"],
    "basis": ["decision", "editorial"],
}
"""Columns that hold codes; data/api.yaml says what each means."""

TYPES: Final = {
    "mentions": "integer",
    "reading_first_year": "integer",
    "reading_last_year": "integer",
    "reading_annual": "boolean",
    "joint": "boolean",
    "printed": "boolean",
    "verified": "boolean",
    "date": "date",
}
"""Columns that hold something other than text."""

Tables: TypeAlias = Callable[[str], tables.Table]


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield the tables, with both languages side by side, and their description."""
    made = tables_of(site)
    for name in tables.KEYS:
        yield f"{API}{name}.csv", partial(_csv, made, name)
    yield f"{API}datapackage.json", partial(_written, site, made)


def tables_of(site: Site) -> Tables:
    """Return what makes each table once."""
    answers = Answers(site)
    return cache(lambda name: getattr(tables, name)(answers))


def _csv(made: Tables, name: str) -> bytes:
    """Write a table by RFC 4180."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)  # its default dialect is that of RFC 4180, CR LF included
    writer.writerow(made(name).columns)
    writer.writerows(made(name).rows)
    return stream.getvalue().encode()


def _written(site: Site, made: Tables) -> bytes:
    """Write the data package."""
    return written(package(site, made))


def package(site: Site, made: Tables) -> dict[str, Any]:
    """Describe the tables for machines, as a Frictionless data package."""
    return {
        "profile": "tabular-data-package",
        "name": "plan-768",
        "id": f"{site.url}{API}datapackage.json",
        "title": " / ".join(site.words[language]["site_name"] for language in LANGUAGES),
        "description": explained(site, "csv_text"),
        "version": api_version(site.data.updates),
        "created": f"{site.data.updates[0].date.isoformat()}T00:00:00+07:00",
        "homepage": site.url + site.links.pages["data", ""].path("vi"),
        "keywords": [word for language in LANGUAGES for word in keywords(site, language)],
        "licenses": [{"name": one.id, "path": one.url, "title": explained(site, one.covers)} for one in LICENCES],
        "resources": [_resource(site, made, name) for name in tables.KEYS],
    }


def keywords(site: Site, language: Language) -> list[str]:
    """Return the words by which people look for the data."""
    return site.data.api_words["keywords"][language].split("; ")


def _resource(site: Site, made: Tables, name: str) -> dict[str, Any]:
    """Describe one table."""
    content = _csv(made, name)
    foreign = [
        {"fields": [field], "reference": {"resource": table, "fields": tables.KEYS[table]}}
        for field, table in FOREIGN.get(name, ())
    ]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "title": explained(site, f"csv_{name}"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(site, column) for column in made(name).columns],
            **({"primaryKey": tables.KEYS[name]} if tables.KEYS[name] else {}),
            **({"foreignKeys": foreign} if foreign else {}),
        },
    }


def _field(site: Site, column: str) -> dict[str, Any]:
    """Describe one column, and every value of a column of codes."""
    stem, _, language = column.rpartition("_")
    stem, tongue = (stem, f" ({explained(site, f'tongue_{language}')})") if language in LANGUAGES else (column, "")
    values = CHOICES.get(column, ["true", "false"] if TYPES.get(column) == "boolean" else [])
    meanings = "".join(f"; {value}: {explained(site, f'value_{column}_{value}')}" for value in values)
    field = {
        "name": column,
        "type": TYPES.get(column, "string"),
        "title": explained(site, f"column_{stem}") + tongue,
        "description": explained(site, f"about_{stem}") + tongue + meanings,
    }
    if column.startswith("url") or column.startswith("agency_url"):
        field["format"] = "uri"
    return field | ({"constraints": {"enum": CHOICES[column]}} if column in CHOICES else {})
