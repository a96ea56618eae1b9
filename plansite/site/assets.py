"""Style sheets and scripts as they are published, from the theme's and ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

STYLES: Final = "assets/stylesheets"
SCRIPTS: Final = "assets/javascripts"

REPLACED: Final = re.compile(rf"^({STYLES}|{SCRIPTS})/|\.map$")
"""Files of the theme and ours that are published as `published` gives them, or that no page asks for."""

REMARKS: Final = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/[ \t]*)\n", re.DOTALL | re.MULTILINE)
"""Lines of our scripts that explain them: a fifth of their weight in the search, and no browser reads them."""


def published(ours: Path, theme: Path) -> Mapping[str, bytes]:
    """Return every style sheet and script by its path.

    The theme's style sheet and ours are one, in the order in which they build on each other: each request delays the
    first paint. Scripts are published without the lines that only explain them.

    Args:
        ours: The folder of the project's templates for the theme.
        theme: The theme's own folder.

    """
    sheets = [*sorted((theme / STYLES).glob("main.*.min.css")), ours / STYLES / "plan.css"]
    scripts = sorted((ours / SCRIPTS).glob("*.js"))
    return {
        f"{STYLES}/site.css": "\n".join(map(_text, sheets)).encode(),
        f"{STYLES}/embed.css": (ours / STYLES / "embed.css").read_bytes(),
        **{f"{SCRIPTS}/{script.name}": REMARKS.sub("", _text(script)).encode() for script in scripts},
    }


def _text(file: Path) -> str:
    """Return the text of a file."""
    return file.read_text(encoding="utf-8-sig")
