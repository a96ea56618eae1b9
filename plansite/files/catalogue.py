"""What the page of open data shows: files to download, what each field means, and what was published when."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from plansite.files import api, tables
from plansite.files.api_models import API
from plansite.files.maker import Maker
from plansite.pages.render import Site
from plansite.read.history import api_version
from plansite.read.model import Bilingual
from plansite.relate.text import size

TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "zip": "application/zip",
    "xml": "application/xml",
    "txt": "text/plain",
    "md": "text/markdown",
}
"""Media type by the end of a file's name."""


EXAMPLES: Final = {"Python": "python.txt", "R": "r.txt", "Excel": "excel.txt", "curl": "curl.txt"}
"""Programs to copy, in templates/examples/."""


@dataclass(frozen=True)
class Listed:
    """A file, or several whose paths differ in one step, as {id}."""

    path: str
    format: str
    words: str
    """Which word of data/interface.yaml, or name in data/api.yaml, says what it contains."""
    sized: bool = True


LISTED: Final[Mapping[str, tuple[Listed, ...]]] = {
    "excel": (
        Listed("du-lieu/ke-hoach-768.xlsx", "XLSX", "file_workbook_vi"),
        Listed("en/data/plan-768.xlsx", "XLSX", "file_workbook_en"),
    ),
    "csv": (
        *(Listed(f"{API}{name}.csv", "CSV", f"csv_{name}") for name in tables.KEYS),
        Listed("api/v1/datapackage.json", "JSON", "datapackage"),
    ),
    "zip": (Listed("api/v1/plan-768.zip", "ZIP", "archive"),),
    "json": (
        Listed("api/v1/index.json", "JSON", "Index"),
        Listed("api/v1/plan.json", "JSON", "Plan"),
        Listed("api/v1/tasks.json", "JSON", "Tasks"),
        Listed("api/v1/tasks/{id}.json", "JSON", "Task"),
        Listed("api/v1/agencies.json", "JSON", "Agencies"),
        Listed("api/v1/agencies/{id}.json", "JSON", "Agency"),
        Listed("api/v1/paragraphs.json", "JSON", "Paragraphs"),
        Listed("api/v1/documents.json", "JSON", "Documents"),
        Listed("api/v1/glossary.json", "JSON", "GlossaryFile"),
        Listed("api/v1/openapi.json", "JSON", "openapi"),
        Listed("api/v1/schema/{id}.json", "JSON Schema", "file_schemas"),
    ),
    "catalog": (
        Listed("api/v1/dcat.jsonld", "JSON-LD", "catalog"),
        Listed("data.json", "JSON", "file_data_json"),
    ),
    "print": (
        Listed("quyet-dinh/768-quyet-dinh.pdf", "PDF", "file_whole"),
        Listed("quyet-dinh/768-quyet-dinh.docx", "Word", "file_whole"),
        Listed("quyet-dinh/768-quyet-dinh.nd30.docx", "Word", "file_filing"),
        Listed("phu-luc/768-phu-luc.pdf", "PDF", "file_appendix"),
        Listed("phu-luc/768-phu-luc.docx", "Word", "file_appendix"),
        Listed("co-quan/{id}/768-co-quan-{id}.pdf", "PDF", "file_agencies"),
        Listed("co-quan/{id}/768-co-quan-{id}.docx", "Word", "file_agencies"),
        Listed("nhiem-vu/{id}/768-nhiem-vu-{id}.pdf", "PDF", "file_tasks"),
        Listed("nhiem-vu/{id}/768-nhiem-vu-{id}.docx", "Word", "file_tasks"),
    ),
    "law": (
        Listed("quyet-dinh/768-quyet-dinh.akn.xml", "Akoma Ntoso 3.0", "file_akn"),
        Listed("en/decision/768-decision.akn.xml", "Akoma Ntoso 3.0", "file_akn_en"),
    ),
    "text": (
        Listed("feed.xml", "Atom", "file_feed"),
        Listed("en/feed.xml", "Atom", "file_feed_en"),
        Listed("co-quan/{id}/feed.xml", "Atom", "file_feed_agencies"),
        Listed("llms.txt", "Markdown", "file_llms"),
        Listed("en/llms.txt", "Markdown", "file_llms_en"),
        Listed("nhiem-vu/{id}/index.md", "Markdown", "file_markdown", sized=False),
    ),
}
"""The files that people choose from, by heading; one that is not made is not shown."""


