"""HTML of a document → PDF: tagged, declared PDF/UA-1, with its fonts in it; the same bytes every time."""

from __future__ import annotations

import atexit
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from plansite.base.fonts import font_file
from plansite.base.problems import BadData
from plansite.files import tags

FAMILIES: Final = {
    "Source Serif Pro": ("font_source_serif_pro", "SourceSerifPro"),
    "Source Sans Pro": ("font_source_sans_pro", "SourceSansPro"),
}
"""Fonts with Vietnamese letters, from the packages that bring them, so that no machine's own fonts matter."""

WEIGHTS: Final = {"400": "Regular", "700": "Bold"}
STYLES: Final = Path(__file__).parents[2] / "templates" / "print" / "print.css"
LONG: Final = re.compile(r"[^\s<>&;]{40,}(?=[^<>]*<(?!/a>))")
"""More letters in a row than any word has, outside tags and links: an address breaks by its style."""

PIECE: Final = re.compile(r".{10}")
"""As many letters as the narrowest column of a table holds."""


NO_PANGO: Final = (
    "Chưa có thư viện Pango để làm PDF: chạy `make documents`, hoặc cài gói libpangoft2-1.0-0.\n"
    "PDF needs the library Pango: run `make documents`, or install the package libpangoft2-1.0-0."
)


@cache
def _weasyprint() -> tuple[Any, Any, Any]:
    """Load WeasyPrint with the styles; raise BadData when the machine lacks what it needs."""
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415  # loads Pango, which not every machine has
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  # as the line above
    except OSError as error:
        raise BadData([NO_PANGO]) from error
    fonts = FontConfiguration()
    atexit.register(_weasyprint.cache_clear)  # fonts must be let go before Python is
    sheet = CSS(string=_faces() + STYLES.read_text(encoding="utf-8"), font_config=fonts)
    return HTML, sheet, fonts


def _faces() -> str:
    """Return the declarations of the fonts."""
    return "".join(
        FACE.format(family=family, weight=weight, url=font_file(package, f"{name}-{style}.ttf").as_uri())
        for family, (package, name) in FAMILIES.items()
        for weight, style in WEIGHTS.items()
    )


FACE: Final = '@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{url}"); }}\n'

PACKAGES: Final = (
    "weasyprint",
    "pydyf",
    "tinyhtml5",
    "fonttools",
    *(f"font-source-{kind}-pro" for kind in ("sans", "serif")),
)
"""Those whose versions decide what a PDF looks like, beside Pango's."""


def pango() -> str:
    """Return the version of Pango; raise BadData when there is none."""
    _weasyprint()
    from weasyprint.text.ffi import pango  # noqa: PLC0415  # only after it is known to load

    return str(pango.pango_version())


def convert(html: str) -> bytes:
    """Make a PDF."""
    page, sheet, fonts = _weasyprint()
    # A row of letters without a space costs the square of its length, unless it may break here and there.
    text = LONG.sub(lambda word: PIECE.sub(r"\g<0><wbr>", word[0]), html)
    made: bytes = page(string=text).write_pdf(
        stylesheets=[sheet],
        font_config=fonts,
        presentational_hints=True,
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
        finisher=tags.finish,
    )
    return made
