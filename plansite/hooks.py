"""The only module that knows MkDocs: it checks the data, adds the pages, and builds both languages."""

from __future__ import annotations

import base64
import gc
import hashlib
import multiprocessing
import os
import re
import sys
import threading
from collections.abc import Callable
from functools import partial
from itertools import product
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape
from mkdocs.commands.build import build, get_context
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents, get_toc

from plansite import moved, outputs, settings, shelf
from plansite.cards import CannotDraw, card
from plansite.companions import Companions
from plansite.exports import catalogue, documents, downloads, web
from plansite.exports import files as exports
from plansite.frames import Frame, mark, marked, said
from plansite.gallery import Gallery
from plansite.links import LANGUAGES, MAIN_PAGES, ROOTS, SECTIONS, Address, card_path, relative
from plansite.metadata import metadata
from plansite.model import Language
from plansite.places import place
from plansite.plaintext import forgive
from plansite.problems import BadData
from plansite.search import index, version
from plansite.served import Served, must_be_free
from plansite.site import Site, compiled_templates
from plansite.standalone import files as standalone_files

HIDDEN: Final = {"home": ["toc"], "appendix": ["navigation", "toc"], "responsibilities": ["navigation", "toc"]}
"""What of the frame gives way to the content."""

COMPACT: Final[dict[str, Any]] = {"ensure_ascii": False, "separators": (",", ":")}
"""How pages hold JSON: escaped, a Vietnamese letter takes six bytes."""

PARALLEL: Final = frozenset({"decision", "plan", "appendix", "task"})
"""Kinds of page that can show both languages side by side."""

UNUSED: Final = re.compile(r"^assets/javascripts/(lunr/|workers/|bundle\.)|^assets/stylesheets/palette\.|\.map$")
"""Files of the theme that no page asks for: its scripts and colours, which ours replace, and maps of its sources."""

SHEETS: Final = re.compile(r"^assets/stylesheets/(main\.\w+\.min|plan)\.css$")
"""The theme's style sheet and ours: a page asks for them as one, since each request delays the first paint."""

OURS: Final = "assets/stylesheets/plan.css"

SCRIPTS: Final = re.compile(r"^assets/javascripts/[\w-]+\.js$")
REMARKS: Final = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/[ \t]*)\n", re.DOTALL | re.MULTILINE)
"""Lines of our scripts that explain them: a fifth of their weight in the search, and no browser reads them."""

ASSET: Final = re.compile(r"^assets/(javascripts|stylesheets)/[^/]+\.(js|css)$")
"""What pages ask for with its version."""

INDENTATION: Final = re.compile(r"\n\s+")

POLICY: Final = "script-src 'self'"
DATA: Final = re.compile(r'<script[^>]* type="application/(?:ld\+)?json">(.*?)</script>', re.DOTALL)
"""Data that a page holds. No browser runs it, but checkers ask that the policy knows every inline script element."""

NAMESPACE: Final = ' xmlns="http://www.w3.org/2000/svg"'
"""What a picture says in a file of its own; within a page it is known."""

SERVED: Final[set[str]] = set()
"""Commands that this process runs, of those that put scripts of their own into pages."""

LOOK_EVERY: Final = 0.2
"""Seconds between two looks for changes under `serve`: an editor waits for half of them, and MkDocs would take 0.5."""

SHOWN: Final[list[Companions]] = []
"""Under `serve`, what stands beside the pages of the last whole build."""

FAULTS: Final[list[str]] = []
"""Under `serve`, why the last build failed: MkDocs would let pages wait for the next without a word."""


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: Callable[..., Any]) -> LiveReloadServer:
    """Look for changes often; answer as a real host would."""
    watched = [config.docs_dir, config.config_file_path]
    for path in watched:
        server.unwatch(path)
    server.observer = type(server.observer)(timeout=LOOK_EVERY)
    for path in watched:
        server.watch(path)
    pages: Callable[..., Any] = server.get_app()  # type: ignore[assignment]  # MkDocs has set one

    def made(path: str) -> bytes | None:
        return SHOWN[0].get(path) if SHOWN else None

    server.set_app(Served(pages, Path(config.site_dir), server.mount_path, made, FAULTS))
    return server


