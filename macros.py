"""The names that pages may use; what they do is in plansite/."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, Protocol

from plansite.read.model import Language


class MacrosEnvironment(Protocol):
    """What mkdocs-macros hands over."""

    variables: MutableMapping[str, Any]
    macro: Callable[..., Any]
    page: Any


def define_env(env: MacrosEnvironment) -> None:
    """Register the macros."""
    site = env.variables["site"]

    def plan_page(language: Language, path: str) -> str:
        """Return the content of the page at a path below its language's root, such as nhiem-vu/iii-8."""
        drawn = site.draw(site.find(path, language), language)
        env.page.meta["drawn"] = drawn  # its headings are the page's
        return str(drawn.html)

    env.macro(plan_page)
