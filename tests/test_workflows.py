"""Checks that the workflows are safe, valid, and run the same commands as people."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from audit.__main__ import RESULT

ROOT = Path(__file__).resolve().parents[1]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").iterdir())

# Every grant of every job. A wider one must be argued for here as well.
GRANTS: dict[str, dict[str, dict[str, str]]] = {
    "check.yml": {
        "check": {"contents": "read"},
        "newest": {"contents": "read"},
        "every": {"contents": "read"},
        "audit": {"contents": "read"},
    },
    "deploy.yml": {
        "test": {"contents": "read"},
        "build": {"contents": "read", "pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    },
    "links.yml": {"links": {"contents": "read"}},
}

# The make targets of every workflow, in order: the whole of its logic.
TARGETS: dict[str, list[str]] = {
    "check.yml": ["test", "site", "screenshots", "fast", "every", "audit"],
    "deploy.yml": ["test", "documents", "zip", "sbom"],
    "links.yml": ["site", "links"],
}

# A newer push makes a check pointless, but must not interrupt a deployment.
CANCELS: dict[str, bool] = {"check.yml": True, "deploy.yml": False, "links.yml": True}

# Minutes a job may take; GitHub alone would stop a hung one after six hours.
LONGEST = 60

PIN = re.compile(r"uses: (?P<action>[\w./-]+)@(?P<commit>[0-9a-f]{40}) # v\d+\.\d+\.\d+")

# How zizmor ends when it has findings, by the severity of the worst; else it failed to run.
FOUND = range(11, 15)

STEP = "{name: S, run: 'true'}"
JOB = "{name: J, runs-on: ubuntu-24.04, timeout-minutes: 1, permissions: {}, steps: [%s]}"
WORKFLOW = (
    "name: W\n"
    "on: {pull_request: {branches: [main]}}\n"
    "permissions: {}\n"
    "concurrency: {group: g, cancel-in-progress: true}\n"
    f"jobs: {{j: {JOB}}}\n"
)

# What the audit must see: the name of a rule, and a workflow whose only fault is against it.
FAULTS: dict[str, str] = {
    "template-injection": WORKFLOW % "{name: S, run: 'echo ${{ github.event.pull_request.title }}'}",
    "unpinned-uses": WORKFLOW % "{name: S, uses: actions/setup-python@v7}",
    "artipacked": WORKFLOW % f"{{name: S, uses: actions/checkout@{'0' * 40}}}",
    "excessive-permissions": (WORKFLOW % STEP).replace("permissions: {}\n", ""),
    "dangerous-triggers": (WORKFLOW % STEP).replace("pull_request:", "pull_request_target:"),
}


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of this Python's environment, whatever PATH says."""
    program = shutil.which(name, path=sysconfig.get_path("scripts"))
    assert program, f"{name} is not installed beside {sysconfig.get_path('scripts')}"
    # zizmor takes options from variables too, and refuses some beside the ones given here.
    calm = {k: v for k, v in os.environ.items() if not k.startswith(("ZIZMOR_", "GH_", "GITHUB_"))}
    command = [program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=calm)


def audit(path: Path) -> subprocess.CompletedProcess[str]:
    """Audit as strictly as zizmor can offline, deaf to configuration and ignore comments."""
    return tool(
        "zizmor",
        "--persona=auditor",
        "--offline",
        "--no-config",
        "--no-ignores",
        "--strict-collection",
        "--collect=all",
        "--color=never",
        path,
    )


def plant(tmp_path: Path, name: str, text: str) -> Path:
    """Write one file into a `.github` folder of its own, and return that folder."""
    planted = tmp_path / ".github" / name
    planted.parent.mkdir(parents=True)
    planted.write_text(text, encoding="utf-8")
    return tmp_path / ".github"


def load(path: Path) -> dict[str, Any]:
    """Read a workflow."""
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(workflow, dict)
    return workflow


