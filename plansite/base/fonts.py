"""The fonts that packages bring."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def font_file(package: str, name: str) -> Path:
    """Return the file of a font, such as SourceSans3-Bold.ttf, in the package that brings it."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "files" / name
