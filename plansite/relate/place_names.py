"""The path of a paragraph → how people refer to it."""

from __future__ import annotations

from collections.abc import Mapping

from plansite.read.model import COLUMNS, Paragraph, Role, column_path


def cite(path: str, lines: Mapping[str, Paragraph], words: Mapping[str, str]) -> str:
    """Name a printed place in words: plan.II.3.b7 is “Kế hoạch, Phần II, mục 3, gạch đầu dòng 7”.

    `lines` are the decision's and the plan's paragraphs by path, `words` the interface words of one language.
    """
    head, *steps = path.split(".")
    if head == "appendix":
        return ", ".join([words["page_appendix"], *_in_appendix(steps, words)])
    page = words["page_plan" if head == "plan" else "page_decision"]
    return ", ".join([page, *_in_text(steps, lines[path], words)])


def _in_appendix(steps: list[str], words: Mapping[str, str]) -> list[str]:
    """Name a row or a cell of the table, or a line above it."""
    group, *rest = steps
    if group.isupper() and rest and rest[0].isdigit():
        columns = {column_path(name): name for name in COLUMNS}
        cell = [words[f"cell_{columns[rest[1]]}"]] if rest[1:] else []
        return [f"{words['task'].lower()} {group}.{rest[0]}", *cell]
    return [f"{words['group'].lower()} {group}"] if group.isupper() else [words["cite_opening"]]


def _in_text(steps: list[str], line: Paragraph, words: Mapping[str, str]) -> list[str]:
    """Name a line of the decision or the plan."""
    last = steps[-1]
    if line.role in (Role.ARTICLE, Role.PREAMBLE, Role.RECIPIENT):
        return [words[f"cite_{line.role}"].format(n=last)]
    if line.role in (Role.PART, Role.SECTION, Role.POINT, Role.BULLET, Role.REFERENCE):
        part, *inner = steps[:-1]
        places = [words["cite_part"].format(n=part), *(words["cite_section"].format(n=section) for section in inner)]
        own = (
            [words[f"cite_{line.role}"].format(n=last.removeprefix("b") if line.role is Role.BULLET else last)]
            if line.role not in (Role.PART, Role.SECTION)
            else []
        )
        return [*places, *own]
    known = {
        Role.SIGNATURE: "cite_signature",
        Role.SIGNER: "cite_signature",
        Role.CLOSING: "cite_closing",
        Role.RECIPIENTS: "recipients_heading",
        Role.TITLE: "cite_title",
    }
    return [words[known.get(line.role, "cite_opening")]]