def on_startup(command: str, dirty: bool) -> None:
    """Note the command: MkDocs tells it once, though `serve` loads the settings again for each build."""
    forgive(sys.stdout, sys.stderr)
    SERVED.update({command} & {"serve"})


def _language(config: MkDocsConfig) -> Language:
    """Tell which language a build is for."""
    return "en" if config.theme["language"] == "en" else "vi"


def _site(config: MkDocsConfig) -> Site:
    """Give the site that this build publishes."""
    site: Site = config.extra["site"]
    return site


@event_priority(100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Load and check the data before anything is written; set what depends on the language."""
    root = Path(config.config_file_path).parent
    if "site" not in config.extra:
        _keep_all()
        try:
            if SERVED and not SHOWN:
                must_be_free(*config.dev_addr)
            settings.check({**os.environ} | ({} if SERVED else {"SITE_URL": config.site_url or ""}))
            config.extra["site"] = Site.load(root, config.site_url or "/")
            config.extra["site"].settings = web.settings()
            _offer(config.extra["site"], config)
        except BadData as error:
            raise PluginError(f"\n{error}") from None
        config.extra["site"].deferred = True  # Markdown need not read what is HTML already: a third of the build
    site, language = _site(config), _language(config)
    site.more.setdefault("data", partial(catalogue.view, site, _root(config)))
    config.site_name = site.words[language]["site_name"]
    config.site_description = site.words[language]["home_description"]
    config.nav = [
        {site.words[language][f"page_{kind}"]: _source(paths[language == "en"])} for kind, paths in MAIN_PAGES.items()
    ]
    config.extra["w"] = site.words[language] | {"changes_path": MAIN_PAGES["changes"][language == "en"]}
    config.extra["alternate"] = LANGUAGES
    config.extra["served"] = bool(SERVED)
    return config


def _keep_all() -> None:
    """Look for no garbage during a build, which keeps what it makes: a quarter of the time of a large one."""
    if SERVED:  # the build before left all that it made
        gc.unfreeze()
        gc.collect()
    gc.disable()


def _offer(site: Site, config: MkDocsConfig) -> None:
    """Make the documents when they are asked for, and let each page link to its files in other formats."""
    site.pages_only, site.documents = bool(config.extra["pages_only"]), bool(config.extra["documents"])
    outputs.check(site, _root(config), keep=not SERVED)
    documents.prepare(site, _root(config))
    offered = downloads.Downloads(site, _root(config))
    site.downloads, site.alternates = offered.beside, offered.alternates


def _source(path: str) -> str:
    """Give the source name of the page at a path: index.md, nhiem-vu/iii-8.md."""
    return f"{path.rstrip('/') or 'index'}.md"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add what has no source in docs/, unless a page written by hand stands there."""
    language = _language(config)
    config.extra["records"] = []
    for file in [file for file in files if UNUSED.search(file.src_uri)]:
        files.remove(file)
    for address in _site(config).addresses():
        path = address.paths[language]
        name = _source(path)
        if files.get_file_from_path(name) is not None:
            continue
        if address.id:
            config.extra["records"].append(address)
        else:
            stub = f'{{{{ plan_page("{language}", "{path.rstrip("/")}") }}}}\n'
            file = File.generated(config, name, content=stub)
            file.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(file)
    _join_sheets(files, config)
    _lighten_scripts(files, config)
    _site(config).versions = {file.src_uri: _digest(file.content_bytes) for file in files if ASSET.match(file.src_uri)}
    if not config.extra["pages_only"] and not SERVED:
        _add_companions(files, config)
    for file in files:
        _place(config, file.dest_uri)
    if language == "vi":
        _begin_english(config)
    return files


def _place(config: MkDocsConfig, path: str) -> Path:
    """Give where a file is written, which is within the folder of the site; end the build when it is not."""
    try:
        return place(Path(config.site_dir), path)
    except BadData as error:
        raise PluginError(f"\n{error}") from None


def _digest(content: bytes) -> str:
    """Give a few letters that are others for another content."""
    return hashlib.sha256(content).hexdigest()[:8]


def _add_companions(files: Files, config: MkDocsConfig) -> None:
    """Add what stands beside the pages: other formats, what is pasted elsewhere, preview cards."""
    language = _language(config)
    _add_exports(files, config)
    for path, make in standalone_files(_site(config), language):
        files.append(File.generated(config, path.removeprefix(ROOTS[language]), content=make()))
    if language == "vi":  # English pages show those that stand at the root, too
        _add_cards(files, config)


def _join_sheets(files: Files, config: MkDocsConfig) -> None:
    """Put one style sheet in the place of the theme's and ours, in the order in which they build on each other."""
    sheets = sorted((file for file in files if SHEETS.match(file.src_uri)), key=lambda file: file.src_uri == OURS)
    for file in sheets:
        files.remove(file)
    content = "\n".join(file.content_string for file in sheets)
    files.append(File.generated(config, "assets/stylesheets/site.css", content=content))


def _lighten_scripts(files: Files, config: MkDocsConfig) -> None:
    """Publish our scripts without the lines that only explain them."""
    for file in [file for file in files if SCRIPTS.match(file.src_uri)]:
        files.remove(file)
        files.append(File.generated(config, file.src_uri, content=REMARKS.sub("", file.content_string)))


def _add_cards(files: Files, config: MkDocsConfig) -> None:
    """Add the preview card of every page, in both languages."""
    for path, picture in _cards(config).items():
        files.append(File.generated(config, path, content=picture))


def _cards(config: MkDocsConfig) -> dict[str, bytes]:
    """Draw the preview card of every page, in both languages, or give it as it was drawn before."""
    site, cards = _site(config), {}
    gallery = Gallery(shelf.folder(Path(config.config_file_path).parent, "cards"))
    current = [(address, address) for address in site.addresses()]
    former = [(old, address) for old, (address, _) in moved.pages(site.links)]  # chats remember where a card was
    for (stands, shown), language in product(current + former, LANGUAGES):
        path = card_path(stands, language)
        try:
            cards[path] = gallery.picture(card(site.links, site.words[language], shown, language))
        except CannotDraw as error:
            raise PluginError(f"{path}: {error}") from None
    return cards


def _add_exports(files: Files, config: MkDocsConfig) -> None:
    """Add the plan in other formats: those below en/ to the English build, which empties that folder, the rest here.

    None is a page, Markdown included, so their names as sources end in .export.
    """
    root, language = ROOTS["en"], _language(config)
    for path, make in exports(_site(config), _root(config)):
        if path.startswith(root) == (language == "en"):
            name = path.removeprefix(ROOTS[language])
            file = File.generated(config, f"{name}.export", content=make(), inclusion=InclusionLevel.INCLUDED)
            file.dest_uri = name
            files.append(file)


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Keep what stands around every page, for the records."""
    config.extra["nav"] = nav
    return nav


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Keep compiled templates: compiling them is a third of a small build, and both languages use the same."""
    env.policies["json.dumps_kwargs"] = COMPACT
    env.autoescape = True  # MkDocs leaves it to each template
    env.bytecode_cache = compiled_templates(Path(config.config_file_path).parent)
    env.filters["asset"] = _asset
    config.extra["env"] = env
    config.extra["index"] = index(_site(config), _language(config), Path(config.docs_dir))
    scripts = Path(config.config_file_path).parent / "overrides" / "assets" / "javascripts"
    config.extra["search_version"] = version(scripts, config.extra["index"])
    return env


@pass_context
def _asset(context: Context, path: object) -> str:
    """Give the relative address of a style sheet or a script, which is another one when that changes."""
    url: Callable[[Context, str], str] = context.environment.filters["url"]
    return url(context, str(path)) + _site(context["config"]).version(str(path))


def _address(page: Page, config: MkDocsConfig) -> Address | None:
    """Give the plan's address of a page, if it has one."""
    try:
        return _site(config).find(page.url.strip("./"), _language(config))
    except KeyError:
        return None


@event_priority(-100)
def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Give a record's page its title, description and table of contents, after macros have run."""
    address, language = _address(page, config), _language(config)
    if address is None:
        return html
    shown = _site(config).page(address, language)
    if address.id:
        page.title = escape(shown.title)  # to the theme, titles are HTML
    page.meta["hide"] = HIDDEN.get(address.kind, [])
    page.meta["description"] = page.meta.get("description", shown.description)
    rendered = _site(config).rendered.get((language, page.url.strip("./")))
    if rendered and "<h1" in rendered.html:
        page.toc = _contents([(1, "dau-trang", shown.title), *rendered.headings])  # the skip link leads to the first
    return _site(config).fulfil(html)


def _contents(headings: list[tuple[int, str, str]]) -> TableOfContents:
    """Nest (level, anchor, title) into MkDocs' table of contents."""
    top: list[dict[str, Any]] = []
    open_: list[dict[str, Any]] = []
    for level, anchor, title in headings:
        entry: dict[str, Any] = {"level": level, "id": anchor, "name": escape(title), "children": []}
        while open_ and open_[-1]["level"] >= level:
            open_.pop()
        (open_[-1]["children"] if open_ else top).append(entry)
        open_.append(entry)
    return get_toc(top)  # type: ignore[arg-type]  # MkDocs keeps the type of an entry to itself


def _write_records(config: MkDocsConfig) -> None:
    """Write the pages of records, which are too many for each to pass through Markdown, macros and the theme."""
    site, language = _site(config), _language(config)
    frames: dict[tuple[Any, ...], Frame] = {}
    for address in config.extra["records"]:
        rendered = site.draw(address, language)
        kind = address.kind, *rendered.headings
        if kind not in frames:
            frames[kind] = _frame(config, address, rendered.headings)
        page = frames[kind].fill(_values(config, address) | {"content": _tight(rendered.html).strip()})
        target = _place(config, f"{address.paths[language]}index.html")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_admitted(page).encode())


