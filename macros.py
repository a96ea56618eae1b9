"""The names that pages written by hand may use; what they do is in plansite/pages/authoring.py."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from functools import partial
from typing import Any, Protocol

from plansite.pages.authoring import NAMES, vocabulary
from plansite.read.model import Language


class MacrosEnvironment(Protocol):
    """What mkdocs-macros hands over."""

    conf: Any
    variables: MutableMapping[str, Any]
    macro: Callable[..., Any]
    page: Any


def define_env(env: MacrosEnvironment) -> None:
    """Register the names."""
    site = env.variables["site"]
    language: Language = "en" if env.conf["theme"]["language"] == "en" else "vi"

    def plan_page(language: Language, path: str) -> str:
        """Return the content of the page at a path below its language's root, such as nhiem-vu/iii-8."""
        drawn = site.draw(site.find(path, language), language)
        env.page.meta["drawn"] = drawn  # its headings are the page's
        return str(drawn.html)

    def piece(name: str, *values: str, **filters: str) -> str:
        """Return a piece of the plan by its name, for the page that is being read."""
        return str(getattr(vocabulary(site, language, env.page.url), name)(*values, **filters))

    env.macro(plan_page)
    for name in NAMES:
        env.macro(partial(piece, name), name)
