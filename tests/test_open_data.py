"""The open data as others use it: harvested by portals, read by a generated client, by examples; and its contract."""

from __future__ import annotations

import importlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest
from conftest import BIN, SITE_URL, real_site, serving
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal
from shapes import FOLDER, shape
from test_metadata import graph

from plansite.base.settings import Settings
from plansite.files import catalogue, exports
from plansite.files.offers import Files
from plansite.pages.render import Site, View
from plansite.read.history import api_version
from plansite.read.kinds import LANGUAGES
from plansite.read.model import Language


@cache
def site_here() -> Site:
    """Return the real site."""
    return real_site(Settings(SITE_URL), offer=Files)


@cache
def made() -> dict[str, bytes]:
    """Make every file."""
    return {path: make() for path, make in exports.files(site_here())}


# --- The contract ---

Version = tuple[int, int]
VERSIONS: Final[list[Version]] = sorted(
    (int(major), int(minor)) for major, _, minor in (path.stem.partition(".") for path in FOLDER.glob("*.txt"))
)
"""The versions whose shape is kept, the oldest first."""


def kept(version: Version) -> list[str]:
    """Read the shape that a version had."""
    return (FOLDER / f"{version[0]}.{version[1]}.txt").read_text(encoding="utf-8").splitlines()


def lost(older: list[str], newer: list[str]) -> list[str]:
    """Return what a program may have used and a newer version lacks; headings in workbooks are words for people."""
    return sorted(line for line in set(older) - set(newer) if ".xlsx " not in line)


def test_the_shape_is_that_of_the_version_published_last() -> None:
    """When this fails: raise `api` in data/changes.yaml if it was published, then run `python tests/shapes.py`."""
    assert shape(made()) == kept(VERSIONS[-1])


def test_every_published_version_has_its_shape_and_says_what_it_changed() -> None:
    published = [update for update in site_here().data.updates if update.api]

    assert [update.api for update in reversed(published)] == [f"{major}.{minor}" for major, minor in VERSIONS]
    assert [update.id for update in published if update.api_changes is None] == []
    assert api_version(site_here().data.updates) == published[0].api


@pytest.mark.parametrize(("older", "newer"), list(pairwise(VERSIONS)))
def test_nothing_goes_until_the_first_number_grows(older: Version, newer: Version) -> None:
    assert older[0] < newer[0] or lost(kept(older), kept(newer)) == []


@pytest.mark.parametrize(("path", "old", "new"), [
    ("api/v1/schema/task.json", b'"number": {', b'"no": {'),
    ("api/v1/schema/task.json", b'"type": "boolean"', b'"type": "string"'),
    ("api/v1/schema/task.json", b'"subset"', b'"part"'),
    ("api/v1/datapackage.json", b'"name": "joint"', b'"name": "shared"'),
    ("api/v1/datapackage.json", b'"type": "integer"', b'"type": "string"'),
])  # fmt: skip
def test_a_changed_field_type_or_value_is_noticed(path: str, old: bytes, new: bytes) -> None:
    changed = made() | {path: made()[path].replace(old, new)}

    assert lost(shape(made()), shape(changed)) != []


# --- The history ---


@pytest.mark.parametrize(("target", "vi", "en"), [
    ("page data", "Dữ liệu mở", "Open data"),
    ("agency so-y-te", "Sở Y tế tỉnh Bình Định", "Department of Health of Bình Định Province"),
    ("paragraph plan.I.1.b", "Kế hoạch, Phần I, mục 1, điểm b", "Plan, Part I, section 1, point b"),
    ("document 160-nq-cp", "Văn bản được viện dẫn, 160-nq-cp", "Documents cited, 160-nq-cp"),
])  # fmt: skip
def test_a_change_names_what_it_concerns_in_the_readers_language(target: str, vi: str, en: str) -> None:
    pages = {language: site_here().page(site_here().links.pages["data", ""], language) for language in LANGUAGES}

    assert [View(site_here(), page).update_name(target) for page in pages.values()] == [vi, en]


