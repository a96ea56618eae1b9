"""A build that fails, is killed, or finds the disk full leaves the last good site whole; two builds do not mix."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from conftest import ROOT, build_environment
from publisher import FILES
from spread import EVERY

from plansite.site.publish import MARK, WAITS

PUBLISHER: Final = (sys.executable, "-S", str(ROOT / "tests" / "publisher.py"))
PLANSITE: Final = (sys.executable, "-m", "plansite", "publish")


def start(target: Path, generation: int, *more: str, **environment: str) -> subprocess.Popen[str]:
    """Start publishing a fake site, every page of which holds its generation."""
    return subprocess.Popen(
        [*PUBLISHER, target, str(generation), *more],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for the end; give the exit status and what was said."""
    said, _ = process.communicate(timeout=60)
    return process.returncode, said


def publish(target: Path, generation: int, *more: str, **environment: str) -> tuple[int, str]:
    """Publish a fake site."""
    return finish(start(target, generation, *more, **environment))


def shown(target: Path) -> int:
    """Return the generation of a site that is whole."""
    pages = sorted(page for page in target.iterdir() if page.name != MARK)
    [generation] = {page.read_text(encoding="utf-8") for page in pages}
    assert len(pages) == FILES
    return int(generation)


def leftovers(target: Path) -> list[str]:
    """Return what unfinished builds left beside the site."""
    return sorted(path.name for path in target.parent.glob(".*.unfinished"))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return a site of the first generation."""
    assert publish(tmp_path / "site", 1) == (0, "published\n")
    return tmp_path / "site"


@pytest.mark.parametrize("steps", ["one-step", "two-steps"])
def test_a_site_takes_the_place_of_the_last(target: Path, steps: str) -> None:
    assert publish(target, 2, steps) == (0, "published\n")
    assert shown(target) == 2
    assert leftovers(target) == []
    assert target.stat().st_mode & 0o777 == 0o777 & ~_umask()


def _umask() -> int:
    """Return the mask of new files' permissions."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_failing_or_incomplete_build_changes_nothing(target: Path) -> None:
    stays = "trang đã đăng vẫn giữ nguyên.\n{}; what was published stays as it was.\n"
    failed = stays.format("The build ended with 3")
    assert publish(target, 2, FAULT="3") == (1, f"Dựng không xong (mã 3); {failed}")
    assert publish(target, 2, PAGES="19") == (1, f"chưa đủ; {stays.format('incomplete')}")
    assert (shown(target), leftovers(target)) == (1, [])


@pytest.mark.parametrize("steps", ["one-step", "two-steps"])
def test_killed_at_any_line_the_last_site_or_the_new_one_stands_whole(target: Path, steps: str) -> None:
    """The publisher, with a fake builder, is killed at each line that it runs in turn, until it runs to its end.

    Where two folders cannot be exchanged there is one moment without a site; the next run, though it fails, ends it.
    """
    line, missing, generation = 0, 0, 1
    while True:
        line += 1
        status, _ = publish(target, line + 1, str(line), steps)
        if status == 0:
            break
        assert status == -signal.SIGKILL
        if not target.exists():
            missing += 1
            publish(target, 0, steps, FAULT="3")
            assert leftovers(target) == []
        generation = shown(target)
        assert generation <= line + 1
    assert line > 20
    assert missing == (1 if steps == "two-steps" else 0)
    assert generation == line  # killed while it removed the old site, it had put the new one in place
    assert shown(target) == line + 1


def kill(process: subprocess.Popen[str], everything: bool) -> None:
    """Kill the publisher as a system does that is out of memory, or with all that it started."""
    with suppress(ProcessLookupError):
        if everything:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate(timeout=60)


def test_killed_at_random_moments_a_site_stands_whole(target: Path) -> None:
    """The real publisher with a fake builder of twenty small files; every other time the builder survives it."""
    chance = random.Random(768)
    began = time.monotonic()
    publish(target, 2, PAUSE="0.005")
    usual, last = time.monotonic() - began, 2
    for generation in range(3, 48 if EVERY else 15):
        process = start(target, generation, PAUSE="0.005")
        time.sleep(chance.uniform(0, usual))
        kill(process, everything=bool(generation % 2))
        assert shown(target) in (last, generation)
        last = shown(target)
    assert publish(target, 99)[0] == 0
    assert (shown(target), leftovers(target)) == (99, [])


