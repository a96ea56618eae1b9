"""What every format is made of: functions that give bytes, by path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from plansite.pages.render import Site
from plansite.read.kinds import Address
from plansite.read.model import Language

Maker: TypeAlias = Callable[[], bytes]
"""Gives a file's bytes, the same every time."""

Exporter: TypeAlias = Callable[[Site], Iterator[tuple[str, Maker]]]
"""Gives (public path, maker) of some formats."""


def beside(site: Site, address: Address, language: Language, suffix: str) -> str:
    """Return the path of a page's file in another format: nhiem-vu/iii-8/768-nhiem-vu-iii-8.pdf stands beside its page.

    The name says what the file is, as people keep it in a folder or send it on.
    """
    number = site.plan.identity.number.partition("/")[0]
    name = address.paths[language].rstrip("/").replace("/", "-")
    return f"{address.path(language)}{number}-{name}.{suffix}"
