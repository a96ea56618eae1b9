"""Bad input and bad surroundings, a table for each kind: said in both languages, before any work, nothing lost."""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from conftest import BIN, MKDOCS, ROOT, build_environment, real_site
from pydantic import TypeAdapter, ValidationError

from plansite.base import disk_cache, places, plaintext, settings
from plansite.base.problems import BadData
from plansite.pages.render import Site
from plansite.read.audit_report import load_checks, load_criteria
from plansite.read.data import API_FILE
from plansite.read.everyday import load_everyday
from plansite.read.history import load_updates
from plansite.read.kinds import LANGUAGES
from plansite.read.load import load_plan, load_words
from plansite.read.model import (
    Bilingual,
    FileName,
    Line,
    Number,
    ParagraphId,
    Plan,
    Redirect,
    Slug,
    SourceId,
    TaskId,
    WebAddress,
)
from plansite.read.published import promised, published_ids
from plansite.site import outputs, publish
from plansite.site.archive import Rewriter
from plansite.site.preview import Served

PLANSITE: Final = (sys.executable, "-m", "plansite")


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a person would; give what it said."""
    return subprocess.run(
        command, cwd=cwd, env=build_environment(cwd) | environment, capture_output=True, text=True, check=False
    )


def says_both(said: str) -> bool:
    """Tell whether something is said in Vietnamese and in English, and is no traceback."""
    vietnamese = re.search("[ạảãầấậẩẫềếệểễịỉọỏồốộổỗờớợởỡụủừứựửữỳỵỷỹ]", said)
    return vietnamese is not None and "Traceback" not in said and "\n" in said.strip()


# --- Characters, in every file of data ---

ODD: Final = {
    "NUL": "\0",
    "bell": "\a",
    "escape": "\x1b",
    "delete": "\x7f",
    "next line": "\x85",
    "soft hyphen": "\u00ad",
    "grapheme joiner": "\u034f",
    "Arabic letter mark": "\u061c",
    "Hangul filler": "\u115f",
    "zero-width space": "\u200b",
    "non-joiner": "\u200c",
    "joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "override": "\u202e",
    "word joiner": "\u2060",
    "isolate": "\u2066",
    "blank Braille": "\u2800",
    "wide space": "\u3000",
    "private use": "\ue000",
    "variation selector": "\ufe0f",
    "byte-order mark": "\ufeff",
    "lost letter": "\ufffd",
    "noncharacter": "\uffff",
    "tag letter": "\U000e0041",
    "supplement selector": "\U000e0100",
    "Cyrillic a in a word": "x\u0430",
    "Greek o in a word": "\u03bfx",
    "Armenian in a word": "x\u0585",
}
FILES: Final = {
    "plan.yaml": "vi: Quyết định",
    "interface.yaml": 'en: "Home',
    "api.yaml": 'vi: "Toàn bộ',
    "everyday.yaml": "[học tập",
    "changes.yaml": 'en: "First',
    "wcag.yaml": "en: Non",
    "checks.yaml": "name: Nu",
    "published-ids.txt": "task I",
    "published-addresses.txt": "/ke-hoach/ ",
}
"""Every file of data, and words of it that stand in a text."""
PLACES: Final = ("as it is", "escaped", "in a comment")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data, to be broken."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@cache
def real() -> tuple[Plan, Mapping[str, Bilingual]]:
    """Read the plan and the words, which other files are checked against."""
    return load_plan(ROOT / "data"), load_words(ROOT / "data")


def problems_of(data: Path, name: str) -> str:
    """Read a file of data; give what is said."""
    readers: Mapping[str, Callable[[], object]] = {
        "plan.yaml": lambda: load_plan(data),
        "source/768-qd-ubnd.txt": lambda: load_plan(data),
        "interface.yaml": lambda: load_words(data),
        "api.yaml": lambda: load_words(data, API_FILE),
        "everyday.yaml": lambda: load_everyday(data, *real()),
        "changes.yaml": lambda: load_updates(data, real()[0]),
        "wcag.yaml": lambda: load_criteria(data),
        "checks.yaml": lambda: load_checks(data),
        "published-ids.txt": lambda: published_ids(data),
        "published-addresses.txt": lambda: promised(data),
    }
    try:
        readers[name]()
    except BadData as error:
        return str(error)
    return ""


def put(data: Path, name: str, char: str, where: str) -> int:
    """Put a character into a file of data; give the line on which it stands."""
    text = (data / name).read_text(encoding="utf-8")
    start = text.index(FILES.get(name, "vi: "))
    word = start + len(FILES[name])
    if where == "as it is":
        text = text[:word] + char + text[word:]
    elif where == "escaped":
        end = text.index("\n", start)
        text = f'{text[:start]}vi: "x\\U{ord(char[0]):08X}x"{text[end:]}'
    else:
        start = text.index("\n", start)
        text = f"{text[:start]} # {char}{text[start:]}"
    (data / name).write_text(text, encoding="utf-8", newline="")
    return text.count("\n", 0, start) + 1


def character_cases() -> Iterator[Any]:
    """Pair every character with a file, and every file with an override, in all the places where it may stand."""
    files = list(FILES)
    for n, (name, char) in enumerate(ODD.items()):
        yield pytest.param(files[n % len(files)], char, "as it is", id=f"{name} in {files[n % len(files)]}")
    for file in FILES:
        yield pytest.param(file, "\u202e", "as it is", id=f"override in {file}")
        if file.endswith(".yaml"):
            yield pytest.param(file, "\u200b", "in a comment", id=f"zero-width in a comment of {file}")
    for name in ("NUL", "escape", "line separator", "override", "tag letter"):
        yield pytest.param("plan.yaml", ODD[name], "escaped", id=f"{name}, escaped")


@pytest.mark.parametrize(("file", "char", "where"), list(character_cases()))
def test_a_character_that_deceives_is_refused_with_its_line_and_code(
    data: Path, file: str, char: str, where: str
) -> None:
    line = put(data, file, char, where)
    said = problems_of(data, file)
    odd = next(one for one in char if one != "x")
    assert re.search(
        rf"{re.escape(file)}:{line}:\d+: .*\n  Sai: .*U\+{ord(odd):04X}.*\n  Wrong: .*U\+{ord(odd):04X}", said
    )
    assert "Traceback" not in said


@pytest.mark.parametrize("char", ["\u00a0", "ợ", "Ω", "🙂", "漢", "–", "“", "…", "½"], ids=ascii)
def test_what_is_seen_may_stand(data: Path, char: str) -> None:
    (data / "changes.yaml").write_text(
        (data / "changes.yaml").read_text(encoding="utf-8").replace('en: "First', f'en: "First {char} x', 1),
        encoding="utf-8",
    )
    assert problems_of(data, "changes.yaml") == ""


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\ufeff"], ids=["CRLF", "CR", "BOM"])
@pytest.mark.parametrize("file", [name for name in FILES if name != "plan.yaml"])
def test_line_ends_and_byte_order_marks_of_other_systems_are_read(data: Path, file: str, ends: str) -> None:
    text = (data / file).read_text(encoding="utf-8")
    other = ends + text if ends == "\ufeff" else text.replace("\n", ends)
    (data / file).write_bytes(other.encode())
    assert problems_of(data, file) == ""


# --- Size: nothing is read that could fill the memory ---


def too_large(path: Path) -> None:
    """Make a file of 48 MB, which takes no room on the disk."""
    with path.open("r+b") as file:
        file.truncate(48_000_000)


@pytest.mark.parametrize("name", [*FILES, "source/768-qd-ubnd.txt"])
def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    data: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    too_large(data / name)
    read = Path.read_bytes

    def small(path: Path) -> bytes:
        assert path.stat().st_size <= plaintext.LARGEST, "it was read"
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", small)
    said = problems_of(data, name)
    assert "48_000_000 byte" in said
    assert says_both(said)


@pytest.mark.parametrize("name", ["plan.yaml", "interface.yaml", "published-ids.txt", "source/768-qd-ubnd.txt"])
def test_a_file_without_an_end_is_refused(data: Path, name: str) -> None:
    (data / name).unlink()
    os.mkfifo(data / name)
    assert "not a plain file" in problems_of(data, name)


@pytest.mark.parametrize("name", ["plan.yaml", "interface.yaml", "published-ids.txt", "source/768-qd-ubnd.txt"])
def test_a_folder_in_the_place_of_a_file_is_refused(data: Path, name: str) -> None:
    (data / name).unlink()
    (data / name).mkdir()
    assert "Is a directory" in problems_of(data, name)


COSTLY: Final = {
    "one text": "một hai " * 390_000,
    "values": "[" + "a," * 1_990_000 + "]",
    "keys": "{" + "a: 1," * 790_000 + "}",
    "lines of values": "[\n" + "  a,\n" * 790_000 + "]",
    "lines of keys": "\n" + "  a: 1\n" * 560_000,
    "brackets": "[" * 1_900_000 + "]" * 1_900_000,
}
"""What costs most in the largest file that is read at all."""


@pytest.mark.parametrize("body", COSTLY)
def test_a_costly_file_takes_little_memory_and_time(data: Path, body: str) -> None:
    (data / "plan.yaml").write_text(f"identity: {{}}\nplan: {COSTLY[body]}\n", encoding="utf-8")
    assert (data / "plan.yaml").stat().st_size <= plaintext.LARGEST
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom plansite.read.load import load_plan\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000,) * 2)\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (30,) * 2)\n"
        "try: load_plan(Path(sys.argv[1]))\nexcept Exception as error: print(type(error).__name__)"
    )
    assert run(sys.executable, "-c", code, data).stdout == "BadData\n"


# --- Grammars: what becomes a path, an address or a file ---

REFUSED: Final[dict[str, tuple[Any, list[str]]]] = {
    "number": (
        Number,
        [
            "/768",
            "..",
            "../768",
            "768",
            "",
            "768/",
            "/",
            "768//A",
            "a/b",
            "7 6/A",
            "768/QĐ UBND",
            "768/../A",
            "768\\A",
            "1234567/A",
            "768/<b>",
            "768/" + "A" * 60,
        ],
    ),
    "web address": (
        WebAddress,
        [
            'https://x/"><script>',
            "https://x/<b>",
            "https://x/`y`",
            "https://x/a b",
            "https://",
            "https:///x",
            "javascript:alert(1)",
            "HTTPS://x",
            "https://x\\y",
            "https://a:b@x/",
            "https://x/é",
            "ftp://x/",
            "//x/",
            "https://x/{y}",
            "https://x:123456/",
            "https://x/^",
            "https://x/" + "y" * 2000,
        ],
    ),
    "file name": (
        FileName,
        ["../x", "/etc/passwd", "a/../b", "a/b/c", ".hidden", "a/.b", "", "a\\b", "..", "~/x", "a b", "C:x", "x" * 101],
    ),
    "slug": (Slug, ["-a", "a-", "A", "a_b", "a/b", "..", "", "x" * 260, "a--b"]),
    "task id": (TaskId, ["iii.8", "III.0", "III", "III.8/..", "", "I" * 200 + ".1"]),
    "paragraph id": (ParagraphId, ["a..b", ".a", "a/b", "", "a" * 101]),
    "source id": (SourceId, ["S", "s1", "S1/", "S" + "1" * 200]),
    "text": (Line, ["", " a", "a ", "x" * 20_001]),
}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        pytest.param(kind, value, id=f"{name}-{value[:20]!a}")
        for name, (kind, values) in REFUSED.items()
        for value in values
    ],
)
def test_a_value_that_could_break_out_is_refused(kind: Any, value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Number, "768/QĐ-UBND"),
        (Number, "07/2021/NĐ-CP"),
        (Number, "12a/ƯB-Đ"),
        (WebAddress, "https://x.vn./a?b=(c)&d='e'#f"),
        (WebAddress, "http://127.0.0.1:8000"),
        (FileName, "source/768-qd-ubnd.txt"),
        (FileName, "nguồn.txt"),
    ],
)
def test_a_sound_value_is_accepted(kind: Any, value: str) -> None:
    assert TypeAdapter(kind).validate_python(value) == value


WRONG_PATHS: Final = (
    "",
    "/a",
    "a//b",
    "../a",
    "a/../b",
    "a/./b",
    "a/",
    ".",
    "..",
    "a\0b",
    "a\nb",
    "a\\b",
    "a:b",
    "a?b",
    "a*b",
    'a"b',
    "a<b",
    "con/index.html",
    "AUX",
    "nul.txt",
    "com1",
    "a./b",
    "a /b",
    "x" * 256,
    "ế" * 90,
)


@pytest.mark.parametrize("path", WRONG_PATHS, ids=lambda path: ascii(path[:20]))
def test_nothing_is_written_outside_the_folder(path: str, tmp_path: Path) -> None:
    with pytest.raises(BadData) as caught:
        places.place(tmp_path, path)
    assert says_both(str(caught.value))


@pytest.mark.parametrize("path", ["index.html", ".well-known/security.txt", "768/iii-8/index.html", "cono/a.b-c_d"])
def test_what_is_within_the_folder_is_written(path: str, tmp_path: Path) -> None:
    assert places.place(tmp_path, path) == tmp_path / path


def test_a_source_that_is_a_link_to_elsewhere_is_refused(data: Path, tmp_path: Path) -> None:
    source = data / "source" / "768-qd-ubnd.txt"
    source.rename(tmp_path / "elsewhere.txt")
    source.symlink_to(tmp_path / "elsewhere.txt")
    assert "outside the folder of data" in problems_of(data, "plan.yaml")


def test_two_files_in_one_place_are_found_before_any_is_written() -> None:
    site = real_site()
    redirect = Redirect.model_construct(old="agency SO-Y-TE", new="agency so-y-te")
    plan = site.plan.model_copy(update={"redirects": (redirect,)})
    other = Site(replace(site.data, plan=plan), site.templates)
    with pytest.raises(BadData) as caught:
        outputs.check(other, keep=False)
    assert "'embed/co-quan/so-y-te/index.html'" in str(caught.value)
    assert says_both(str(caught.value))


def test_an_address_that_would_be_lost_is_found_before_anything_is_written(project: Path) -> None:
    outputs.check(Site.load(project), keep=True)
    with (project / "data" / "published-addresses.txt").open("a", encoding="utf-8") as listed:
        listed.write("/co-quan/khong-con/\n")
    outputs.check(Site.load(project), keep=False)
    with pytest.raises(BadData, match=r"published-addresses\.txt: /co-quan/khong-con/"):
        outputs.check(Site.load(project), keep=True)


# --- What whoever publishes sets ---

GOOD: Final = {"SITE_URL": "https://example.org/sub/", "SOURCE_DATE_EPOCH": "1646956800", "DOCUMENTS": "true"}
SECURITY: Final = {"SECURITY_CONTACT": "mailto:a@example.org", "SECURITY_EXPIRES": "2097-06-30T00:00:00Z"}
SETTINGS: Final[list[tuple[str, str]]] = [
    *(
        ("SITE_URL", value)
        for value in (
            "",
            "example.org",
            "/",
            "ftp://example.org/",
            "https://",
            "https://x/'onload='1/",
            'https://x/"/',
            "https://x/<b>/",
            "https://user:pass@x/",
            "https://x/?a",
            "https://x/#f",
            "https://x/ a/",
            "https://x/../",
            "https://x/a/./b/",
            "https://kế.vn/",
            "https://x:0/",
            "https://x:99999/",
            "https://[::1",
            "javascript:alert(1)",
            "https://x/\n",
            "https://-x/",
            "https://x//",
            "https://x/" + "y" * 200 + "/",
        )
    ),
    *(("SOURCE_DATE_EPOCH", value) for value in ("", "abc", "-1", "1.5", "1e9", "99999999999", "٣", " 1")),
    *(("DOCUMENTS", value) for value in ("maybe", "2", "[")),
    ("PAGES_ONLY", "yes please"),
    *(
        ("SECURITY_CONTACT", value)
        for value in (
            "",
            "a@example.org",
            "mailto:a",
            "https://",
            "javascript:x",
            "mailto:a@x\nExpires: y",
            "https://x/<b>",
        )
    ),
    *(
        ("SECURITY_EXPIRES", value)
        for value in (
            "",
            "2097-06-30",
            "2097-06-31T00:00:00Z",
            "2097-06-30T00:00:00",
            "2001-01-01T00:00:00Z",
            "20970630T000000Z",
            "2097-06-30 00:00:00Z",
            "2097-W26-7T00:00:00Z",
            "tomorrow",
        )
    ),
]


def test_good_settings_are_accepted() -> None:
    settings.check({})
    settings.check(GOOD)
    settings.check(GOOD | SECURITY)


@pytest.mark.parametrize(("name", "value"), SETTINGS, ids=[f"{name}={value[:20]!a}" for name, value in SETTINGS])
def test_a_setting_that_cannot_be_right_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadData) as caught:
        settings.check(GOOD | (SECURITY if name in SECURITY else {}) | {name: value})
    assert [report.partition(":")[0] for report in caught.value.reports] == [name]
    assert says_both(str(caught.value))
    assert "pass@" not in str(caught.value)


@pytest.mark.parametrize(
    "command",
    [(*PLANSITE, "publish"), (*MKDOCS, "build", "--strict", "--site-dir", "site"), (*PLANSITE, "export", "site")],
    ids=["publish", "mkdocs", "export"],
)
def test_every_command_that_builds_looks_at_the_settings(command: tuple[str, ...], project: Path) -> None:
    done = run(*command, cwd=project, SITE_URL="https://x/'onload='1/")
    assert done.returncode == 1
    assert "SITE_URL: \"https://x/'onload='1/\"\n  Sai:" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "site" / "index.html").exists()


# --- Where the site is to stand ---

BUILDER: Final = ("/bin/sh", "-c", 'mkdir "$0" && echo new > "$0/index.html"')


def ours(folder: Path) -> Path:
    """Make a site of the last generation."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("old", encoding="utf-8")
    (folder / publish.MARK).write_text("index.html", encoding="utf-8")
    return folder