# --- What portals harvest ---


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib warns of what it uses itself
def test_a_harvester_reads_the_dataset_and_every_file_of_it() -> None:
    read = Graph().parse(data=made()["api/v1/dcat.jsonld"], format="json-ld")
    [catalog], [dataset] = (list(read.subjects(RDF.type, kind)) for kind in (DCAT.Catalog, DCAT.Dataset))
    files = list(read.objects(dataset, DCAT.distribution))

    assert list(read.objects(catalog, DCAT.dataset)) == [dataset]
    for thing in (catalog, dataset, *files):
        titles = read.objects(thing, DCTERMS.title)
        assert {title.language for title in titles if isinstance(title, Literal)} == {"vi", "en"}
    # Mandatory and recommended by DCAT-AP 3.
    for name in (DCTERMS.description, DCTERMS.publisher, DCAT.theme, DCAT.keyword, DCTERMS.language, DCTERMS.modified):
        assert list(read.objects(dataset, name)) != []
    assert list(read.objects(next(read.objects(catalog, DCTERMS.publisher)), FOAF.name)) != []
    assert len(files) > 20
    for file in files:
        path = str(next(read.objects(file, DCAT.downloadURL))).removeprefix(SITE_URL)
        assert int(str(next(read.objects(file, DCAT.byteSize)))) == len(made()[path])
        assert str(next(read.objects(file, DCAT.mediaType))).endswith(catalogue.media_type(path))
        assert str(next(read.objects(file, DCTERMS.license))) == "https://creativecommons.org/licenses/by/4.0/"


def dataset_of(files: dict[str, bytes]) -> Any:
    """Read the dataset in data.json."""
    [dataset] = json.loads(files["data.json"])["dataset"]
    return dataset


def test_data_json_says_what_dcat_us_demands() -> None:
    dataset = dataset_of(made())
    # contactPoint is demanded too; there is one when whoever publishes the site has given an address.
    due = {"title", "description", "keyword", "modified", "publisher", "identifier", "accessLevel"}

    assert due <= dataset.keys()
    assert dataset["accessLevel"] == "public"
    addresses = [one["downloadURL"] for one in dataset["distribution"]]
    assert [one for one in addresses if one.removeprefix(SITE_URL) not in made()] == []


NAMED: Final = {"@type": "vcard:Contact", "fn": "Kế hoạch 768 / Plan 768", "hasEmail": "mailto:a@example.org"}


@pytest.mark.parametrize(
    ("contact", "said"), [("mailto:a@example.org", NAMED), ("https://example.org/contact", None), ("", None)]
)
def test_data_json_names_a_contact_only_when_there_is_one(contact: str, said: Any) -> None:
    security = {"SECURITY_CONTACT": contact, "SECURITY_EXPIRES": "2027-06-30T00:00:00Z" if contact else ""}
    site = real_site(Settings(SITE_URL, security=security), offer=Files)
    content = dict(exports.files(site, exports.DATA))["data.json"]()

    assert dataset_of({"data.json": content}).get("contactPoint") == said


@pytest.mark.parametrize(("path", "lang"), [("du-lieu/", "vi"), ("en/data/", "en")])
def test_the_page_of_open_data_describes_the_same_files(site: Path, path: str, lang: Language) -> None:
    """That it keeps to schema.org's vocabulary is tested with all pages."""
    page, dataset = graph(site, path)

    assert page["mainEntity"] == {"@type": "Dataset", "@id": dataset["@id"]}
    assert [one["contentUrl"] for one in dataset["distribution"]] == [
        one["downloadURL"] for one in dataset_of(made())["distribution"]
    ]
    assert dataset["name"] == site_here().plan.identity.name[lang]
    assert 50 <= len(dataset["description"]) <= 5000  # as Google asks


@pytest.mark.parametrize(("kind", "id_", "titles"), [
    ("task", "III.8", ["JSON", "PDF", "Word"]),
    ("agency", "so-y-te", ["JSON", "PDF", "Word"]),
    ("decision", "", ["JSON", "CSV", "PDF", "Word", "Word, NĐ 30/2020", "Akoma Ntoso"]),
    ("responsibilities", "", ["CSV"]),
    ("about", "", []),
])  # fmt: skip
def test_a_page_names_its_documents_when_they_are_made(kind: str, id_: str, titles: list[str]) -> None:
    site = real_site(Settings(documents=True), offer=Files)
    found = list(site.offers.alternates(site.links.pages[kind, id_], "vi"))

    assert [one.title for one in found] == titles
    assert {one.path for one in found} <= {path for path, _ in exports.files(site)}


