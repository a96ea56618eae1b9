"""Publishes a fake site, for test_publish.py to kill: python publisher.py TARGET GENERATION [LINE] [two-steps].

PAUSE is how long a page takes, in seconds; the build ends when there is a file GATE. At LINE, counted in lines of
plansite/site/publish.py as they run, the process kills itself as the system would.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from plansite.site import publish

FILES = 20
PAUSE = os.environ.get("PAUSE", "0")
GATE = os.environ.get("GATE", "/")
SCRIPT = f"""
mkdir "$1"; echo "begin $0" >> "$1/../../log"
for n in $(seq ${{PAGES:-{FILES}}}); do echo "$0" > "$1/$n.html"; [ {PAUSE} = 0 ] || sleep {PAUSE}; done
until [ -e "{GATE}" ]; do sleep 0.01; done
echo "end $0" >> "$1/../../log"
exit ${{FAULT:-0}}
"""


def check(site: Path) -> None:
    """Refuse a site that lacks a page."""
    if len(list(site.iterdir())) != FILES:
        raise publish.NotPublished("chưa đủ", "incomplete")


def die_at(line: int) -> None:
    """Have this process killed when that many lines of the publisher have run."""
    left = [line]

    def count(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename != publish.__file__:
            return None
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return count

    sys.settrace(count)


def unable(one: Path, other: Path) -> None:
    """Stand for a system that exchanges no folders."""
    raise OSError(errno.ENOSYS, "no exchange", str(one), None, str(other))


if __name__ == "__main__":
    target, generation, *rest = sys.argv[1:]
    if "two-steps" in rest:
        publish._exchange = unable
    if rest and rest[0].isdigit():
        die_at(int(rest[0]))
    try:
        publish.publish(Path(target), check, ["/bin/sh", "-c", SCRIPT, generation])
    except publish.NotPublished as error:
        sys.exit(str(error))
    print("published")
