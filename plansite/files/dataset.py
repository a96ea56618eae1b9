"""What data portals harvest: the dataset as DCAT-AP and as data.json, as schema.org for its page; and all in one zip.

All of it follows from the list of files on the page of open data, and from the data package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from plansite.base.zips import packed
from plansite.files import csvs
from plansite.files.api import explained, written
from plansite.files.api_models import API
from plansite.files.catalogue import File
from plansite.files.maker import Maker
from plansite.files.terms import OURS
from plansite.pages.render import Site
from plansite.read.history import api_version
from plansite.read.kinds import LANGUAGES
from plansite.read.model import Language

Node = dict[str, Any]

CATALOG: Final = f"{API}dcat.jsonld"
ARCHIVE: Final = f"{API}plan-768.zip"
HEADINGS: Final = ("excel", "csv", "zip", "json", "law")
"""Under which the files of the dataset stand on the page of open data."""

CONTEXT: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
EU: Final = "http://publications.europa.eu/resource/authority/"
"""The vocabularies that DCAT-AP asks for."""

TONGUES: Final[Mapping[Language, str]] = {"vi": "VIE", "en": "ENG"}
FILE_TYPES: Final = {"JSON Schema": "JSON", "JSON-LD": "JSON_LD", "Akoma Ntoso 3.0": "XML", "Word": "DOCX"}
"""The EU's names of our formats, where they differ."""

DCAT_US: Final = "https://project-open-data.cio.gov/v1.1/schema"


def files(site: Site) -> Iterator[tuple[str, Maker]]:
    """Yield the dataset's descriptions, and the archive."""
    yield CATALOG, partial(_dcat, site)
    yield "data.json", partial(_data_json, site)
    yield ARCHIVE, partial(_archive, site)


def _archive(site: Site) -> bytes:
    """Pack what the other exporters make of the data, the page of open data as Markdown among it."""
    made = sorted(site.offers.data_files.items())
    return packed((f"plan-768/{path}", make()) for path, make in made if path not in (CATALOG, "data.json", ARCHIVE))


def _distributions(site: Site) -> list[File]:
    """Return the files of the dataset; those that there is one of for each record stand in the others, too."""
    groups = site.offers.catalogue
    return [file for group in groups if group.name in HEADINGS for file in group.files if "{" not in file.path]


def _said(name: str, words: Mapping[str, str]) -> Node:
    """Say something in both languages."""
    return {name: [{"@value": words[language], "@language": language} for language in LANGUAGES]}


def _both(site: Site, name: str) -> Mapping[str, str]:
    """Return an interface word in both languages."""
    return {language: site.words[language][name] for language in LANGUAGES}


def _id(*names: str) -> list[Node]:
    """Refer to things by their addresses."""
    return [{"@id": name} for name in names]


def _day(name: str, day: Any) -> Node:
    """Return a date."""
    return {name: {"@value": day.isoformat(), "@type": "xsd:date"}}


def _years(site: Site) -> str:
    """Return the years that the plan spans, as ISO 8601 writes a time."""
    years = site.links.years
    return f"{years[0]}/{years[-1]}" if years else ""


def _dcat(site: Site) -> bytes:
    """Describe the dataset as DCAT-AP 3 asks, in JSON-LD."""
    pages = [site.url + site.links.pages["data", ""].path(language) for language in LANGUAGES]
    publisher = {"@type": "foaf:Agent", "@id": f"{site.url}#site", **_said("foaf:name", _both(site, "site_name"))}
    dataset = f"{pages[0]}#dataset"
    catalog = {
        "@context": CONTEXT,
        "@id": site.url + CATALOG,
        "@type": "dcat:Catalog",
        **_said("dct:title", _both(site, "site_name")),
        **_said("dct:description", _both(site, "data_intro")),
        "dct:publisher": publisher,
        "foaf:homepage": _id(site.url),
        "dcat:dataset": {
            "@id": dataset,
            "@type": "dcat:Dataset",
            **_said("dct:title", {language: site.plan.identity.name[language] for language in LANGUAGES}),
            **_said("dct:description", _both(site, "data_description")),
            "dct:identifier": dataset,
            "dct:publisher": _id(publisher["@id"]),
            "dcat:keyword": [
                {"@value": word, "@language": language}
                for language in LANGUAGES
                for word in csvs.keywords(site, language)
            ],
            "dcat:theme": _id(*(f"{EU}data-theme/{name}" for name in ("GOVE", "SOCI"))),
            "dct:language": _id(*(f"{EU}language/{TONGUES[language]}" for language in LANGUAGES)),
            "dct:accrualPeriodicity": _id(f"{EU}frequency/IRREG"),
            "dct:accessRights": _id(f"{EU}access-right/PUBLIC"),
            "dcat:landingPage": _id(*pages),
            "dcat:version": api_version(site.data.updates),
            **_day("dct:issued", site.data.updates[-1].date),
            **_day("dct:modified", site.data.updates[0].date),
            "dcat:distribution": [_distribution(site, file, pages) for file in _distributions(site)],
        },
    }
    return written(catalog)


