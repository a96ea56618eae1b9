"""CSV tables that Excel opens right, and the Frictionless data package that describes them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any, Final

from plansite.exports import Maker, tables
from plansite.exports.answers import Answers
from plansite.exports.api import API
from plansite.links import LANGUAGES, Involvement
from plansite.site import Site
from plansite.updates import api_version

KEYS: Final[Mapping[str, list[str]]] = {
    "tasks": ["task"],
    "assignments": ["task", "side", "agency", "written"],
    "agencies": ["agency"],
}
"""The tables and what tells their rows apart; one agency may be named twice in a cell, for two subsets."""

FOREIGN: Final = {
    "assignments": [
        {"fields": [field], "reference": {"resource": table, "fields": [target]}}
        for field, table, target in (("task", "tasks", "task"), ("agency", "agencies", "agency"))
    ]
}
CHOICES: Final = {
    "side": ["lead", "support"],
    "involvement": [kind.value for kind in Involvement],
    "type": ["agency", "class"],
}


def files(site: Site, site_url: str) -> Iterator[tuple[str, Maker]]:
    """Give the tables, with both languages side by side, and their description."""
    answers = Answers(site, site_url + API, site_url)
    made = cache(partial(_table, answers))
    for name in KEYS:
        yield f"{API}{name}.csv", partial(_csv, made, name)
    yield f"{API}datapackage.json", partial(_package, site, site_url, made)


def _table(answers: Answers, name: str) -> tables.Table:
    """Make one table."""
    table: tables.Table = getattr(tables, name)(answers)
    return table


def _csv(made: Any, name: str) -> bytes:
    """Write a table by RFC 4180, with the mark by which Excel knows UTF-8."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)  # its default dialect is that of RFC 4180, CR LF included
    writer.writerow(made(name).columns)
    writer.writerows(made(name).rows)
    return stream.getvalue().encode("utf-8-sig")


def _package(site: Site, site_url: str, made: Any) -> bytes:
    """Describe the tables for machines."""
    package = {
        "profile": "tabular-data-package",
        "name": "plan-768",
        "title": f"{site.words['vi']['site_name']} / {site.words['en']['site_name']}",
        "description": _words(site, "csv_text"),
        "version": api_version(site.updates),
        "homepage": site_url + site.links.pages["data", ""].path("vi"),
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [_resource(site, made, name) for name in KEYS],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(site: Site, made: Any, name: str) -> dict[str, Any]:
    """Describe one table."""
    content = _csv(made, name)
    fields = [_field(site, column) for column in made(name).columns]
    schema = {"fields": fields, "primaryKey": KEYS[name]} | ({"foreignKeys": FOREIGN[name]} if name in FOREIGN else {})
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "title": _words(site, f"csv_{name}"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
    }


def _field(site: Site, column: str) -> dict[str, Any]:
    """Describe one column."""
    field: dict[str, Any] = {"name": column, "type": "string", "title": _title(site, column)}
    if column == "joint":
        return field | {"type": "boolean"}
    if column == "mentions":
        return field | {"type": "integer"}
    return field | ({"constraints": {"enum": CHOICES[column]}} if column in CHOICES else {})


def _title(site: Site, column: str) -> str:
    """Say in both languages what a column holds, and in which language it is."""
    stem, _, language = column.rpartition("_")
    if language not in LANGUAGES:
        return _words(site, f"column_{column}")
    tongue = {"vi": "tiếng Việt / Vietnamese", "en": "tiếng Anh / English"}[language]
    return f"{_words(site, f'column_{stem}')} ({tongue})"


def _words(site: Site, name: str) -> str:
    """Say something in both languages."""
    return f"{site.api_words[name].vi} / {site.api_words[name].en}"
