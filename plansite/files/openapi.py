"""The OpenAPI description of everything below api/v1/ that a program may ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from plansite.files import tables
from plansite.files.api import FILES, FOLDERS, RECORDS, definitions, explained, written
from plansite.files.api_models import API
from plansite.files.maker import Maker
from plansite.files.terms import EXPRESSION
from plansite.pages.render import Site
from plansite.read.history import api_version
from plansite.read.kinds import LANGUAGES, task_slug

TITLE: Final = "Plan 768 API"
"""In plain letters: generators name their packages by it."""

EXAMPLES: Final = {"task": "iii-8", "agency": "so-y-te"}
"""Ids to try, where the plan has them."""

TAGS: Final = ("json", "csv", "portals")

Json = dict[str, Any]


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield the description."""
    yield f"{API}openapi.json", partial(_openapi, site)


def _openapi(site: Site) -> bytes:
    """Describe the API for machines."""
    page = site.links.pages["data", ""].path("vi")
    return written(
        {
            "openapi": "3.1.0",
            "info": {
                "title": TITLE,
                "summary": " / ".join(site.words[language]["site_name"] for language in LANGUAGES),
                "version": api_version(site.data.updates),
                "description": f"{explained(site, 'api_text')}\n\n{explained(site, 'terms_text')}",
                "license": {"name": explained(site, "licences"), "identifier": EXPRESSION},
                "contact": {"name": site.words["vi"]["site_name"], "url": site.url + page},
            },
            # The first is where files stay; the second, wherever this one was found, as in a preview of the site.
            "servers": [
                {"url": site.url.rstrip("/"), "description": explained(site, "server_public")},
                {"url": "../..", "description": explained(site, "server_here")},
            ],
            "security": [],
            "tags": [{"name": name, "description": explained(site, f"tag_{name}")} for name in TAGS],
            "paths": dict(_paths(site)),
            "components": {"schemas": definitions(site, "#/components/schemas/{model}")},
        }
    )


def _paths(site: Site) -> Iterator[tuple[str, Json]]:
    """Yield every path of the API."""
    for name, model in FILES.items():
        path = f"{API}{name}.json"
        yield f"/{path}", {"get": _answer(site, name, model.__name__, site.url + path)}
    ids = {"task": [task_slug(task.id) for task in site.plan.tasks()], "agency": list(site.links.bodies)}
    for name, model in RECORDS.items():
        example = EXAMPLES[name] if EXAMPLES[name] in ids[name] else ids[name][0]
        operation = _answer(site, name, model.__name__, f"{site.url}{API}{FOLDERS[name]}/{example}.json")
        yield f"/{API}{FOLDERS[name]}/{{id}}.json", {"get": operation | {"parameters": [_id(site, ids[name], example)]}}
    text: Json = {"schema": {"type": "string"}}
    for name in tables.KEYS:
        yield f"/{API}{name}.csv", {"get": _operation(site, f"{name}_csv", f"csv_{name}", "csv", {"text/csv": text})}
    anything = {"application/json": {"schema": {"type": "object"}}}
    yield f"/{API}datapackage.json", {"get": _operation(site, "datapackage", "datapackage", "csv", anything)}
    linked = {"application/ld+json": {"schema": {"type": "object"}}}
    yield f"/{API}dcat.jsonld", {"get": _operation(site, "catalog", "catalog", "portals", linked)}


def _id(site: Site, ids: list[str], example: str) -> Json:
    """Describe the id in a path."""
    schema = {"type": "string", "enum": ids}
    about = explained(site, "path_id")
    return {"name": "id", "in": "path", "required": True, "description": about, "schema": schema, "example": example}


def _answer(site: Site, name: str, model: str, example: str) -> Json:
    """Describe the reading of one file of records; `example` is the address of one."""
    schema = {"$ref": f"#/components/schemas/{model}"}
    content = {"application/json": {"schema": schema, "examples": {name: {"externalValue": example}}}}
    return _operation(site, name, model, "json", content)


def _operation(site: Site, name: str, words: str, tag: str, content: Mapping[str, Json]) -> Json:
    """Describe the reading of one file."""
    about = explained(site, words)
    missing = {"text/html": {"schema": {"type": "string"}}}
    return {
        "operationId": name,
        "tags": [tag],
        "summary": about,
        "description": f"{about}. {explained(site, 'operation')}",
        "responses": {
            "200": {"description": about, "content": content},
            "404": {"description": explained(site, "missing"), "content": missing},
        },
    }
