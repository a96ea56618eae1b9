"""Rules of our own on every page: twins, languages, names and terms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from conftest import SITE_URL
from lxml import etree
from test_site import DATA, MAIN, PAIRS, has_class, language, page, read

from audit import judged
from audit.gate import Fault, Tell
from audit.pages import paths, source
from plansite.read.audit_report import Finding, Outcome, Tool

Rule = Callable[[Path], Iterator[tuple[str, str]]]
"""Gives (place, words) of whatever breaks it."""

EXCEPTIONS: Final = judged.EXCEPTIONS["terms"]
VIETNAMESE: Final = re.compile(r"[À-ÖØ-öø-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
ENGLISH: Final = re.compile(r"\b(the|of|and|page|this|link|department|with|from|read|skip|search)\b", re.IGNORECASE)
PROPER: Final = re.compile(r"(?i:Bình(?: Định|…|\.\.\.))|Lâm Hải Giang|\d+/[\w/-]+")
"""Names and numbers that are the same in English: WCAG 3.1.2 exempts them, where they cannot be marked.

A label that is cut short may end within a name.
"""

READ_OUT: Final = ("title", "aria-label", "alt", "placeholder")

NEEDS: Final = ("en/tasks/iii-8", "quyet-dinh", "en/decision")
TASK, TWIN, DECISION = "nhiem-vu/iii-8/index.html", "en/tasks/iii-8/index.html", "en/decision/index.html"
FAULTS: Final = (
    Fault("same anchors", TWIN, "</article>", '<p id="only-here">English alone</p></article>'),
    Fault("twins", TASK, 'hreflang="en" href="https://', 'hreflang="en" href="http://'),
    Fault("Vietnamese unmarked", TWIN, "</article>", "<p>Nhiệm vụ này</p></article>"),
    Fault("English unmarked", TASK, "</article>", "<img alt='the page' src=''></article>"),
    Fault("agency names", TWIN, "</article>", "<p class='ours'>Department of Labor and Society</p></article>"),
    Fault("terms", DECISION, ">Directive No. 05-CT/TW</a> dated", ">Order No. 05-CT/TW</a> dated"),
)


def pairs(site: Path) -> Iterator[tuple[str, str]]:
    """Yield the pages with a twin, where the site has them."""
    return ((vi, en) for vi, en in PAIRS if source(site, vi).exists() and source(site, en).exists())


# --- Twins ---


def same_anchors(site: Path) -> Iterator[tuple[str, str]]:
    """Find twins whose anchors differ, or stand twice."""
    for vi, en in pairs(site):
        there, here = ([one.get("id") for one in page(site, path).xpath("//article//*[@id]")] for path in (vi, en))
        if there != here:
            yield en, f"anchors differ from those of {vi}: {sorted(set(there) ^ set(here))}"
        if len(there) != len(set(there)):
            yield vi, "an anchor stands twice"


def twins(site: Path) -> Iterator[tuple[str, str]]:
    """Find pages that do not name themselves, their twin and their language."""
    for vi, en in pairs(site):
        due = {"vi": SITE_URL + vi, "en": SITE_URL + en, "x-default": SITE_URL + vi}
        for path in (vi, en):
            head = page(site, path).find("head")
            links = head.xpath("link[@hreflang]")
            if {link.get("hreflang"): link.get("href") for link in links} != due:
                yield path, "hreflang does not name the page and its twin"
            if {link.get("rel").strip() for link in links} != {"alternate"}:
                yield path, "hreflang on what is no alternate"
            if head.xpath("link[@rel = 'canonical']/@href") != [SITE_URL + path]:
                yield path, "not its own canonical address"
            if page(site, path).get("lang") != language(path):
                yield path, "another language than its address says"


# --- Languages within a page ---


def words_of(root: Any) -> Iterator[tuple[str, str, bool]]:
    """Yield (language, words, whether part of them could be marked) of every text and attribute that is read out."""
    for element in root.iter(etree.Element):
        if element.tag in ("script", "style", "svg"):
            continue
        tongues = element.xpath("ancestor-or-self::*[@lang]/@lang")
        ours = bool(element.xpath("ancestor::article"))
        yield tongues[-1], element.text or "", ours
        yield element.getparent().xpath("ancestor-or-self::*[@lang]/@lang")[-1], element.tail or "", ours
        for name in READ_OUT:
            yield tongues[-1], element.get(name) or "", False


def unmarked(site: Path, tongue: str, foreign: Callable[[str, bool], object]) -> Iterator[tuple[str, str]]:
    """Yield words in the other language that do not say so."""
    for path in paths(site):
        for lang, words, markable in (
            words_of(read(source(site, path)).find("body")) if language(path) == tongue else ()
        ):
            if lang == tongue and foreign(words, markable):
                yield path, words.strip()


def vietnamese_unmarked(site: Path) -> Iterator[tuple[str, str]]:
    """Find Vietnamese on English pages that is not marked as such, in texts and in attributes."""
    return unmarked(site, "en", lambda words, some: VIETNAMESE.search(words if some else PROPER.sub("", words)))


def english_unmarked(site: Path) -> Iterator[tuple[str, str]]:
    """Find English on Vietnamese pages that is not marked as such."""
    return unmarked(site, "vi", lambda words, _: ENGLISH.search(re.sub(r"https?://\S+", "", words)))


# --- Names and terms ---

HEADS: Final = {
    "vi": re.compile(r"\b(?:Sở|Ban|Chi nhánh|Văn phòng|Bộ Chỉ huy|Ủy ban|Uỷ ban) [A-ZĐÂĂÊÔƠƯÁ]"),
    "en": re.compile(r"\b(?:Department|Committee|Board|Office|Command|Branch) (?:of|for) [A-Z]"),
}
"""What only names of agencies have."""

BLOCKS: Final = (
    "self::p or self::li or self::dt or self::dd or self::td or self::th or self::h1 or self::h2 or self::h3"
)


PROVINCE: Final = re.compile(r" tỉnh Gia Lai| of Gia Lai Province")
"""What today's bodies are called by beside their province's name."""


@cache
def known(lang: str) -> re.Pattern[str]:
    """Match every form of a name that the registry has, of bodies then and now."""
    forms: set[str] = set()
    for body in (*DATA["agencies"], *DATA["classes"]):
        forms |= {body["name"][lang], body.get("short", body["name"])[lang], *body.get("also_called", ())}
        forms |= {form[lang] for form in body["written"]} | {one["body"][lang] for one in body.get("today", ())}
        forms |= {PROVINCE.sub("", one["body"][lang]) for one in body.get("today", ())}
        forms |= {one["text"] for one in body.get("abbreviations", ())}
    longest_first = sorted(forms, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def own_words(root: Any) -> Iterator[tuple[str, str]]:
    """Yield (language, words) of every block and attribute that holds no words of the Decision."""
    for element in root.xpath(f"//*[not(ancestor-or-self::*[{has_class('law')}])]"):
        lang = element.xpath("ancestor-or-self::*[@lang]/@lang")[-1]
        yield from ((lang, element.get(name)) for name in READ_OUT if element.get(name))
        whole = not element.xpath(f".//*[{BLOCKS} or {has_class('law')}]")
        if whole and element.xpath(BLOCKS):
            yield lang, " ".join(" ".join(element.itertext()).split())


def agency_names(site: Path) -> Iterator[tuple[str, str]]:
    """Find names of agencies in our words that are not the registry's."""
    for path in paths(site):
        for lang, words in own_words(read(source(site, path)).find("body")):
            rest = known(lang).sub("…", words)
            yield from ((path, f"{found[0]}: {words[:200]}") for found in HEADS[lang].finditer(rest))


