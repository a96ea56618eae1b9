"""A task or an agency → what people paste elsewhere: sentences, citations, a QR code, addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

import segno

from plansite.pages.content import role_counts
from plansite.read.kinds import ROOTS, Address, card_path, task_slug
from plansite.read.model import Language, Task, task_cells
from plansite.relate.links import Links
from plansite.relate.text import write_date

SENTENCE_WIDTH: Final = 280
"""What a message on the strictest network may hold, its link included."""

LEAST_QUOTED: Final = 40
"""Fewer letters of a task than this say nothing: the sentence then names the task alone."""

CLAUSE_END: Final = re.compile(r"[,;:.](?= )")

LETTERS: Final = 38
SMALL_LETTERS: Final = 42
"""Of the page to embed, how many stand on a line of a telephone."""

LINE: Final = 26
SMALL_LINE: Final = 22
ROW: Final = 36
FRAME_REST: Final = 180
FRAME_LIMIT: Final = 960
"""Its lines, what a row takes beside them, what all the rest takes, and the highest frame, in pixels."""

ENDINGS: Final = {"BibTeX": "bib", "CSL-JSON": "json"}
"""The formats of reference managers and the endings of their files."""

Texts = Mapping[Language, Mapping[str, str]]


def embed_path(address: Address, language: Language) -> str:
    """Return the path of the page that others may embed: embed/nhiem-vu/iii-8/, en/embed/tasks/iii-8/."""
    return f"{ROOTS[language]}embed/{address.paths[language]}"


def short_path(number: str, slug: str, language: Language) -> str:
    """Return the path of a task's short link from the Decision's number: 768/iii-8/, en/768/iii-8/."""
    return f"{ROOTS[language]}{number.partition('/')[0]}/{slug}/"


def citation_path(address: Address, language: Language, ending: str) -> str:
    """Return the path of a citation for reference managers: nhiem-vu/iii-8/iii-8.bib."""
    path = address.path(language)
    return f"{path}{path.rstrip('/').rpartition('/')[2]}.{ending}"


class Share:
    """What one task or agency offers to be pasted, in the language of the page that offers it."""

    def __init__(self, links: Links, words: Texts, site_url: str, address: Address, language: Language) -> None:
        """Share a task's or an agency's page; `site_url` is the public address, with a slash at its end."""
        self._links = links
        self._words = words
        self._site_url = site_url
        self._address = address
        self._language = language
        self._task: Task | None = links.tasks.get(address.id) if address.kind == "task" else None

    def _link(self, language: Language) -> str:
        """Return the permanent link to the page in one language."""
        return self._site_url + self._address.path(language)

    @property
    def link(self) -> str:
        """Return the permanent link to this page."""
        return self._link(self._language)

    @property
    def short(self) -> str | None:
        """Return a task's short link."""
        number = self._links.plan.identity.number
        return self._site_url + short_path(number, task_slug(self._task.id), self._language) if self._task else None

    @property
    def embed(self) -> str:
        """Return the address of the page to embed."""
        return self._site_url + embed_path(self._address, self._language)

    @property
    def height(self) -> int:
        """Say how high a frame must be for a telephone to show all of the page to embed, in pixels.

        The lines are reckoned, as no two devices set them alike; a list that would fill several screens scrolls.
        """
        words, notice = self._words[self._language], self._links.plan.aftermath.notice
        small = [f"{words['notice_label']}: {notice[self._language]} {words['notice_more']}"]
        small += [words["prevails"]] if self._language == "en" else []
        if not self._embedded():
            small.append(words["no_named_task"].format(name=self._place(self._language)))
        height = FRAME_REST + sum(SMALL_LINE * _lines(text, SMALL_LETTERS) for text in small)
        return min(FRAME_LIMIT, height + sum(ROW + LINE * _lines(text, LETTERS) for text in self._embedded()))

    def _embedded(self) -> list[str]:
        """Return what the page to embed says: the cells of a task, or the tasks of a body."""
        if self._task:
            return [text[self._language] for path, text in task_cells(self._task) if not path.endswith(".tt")]
        tasks = [one.task for one in self._links.by_agency[self._address.id] if not one.through]
        return [f"{task.id} {task.content[self._language]} {task.period[self._language]}" for task in tasks]

    @property
    def card(self) -> str:
        """Return the path of the preview card."""
        return card_path(self._address, self._language)

    @property
    def files(self) -> Mapping[str, str]:
        """Return the paths of the citation's files by format: {"BibTeX": "nhiem-vu/iii-8/iii-8.bib", …}."""
        return {name: citation_path(self._address, self._language, ending) for name, ending in ENDINGS.items()}

    @property
    def code(self) -> str:
        """Return the path of the QR code's picture."""
        return citation_path(self._address, self._language, "svg")

    def draw_code(self) -> str:
        """Draw the permanent link as a QR code, in SVG."""
        return _code(self.link)

    def sentence(self, language: Language) -> str:
        """Say in at most 280 characters what this is, with the link: the fullest wording that fits."""
        return next((text for text in self._sentences(language) if len(text) <= SENTENCE_WIDTH), self._link(language))

    def _sentences(self, language: Language) -> Iterator[str]:
        """Yield the wordings, fullest first."""
        words, identity, link = self._words[language], self._links.plan.identity, self._link(language)
        facts = {
            "number": identity.number,
            "place": identity.place[language],
            "link": link,
            "date": write_date(identity.issued, language),
            "name": self._name(language),
        }
        yield from self._task_sentences(facts, language) if self._task else self._agency_sentences(facts, language)
        yield words["say_decision"].format(**facts)

    def _task_sentences(self, facts: Mapping[str, str], language: Language) -> Iterator[str]:
        """Quote as much of the task as fits, between words; or name it."""
        words = self._words[language]
        room = SENTENCE_WIDTH - len(words["say_task"].format(content="", **facts))
        if self._task and room >= LEAST_QUOTED:
            yield words["say_task"].format(content=_cut(self._task.content[language], room), **facts)
        yield words["say_name"].format(**facts)

    def _agency_sentences(self, facts: Mapping[str, str], language: Language) -> Iterator[str]:
        """Count the tasks that the appendix gives by name; or name the agency."""
        words, counts = self._words[language], role_counts(self._links, self._address.id)
        form = {
            (True, True): words["say_both"],
            (True, False): words["say_leads"],
            (False, True): words["say_supports"],
            (False, False): words["say_none"],
        }
        said = form[counts["leads"] > 0, counts["supports"] > 0]
        yield said.format(total=len(self._links.tasks), leads=counts["leads"], supports=counts["supports"], **facts)
        yield words["say_name"].format(**facts)

    def _name(self, language: Language) -> str:
        """Name the task by its printed number, or the body."""
        words = self._words[language]
        if self._task:
            name = words["say_numbered" if self._task.number else "say_unnumbered"]
            return name.format(id=self._task.id, group=self._links.groups[self._task.id].id)
        body = self._links.bodies[self._address.id]
        return (
            words["say_class"].format(name=body.name[language])
            if self._address.id in self._links.classes
            else (getattr(body, "short", body.name)[language])
        )

    def citation(self, language: Language) -> str:
        """Cite the place in the Decision as lawyers of the language do, with the link."""
        words = self._words[language]
        facts = {
            "place": self._place(language),
            "decision": self._decision(language),
            "link": self._link(language),
            "site": words["site_name"],
        }
        return words["legal_task" if self._task else "legal_agency"].format(**facts)

    def _place(self, language: Language) -> str:
        """Name the row of the appendix, or the body."""
        words = self._words[language]
        if self._task is None:
            return self._links.bodies[self._address.id].name[language]
        form = words["legal_row" if self._task.number else "legal_row_unnumbered"]
        return form.format(number=self._task.number, group=self._links.groups[self._task.id].id)

    def _decision(self, language: Language) -> str:
        """Name the Decision in full."""
        words, identity = self._words[language], self._links.plan.identity
        day = identity.issued
        return words["legal_decision"].format(
            number=identity.number,
            issuer=self._issuer(language),
            title=words["legal_title"],
            subject=identity.subject[language],
            date=words["legal_date"].format(
                day=day.day, month=day.month, year=day.year, written=write_date(day, language)
            ),
        )

    def _issuer(self, language: Language) -> str:
        """Name who issued the Decision."""
        return self._links.bodies[self._links.plan.identity.issuer].name[language]

    def _entry(self) -> Mapping[str, str]:
        """Return what both kinds of citation file say: the Decision's row, or this site's page on a body.

        The row stands in the title: the common styles print nothing else that could hold it.
        """
        words, number = self._words[self._language], self._links.plan.identity.number
        place, note = self._place(self._language), words["translation"] if self._language == "en" else ""
        if self._task:
            decision = words["legal_short"].format(number=number, title=words["legal_title"])
            return {"author": self._issuer(self._language), "title": f"{place}, {decision}", "note": note}
        title = words["legal_page"].format(name=place, number=number)
        return {"author": words["site_name"], "title": title, "note": note}

    @property
    def _key(self) -> str:
        """Return the citation's key: qd768-iii-8, the same in both languages."""
        return f"qd{self._links.plan.identity.number.partition('/')[0]}-{self._address.paths['vi'].split('/')[-2]}"

    def bibtex(self) -> str:
        """Return the citation as BibTeX."""
        entry, identity = self._entry(), self._links.plan.identity
        day = identity.issued
        date = {"date": day.isoformat(), "year": str(day.year), "month": str(day.month), "number": identity.number}
        fields = {
            **(date if self._task else {}),
            "note": entry["note"],
            "language": {"vi": "vietnamese", "en": "english"}[self._language],
        }
        lines = [
            f"@misc{{{self._key},",
            *(f"  {name} = {{{{{_bibtex(entry[name])}}}}}," for name in ("author", "title")),
            *(f"  {name} = {{{_bibtex(text)}}}," for name, text in fields.items() if text),
            f"  url = {{{self.link.translate(UNSAFE_IN_URL)}}}",
            "}",
            "",
        ]
        return "\n".join(lines)

    def csl(self) -> str:
        """Return the citation as CSL-JSON, which reference managers read."""
        entry, identity = self._entry(), self._links.plan.identity
        item: dict[str, Any] = {
            "id": self._key,
            # Not "legislation": that is for acts with a code, and styles then print neither author nor day nor link.
            "type": "document" if self._task else "webpage",
            "title": entry["title"],
            "author": [{"literal": entry["author"]}],
            "URL": self.link,
            "language": self._language,
        }
        if entry["note"]:
            item["note"] = entry["note"]
        if self._task:
            day = identity.issued
            item |= {
                "number": identity.number,
                "issued": {"date-parts": [[day.year, day.month, day.day]]},
            }
        return json.dumps([item], ensure_ascii=False, indent=1) + "\n"


