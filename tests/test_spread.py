"""The choice among cases: no value of a parameter is left out, and not each stands beside each."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import spread
from spread import one_of_each, one_of_each_folder, some


@pytest.mark.parametrize("sizes", [(1,), (7,), (3, 2), (19, 2, 2), (23, 3), (4, 3, 2, 2), (2, 2, 2)])
def test_every_value_stands_in_a_case_and_no_more_are_run_than_the_longest_list_has(sizes: tuple[int, ...]) -> None:
    names = [f"p{n}" for n in range(len(sizes))]
    every = [frozenset(zip(names, map(str, values), strict=True)) for values in product(*map(range, sizes))]
    chosen = spread.spread(every)

    assert set().union(*chosen) == set().union(*every)
    assert len(chosen) == len(set(chosen)) == max(sizes)
    assert spread.spread(every) == chosen


def test_values_stand_beside_others_each_time() -> None:
    every = [frozenset({("path", str(a)), ("width", str(b)), ("dark", str(c))})
             for a, b, c in product(range(8), range(2), range(2))]  # fmt: skip
    beside = [one - {part for part in one if part[0] == "path"} for one in spread.spread(every)]

    assert {one: beside.count(one) for one in beside} == dict.fromkeys(beside, 2)
    assert len(set(beside)) == 4


@pytest.mark.parametrize(("every", "due"), [(False, ["home-vi", "plan-en"]),
                                            (True, ["home-vi", "home-en", "plan-vi", "plan-en"])])  # fmt: skip
def test_kinds_take_turns_in_their_language(monkeypatch: pytest.MonkeyPatch, every: bool, due: list[str]) -> None:
    monkeypatch.setattr(spread, "EVERY", every)

    assert list(one_of_each({"home": ("", "en/"), "plan": ("ke-hoach/", "en/plan/")})) == due


@pytest.mark.parametrize(("every", "due"), [(False, ["404.html", "en/tasks/a/index.html", "plan/index.html"]),
                                            (True, None)])  # fmt: skip
def test_of_many_in_a_folder_one_is_taken(monkeypatch: pytest.MonkeyPatch, every: bool, due: list[str] | None) -> None:
    monkeypatch.setattr(spread, "EVERY", every)
    files = ["404.html", "en/tasks/a/index.html", "en/tasks/b/index.html", "plan/index.html"]
    found = one_of_each_folder(Path("x"), [Path("x", name) for name in files])

    assert [path.relative_to("x").as_posix() for path in found] == (due or files)


@pytest.mark.parametrize(("every", "due"), [(False, [0, 5, 10, 11]), (True, [*range(12)])])
def test_of_a_list_some_are_taken_the_last_among_them(
    monkeypatch: pytest.MonkeyPatch, every: bool, due: list[int]
) -> None:
    monkeypatch.setattr(spread, "EVERY", every)

    assert list(some(range(12))) == due