# --- All in one file ---


def test_the_archive_holds_all_data_as_published_and_no_time() -> None:
    with zipfile.ZipFile(io.BytesIO(made()["api/v1/plan-768.zip"])) as archive:
        held = {name.removeprefix("plan-768/"): archive.read(name) for name in archive.namelist()}
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    left_out = {path for path in made() if path not in held and not path.endswith("feed.xml")}

    assert held.items() <= made().items()
    assert left_out == {"api/v1/plan-768.zip", "api/v1/dcat.jsonld", "data.json", "robots.txt"}


# --- A client made by a generator ---


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Have openapi-python-client write a client, without a word of warning, and give its models."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_bytes(made()["api/v1/openapi.json"])
    (folder / "config.yaml").write_text("post_hooks: []\n", encoding="utf-8")
    options = ("--path", "openapi.json", "--config", "config.yaml", "--output-path", "plan_client", "--meta", "none")
    command = [str(BIN / "openapi-python-client"), "generate", *options, "--fail-on-warning"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield importlib.import_module("plan_client.models")
    sys.path.remove(str(folder))


@pytest.mark.parametrize(("model", "name"), [
    ("TaskFile", "tasks/iii-8"), ("AgencyFile", "agencies/cac-so-nganh"), ("Index", "index"), ("Plan", "plan"),
    ("Tasks", "tasks"), ("Agencies", "agencies"), ("Paragraphs", "paragraphs"), ("Documents", "documents"),
    ("GlossaryFile", "glossary"),
])  # fmt: skip
def test_a_generated_client_outlives_an_added_field(client: Any, model: str, name: str) -> None:
    answer = json.loads(made()[f"api/v1/{name}.json"])
    later = json.loads(json.dumps(answer).replace('"vi":', '"added": 1, "vi":')) | {"added": 1}

    for one in (answer, later):
        assert getattr(client, model).from_dict(one).to_dict() == one


# --- Examples ---


def example(name: str, address: str) -> str:
    """Return an example of the page of open data, for the site at an address."""
    return str(dict(real_site(Settings(address), offer=Files).offers.listed()["examples"])[name])


def run(command: list[str], folder: Path) -> str:
    """Run an example; give what it says."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def test_the_example_in_python_counts_as_the_plan_does(site: Path, tmp_path: Path) -> None:
    bodies, classes = site_here().links.bodies, site_here().links.classes
    named = [one.id for task in site_here().plan.tasks() for one in task.lead.agencies if one.id not in classes]
    with serving(site) as address:
        said = run([sys.executable, "-X", "utf8", "-c", example("Python", address)], tmp_path).splitlines()

    assert sorted(said) == sorted(f"{count} {bodies[id_].name.vi}" for id_, count in Counter(named).items())


@pytest.mark.skipif(shutil.which("curl") is None, reason="this machine has no curl")
def test_the_example_for_curl_fetches_the_file(site: Path, tmp_path: Path) -> None:
    with serving(site) as address:
        run(["sh", "-c", example("curl", address)], tmp_path)

    assert (tmp_path / "tasks.json").read_bytes() == (site / "api/v1/tasks.json").read_bytes()


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="this machine has no R")
def test_the_example_in_r_counts(site: Path, tmp_path: Path) -> None:
    with serving(site) as address:
        assert "Sở Tư pháp tỉnh Bình Định" in run(["Rscript", "-e", example("R", address)], tmp_path)


@pytest.mark.parametrize("name", ["Python", "R", "Excel"])
def test_examples_name_columns_that_there_are(name: str) -> None:
    """Excel runs nowhere here: what its query names is looked up instead, as for the others."""
    columns = made()["api/v1/assignments.csv"].splitlines()[0].decode().split(",")
    text = example(name, SITE_URL)

    assert f'"{SITE_URL}api/v1/assignments.csv"' in text
    for column in ("side", "printed", "type", "agency_name_vi"):
        assert column in text
        assert column in columns


@pytest.mark.parametrize("language", LANGUAGES)
def test_examples_stand_on_the_page_as_they_run(site: Path, language: Language) -> None:
    path = site_here().links.pages["data", ""].path(language)
    markdown = (site / path / "index.md").read_text(encoding="utf-8")

    assert [name for name in catalogue.EXAMPLES if example(name, SITE_URL) not in markdown] == []
