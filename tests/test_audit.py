"""The audit itself: what is quick of it on the built site, its budgets, and how it ends."""

from __future__ import annotations

import fcntl
from datetime import date
from pathlib import Path
from typing import Any, Final

import lxml.html
import pytest
import yaml
from audit import __main__ as audit
from audit import codesniffer, crawl, equal_access, judged, lighthouse, links, node
from audit.gate import NAMES, missed, small_copy
from audit.pages import KINDS, STATES, source
from conftest import ROOT
from spread import EVERY

from plansite.read.audit_report import Finding, Result, load_checks
from plansite.read.load import load_words
from plansite.read.model import Language

ROOMY: Final[dict[str, Any]] = {
    "scores": {"performance": 100, "accessibility": 100, "best-practices": 100, "seo": 100},
    "metrics": {"lcp": 1200.0, "fcp": 900.0, "tbt": 0.0, "cls": 0.0, "si": 900.0},
    "requests": 7,
    "bytes": 30_000,
    "lost": [],
    "error": None,
}
"""What Lighthouse says of a page within its budget."""


@pytest.mark.parametrize("rule", crawl.RULES)
def test_every_page_keeps_a_rule(site: Path, rule: str) -> None:
    assert list(crawl.RULES[rule](site)) == []


def test_every_internal_link_and_anchor_leads_somewhere(site: Path) -> None:
    outcome = links.run(site, lambda *_: None)

    assert outcome.findings == []
    assert outcome.checks > 2000


# The other gates look for what is planted at the start of every `make audit`: they need a browser, npm or Java.
@pytest.mark.parametrize("gate", [crawl, links])
def test_a_gate_finds_what_is_planted(site: Path, tmp_path: Path, gate: Any) -> None:
    assert missed(gate, site, tmp_path) == []


