"""Where files may be written: within the folder that is being built, whatever the data says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from plansite.base.problems import BadData

LONGEST_NAME: Final = 255
"""Bytes of a name in a folder, as most file systems have it."""

NOT_A_NAME: Final = re.compile(r'[\x00-\x1f<>:"\\|?*]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)', re.IGNORECASE)
"""What a file cannot be called on every system on which the archive is unpacked; “.” and “..” are among it."""


def place(folder: Path, path: str) -> Path:
    """Return where a file at a path below the site's address is written; raise BadData when that is not in `folder`."""
    said = wrong(path)
    if said:
        raise BadData([said])
    return folder / path


def wrong(path: str) -> str:
    """Say that a path is none within the site's folder; nothing when it is."""
    names = path.split("/")
    if all(names) and not any(NOT_A_NAME.search(name) or len(name.encode()) > LONGEST_NAME for name in names):
        return ""
    return (
        f"{path!r}\n  Sai: tệp này không nằm được trong thư mục của trang. Sửa: đổi mã hoặc số đã tạo ra tên đó.\n"
        "  Wrong: this file cannot stand in the site's folder. Mend: change the id or number that gives the name."
    )
