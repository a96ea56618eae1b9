"""The events of MkDocs, which this module alone knows: each is handed on, mostly to plansite/site/build.py."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import material
from jinja2 import Environment
from mkdocs.commands import build as mkdocs
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from plansite.base.plaintext import forgive
from plansite.base.problems import BadData
from plansite.read.kinds import ROOTS
from plansite.read.model import Language
from plansite.site import assets, build
from plansite.site.preview import Preview
from plansite.site.theme import Menu, Theme, admitted, front, tight

PREVIEW: Final = Preview()  # what `serve` shows: MkDocs loads its settings again for each build, and this stays


def _language(config: MkDocsConfig) -> Language:
    """Tell which language a build is for."""
    return "en" if config.theme["language"] == "en" else "vi"


@contextmanager
def _told() -> Iterator[None]:
    """Let MkDocs end a build for which something is wrong with what it is made from, and say what."""
    try:
        yield
    except BadData as error:
        raise PluginError(f"\n{error}") from None


def on_startup(command: str, dirty: bool) -> None:
    """Note the command, which MkDocs tells once."""
    forgive(sys.stdout, sys.stderr)
    PREVIEW.on = command == "serve"


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
    """Look for changes often; answer as a real host would."""
    PREVIEW.take_over(server, [config.docs_dir, config.config_file_path], Path(config.site_dir))
    return server


@event_priority(100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read and check everything, once for both languages; set what depends on the language."""
    if "site" not in config.extra:
        build.keep_garbage()
        root, theme = Path(config.config_file_path).parent, Path(material.__file__).parent / "templates"
        switches = {"served": PREVIEW.on, **{name: bool(config.extra[name]) for name in ("pages_only", "documents")}}
        with _told():
            PREVIEW.begin(*config.dev_addr)
            config.extra["site"] = build.read(root, theme, os.environ, config.site_url or "", **switches)
    words = config.extra["site"].words[_language(config)]
    config.site_name, config.site_description = words["site_name"], words["home_description"]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Leave out what we publish ourselves; begin the English build, now that the folder around it is empty."""
    for file in [file for file in files if assets.REPLACED.search(file.src_uri)]:
        files.remove(file)
    with _told():
        build.check_places((file.dest_uri for file in files), Path(config.site_dir))
    if _language(config) == "vi":
        config.extra["beside"] = build.Beside(config.extra["site"], partial(_build_english, config))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Menu:
    """Put the main pages into the menu, whether written by hand or not."""
    return Menu(config.extra["site"], _language(config))


@event_priority(-100)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return a page written by hand what its address has, after macros have run; they note what they have drawn."""
    about = front(config.extra["site"], _language(config), page.url, page.meta.pop("drawn", None))
    if about:
        page.title, page.meta = about.title, {**about.meta, **page.meta}
        page.toc = about.toc or page.toc  # type: ignore[assignment]  # as templates ask
    return html


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Keep compiled templates, as compiling is a third of a small build; tell templates what we know."""
    site, language = config.extra["site"], _language(config)
    around: Any = partial(mkdocs.get_context, Menu(site, language), [], config)  # type: ignore[arg-type]  # a Menu is what templates ask
    config.extra["theme"] = Theme(site, language, env, around, {page.url for page in files.documentation_pages()})
    return env


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Menu) -> dict[str, Any]:
    """Tell the frame around a page written by hand what it tells every page."""
    return {**context, **config.extra["theme"].context(page.url)}


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Treat a page written by hand as the others."""
    return admitted(tight(output))


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Treat the page for what is missing as the others."""
    return admitted(output_content) if template_name == "404.html" else output_content


def on_post_build(config: MkDocsConfig) -> None:
    """Write what is generated; end with Vietnamese only when English is there, too."""
    theme, beside = config.extra["theme"], config.extra.pop("beside", None)
    with _told():
        build.write(theme, Path(config.site_dir))
        if beside is not None:
            beside.end()
            PREVIEW.show(theme.site)
            build.look_for_garbage()


def on_build_error(error: Exception) -> None:
    """Let nothing go on beside a build that has failed; under `serve`, have pages say why."""
    PREVIEW.fail(str(error))
    build.stop()


def _build_english(config: MkDocsConfig) -> None:
    """Build English from the same site into site/en; in a process of its own, say why when that fails."""
    root, folder = Path(config.config_file_path).parent, Path(config.site_dir) / ROOTS["en"]
    own = {"docs_dir": f"{root}/docs/en", "site_dir": str(folder), "site_url": f"{config.site_url or ''}{ROOTS['en']}"}
    english = load_config(config.config_file_path, **own, strict=config.strict)
    english.theme["language"], english.extra["site"] = "en", config.extra["site"]
    mkdocs.build(english)
