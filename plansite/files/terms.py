"""Under which terms what is published may be used: two licences, as the Decision's text is nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Licence:
    """A licence, by its SPDX name and its public address."""

    id: str
    url: str
    covers: str
    """Which word of data/api.yaml says what it covers."""


OURS: Final = Licence("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/", "licence_ours")
DECISION: Final = Licence("CC-PDM-1.0", "https://creativecommons.org/publicdomain/mark/1.0/", "licence_decision")
LICENCES: Final = (OURS, DECISION)
"""Ours first: whoever reads one licence only reads the stricter."""

EXPRESSION: Final = " AND ".join(one.id for one in LICENCES)
"""Both, as SPDX writes it."""
