"""Style sheets and scripts as they are published, from the theme's and ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from plansite.base import disk_cache
from plansite.site import styles

STYLES: Final = "assets/stylesheets"
SCRIPTS: Final = "assets/javascripts"

REPLACED: Final = re.compile(rf"^({STYLES}|{SCRIPTS})/|\.map$")
"""Files of the theme and ours that are published as `published` gives them, or that no page asks for."""

REMARKS: Final = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/[ \t]*)\n", re.DOTALL | re.MULTILINE)
"""Lines of our style sheet and scripts that explain them: a fifth of their weight, and no browser reads them."""

JOINED: Final = ("site", "search", "share")
"""Scripts that every page has: one file, as each request delays a page on a slow line."""

NAMING: Final = ("overrides/**/*.html", "overrides/**/*.js", "templates/**/*.html", "docs/**/*.md")
"""Files of a project in which the classes stand that a page may have."""


def published(root: Path, theme: Path) -> Mapping[str, bytes]:
    """Return every style sheet and script by its path.

    What pages use of the theme's style sheet, and ours, are one, in the order in which they build on each other.

    Args:
        root: The project's folder.
        theme: The folder of the theme's templates.

    """
    ours = root / "overrides"
    sheet = REMARKS.sub("", _text(ours / STYLES / "plan.css"))
    names = styles.words(_text(file) for pattern in NAMING for file in root.glob(pattern))
    (of_theme,) = (theme / STYLES).glob("main.*.min.css")
    asked = _text(of_theme), sorted(names), sheet
    name = disk_cache.name_of(repr(asked), disk_cache.made_with((Path(styles.__file__),), ("tinycss2",)))
    used = disk_cache.kept(disk_cache.folder(root, "styles"), name, lambda: styles.used(*asked).encode())
    scripts = {file.stem: REMARKS.sub("", _text(file)) for file in sorted((ours / SCRIPTS).glob("*.js"))}
    joined = {"site": "".join(scripts.pop(name) for name in JOINED), **scripts}
    return {
        f"{STYLES}/site.css": used + f"\n{sheet}".encode(),
        f"{STYLES}/embed.css": (ours / STYLES / "embed.css").read_bytes(),
        **{f"{SCRIPTS}/{name}.js": text.encode() for name, text in joined.items()},
    }


def _text(file: Path) -> str:
    """Return the text of a file."""
    return file.read_text(encoding="utf-8-sig")
