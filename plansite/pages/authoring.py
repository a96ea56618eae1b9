"""What those who write pages by hand may call for: {{ task("III.8") }}, {{ tasks(agency="so-y-te", role="lead") }}.

Each name gives a piece of the plan in the language of its page, with links and escaped. `problems` finds calls that ask
for what the plan does not have before anything is built.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from plansite.base.problems import BadData, Message, Problem, nearest
from plansite.pages.filters import ANNUAL, phase_value
from plansite.pages.render import Site
from plansite.read.kinds import LANGUAGES, ROOTS
from plansite.read.model import Involvement, Language, Task
from plansite.relate.links import Links

ROLES: Final = ("lead", "support")

OTHERS: Final = {"plan_page"}
"""Other names that pages may call: the content of a page that the plan has."""

Write = Callable[[str, Mapping[str, Any]], str]
"""Writes a piece of a name from templates/_authors.html or templates/markdown/_authors.md, with its values."""


class Vocabulary:
    """The names for one page."""

    def __init__(self, links: Links, write: Write) -> None:
        """Take the plan's relations, and what writes a piece as the page needs it."""
        self._links = links
        self._write = write

    def task(self, id: str) -> str:
        """Return a task's number and sentence, as a link."""
        return self._write("task", {"task": self._links.tasks[present_id(self._links, "task", id)]})

    def agency(self, id: str) -> str:
        """Return the short name of an agency or class, as a link."""
        return self._write("agency", {"id": present_id(self._links, "agency", id)})

    def paragraph(self, id: str) -> str:
        """Return a paragraph of the Decision as a quotation, as issued, with a link to it."""
        return self._write("paragraph", {"path": present_id(self._links, "paragraph", id)})

    def tasks(self, agency: str = "", role: str = "", group: str = "", period: str = "") -> str:
        """Return a list of tasks: all, or those of an agency by its whole name, in a role, of a group, of a period."""
        return self._write("tasks", {"tasks": list(self._chosen(agency, role, group, period))})

    def task_table(self, agency: str = "", role: str = "", group: str = "", period: str = "") -> str:
        """Return the same tasks as a table with the columns of the appendix."""
        return self._write("task_table", {"tasks": list(self._chosen(agency, role, group, period))})

    def count(self, agency: str = "", role: str = "", group: str = "", period: str = "") -> str:
        """Return how many tasks these are."""
        return str(sum(1 for _ in self._chosen(agency, role, group, period)))

    def _chosen(self, agency: str, role: str, group: str, period: str) -> Iterator[Task]:
        """Yield the tasks that answer to every filter that is given."""
        links = self._links
        agency = present_id(links, "agency", agency)
        for task in links.tasks.values():
            assigned = (one for one in links.by_task[task.id] if not one.through)
            named = {(one.agency, one.side) for one in assigned if one.involvement is not Involvement.SUBSET}
            if (
                (not agency or any(body == agency and role in ("", side) for body, side in named))
                and group in ("", links.groups[task.id].id)
                and period in ("", *map(_period, task.period.phases))
            ):
                yield task


NAMES: Final = tuple(name for name, _ in inspect.getmembers(Vocabulary, inspect.isfunction) if not name.startswith("_"))
"""The names that pages may call."""


def vocabulary(site: Site, language: Language, url: str) -> Vocabulary:
    """Return the names for a page written by hand, as HTML; `url` is the page's path below its language's root."""

    def write(name: str, values: Mapping[str, Any]) -> str:
        html = site.fill(
            "_authors.html", site.links.pages["home", ""], language, ROOTS[language] + url, piece=name, **values
        )
        return "\n".join(line for line in html.splitlines() if line.strip())  # an empty line would end it in Markdown

    return Vocabulary(site.links, write)


def present_id(links: Links, kind: str, id_: str) -> str:
    """Return the id that a record has now, which may have had another when a page was written."""
    new = next((one.new for one in links.plan.redirects if one.old == f"{kind} {id_}"), "")
    return new.partition(" ")[2] if new.startswith(f"{kind} ") else id_