def commands(job: dict[str, Any]) -> list[str]:
    """List the shell commands of a job, in order."""
    return [step["run"] for step in job["steps"] if "run" in step]


def targets(workflow: dict[str, Any]) -> list[str]:
    """List the make targets of a workflow, in order, refusing any other command."""
    found = []
    for command in (c for job in workflow["jobs"].values() for c in commands(job)):
        make = re.fullmatch(r"make ([a-z][a-z0-9-]*)", command.strip())
        assert make, f"not a lone make target, so people cannot repeat it: {command!r}"
        found.append(make[1])
    return found


def makefile_targets() -> set[str]:
    """List the targets of the Makefile, without its variables (`:=`) and its recipes (tabs)."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = re.findall(r"^([A-Za-z0-9][\w ./-]*?)\s*:(?![:=])", text, re.MULTILINE)
    return {target for rule in rules for target in rule.split()}


def ancestors(jobs: dict[str, Any], name: str) -> set[str]:
    """Name every job that must succeed before the given one starts."""
    needs = jobs[name].get("needs", [])
    direct = {needs} if isinstance(needs, str) else set(needs)
    return direct.union(*(ancestors(jobs, need) for need in direct))


def test_tables_cover_every_workflow() -> None:
    names = {path.name for path in WORKFLOWS}
    assert names == set(GRANTS) == set(TARGETS) == set(CANCELS)


def test_zizmor_finds_nothing() -> None:
    result = audit(GITHUB)
    assert result.returncode == 0, result.stdout + result.stderr


def test_zizmor_accepts_the_workflow_that_faults_are_planted_in(tmp_path: Path) -> None:
    result = audit(plant(tmp_path, "workflows/planted.yml", WORKFLOW % STEP))
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("rule", FAULTS)
def test_zizmor_catches_a_planted_fault(rule: str, tmp_path: Path) -> None:
    result = audit(plant(tmp_path, "workflows/planted.yml", FAULTS[rule]))
    assert result.returncode in FOUND, result.stdout + result.stderr
    assert f"[{rule}]" in result.stdout


def test_zizmor_catches_a_dependabot_without_cooldown(tmp_path: Path) -> None:
    text = (GITHUB / "dependabot.yml").read_text(encoding="utf-8")
    hasty = text.replace("default-days: 7", "default-days: 1")
    result = audit(plant(tmp_path, "dependabot.yml", hasty))
    assert result.returncode in FOUND, result.stdout + result.stderr
    assert "[dependabot-cooldown]" in result.stdout


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.dependabot", [GITHUB / "dependabot.yml"]),
    ],
    ids=["workflows", "dependabot"],
)
def test_schema_accepts(schema: str, paths: list[Path]) -> None:
    result = tool("check-jsonschema", "--builtin-schema", schema, *paths)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("vendor.github-workflows", (WORKFLOW % STEP).replace("runs-on", "run-on")),
        ("vendor.dependabot", "version: 2\nupdates: [{package-ecosystem: pip}]\n"),
    ],
    ids=["workflows", "dependabot"],
)
def test_schema_refuses_a_planted_fault(schema: str, text: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.yml"
    planted.write_text(text, encoding="utf-8")
    result = tool("check-jsonschema", "--builtin-schema", schema, planted)
    assert result.returncode == 1
    assert "Schema validation errors" in result.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_grants_are_none_at_the_top_and_listed_for_each_job(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    grants = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert grants == GRANTS[path.name]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_run_is_bounded(path: Path) -> None:
    workflow = load(path)
    assert workflow["concurrency"]["group"]
    assert workflow["concurrency"]["cancel-in-progress"] is CANCELS[path.name]
    for name, job in workflow["jobs"].items():
        assert 0 < job["timeout-minutes"] <= LONGEST, name


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_with_its_version(path: Path) -> None:
    lines = [line.strip().removeprefix("- ") for line in path.read_text("utf-8").splitlines()]
    written = [line for line in lines if line.startswith("uses:")]
    assert [line for line in written if not PIN.fullmatch(line)] == []
    steps = [step for job in load(path)["jobs"].values() for step in job["steps"]]
    assert len(written) == sum("uses" in step for step in steps)  # no spelling slips by


def test_an_action_has_one_pin_everywhere() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)
    pins = {match["action"]: match[0] for match in PIN.finditer(text)}
    assert {match[0] for match in PIN.finditer(text)} == set(pins.values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_runs_what_people_run(path: Path) -> None:
    assert targets(load(path)) == TARGETS[path.name]
    assert set(TARGETS[path.name]) <= makefile_targets()


def test_nothing_is_deployed_before_its_tests_pass() -> None:
    jobs = load(GITHUB / "workflows" / "deploy.yml")["jobs"]
    assert any("make test" in commands(jobs[name]) for name in ancestors(jobs, "deploy"))
    assert "continue-on-error" not in str(jobs)
    # A condition on a later job, such as always(), could start it after a failed one.
    conditions = {name: job["if"] for name, job in jobs.items() if "if" in job}
    assert conditions == {"test": "github.ref == 'refs/heads/main'"}


def test_what_is_kept_of_an_audit_is_what_it_writes() -> None:
    """As it may be missing when the audit did not get that far, nobody would notice another path."""
    steps = load(GITHUB / "workflows" / "check.yml")["jobs"]["audit"]["steps"]
    kept = [step["with"]["path"] for step in steps if "upload-artifact" in step.get("uses", "")]
    assert kept == [RESULT.relative_to(ROOT).as_posix()]


def test_what_can_publish_runs_no_code_of_the_project() -> None:
    deploy = load(GITHUB / "workflows" / "deploy.yml")["jobs"]["deploy"]
    assert commands(deploy) == []
    assert not any("checkout" in step["uses"] for step in deploy["steps"])


def test_the_oldest_promised_python_and_a_newer_one_are_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    used = {
        (path.name, name): step["with"]["python-version"]
        for path in WORKFLOWS
        for name, job in load(path)["jobs"].items()
        for step in job["steps"]
        if "setup-python" in step.get("uses", "")
    }
    newest = used.pop(("check.yml", "newest"))
    assert {f">={version}" for version in used.values()} == {project["requires-python"]}
    assert f"(3.11 and {newest})" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert tuple(map(int, newest.split("."))) > (3, 11)


TAR = ("tar", "--dereference", "--hard-dereference", "--exclude=.git", "--exclude=.github")
HIDDEN = {"true": (), "false": ("--exclude=.[^/]*",)}
"""How the action packs what it uploads, by its input include-hidden-files."""


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_uploaded_is_what_was_built(hidden: str, site: Path, tmp_path: Path) -> None:
    """Only with the input that deploy.yml gives does security.txt reach the host."""
    built = Path(shutil.copytree(site, tmp_path / "site"))
    (built / ".well-known").mkdir()
    (built / ".well-known" / "security.txt").touch()
    archive = tmp_path / "artifact.tar"
    subprocess.run([*TAR, *HIDDEN[hidden], "--directory", built, "-cf", archive, "."], check=True)
    with tarfile.open(archive) as packed:
        names = {Path(one.name).as_posix() for one in packed if one.isfile()}
    every = {file.relative_to(built).as_posix() for file in built.rglob("*") if file.is_file()}

    assert (names == every) is (hidden == "true")
    assert every - names == (set() if hidden == "true" else {".well-known/security.txt"})


def test_hidden_files_are_handed_over() -> None:
    steps = [step for path in WORKFLOWS for job in load(path)["jobs"].values() for step in job["steps"]]
    sites = [step["with"] for step in steps if step.get("with", {}).get("path") == "site/"]
    assert len(sites) == 2
    assert all(one["include-hidden-files"] is True for one in sites)