def _frame(config: MkDocsConfig, address: Address, headings: list[tuple[int, str, str]]) -> Frame:
    """Draw what the theme draws around records of the kind of `address` that have the same headings."""
    env: Environment = config.extra["env"]
    page = Page(None, File.generated(config, _source(address.paths[_language(config)]), content=""), config)
    page.title, page.content = Markup(mark("title")), mark("content")
    page.meta = {"hide": HIDDEN.get(address.kind, []), "description": mark("description")}
    page.toc = _contents([(1, "dau-trang", page.title), *headings])
    context: Any = get_context(config.extra["nav"], [], config, page)
    context = config.plugins.on_page_context(context, page=page, config=config, nav=config.extra["nav"])
    context["metadata"] = marked(context["metadata"])
    for one in context["alternates"]:
        one |= {name: mark(f"{name}_{one['lang']}") for name in ("href", "url")}
    for n, one in enumerate(context["formats"]):
        one["href"] = mark(f"format_{n}")
    context["feed"] = context["feed"] and mark("feed")
    html = env.get_template("main.html").render(context)
    return Frame(_tight(html), lambda value: htmlsafe_json_dumps(value, **COMPACT))


def _values(config: MkDocsConfig, address: Address) -> dict[str, Any]:
    """Give what a record's page says around its content, by the names of marks."""
    site, language = _site(config), _language(config)
    shown = site.page(address, language)
    alternates = {
        f"{name}_{one['lang']}": one[name] for one in _alternates(config, address) for name in ("href", "url")
    }
    machines = said(metadata(site, shown, _root(config)))
    formats = {f"format_{n}": one["href"] for n, one in enumerate(_formats(config, address))}
    own = {"title": escape(shown.title), "description": shown.description, "feed": _feed_title(config, address)}
    return {**own, **alternates, **formats, **machines}


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation) -> dict[str, Any]:
    """Tell the theme where this page stands in each language."""
    address, language = _address(page, config), _language(config)
    if address:
        context["alternates"] = _alternates(config, address)
        context["formats"], context["feed"] = _formats(config, address), _feed_title(config, address)
        context["metadata"] = metadata(_site(config), _site(config).page(address, language), _root(config))
        context["kind"], context["parallel"] = address.kind, address.kind in PARALLEL
        context["section"] = _source(MAIN_PAGES[SECTIONS.get(address.kind, address.kind)][language == "en"])
    return context