@lru_cache(1000)  # under `serve` the same links again and again; each takes milliseconds
def _code(link: str) -> str:
    """Draw a link as a QR code, in SVG."""
    drawn = BytesIO()
    # One mask, since any is read and trying all eight takes longer than all the rest of a code.
    segno.make(link, micro=False, mask=3).save(drawn, kind="svg", scale=4, light="#fff", xmldecl=False)
    return drawn.getvalue().decode()


# Braces are named, not escaped: BibTeX counts them even after a backslash.
SPECIAL_IN_BIBTEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        **{sign: f"\\{sign}" for sign in "%&#$_"},
    }
)
UNSAFE_IN_URL: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def _bibtex(text: str) -> str:
    """Escape a text for BibTeX."""
    return text.translate(SPECIAL_IN_BIBTEX)


def _lines(text: str, letters: int) -> int:
    """Say how many lines a text takes."""
    return -(-len(text) // letters)


def _cut(text: str, room: int) -> str:
    """Keep a text within `room` letters, cut where a clause ends: between syllables a Vietnamese word may go on."""
    if len(text) <= room:
        return text
    ends = [match.start() for match in CLAUSE_END.finditer(text[:room])]
    if ends and ends[-1] >= LEAST_QUOTED:
        return text[: ends[-1]] + "…"
    return text[:room].rpartition(" ")[0].rstrip(" ,;:-–") + "…"
