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
LAYERS = (
    "problems",
    "plaintext",
    "settings",
    "places",
    "shelf",
    "publish",
    "packed",
    "offline",
    "addresses",
    "model",
    "yamltext",
    "yamltree",
    "modelschema",
    "shape",
    "ids",
    "text",
    "links",
    "rules",
    "load",
    "checks",
    "moved",
    "everyday",
    "updates",
    "words",
    "cite",
    "facets",
    "figures",
    "pages",
    "share",
    "cards",
    "drawing",
    "gallery",
    "fitting",
    "data",
    "schemas",
    "refreshed",
    "site",
    "exports",
    "metadata",
    "frames",
    "standalone",
    "search",
    "theme",
    "manifest",
    "outputs",
    "served",
    "assets",
    "build",
    "hooks",
)
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
    assert knowing == {"plansite/hooks.py"}


@pytest.mark.parametrize("module", LAYERS)
def test_the_pipeline_goes_one_way(module: str) -> None:
    before = set(LAYERS[: LAYERS.index(module)])
    files = (ROOT / "plansite" / module).glob("*.py") if module == "exports" else [ROOT / "plansite" / f"{module}.py"]
    used = {match[1] for file in files for name in imports(file) if (match := re.match(r"plansite\.(\w+)", name))}
    assert used - {module} <= before


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