def _distribution(site: Site, file: File, pages: list[str]) -> Node:
    """Describe one file as DCAT-AP asks."""
    terms = site.data.api_words["terms_text"]
    return {
        "@id": file.url,
        "@type": "dcat:Distribution",
        **_said("dct:title", file.about),
        "dcat:accessURL": _id(*pages),
        "dcat:downloadURL": _id(file.url),
        "dcat:mediaType": _id(f"https://www.iana.org/assignments/media-types/{file.type}"),
        "dct:format": _id(f"{EU}file-type/{FILE_TYPES.get(file.format, file.format)}"),
        "dcat:byteSize": {"@value": str(file.bytes), "@type": "xsd:nonNegativeInteger"},
        "dct:license": _id(OURS.url),
        "dct:rights": {"@type": "dct:RightsStatement", **_said("rdfs:label", {"vi": terms.vi, "en": terms.en})},
    }


def _data_json(site: Site) -> bytes:
    """Describe the dataset as DCAT-US 1.1 does, for portals that look for /data.json."""
    package = csvs.package(site, csvs.tables_of(site))
    dataset: Node = {
        "@type": "dcat:Dataset",
        "identifier": package["id"],
        "title": package["title"],
        "description": package["description"],
        "keyword": package["keywords"],
        "modified": site.data.updates[0].date.isoformat(),
        "issued": site.data.updates[-1].date.isoformat(),
        "publisher": {"@type": "org:Organization", "name": package["title"]},
        **_contact(site),
        "accessLevel": "public",
        "license": OURS.url,
        "rights": explained(site, "terms_text"),
        "language": list(LANGUAGES),
        "landingPage": package["homepage"],
        "describedBy": package["id"],
        "describedByType": "application/json",
        "distribution": [
            {
                "@type": "dcat:Distribution",
                "title": " / ".join(file.about[language] for language in LANGUAGES),
                "downloadURL": file.url,
                "mediaType": file.type,
            }
            for file in _distributions(site)
        ],
    }
    return written(
        {
            "@context": f"{DCAT_US}/catalog.jsonld",
            "@id": f"{site.url}data.json",
            "@type": "dcat:Catalog",
            "conformsTo": DCAT_US,
            "describedBy": f"{DCAT_US}/catalog.json",
            "dataset": [dataset],
        }
    )


def _contact(site: Site) -> Node:
    """Say whom to write to, when whoever publishes the site has said so: DCAT-US wants it, and none is made up."""
    address = site.settings.security.get("SECURITY_CONTACT", "")
    if not address.startswith("mailto:"):
        return {}
    name = " / ".join(site.words[language]["site_name"] for language in LANGUAGES)
    return {"contactPoint": {"@type": "vcard:Contact", "fn": name, "hasEmail": address}}


def schema_org(site: Site, language: Language) -> Node:
    """Describe the dataset in schema.org's words, for its page in one language."""
    page = site.url + site.links.pages["data", ""].path(language)
    words, identity = site.words[language], site.plan.identity
    return {
        "@type": "Dataset",
        "@id": f"{page}#dataset",
        "name": identity.name[language],
        "description": f"{words['data_description']} {words['data_intro']}",
        "url": page,
        "inLanguage": list(LANGUAGES),
        "license": OURS.url,
        "isAccessibleForFree": True,
        "version": api_version(site.data.updates),
        "datePublished": site.data.updates[-1].date.isoformat(),
        "dateModified": site.data.updates[0].date.isoformat(),
        "keywords": csvs.keywords(site, language),
        **({"temporalCoverage": _years(site)} if _years(site) else {}),
        "spatialCoverage": {"@type": "AdministrativeArea", "name": identity.place[language]},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.about[language],
                "contentUrl": file.url,
                "encodingFormat": file.type,
            }
            for file in _distributions(site)
        ],
    }