def _period(phase: Any) -> str:
    """Return a period as data writes it: 2021-2025 or annual."""
    value = phase_value(phase)
    return "annual" if value == ANNUAL else value


def problems(links: Links, docs: Path) -> list[str]:
    """Return a report on every call in the pages written by hand that the plan cannot answer."""
    found = []
    for language in LANGUAGES:
        for file in sorted((docs / language).rglob("*.md")):
            found += [one.report(str(file), {}, None) for one in _problems(links, file.read_text(encoding="utf-8"))]
    return found


def check(links: Links, docs: Path) -> None:
    """Raise BadData when a page written by hand calls for what the plan does not have."""
    found = problems(links, docs)
    if found:
        raise BadData(found)


def _problems(links: Links, text: str) -> Iterator[Problem]:
    """Yield what is wrong with the calls in a page."""
    environment = Environment(autoescape=True)
    try:
        calls = list(environment.parse(text).find_all(nodes.Call))
    except TemplateSyntaxError as error:
        what = Message(f"không đọc được lời gọi trong ngoặc nhọn ({error.message})", f"not a call: {error.message}")
        yield Problem(
            (),
            what,
            Message('viết như {{ task("III.8") }}', 'write it like {{ task("III.8") }}'),
            mark=(error.lineno, 1),
        )
        return
    for call in calls:
        if isinstance(call.node, nodes.Name):
            yield from _wrong(links, call, call.node.name)


def _wrong(links: Links, call: nodes.Call, name: str) -> Iterator[Problem]:
    """Yield what is wrong with one call."""
    mark = (call.lineno, 1)
    if name not in NAMES:
        if name not in OTHERS:
            listing = ", ".join(NAMES)
            what, mend = (
                Message("không có tên nào như vậy", "there is no such name"),
                Message(f"các tên: {listing}", f"the names: {listing}"),
            )
            yield Problem((), what, mend, name, nearest(name, NAMES), mark)
        return
    try:
        values = [one.as_const() for one in call.args]
        named = {one.key: one.value.as_const() for one in call.kwargs}
        given = inspect.signature(getattr(Vocabulary, name)).bind(None, *values, **named).arguments
    except (nodes.Impossible, TypeError):
        fields = ", ".join(list(inspect.signature(getattr(Vocabulary, name)).parameters)[1:])
        what = Message("không gọi được như thế này", "it cannot be called like this")
        yield Problem(
            (), what, Message(f"chỉ viết các giá trị: {fields}", f"write plain values: {fields}"), name, mark=mark
        )
        return
    for field, value in given.items():
        valid = _valid(links, name, field)
        now = present_id(links, name if field == "id" else field, value) if isinstance(value, str) else value
        if field != "self" and now not in valid:
            what = Message(f"{name}: không có {field} nào như vậy", f"{name}: there is no such {field}")
            some = ", ".join(list(valid)[:8])
            mend = Message(
                f"viết một giá trị có trong dữ liệu, như {some}", f"write one that the data has, such as {some}"
            )
            yield Problem((), what, mend, value, nearest(value, valid), mark)
    if given.get("role") and not given.get("agency"):
        what, mend = (
            Message("role mà không có agency", "a role without an agency"),
            Message("thêm agency", "add agency"),
        )
        yield Problem((), what, mend, given["role"], mark=mark)


Valid = Mapping[str, Any] | tuple[str, ...]


def _valid(links: Links, name: str, field: str) -> Valid:
    """Return what may be given for a field of a name."""
    fields: dict[str, Valid] = {
        "agency": links.bodies,
        "role": ROLES,
        "group": tuple(dict.fromkeys(group.id for group in links.groups.values())),
        "period": tuple(dict.fromkeys(_period(one) for task in links.tasks.values() for one in task.period.phases)),
    }
    ids: dict[str, Valid] = {"task": links.tasks, "agency": links.bodies, "paragraph": links.texts}
    return ids[name] if field == "id" else fields.get(field, ())