@pytest.fixture(scope="session")
def npm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Install the tools that come from npm, once for all workers."""
    with (tmp_path_factory.getbasetemp().parent / "npm.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        node.install()


@pytest.mark.browser
@pytest.mark.skipif(not EVERY, reason="make audit plants them too, and make test needs nothing from npm without it")
@pytest.mark.parametrize("gate", [equal_access, codesniffer])
@pytest.mark.usefixtures("npm")
def test_a_checker_finds_what_is_planted(site: Path, tmp_path: Path, gate: Any) -> None:
    assert missed(gate, site, tmp_path) == []


FOUND: Final = [
    Finding(place="a/", rule="list", words="no list | <dl class='card'>"),
    Finding(place="b/", rule="list", words="no list | <ul>"),
    Finding(place="c/", rule="name", words="no name | <a>"),
]


@pytest.mark.parametrize(
    ("excepted", "left"),
    [
        ([], ["a/", "b/", "c/"]),
        ([{"rule": "list"}], ["c/"]),
        ([{"rule": "list", "on": ["<dl"]}], ["b/", "c/"]),
        ([{"rule": "list", "on": ["<dl", "<ul"]}, {"rule": "name"}], []),
        ([{"rule": "list"}, {"rule": "colour"}], ["c/", "exceptions.yaml"]),
        ([{"rule": "name", "on": ["<b"]}], ["a/", "b/", "c/", "exceptions.yaml"]),
    ],
)
def test_an_exception_covers_what_it_names_and_is_needed(
    monkeypatch: pytest.MonkeyPatch, excepted: list[dict[str, Any]], left: list[str]
) -> None:
    monkeypatch.setitem(judged.EXCEPTIONS, "equal_access", excepted)

    assert [found.place for found in judged.judge("equal_access", FOUND)] == left


def test_each_kind_of_page_is_there_and_every_state_is_of_a_kind(site: Path) -> None:
    assert [path for both in KINDS.values() for path in both if not source(site, path).is_file()] == []
    assert {kind for state in STATES for kind in state.kinds} <= set(KINDS)


def test_an_exception_gives_its_reason() -> None:
    assert [one for listed in judged.EXCEPTIONS.values() for one in listed if not one["reason"].strip()] == []
    assert [one for one in crawl.EXCEPTIONS if not one["at"]] == []


def changed(**figures: Any) -> dict[str, Any]:
    """Return what Lighthouse says of a page with other figures."""
    parts = {
        part: {name: figures.get(name, value) for name, value in ROOMY[part].items()} for part in ("scores", "metrics")
    }
    return {**ROOMY, **figures, **parts}


@pytest.mark.parametrize(
    ("runs", "found"),
    [
        ([{}, {}, {}], []),
        ([{"lcp": 9000.0}, {}, {}], []),  # one bad run is the machine's
        ([{"lcp": 9000.0}, {"lcp": 9000.0}, {}], ["lcp"]),
        ([{"performance": 99}] * 3, ["performance"]),
        ([{"seo": 50}] * 3, ["seo"]),
        ([{"bytes": 999_999, "requests": 99}] * 3, ["requests", "bytes"]),
        ([{"cls": 0.2, "tbt": 300.0}] * 3, ["tbt", "cls"]),
        ([{"error": "no page"}, {}, {}], ["not loaded"]),
    ],
)
def test_a_page_above_its_budget_is_found(runs: list[dict[str, Any]], found: list[str]) -> None:
    said = [changed(**run) for run in runs]

    assert [one.rule for one in lighthouse.excess("", "task", said)] == found


def test_budgets_are_of_kinds_that_there_are_and_of_what_is_measured() -> None:
    budgets = yaml.safe_load((Path(audit.__file__).parent / "budgets.yaml").read_text(encoding="utf-8"))
    measured = {*lighthouse.middle([ROOMY])}

    assert set(budgets) <= {"all", *KINDS}
    assert [name for budget in budgets.values() for name in budget if name not in measured] == []


def test_an_audit_keeps_its_result_and_fails_when_something_is_found(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(audit, "RESULT", tmp_path / "checks.yaml")
    assert audit.main(["links", "--site", str(site)]) == 0
    whole = load_checks(tmp_path)
    assert audit.main(["links", "--site", str(small_copy(site, tmp_path / "part"))]) == 1
    part = load_checks(tmp_path)

    assert whole
    assert part
    assert (whole.findings, whole.gates[0].faults, len(whole.commit)) == (0, len(links.FAULTS), 40)
    assert part.gates[0].findings[0].rule == "broken link"
    assert "lychee" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        "x" * 500 + " " + "y" * 500,
        "one\ntwo: 2 #3",
        "“curly”",
        '"quoted"',
        "- dash",
        "&amp;",
        "no",
        "1_000",
        "{n}",
        "a\tb",
    ],
)
def test_whatever_a_tool_says_is_kept_so_that_the_site_reads_it(words: str, tmp_path: Path) -> None:
    result = load_checks(ROOT / "data")
    assert result
    finding = Finding(place="", rule=words, words=words)
    gate = result.gates[0].model_copy(update={"findings": [finding]})
    audit.keep(result.model_copy(update={"gates": [gate]}), tmp_path / "checks.yaml")
    again = load_checks(tmp_path)
    assert again
    kept = " ".join(words.split())
    assert again.gates[0].findings == [Finding(place="", rule=kept, words=kept)]


def test_an_audit_fails_when_a_gate_is_blind(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "RESULT", tmp_path / "checks.yaml")
    monkeypatch.setattr(links, "broken", lambda *_: [])

    with pytest.raises(SystemExit, match="does not find what was planted"):
        audit.main(["links", "--site", str(site)])


MEASURED: Final = {
    "kind": "home",
    "language": "vi",
    "path": "",
    **dict.fromkeys(("performance", "accessibility", "best_practices", "seo"), 100),
    **dict.fromkeys(("fcp", "lcp", "tbt", "cls", "requests", "bytes"), 10),
}


def test_the_worst_of_each_figure_is_told() -> None:
    others: list[dict[str, Any]] = [{"performance": 98, "lcp": 12}, {"seo": None, "cls": 0.5, "bytes": 9}]
    measures = [MEASURED, *(MEASURED | other for other in others)]
    gate = {"name": "lighthouse", "tools": [], "pages": 3, "checks": 9, "findings": [], "faults": 4, "seconds": 1.0}
    result = Result.model_validate(
        {"commit": "c", "clean": True, "date": date(2026, 11, 23), "pages": 3, "seconds": 1.0}
        | {"gates": [gate | {"measures": measures}, gate]}
    )
    assert result.worst == {
        **{"performance": 98, "accessibility": 100, "best_practices": 100, "seo": 100},
        **{"lcp": 12, "cls": 10, "bytes": 10},
    }


@pytest.mark.parametrize(("path", "language"), [("kiem-tra", "vi"), ("en/checks", "en")])
def test_the_page_tells_what_was_recorded(site: Path, path: str, language: Language) -> None:
    main = lxml.html.parse(site / path / "index.html").getroot().find(".//main")
    text = " ".join(" ".join(main.itertext()).split())
    recorded = load_checks(ROOT / "data")
    assert recorded
    assert recorded.commit[:12] in text
    words = load_words(ROOT / "data")
    for gate in recorded.gates:
        row = f"{words['gate_' + gate.name][language]} {', '.join(f'{one.name} {one.version}' for one in gate.tools)}"
        assert row in text
    for one in recorded.measures:
        assert f"/{one.path} {one.performance}, {one.accessibility}, {one.best_practices}" in text
    assert not recorded.measures or f"{recorded.worst['lcp']} ms" in text


def test_every_gate_can_be_named() -> None:
    folder = Path(audit.__file__).parent

    assert [name for name in NAMES if not (folder / f"{name}.py").is_file()] == []
    with pytest.raises(SystemExit):
        audit.main(["nothing"])
