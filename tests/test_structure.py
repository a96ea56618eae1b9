"""What a newcomer may rely on: the top level, one way through the code, no address of a registry."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "SECURITY.md",
    "data",
    "docs",
    "macros.py",
    "mkdocs.yml",
    "overrides",
    "plansite",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements.txt",
    "templates",
    "tests",
}
FLOORS = ("base", "read", "relate", "pages", "files", "site")
"""The folders of plansite/, each of which uses only those before it."""

MODULES = sorted(path for floor in FLOORS for path in (ROOT / "plansite" / floor).glob("*.py"))
MOST_LINES = 150
"""Of the module that knows MkDocs: events, each handed on."""
"""Each module of the pipeline may import only those before it."""


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    plain = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    return (
        plain
        | {f"{node.module}" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        | {
            f"{node.module}.{name.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for name in node.names
        }
    )


def test_the_top_level_is_exactly_what_the_readme_explains() -> None:
    assert {path.split("/")[0] for path in tracked()} == TOP_LEVEL


def test_only_the_hooks_know_mkdocs() -> None:
    knowing = {
        path
        for path in tracked()
        if path.endswith(".py")
        and not path.startswith("tests/")
        and any(name.split(".")[0] == "mkdocs" for name in imports(ROOT / path))
    }
    assert knowing == {"plansite/site/mkdocs_hooks.py"}


def test_the_hooks_hand_on() -> None:
    assert len((ROOT / "plansite" / "site" / "mkdocs_hooks.py").read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_every_module_stands_on_a_floor() -> None:
    elsewhere = {path.relative_to(ROOT).as_posix() for path in (ROOT / "plansite").rglob("*.py")}
    assert elsewhere - {path.relative_to(ROOT).as_posix() for path in MODULES} == {
        "plansite/__init__.py",
        "plansite/__main__.py",
    }


@pytest.mark.parametrize("module", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_module_uses_its_own_floor_and_those_below(module: Path) -> None:
    """Wherever in a module it is imported: none may dodge the order."""
    used = {match[1] for name in imports(module) if (match := re.match(r"plansite\.(\w+)", name))}
    assert used <= set(FLOORS[: FLOORS.index(module.parent.name) + 1])


def test_no_module_needs_itself() -> None:
    names = {f"plansite.{path.parent.name}.{path.stem}": path for path in MODULES}
    left = {name: imports(path) & names.keys() for name, path in names.items()}
    while free := {name for name, used in left.items() if not used & left.keys()}:
        left = {name: used for name, used in left.items() if name not in free}
    assert left == {}


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = re.findall(r"^[a-z0-9-]+(?:\[[a-z,]+\])?==", text, re.MULTILINE)
    unhashed = re.findall(r"^[a-z0-9-]+==[^\\\n]*$", text, re.MULTILINE)
    assert pins
    assert not unhashed
    assert "://" not in text


def test_the_lock_of_npm_holds_hashes_and_no_address() -> None:
    text = (ROOT / "tests" / "audit" / "package-lock.json").read_text(encoding="utf-8")
    installed = {name: package for name, package in json.loads(text)["packages"].items() if name}
    assert installed
    assert [name for name, package in installed.items() if "integrity" not in package] == []
    assert "://" not in text