def _alternates(config: MkDocsConfig, address: Address) -> list[dict[str, str]]:
    """Give where a page stands in each language."""
    start = address.path(_language(config))
    return [
        {
            "lang": language,
            "name": _site(config).words[language]["language_name"],
            "href": relative(start, address.path(language)),
            "url": _public(config, address, language),
        }
        for language in LANGUAGES
    ]


def _formats(config: MkDocsConfig, address: Address) -> list[dict[str, str]]:
    """Give the files that hold what a page shows, by the way from it."""
    language = _language(config)
    start = address.path(language)
    return [
        {"type": one.type, "title": one.title, "href": relative(start, one.path).removesuffix("/")}
        for one in _site(config).alternates(address, language)
    ]


def _feed_title(config: MkDocsConfig, address: Address) -> str:
    """Name an agency's own feed, which stands beside its page; other pages have none."""
    site, language = _site(config), _language(config)
    if address.kind != "agency" or site.pages_only:
        return ""
    return f"{site.words[language]['history']}: {site.page(address, language).title}"


def _root(config: MkDocsConfig) -> str:
    """Give the public address below which both languages stand."""
    return (config.site_url or "").removesuffix(ROOTS[_language(config)])


def _public(config: MkDocsConfig, address: Address, language: Language) -> str:
    """Give a page's public address."""
    return _root(config) + address.path(language)


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Drop the theme's indentation, a tenth of every page, except where white space is meant, and namespaces."""
    return _admitted(_tight(output))


