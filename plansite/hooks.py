"""The events of MkDocs, which this module alone knows: each is handed on, mostly to plansite/build.py."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import material
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from plansite import assets, build
from plansite.links import ROOTS
from plansite.model import Language
from plansite.places import place
from plansite.plaintext import forgive
from plansite.problems import BadData
from plansite.served import Preview
from plansite.site import compiled_templates
from plansite.theme import COMPACT, Menu, Theme, admitted, front, tight

LOOK_EVERY: Final = 0.2
"""Seconds between two looks for changes under `serve`: an editor waits for half of them, and MkDocs would take 0.5."""

PREVIEW: Final = Preview()
"""What `serve` shows: MkDocs loads its settings again for each build, and this stays."""


def _language(config: MkDocsConfig) -> Language:
    return "en" if config.theme["language"] == "en" else "vi"


def on_startup(command: str, dirty: bool) -> None:
    """Note the command, which MkDocs tells once."""
    forgive(sys.stdout, sys.stderr)
    PREVIEW.on = command == "serve"


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
    """Look for changes often; answer as a real host would."""
    watched = [config.docs_dir, config.config_file_path]
    for path in watched:
        server.unwatch(path)
    server.observer = type(server.observer)(timeout=LOOK_EVERY)
    for path in watched:
        server.watch(path)
    server.set_app(PREVIEW.app(server.get_app(), Path(config.site_dir), server.mount_path))  # type: ignore[arg-type]
    return server


@event_priority(100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read and check everything, once for both languages; set what depends on the language."""
    if "site" not in config.extra:
        build.keep_garbage()
        root, theme = Path(config.config_file_path).parent, Path(material.__file__).parent / "templates"
        switches = {name: bool(config.extra[name]) for name in ("pages_only", "documents")}
        try:
            PREVIEW.begin(*config.dev_addr)
            config.extra["site"] = build.read(
                root, theme, os.environ, config.site_url or "", served=PREVIEW.on, **switches
            )
        except BadData as error:
            raise PluginError(f"\n{error}") from None
    words = config.extra["site"].words[_language(config)]
    config.site_name, config.site_description = words["site_name"], words["home_description"]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Leave out what we publish ourselves; begin the English build, now that the folder around it is empty."""
    for file in [file for file in files if assets.REPLACED.search(file.src_uri)]:
        files.remove(file)
    try:
        for file in files:
            place(Path(config.site_dir), file.dest_uri)
    except BadData as error:
        raise PluginError(f"\n{error}") from None
    if _language(config) == "vi":
        config.extra["beside"] = build.Beside(partial(_build_english, config))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Menu:
    """Put the main pages into the menu, whether written by hand or not."""
    return Menu(config.extra["site"], _language(config))


@event_priority(-100)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Give a page written by hand what its address has, after macros have run; they note what they have drawn."""
    drawn = page.meta.pop("drawn", None)
    about = front(config.extra["site"], _language(config), page.url, drawn)
    if about:
        page.title, page.toc = about.title, about.toc or page.toc  # type: ignore[assignment]  # as templates ask
        page.meta = {**about.meta, **page.meta}
    return html


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Keep compiled templates, as compiling is a third of a small build; tell templates what we know."""
    site, language = config.extra["site"], _language(config)
    env.policies["json.dumps_kwargs"] = COMPACT
    env.autoescape = True  # MkDocs leaves it to each template
    env.bytecode_cache = compiled_templates(Path(config.config_file_path).parent)
    env.filters["asset"] = _asset
    around = partial(get_context, Menu(site, language), [], config)  # type: ignore[arg-type]  # as templates ask
    config.extra["theme"] = theme = Theme(site, language, env, around)
    env.globals.update(theme.names())
    theme.by_hand.update(page.url for page in files.documentation_pages())
    return env


@pass_context
def _asset(context: Context, path: str) -> str:
    """Return the relative address of a style sheet or a script, which is another one when that changes."""
    url: str = context.environment.filters["url"](context, path)
    return url + str(context["site"].version(path))


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Menu) -> dict[str, Any]:
    """Tell the frame around a page written by hand what it tells every page."""
    theme: Theme = config.extra["theme"]
    return context | theme.context(page.url)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Treat a page written by hand as the others."""
    return admitted(tight(output))


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Treat the page for what is missing as the others."""
    return admitted(output_content) if template_name == "404.html" else output_content


def on_post_build(config: MkDocsConfig) -> None:
    """Write what is generated; end with Vietnamese only when English is there, too."""
    theme, beside = config.extra["theme"], config.extra.pop("beside", None)
    try:
        build.write_pages(theme, Path(config.site_dir))
        if beside is None:
            return
        if not beside.end():
            vi, en = "Bản tiếng Anh không dựng được, lý do ở trên.", "English was not built; why stands above."
            raise PluginError(f"{vi} / {en}")
        build.write_beside(theme.site, Path(config.site_dir))
    except BadData as error:
        raise PluginError(f"\n{error}") from None
    PREVIEW.show(theme.site)
    build.look_for_garbage()


def on_build_error(error: Exception) -> None:
    """Let nothing go on beside a build that has failed; under `serve`, have pages say why."""
    PREVIEW.fail(str(error))
    build.stop()


def _build_english(config: MkDocsConfig) -> None:
    """Build English from the same site into site/en; in a process of its own, say why when that fails."""
    root, folder = Path(config.config_file_path).parent, Path(config.site_dir) / ROOTS["en"]
    english = load_config(
        config.config_file_path,
        docs_dir=str(root / "docs" / "en"),
        site_dir=str(folder),
        site_url=(config.site_url or "") + ROOTS["en"],
        strict=config.strict,
    )
    english.theme["language"] = "en"
    english.extra["site"] = config.extra["site"]
    mkdocs_build(english)