def terms(site: Path) -> Iterator[tuple[str, str]]:
    """Find paragraphs with a term of the glossary but not its English, and exceptions that are not needed."""
    excepted = {(one["term"], place) for one in EXCEPTIONS for place in one["at"] if one["reason"]}
    missing, seen = set(), set()
    for place, vietnamese, english in lines(site):
        seen.add(place)
        missing |= {(term, place) for term in unrendered(vietnamese, english)}
    yield from ((place, f"{term!r} is not rendered as in the glossary") for term, place in sorted(missing - excepted))
    for term, place in sorted(excepted - missing):
        if place in seen:
            yield place, f"exceptions.yaml excepts {term!r}, which is rendered as in the glossary"


def lines(site: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (anchor, Vietnamese, English) of every printed line."""
    for kind in ("decision", "plan", "appendix"):
        vi, en = MAIN[kind]
        if not source(site, vi).exists():
            continue
        texts: dict[str, list[str]] = defaultdict(list)
        for path in (vi, en):
            for law in page(site, path).xpath(f"//article//*[{has_class('law')}]"):
                if (law.get("lang") or language(path)) == language(path):
                    texts[law.xpath("ancestor-or-self::*[@id][1]/@id")[-1]].append(law.text_content())
        yield from ((place, both[0], both[1]) for place, both in texts.items() if len(both) == 2)


def unrendered(vietnamese: str, english: str) -> Iterator[str]:
    """Yield the terms in a Vietnamese text whose English is not in its translation; longer terms hide shorter ones."""
    for term, here, there in renderings():
        if here.search(vietnamese):
            vietnamese = here.sub("…", vietnamese)
            if not there.search(english):
                yield term


@cache
def renderings() -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    """Return the glossary as (term, pattern for Vietnamese, pattern for English), the longest first."""
    glossary = sorted(DATA["glossary"], key=lambda term: -len(term["vi"]))
    return [(term["vi"], _whole(re.escape(term["vi"])), _whole(_english(term["en"]))) for term in glossary]


def _whole(pattern: str) -> re.Pattern[str]:
    """Match whole words in any case."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def _english(entry: str) -> str:
    """Return a pattern for the renderings that an entry lists, in any number or tense."""
    listed = [re.sub(r"\s*\([^)]*\)", "", one).strip() for one in entry.split(";")]
    return "|".join(r"[\s-]+".join(map(_inflected, re.split(r"[\s-]+", one))) for one in listed)


def _inflected(word: str) -> str:
    """Return a pattern for a word and its regular forms."""
    if word.endswith("y"):
        return re.escape(word[:-1]) + "(?:y|ies|ied|ying)"
    return re.escape(word.removesuffix("e")) + "(?:e|es|s|ed|ing|ion|ions)?"


RULES: Final[dict[str, Rule]] = {
    "same anchors": same_anchors,
    "twins": twins,
    "Vietnamese unmarked": vietnamese_unmarked,
    "English unmarked": english_unmarked,
    "agency names": agency_names,
    "terms": terms,
}


def run(site: Path, tell: Tell) -> Outcome:
    """Apply every rule to every page."""
    findings = []
    for n, (name, rule) in enumerate(RULES.items(), 1):
        findings += [Finding(place=place, rule=name, words=words) for place, words in rule(site)]
        tell(n, len(RULES))
    pages = len(paths(site))
    tools = [Tool(name="lxml", version=".".join(map(str, etree.LXML_VERSION[:3])))]
    return Outcome(tools=tools, pages=pages, checks=len(RULES) * pages, findings=findings)
