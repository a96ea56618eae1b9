"""What whoever publishes decides by variables of the environment, read as strictly as the data."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from plansite.base.problems import BadData

SECURITY: Final = ("SECURITY_CONTACT", "SECURITY_EXPIRES")

SITE_URL: Final = re.compile(
    r"https?://[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?(/(?!\.{1,2}(/|$))[A-Za-z0-9._~%-]+)*/?"
)
"""No name, password, query or fragment; nothing that could end an attribute."""

LONGEST: Final = 200
"""Letters of a site's address, which stands in QR codes."""

CONTACT: Final = re.compile(r"(https://|mailto:(?=[^@]+@)|tel:)[A-Za-z0-9._~:/?#@!$&()*+,;=%-]+")
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
"""A date and time as RFC 3339 writes it."""

REPORT_TO: Final = re.compile(r"(https://|mailto:(?=[^@]+@))[A-Za-z0-9._~:/@!$()*+,;=%-]+")
"""Whom readers tell of a slip: a mail box, or the page of an issue tracker on which one is written."""

LATEST: Final = 2**32 - 1
"""The last second that an archive can name."""


@dataclass(frozen=True)
class Settings:
    """What whoever publishes the site decides."""

    url: str = "/"
    """The public address, with a slash at its end."""
    pages_only: bool = False
    """Whether there are no other formats at all: for measuring."""
    documents: bool = False
    """Whether PDF and DOCX are among them, which take a while to make."""
    served: bool = False
    """Whether an editor looks at it under `serve`."""
    report_to: str = ""
    """Whom readers tell of a slip, by mail or in an issue tracker; empty when nobody is."""
    security: Mapping[str, str] = field(default_factory=dict)
    """Whom to tell of a hole, and until when that holds, by the names in SECURITY."""


SWITCHES: Final = ("DOCUMENTS", "PAGES_ONLY")
YES_OR_NO: Final = re.compile("|true|false", re.IGNORECASE)


def security(environment: Mapping[str, str]) -> dict[str, str]:
    """Return whom to tell of a hole, and until when that holds, each empty when it is not set."""
    return {name: environment.get(name, "") for name in SECURITY}


def check(environment: Mapping[str, str]) -> None:
    """Raise BadData with everything that is wrong with the variables that a build reads."""
    found = [*_site_url(environment), *_epoch(environment), *_switches(environment)]
    if not re.fullmatch(f"({REPORT_TO.pattern})?", environment.get("REPORT_TO", "")):
        found.append(
            _report(
                "REPORT_TO",
                environment["REPORT_TO"],
                "viết như mailto:gop-y@vi-du.vn, hoặc https://…/issues/new, không có dấu ? hay #",
                "write it like mailto:editors@example.org, or https://…/issues/new, without ? or #",
            )
        )
    contact, expires = (environment.get(name, "") for name in SECURITY)
    if contact or expires:
        found += security_problems(contact, expires)
    if found:
        raise BadData(found)


def _site_url(environment: Mapping[str, str]) -> Iterator[str]:
    """Look at the public address."""
    given = environment.get("SITE_URL")
    if given is not None and wrong_address(given):
        yield _report(
            "SITE_URL",
            given,
            "viết như https://vi-du.vn/thu-muc/: không tên, mật khẩu, dấu ? hay #, chỉ chữ không dấu",
            "write it like https://example.org/folder/: no name, password, ? or #, ASCII letters only",
        )


def wrong_address(given: str) -> bool:
    """Tell whether an address is none that a site can have."""
    try:
        port = urlsplit(given).port
    except ValueError:
        return True
    return not SITE_URL.fullmatch(given) or len(given) > LONGEST or port == 0


def _epoch(environment: Mapping[str, str]) -> Iterator[str]:
    """Look at the time that stands for now."""
    given = environment.get("SOURCE_DATE_EPOCH", "0")
    if not re.fullmatch(r"[0-9]{1,10}", given) or int(given) > LATEST:
        yield _report(
            "SOURCE_DATE_EPOCH",
            given,
            "viết số giây kể từ 1970-01-01, như 1646956800, hoặc bỏ biến này",
            "write the seconds since 1970-01-01, like 1646956800, or unset it",
        )


def _switches(environment: Mapping[str, str]) -> Iterator[str]:
    """Look at what is only switched on or off."""
    for name in SWITCHES:
        if not YES_OR_NO.fullmatch(environment.get(name, "")):
            yield _report(name, environment[name], "viết true hoặc false", "write true or false")


def security_problems(contact: str, expires: str) -> list[str]:
    """Look at whom to tell of a hole, and until when that holds: a promise, which is not made for the past."""
    found = []
    if not CONTACT.fullmatch(contact):
        vi, en = (f"một địa chỉ bắt đầu bằng {KINDS}", f"an address beginning with {KINDS}")
        found.append(_report(SECURITY[0], contact, f"viết {vi}", f"write {en}"))
    if not _is_to_come(expires):
        vi, en = (
            "viết một lúc còn ở phía trước, như 2031-06-30T00:00:00Z",
            "write a time to come, like 2031-06-30T00:00:00Z",
        )
        found.append(_report(SECURITY[1], expires, vi, en))
    return found


KINDS: Final = "https://, mailto:, tel:"


def _is_to_come(text: str) -> bool:
    """Tell whether a text is a moment that has not passed."""
    try:
        return bool(MOMENT.fullmatch(text)) and datetime.datetime.fromisoformat(text) > datetime.datetime.now(
            datetime.UTC
        )
    except ValueError:
        return False


def _report(name: str, value: str, vi: str, en: str) -> str:
    """Say that a variable is wrong, and how to mend it; what is said ends up in logs, so no password is."""
    shown = PASSWORD.sub("//…@", value)
    return f"{name}: {shown!r}\n  Sai: không dùng được. Sửa: {vi}.\n  Wrong: this cannot be used. Mend: {en}."


PASSWORD: Final = re.compile("//[^/]*@")