def files_of(folder: Path) -> dict[str, bytes]:
    """Read a site."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def publish_real(project: Path) -> subprocess.Popen[str]:
    """Start publishing the real site from a copy of the project."""
    return subprocess.Popen(
        PLANSITE,
        cwd=project,
        env=build_environment(project) | {"SOURCE_DATE_EPOCH": "1646956800"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def test_the_real_build_killed_at_random_moments_leaves_the_site_whole(project: Path) -> None:
    """All that runs is killed at once, between the start and the time that one build takes."""
    chance = random.Random(768)
    began = time.monotonic()
    status, said = finish(publish_real(project))
    assert status == 0, said
    usual, before = time.monotonic() - began, files_of(project / "site")
    for _ in range(5 if EVERY else 2):
        process = publish_real(project)
        time.sleep(chance.uniform(0.2, usual))
        kill(process, everything=True)
        assert files_of(project / "site") == before
    status, said = finish(publish_real(project))
    assert (status, leftovers(project / "site")) == (0, []), said
    assert files_of(project / "site") == before


def test_a_full_disk_leaves_the_site_whole(project: Path) -> None:
    """Writing fails amid the build: no file may grow beyond 64 blocks, as on a disk that is full."""
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("as published", encoding="utf-8")
    (project / "site" / MARK).write_text("index.html", encoding="utf-8")
    done = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -f 64; exec "$@"', "sh", *PLANSITE],
        cwd=project,
        env=build_environment(project),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.search("File too large|EFBIG", done.stderr)  # in the words of whichever library wrote
    assert done.stderr.splitlines()[-1] == "The build ended with 1; what was published stays as it was."
    assert files_of(project / "site") == {"index.html": b"as published", MARK: b"index.html"}
    assert leftovers(project / "site") == []


SMALL_DISK: Final = (
    'mount -t tmpfs -o size="$1" none "$2" && mkdir "$2/site" && echo old > "$2/site/1" &&'
    ' echo 1 > "$2/site/.plansite" && shift 2 &&'
)


def test_a_disk_that_is_really_full_leaves_the_site_whole(tmp_path: Path) -> None:
    """A file system of 64 KB, in a name space of our own; some machines do not allow it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    fat = 'mkdir "$1" && head -c 100000 /dev/zero > "$1/1.html"'
    code = (
        "import sys; from pathlib import Path; from plansite.site.publish import *\n"
        f"try: publish(Path(sys.argv[1]), lambda site: None, ['/bin/sh', '-c', {fat!r}, 'sh'])\n"
        "except NotPublished as error: print(error)\n"
    )
    script = f'{SMALL_DISK} "$@"; cat "$0/site/1"; ls -A "$0"'
    alone = ("unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", script, disk, "64k", disk)
    done = subprocess.run(
        [*alone, sys.executable, "-c", code, disk / "site"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if "mount:" in done.stderr or "unshare:" in done.stderr:
        pytest.skip("no file system of our own here")
    assert "No space left on device" in done.stderr
    assert done.stdout.splitlines()[1:] == [
        "The build ended with 1; what was published stays as it was.",
        "old",
        "site",
    ]


def test_two_builds_at_once_take_turns(target: Path) -> None:
    (target.parent / "log").unlink()
    first = start(target, 2, GATE=str(target.parent / "gate"))
    while not (target.parent / "log").exists():
        time.sleep(0.01)
    second = start(target, 3)

    assert second.stdout
    assert [second.stdout.readline() for _ in range(2)] == [f"{line}\n" for line in WAITS.split("\n")]
    (target.parent / "gate").touch()
    assert finish(first) == (0, "published\n")
    assert finish(second) == (0, "published\n")
    assert (target.parent / "log").read_text() == "begin 2\nend 2\nbegin 3\nend 3\n"
    assert shown(target) == 3


def test_a_build_waits_for_the_builder_of_one_that_was_killed(target: Path) -> None:
    (target.parent / "log").unlink()
    first = start(target, 2, PAUSE="0.05")
    while not (target.parent / "log").exists():
        time.sleep(0.01)
    first.kill()
    second = start(target, 3)

    assert finish(second)[0] == 0
    first.communicate(timeout=60)
    assert (target.parent / "log").read_text() == "begin 2\nend 2\nbegin 3\nend 3\n"
    assert (shown(target), leftovers(target)) == (3, [])