def _tight(html: str) -> str:
    """Drop what shows nowhere."""
    return (html if "<pre" in html else INDENTATION.sub("\n", html)).replace(NAMESPACE, "")


def _admitted(output: str) -> str:
    """Name the data that a page holds in its policy, by their hashes."""
    hashes = (hashlib.sha256(data.encode()).digest() for data in DATA.findall(output))
    names = "".join(f" 'sha256-{base64.b64encode(one).decode()}'" for one in hashes)
    return output.replace(POLICY, POLICY + names, 1)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Treat the page for what is missing as the others."""
    return _admitted(output_content) if template_name == "404.html" else output_content


def on_post_build(config: MkDocsConfig) -> None:
    """Write the records and the search index; end with Vietnamese only when English is there, too."""
    _write_records(config)
    _write_index(config)
    if _language(config) == "vi":
        _end_english(config)
        FAULTS.clear()
        if SERVED:
            SHOWN[:] = [Companions(_site(config), _root(config), partial(_cards, config))]
        gc.freeze()  # or Python would look through it all when it ends
        gc.enable()


def on_build_error(error: Exception) -> None:
    """Let no English build go on when the Vietnamese one has failed; under `serve`, have pages say why."""
    gc.enable()
    FAULTS[:] = [str(error)]
    for child in multiprocessing.active_children():
        child.terminate()


def _begin_english(config: MkDocsConfig) -> None:
    """Build English in a process of its own, now that the folder around it is empty; with threads none may fork."""
    if threading.active_count() > 1 or "fork" not in multiprocessing.get_all_start_methods():
        return  # as under `serve`, after the first build: then one language waits for the other
    beside = multiprocessing.get_context("fork").Process(target=_build_beside, args=[config], daemon=True)
    beside.start()
    config.extra["beside"] = beside


def _end_english(config: MkDocsConfig) -> None:
    """Wait for the English build, or build it now."""
    beside: BaseProcess | None = config.extra.pop("beside", None)
    if beside is None:
        return build(_english(config))
    beside.join()
    if beside.exitcode:
        raise PluginError("Bản tiếng Anh không dựng được, lý do ở trên. / English was not built; why stands above.")
    return None


def _build_beside(config: MkDocsConfig) -> None:
    """Build English and end the process, saying why when it fails."""
    try:
        build(_english(config))
    except MkDocsException as error:
        error.show()
        sys.exit(1)


def _english(config: MkDocsConfig) -> MkDocsConfig:
    """Give the settings of the English build: the same, into site/en, with the same plan."""
    root = Path(config.config_file_path).parent
    english = load_config(
        config.config_file_path,
        docs_dir=str(root / "docs" / "en"),
        site_dir=str(Path(config.site_dir) / ROOTS["en"]),
        site_url=(config.site_url or "") + ROOTS["en"],
        strict=config.strict,
    )
    english.theme["language"] = "en"
    english.extra["site"] = _site(config)
    return english


def _write_index(config: MkDocsConfig) -> None:
    """Write what the search knows."""
    target = Path(config.site_dir) / "search" / "search_index.json"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(config.extra["index"])