def put_it(target: Path) -> None:
    """Publish a small site."""
    publish.publish(target, lambda _: None, BUILDER)


def files_of(folder: Path) -> dict[str, bytes]:
    """Read a folder."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


FOREIGN: Final = (".git/config", "CNAME", ".nojekyll", "uploads/a.jpg", "index.htm", ".well-known/other")


@pytest.mark.parametrize("marked", [True, False], ids=["in a site of ours", "in a folder of others"])
@pytest.mark.parametrize("file", FOREIGN)
def test_what_was_not_made_here_is_left_alone(tmp_path: Path, file: str, marked: bool) -> None:
    target = ours(tmp_path / "site") if marked else tmp_path / "site"
    (target / file).parent.mkdir(parents=True, exist_ok=True)
    (target / file).write_text("theirs", encoding="utf-8")
    before = files_of(target)
    with pytest.raises(publish.NotPublished) as caught:
        put_it(target)
    assert file in str(caught.value)
    assert says_both(str(caught.value))
    assert files_of(target) == before
    assert sorted(tmp_path.iterdir()) == [target]


def test_what_comes_during_the_build_is_left_alone(tmp_path: Path) -> None:
    target = ours(tmp_path / "site")
    with pytest.raises(publish.NotPublished, match="CNAME"):
        publish.publish(target, lambda _: (target / "CNAME").touch(), BUILDER)
    assert files_of(target)["index.html"] == b"old"


@pytest.mark.parametrize(
    "name", ["site", "site[1]", "site*", "s i t e", "trang web", ".site", "-site", "s" * 200, "a\nb"]
)
def test_a_folder_of_any_name_is_replaced_and_nothing_left_behind(tmp_path: Path, name: str) -> None:
    for _ in range(2):
        put_it(tmp_path / name)
    assert files_of(tmp_path / name)["index.html"] == b"new\n"
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("stands", ["a site", "an empty folder", "nothing"])
def test_a_link_is_kept_and_what_it_leads_to_replaced(tmp_path: Path, stands: str) -> None:
    real = tmp_path / "served" / "v1"
    if stands == "a site":
        ours(real)
    elif stands == "an empty folder":
        real.mkdir(parents=True)
    (tmp_path / "site").symlink_to(real)
    put_it(tmp_path / "site")
    assert (tmp_path / "site").is_symlink()
    assert files_of(real)["index.html"] == b"new\n"
    assert [path.name for path in real.parent.iterdir()] == ["v1"]


def a_file(path: Path) -> None:
    path.write_text("theirs", encoding="utf-8")


def a_loop(path: Path) -> None:
    path.symlink_to(path)


def below_a_file(path: Path) -> None:
    path.parent.rmdir()
    a_file(path.parent)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("make", [a_file, a_loop, below_a_file, a_pipe], ids=lambda make: make.__name__)
def test_a_place_where_no_site_can_stand_is_said_before_the_build(tmp_path: Path, make: Callable[[Path], None]) -> None:
    target = tmp_path / "in" / "site"
    target.parent.mkdir()
    make(target)
    with pytest.raises(publish.NotPublished) as caught:
        publish.publish(target, lambda _: None, ["/bin/false"])
    assert "The build ended" not in str(caught.value)
    assert says_both(str(caught.value))


@pytest.mark.parametrize(
    ("function", "error", "built"),
    [
        ("mkdtemp", errno.EACCES, False),
        ("mkdtemp", errno.EROFS, False),
        ("mkdtemp", errno.ENOSPC, False),
        ("_exchange", errno.EBUSY, True),
        ("_exchange", errno.EACCES, True),
        ("_exchange", errno.EXDEV, True),
    ],
)
def test_what_cannot_be_written_or_swapped_is_said_and_the_old_site_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str, error: int, built: bool
) -> None:
    """The system's refusals are played: to root, which runs these tests in places, little is forbidden."""
    target = ours(tmp_path / "site")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error), str(target))

    monkeypatch.setattr(tempfile if function == "mkdtemp" else publish, function, refuse)
    with pytest.raises(publish.NotPublished) as caught:
        publish.publish(target, lambda _: (tmp_path / "built").touch(), BUILDER)
    assert os.strerror(error) in str(caught.value)
    assert says_both(str(caught.value))
    assert (tmp_path / "built").exists() is built
    assert files_of(target)["index.html"] == b"old"
    assert list(tmp_path.glob(".site*")) == []