@dataclass(frozen=True)
class File:
    """A line in the list of files."""

    path: str
    url: str
    format: str
    type: str
    about: Mapping[str, str]
    example: str
    """The path of the file, or of one of the files."""
    makers: tuple[Maker, ...]
    sized: bool

    @property
    def count(self) -> int:
        """Return how many files they are."""
        return len(self.makers)

    @property
    def bytes(self) -> int:
        """Return the bytes of all of them: now they are made."""
        return sum(len(make()) for make in self.makers)

    @property
    def size(self) -> Mapping[str, str]:
        """Return that number as each language writes it, or nothing where it says nothing."""
        return size(self.bytes if self.sized else 0)


@dataclass(frozen=True)
class Field:
    """A line in the table of a record's fields; `model` is the record of which it consists, if any."""

    name: str
    before: str
    model: str
    after: str
    about: Mapping[str, str]


@dataclass(frozen=True)
class Record:
    """A kind of record with its fields, or a code with its values."""

    name: str
    about: Mapping[str, str]
    fields: tuple[Field, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Files:
    """A heading with its files."""

    name: str
    files: tuple[File, ...]


def listed_files(site: Site, made: Mapping[str, Maker]) -> tuple[Files, ...]:
    """Return those of the files that are made that people choose from, by heading."""
    groups = (Files(name, tuple(_files(site, made, listed))) for name, listed in LISTED.items())
    return tuple(group for group in groups if group.files)


def view(site: Site, files: tuple[Files, ...]) -> Mapping[str, Any]:
    """Return what the page shows, of which `files` are those to choose from."""
    return {
        "files": files,
        "records": [_record(site, name, schema) for name, schema in api.definitions(site, "{model}").items()],
        "version": api_version(site.data.updates),
        "versions": [update for update in site.data.updates if update.api],
        "updates": site.data.updates,
        "examples": [(name, site.text(f"examples/{file}", site_url=site.url)) for name, file in EXAMPLES.items()],
    }


def _files(site: Site, made: Mapping[str, Maker], listed: tuple[Listed, ...]) -> Iterator[File]:
    """Yield those of some files that are made."""
    for one in listed:
        pattern = re.compile(re.escape(one.path).replace(r"\{id\}", r"[^/]+"))
        paths = [path for path in made if pattern.fullmatch(path)]
        if paths:
            url = site.url + paths[0]
            about, makers = _words(site, one.words), tuple(made[path] for path in paths)
            yield File(one.path, url, one.format, media_type(paths[0]), about, paths[0], makers, one.sized)


def media_type(path: str) -> str:
    """Return the media type of a file that we publish."""
    return TYPES[path.rpartition(".")[2]]


def _words(site: Site, name: str) -> Mapping[str, str]:
    """Say what a file contains, in both languages."""
    text: Bilingual | None = site.data.api_words.get(name)
    return {"vi": text.vi, "en": text.en} if text else {key: words[name] for key, words in site.words.items()}


def _record(site: Site, name: str, schema: Mapping[str, Any]) -> Record:
    """Describe a record as its schema does."""
    fields = [_field(site, name, field, value) for field, value in schema.get("properties", {}).items()]
    return Record(name, _words(site, name), tuple(fields), tuple(schema.get("enum", ())))


def _field(site: Site, record: str, name: str, schema: Mapping[str, Any]) -> Field:
    """Describe a field as its schema does."""
    about = _words(site, api.words_key(site.data.api_words, f"{record}.{name}"))
    choices = schema.get("anyOf", [schema])
    kind = next(choice for choice in choices if choice.get("type") != "null")
    many = kind.get("type") == "array"
    kind = kind["items"] if many else kind
    model = kind.get("$ref", "")
    plain = "" if model else " | ".join(map(json.dumps, kind["enum"])) if "enum" in kind else kind["type"]
    after = ("[]" if many else "") + (" | null" if len(choices) > 1 else "")
    return Field(name, plain, model, after, about)
