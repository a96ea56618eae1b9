"""The kinds of page, their addresses in both languages, and how addresses are written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

from plansite.read.model import Agency, AgencyClass, Language, Plan

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
ROOTS: Final[Mapping[Language, str]] = {"vi": "", "en": "en/"}
"""Where each language's pages begin, below the site's address."""


@dataclass(frozen=True)
class Address:
    """A page: its kind, the record it shows if any, and its path in each language."""

    kind: str
    paths: Mapping[Language, str]
    id: str = ""

    def path(self, language: Language) -> str:
        """Return the path below the site's address, with a slash at its end unless it is empty."""
        return ROOTS[language] + self.paths[language]

    @property
    def key(self) -> str:
        """Name the page as the files of data do: “task III.8”, “page plan”."""
        return f"{self.kind} {self.id}" if self.id else f"page {self.kind}"


def task_slug(id_: str) -> str:
    """Return a task's id as it stands in addresses: iii-8."""
    return id_.lower().replace(".", "-")


def _tasks(plan: Plan) -> dict[str, str]:
    """Return each task's id and slug."""
    return {task.id: task_slug(task.id) for task in plan.tasks()}


def _bodies(plan: Plan) -> dict[str, str]:
    """Return the id of each agency and class, which is its slug."""
    bodies: tuple[Agency | AgencyClass, ...] = (*plan.agencies, *plan.classes)
    return {body.id: body.id for body in bodies}


@dataclass(frozen=True)
class Kind:
    """A kind of page.

    What it shows is drawn by templates/‹kind›.html and named by the words page_‹kind› and ‹kind›_description. What its
    template knows beside the plan is given by a function in VIEWS of plansite/pages/content.py.
    """

    vi: str = ""
    """The path of the page in Vietnamese, below the root; a record's stand below the page that it is `under`."""
    en: str = ""
    under: str = ""
    """For a page of each of several records: the main page under which they stand."""
    records: Callable[[Plan], Mapping[str, str]] | None = None
    """Gives the ids of those records, and how each stands in addresses."""
    fills: str = "id"
    """What is filled into the words that name a record's page: names within braces."""
    shared: bool = False
    """Whether there are a short link, a page to embed, citations and a QR code."""
    documents: bool = False
    """Whether there is a PDF and a Word file."""
    data: tuple[str, ...] = ()
    """Files below api/v1/ that hold what the page shows."""
    hides: tuple[str, ...] = ()
    """What of the frame gives way to the content."""
    menu: str = ""
    """The part of the menu in which it stands, named by the words menu_‹part›; by itself without one."""
    parallel: bool = False
    """Whether it can show both languages side by side."""
    until: str = ""
    """The anchor that must be there before such a page is painted, or its lines would move."""
    script: str = ""
    """A script of its own, which must have run before it is painted."""


KINDS: Final[Mapping[str, Kind]] = {
    "home": Kind(data=("plan.json",), hides=("toc",)),
    "decision": Kind(
        "quyet-dinh/", "decision/",
        documents=True, data=("paragraphs.json", "paragraphs.csv"), parallel=True, until="can-cu",
        menu="law",
    ),
    "plan": Kind("ke-hoach/", "plan/", data=("paragraphs.json", "paragraphs.csv"), parallel=True, until="plan.I",
                 menu="law"),
    "appendix": Kind(
        "phu-luc/", "appendix/",
        documents=True, data=("tasks.json", "tasks.csv"), hides=("navigation", "toc"), parallel=True, until="ghi-chu",
        menu="law",
    ),
    "tasks": Kind("nhiem-vu/", "tasks/", data=("tasks.json", "tasks.csv"), script="tasks"),
    "agencies": Kind("co-quan/", "agencies/", data=("agencies.json", "agencies.csv")),
    "responsibilities": Kind(
        "phan-cong/", "responsibilities/", data=("assignments.csv",), hides=("navigation", "toc"), script="matrix"
    ),
    "documents": Kind("van-ban/", "documents/", data=("documents.json", "documents.csv"), menu="law"),
    "glossary": Kind("thuat-ngu/", "glossary/", data=("glossary.json", "glossary.csv"), menu="site"),
    "changes": Kind("thay-doi/", "changes/", menu="law"),
    "data": Kind("du-lieu/", "data/", data=("index.json", "dcat.jsonld"), menu="site"),
    "checks": Kind("kiem-tra/", "checks/", menu="site"),
    "guide": Kind("huong-dan/", "guide/", menu="site"),
    "about": Kind("ve-van-ban/", "about/", menu="site"),
    "task": Kind(
        under="tasks", records=_tasks, fills="id content",
        shared=True, documents=True, data=("tasks/{id}.json",), parallel=True,
    ),
    "agency": Kind(
        under="agencies", records=_bodies, fills="name leads supports",
        shared=True, documents=True, data=("agencies/{id}.json",), hides=("toc",),
    ),
}  # fmt: skip
"""Every kind of page: the main ones, each of which stands once, in the order of the menu; then those of records."""

MAIN_PAGES: Final[Mapping[str, tuple[str, str]]] = {
    name: (kind.vi, kind.en) for name, kind in KINDS.items() if not kind.records
}
"""Address of every page that stands once, in Vietnamese and English, below its language's root."""

SECTIONS: Final[Mapping[str, str]] = {name: kind.under for name, kind in KINDS.items() if kind.records}
"""The main page under which a record stands."""


def without_template(templates: Path) -> list[str]:
    """Return a report on every kind of page that has no template in a folder."""
    missing = (name for name in KINDS if not (templates / f"{name}.html").is_file())
    return [
        f"{templates / name}.html: không có tệp này\n"
        f"  Sai: loại trang “{name}” chưa có mẫu. Sửa: viết mẫu ở đó, hoặc xóa “{name}” khỏi KINDS.\n"
        f"  Wrong: the kind of page “{name}” has no template. Mend: write one there, or take “{name}” out of KINDS."
        for name in missing
    ]


def addresses(plan: Plan) -> Iterator[Address]:
    """Yield the address of every page of a plan: ("home", ""), …, ("task", "I.1"), …, ("agency", "so-y-te"), …."""
    for name, kind in KINDS.items():
        if kind.records is None:
            yield Address(name, {"vi": kind.vi, "en": kind.en})
        else:
            vi, en = MAIN_PAGES[kind.under]
            for id_, slug_ in kind.records(plan).items():
                yield Address(name, {"vi": f"{vi}{slug_}/", "en": f"{en}{slug_}/"}, id_)


def slug(text: str) -> str:
    """Return a text as it stands in addresses: “hộ nghèo” is ho-ngheo."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def card_path(address: Address, language: Language) -> str:
    """Return where the preview card of a page is published: assets/cards/vi/nhiem-vu/iii-8.png."""
    return f"assets/cards/{language}/{address.paths[language].rstrip('/') or 'index'}.png"


def relative(start: str, target: str, anchor: str = "") -> str:
    """Return the relative address from one page's path to another's, both below the same site."""
    if start == target and anchor:
        return f"#{anchor}"
    here, there = start.strip("/").split("/") if start else [], target.strip("/").split("/") if target else []
    same = next((n for n, (one, other) in enumerate(zip(here, there, strict=False)) if one != other), None)
    same = min(len(here), len(there)) if same is None else same
    way = "../" * (len(here) - same) + "".join(f"{step}/" for step in there[same:])
    return (way or "./") + (f"#{anchor}" if anchor else "")