READ_ONLY: Final = 'mkdir "$1/in" && mount -t tmpfs none "$1/in" && mount -o remount,ro "$1/in" && shift && exec "$@"'


def test_a_read_only_parent_is_said_before_the_build(tmp_path: Path) -> None:
    alone = ("unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", READ_ONLY, "sh", tmp_path)
    done = run(*alone, *PLANSITE, "publish", "--site", tmp_path / "in" / "site")
    if "mount:" in done.stderr or "unshare:" in done.stderr:
        pytest.skip("no file system of our own here; the same is played above")
    assert done.returncode == 1
    assert "Read-only file system" in done.stderr
    assert says_both(done.stderr)


# --- Commands ---

WITHOUT_A_SITE: Final = [("archive", "x.zip"), ("promise",)]


@pytest.mark.parametrize("command", WITHOUT_A_SITE, ids=[command[0] for command in WITHOUT_A_SITE])
def test_what_needs_a_site_says_that_there_is_none(command: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    before = files_of(tmp_path)
    done = run(*PLANSITE, *command, cwd=tmp_path, PYTHONPATH=str(ROOT))
    assert done.returncode == 1
    assert "run make site" in done.stderr
    assert says_both(done.stderr)
    assert files_of(tmp_path) == before


@pytest.mark.parametrize(
    "command",
    [
        ("check", "--data", "nowhere"),
        ("refresh", "--data", "nowhere"),
        ("publish", "--site", "Makefile"),
        ("publish", "--site", "."),
        ("publish", "--site", "data"),
        ("archive", "Makefile/x.zip", "--site", "tests/tiny"),
    ],
    ids=" ".join,
)
def test_a_wrong_place_is_one_clear_word(command: tuple[str, ...]) -> None:
    done = run(*PLANSITE, *command)
    assert done.returncode == 1
    assert says_both(done.stderr)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1258", "cp437", "tcvn"])
@pytest.mark.parametrize("good", [True, False], ids=["no slip", "a slip"])
def test_a_terminal_that_lacks_our_letters_is_no_reason_to_fail(encoding: str, good: bool, data: Path) -> None:
    encoding = "cp1252" if encoding == "tcvn" else encoding  # Python knows no TCVN; terminals then say they are Western
    if not good:
        (data / "interface.yaml").write_text("lead: Lead\n", encoding="utf-8")
    done = subprocess.run(
        [*PLANSITE, "check", "--data", data],
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == (0 if good else 1)
    assert (b"no problems" in done.stdout) is good
    assert b"Traceback" not in done.stderr


# --- The cache, which a build works without ---


@pytest.mark.parametrize("harm", ["emptied", "cut", "changed", "longer", "a folder"])
def test_what_was_kept_and_is_not_whole_is_made_anew(tmp_path: Path, harm: str) -> None:
    assert disk_cache.kept(tmp_path, "a.png", lambda: b"picture") == b"picture"
    file = tmp_path / "a.png"
    good = file.read_bytes()
    if harm == "a folder":
        file.unlink()
        file.mkdir()
    else:
        bad = {"emptied": b"", "cut": good[:-1], "changed": b"P" + good[1:], "longer": good + b"x"}
        file.write_bytes(bad[harm])
    assert disk_cache.kept(tmp_path, "a.png", lambda: b"anew") == b"anew"
    assert harm == "a folder" or disk_cache.kept(tmp_path, "a.png", lambda: b"again") == b"anew"


@pytest.mark.parametrize("error", [errno.EACCES, errno.EROFS, errno.ENOSPC], ids=errno.errorcode.get)
def test_a_folder_in_which_nothing_can_be_kept_is_said_once(
    tmp_path: Path, error: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert [disk_cache.folder(tmp_path, "cards") for _ in range(3)] == [None] * 3
    said = capsys.readouterr().err
    assert said.count(os.strerror(error)) == 2  # in either language
    assert disk_cache.kept(None, "a", lambda: b"made") == b"made"


def test_a_build_does_without_its_cache(project: Path) -> None:
    shutil.rmtree(project / ".cache", ignore_errors=True)
    (project / ".cache").write_text("a file where the folder should be", encoding="utf-8")
    done = run(*MKDOCS, "build", "--strict", "--site-dir", "site", cwd=project, PAGES_ONLY="true")
    assert done.returncode == 0, done.stderr
    assert "only slower" in done.stderr
    assert (project / "site" / "en" / "index.html").exists()


# --- Under `serve` ---


def served(
    path: str, method: str = "GET", faults: tuple[str, ...] = (), made: bytes = b"made"
) -> tuple[str, dict[str, str], bytes]:
    """Ask the application for a path; give the status, the headers and the body."""
    told: list[tuple[str, dict[str, str]]] = []

    def pages(_: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html")])
        return [b"page"]

    application = Served(pages, ROOT / "docs", "/", lambda path: made if path.startswith("a.") else None, list(faults))
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method}
    body = b"".join(application(environ, lambda status, headers: told.append((status, dict(headers)))))
    return *told[0], body


@pytest.mark.parametrize(
    ("path", "method", "status", "body"),
    [
        ("/", "GET", "200", b"page"),
        ("/", "HEAD", "200", b""),
        ("/\0", "GET", "404", b"404"),
        ("/" + "x" * 60_000, "GET", "404", b"404"),
        ("/", "POST", "405", b"405"),
        ("/", "PUT", "405", b"405"),
        ("/a.md", "HEAD", "200", b""),
        ("/a.md", "GET", "200", b"made"),
        ("//etc/passwd", "GET", "200", b"page"),
    ],
    ids=["page", "HEAD", "NUL", "60 KB", "POST", "PUT", "HEAD of a file", "a file", "an absolute path"],
)
def test_the_server_answers_whatever_it_is_asked(path: str, method: str, status: str, body: bytes) -> None:
    said, _, got = served(path, method)
    assert (said[:3], got) == (status, body)


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("md", "text/markdown"),
        ("csv", "text/csv"),
        ("bib", "application/x-bibtex"),
        ("txt", "text/plain"),
        ("svg", "image/svg+xml"),
        ("json", "application/json"),
        ("js", "text/javascript"),
        ("html", "text/html"),
    ],
)
def test_text_is_served_with_its_charset(ending: str, kind: str) -> None:
    assert served(f"/a.{ending}")[1]["Content-Type"] == f"{kind}; charset=utf-8"
    assert served("/a.png")[1]["Content-Type"] == "image/png"


def test_a_slip_is_said_in_the_browser() -> None:
    status, headers, body = served("/", faults=("lỗi / a slip",))
    assert (status[:3], body.decode(), headers["Content-Type"]) == ("503", "lỗi / a slip", "text/plain; charset=utf-8")


@pytest.mark.parametrize("address", ["taken", "no.such.host.invalid:8000", "127.0.0.1:99999"])
def test_a_port_that_cannot_be_had_is_said_before_the_build(address: str, project: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        place = f"127.0.0.1:{other.getsockname()[1]}" if address == "taken" else address
        done = run(*MKDOCS, "serve", "--dev-addr", place, cwd=project, CI="false")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "Building documentation to directory" not in done.stderr
    assert address != "taken" or ("another program uses it" in done.stderr and says_both(done.stderr))


def test_the_pages_of_both_languages_are_watched() -> None:
    raw = re.sub(r"!ENV \[\w+, (.+?)\]", r"\1", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    config = yaml.safe_load(raw)
    assert {config["docs_dir"], *config["watch"]} >= {f"docs/{language}" for language in LANGUAGES}


# --- Copies and clones ---


def test_a_copied_checkout_runs_its_own_code(project: Path) -> None:
    """The environment is a copy too, whose scripts name the Python of the folder that it was made in."""
    shutil.copy(ROOT / "Makefile", project)
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(Path(sys.executable).resolve())
    shutil.copy(Path(sys.prefix, "pyvenv.cfg"), project / ".venv")
    (project / ".venv" / "lib").symlink_to(Path(sys.prefix, "lib"))
    for script in ("mkdocs", "pytest"):
        (project / ".venv" / "bin" / script).write_text("#!/no/such/folder/.venv/bin/python\n", encoding="utf-8")
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, project)
    for stamp in ("built", "tested"):
        (project / ".venv" / stamp).touch()
    main = project / "plansite" / "__main__.py"
    main.write_text(main.read_text(encoding="utf-8").replace("không có lỗi", "BẢN SAO"), encoding="utf-8")
    done = run("make", "check", cwd=project, PYTHONPATH=str(ROOT))
    assert (done.returncode, "BẢN SAO" in done.stdout) == (0, True), done.stderr
    done = run("make", "site", cwd=project, PYTHONPATH=str(ROOT), PAGES_ONLY="true", MAKEFLAGS="")
    assert "/no/such/folder" not in done.stderr


def test_no_command_of_the_makefile_is_a_script_with_a_fixed_python() -> None:
    used = set(re.findall(r"\$\(BIN\)/([\w-]+)", (ROOT / "Makefile").read_text(encoding="utf-8")))
    fixed = {name for name in used if name != "python" and (BIN / name).read_bytes().startswith(b"#!")}
    assert fixed == set()


def test_a_clone_that_turns_line_ends_has_the_same_bytes(tmp_path: Path) -> None:
    options = ("-c", "core.autocrlf=true", "-c", "core.eol=crlf")
    cloned = run("git", *options, "clone", "--quiet", "--no-hardlinks", ROOT, tmp_path / "clone", cwd=tmp_path)
    assert cloned.returncode == 0, cloned.stderr
    listed = run("git", "ls-files", cwd=tmp_path / "clone").stdout.splitlines()
    texts = [name for name in listed if not name.endswith(".png")]
    assert texts
    assert [name for name in texts if b"\r\n" in (tmp_path / "clone" / name).read_bytes()] == []
    assert run(*PLANSITE, "check", cwd=tmp_path / "clone").returncode == 0


# --- The archive ---


@pytest.mark.parametrize("char", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\r", "\x1c", "\x1e"], ids=ascii)
def test_links_are_rewritten_whatever_stands_before_them(char: str, tmp_path: Path) -> None:
    """The reader of HTML counts lines by one character alone."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").touch()
    page = f'<p title="{char}">{char}</p>\n<a href="a/">{char}<b>x</b></a>\n<a href="a/">y</a>'
    assert Rewriter(tmp_path, "index.html").rewrite(page) == page.replace('href="a/"', 'href="a/index.html"')
