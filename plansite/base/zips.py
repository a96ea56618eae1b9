"""Files → a zip archive that says nothing of when it was packed: the same files, the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Final

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""Zip knows no earlier day."""


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack files, given as (path, content), in the order in which they are given."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files:
            archive.writestr(zipfile.ZipInfo(path, EPOCH), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
