"""The ids that a plan publishes, as lines of data/published-ids.txt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from plansite.read.model import Plan


def plan_ids(plan: Plan) -> Iterator[str]:
    """Yield “kind id” of everything that has an address or an anchor, in file order."""
    yield from (f"task {task.id}" for task in plan.tasks())
    yield from (f"agency {agency.id}" for agency in plan.agencies)
    yield from (f"agency {group.id}" for group in plan.classes)
    yield from (f"paragraph {path}" for path, _ in plan.paragraphs())
    yield from (f"document {document.id}" for document in plan.documents)
    yield from (f"note {note.id}" for note in plan.notes)
    yield from (f"change {change.id}" for change in plan.aftermath.changes)


KINDS: Final = {
    "nhiệm vụ": "task",
    "cơ quan": "agency",
    "nhóm": "agency",
    "đoạn": "paragraph",
    "văn bản": "document",
    "ghi chú": "note",
    "thay đổi": "change",
    "trang": "page",
}
"""What an editor may call the kinds, and what data calls them."""


def read_kind(target: str) -> str:
    """Return “kind id” as data writes it, where the kind is written in Vietnamese."""
    for vietnamese, kind in KINDS.items():
        if target.casefold().startswith(f"{vietnamese} "):
            return f"{kind} {target[len(vietnamese) + 1 :]}"
    return target
