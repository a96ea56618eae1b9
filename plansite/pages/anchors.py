"""HTML → the anchors that readers may link to."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

ID: Final = re.compile(r'<[a-z][^<>]*?\sid="([^"]*)"')
"""An anchor; the built site holds no bare quotation mark or angle bracket that is not markup."""

FRAMES: Final = "__"
"""How the ids of a page's frame begin, which are no places of the text."""


def anchors(html: str) -> tuple[str, ...]:
    """Return the anchors of a page, in its order: ("plan.I", "plan.I.1", …)."""
    return tuple(unescape(id_) for id_ in ID.findall(html) if not id_.startswith(FRAMES))
