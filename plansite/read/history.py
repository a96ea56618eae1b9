"""data/changes.yaml → what was published when: for feeds, the sitemap and the history of the API."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Final, TypeAlias

from pydantic import Field

from plansite.base.problems import Message, Problem, nearest
from plansite.read.ids import plan_ids, read_kind
from plansite.read.kinds import MAIN_PAGES
from plansite.read.load import Read, read
from plansite.read.model import Bilingual, Line, Plan, Slug

UPDATES_FILE: Final = "changes.yaml"


class Update(Bilingual):
    """A change of the data, as published."""

    id: Slug = Field(description="Permanent id")
    date: Annotated[datetime.date, Field(strict=True)] = Field(description="Day of publication")
    api: Line | None = Field(default=None, description="Version of the API from then on, if it changed")
    api_changes: Bilingual | None = Field(default=None, description="What that version changed for programs")
    at: tuple[Line, ...] = Field(
        default=(), description="What changed: “task III.8”, “page glossary”; empty: the whole site"
    )


Updates: TypeAlias = tuple[Update, ...]


def read_updates(folder: Path, plan: Read[Plan], listed: tuple[str, ...]) -> Read[Updates]:
    """Read and check `folder`/changes.yaml; `listed` are the published ids, for a plan that cannot be read whole."""
    given = (*plan_ids(plan.value), *(listed if plan.lost else ())) if plan.value else listed
    valid = (*given, *(f"page {kind}" for kind in MAIN_PAGES))
    moved = {one.old: one.new for one in plan.value.redirects} if plan.value else {}

    def check(updates: Updates, lost: frozenset[str]) -> Iterator[Problem]:
        yield from _order(updates)
        if not lost:
            yield from _versions(updates)
        yield from _targets(updates, valid, moved)

    return read(folder / UPDATES_FILE, Updates, check)


def load_updates(folder: Path, plan: Plan) -> Updates:
    """Read and check `folder`/changes.yaml for a plan that is whole; raise BadData with every problem."""
    return read_updates(folder, Read(plan), ()).whole()


def _order(updates: Updates) -> Iterator[Problem]:
    """Find ids that stand twice, and entries newer than the one before."""
    seen: set[str] = set()
    for n, update in enumerate(updates):
        if update.id in seen:
            what = Message("mã này đã dùng cho mục khác", "this id belongs to another record")
            yield Problem((n, "id"), what, Message("đặt mã khác", "choose another id"), update.id)
        seen.add(update.id)
    for n, (newer, older) in enumerate(pairwise(updates), start=1):
        if older.date > newer.date:
            what = Message("mới hơn mục đứng trước", "newer than the entry before it")
            yield Problem((n, "date"), what, Message("xếp mục mới nhất lên đầu", "put the newest first"), older.date)


VERSION: Final = re.compile(r"([1-9][0-9]*)\.(0|[1-9][0-9]*)")
CHOOSE_VERSION: Final = Message(
    "tăng số sau khi thêm, số trước khi bỏ hoặc đổi nghĩa",
    "raise the second number when adding, the first when removing or changing a meaning",
)


def _versions(updates: Updates) -> Iterator[Problem]:
    """Find versions that are not two numbers, or do not grow; there must be one."""
    given = [(n, update.api) for n, update in enumerate(updates) if update.api]
    read = [(n, api, VERSION.fullmatch(api)) for n, api in given]
    for n, api, match in read:
        if not match:
            what = Message("phiên bản phải là hai số nối bằng dấu chấm", "a version must be two numbers and a dot")
            yield Problem((n, "api"), what, Message('viết như "1.0"', 'write it like "1.0"'), api)
    numbers = [(n, api, (int(match[1]), int(match[2]))) for n, api, match in read if match]
    for (_, _, newer), (n, api, older) in pairwise(numbers):
        if older >= newer:
            what = Message("không nhỏ hơn phiên bản sau nó", "not less than the version that came after")
            yield Problem((n, "api"), what, CHOOSE_VERSION, api)
    if not given:
        what = Message("không mục nào ghi phiên bản API", "no entry gives the version of the API")
        yield Problem((), what, Message('thêm api: "1.0" vào mục đầu tiên', 'add api: "1.0" to the first publication'))


NOTHING: Final = (
    Message("không có mục nào mang mã này", "nothing has this id"),
    Message(
        "viết loại và mã, như “task III.8”; các loại: task, agency, paragraph, document, note, change, page",
        "write kind and id, like “task III.8”; the kinds: task, agency, paragraph, document, note, change, page",
    ),
)


def _targets(updates: Updates, valid: Sequence[str], moved: Mapping[str, str]) -> Iterator[Problem]:
    """Find what is said to have changed and does not exist; an id of then may lead on by now."""
    for n, update in enumerate(updates):
        for k, target in enumerate(update.at):
            if target not in valid and target not in moved:
                yield Problem((n, "at", k), *NOTHING, target, nearest(read_kind(target), valid))


def api_version(updates: Updates) -> str:
    """Return the version of the API that is published now."""
    return next(update.api for update in updates if update.api)
