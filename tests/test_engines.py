"""What readers do, done in three engines: each journey is written once."""

from __future__ import annotations

import pytest
from engines import Reader

pytestmark = pytest.mark.browser


def test_a_page_that_was_left_is_kept_for_the_way_back(reader: Reader) -> None:
    """Readers' browsers do so: what gives a page its state must bear it."""
    reader.open("ke-hoach/")
    reader.ask("void addEventListener('pageshow', ({ persisted }) => { window.kept = persisted; })")
    reader.go(f"{reader.server}nhiem-vu/iii-8/")
    reader.back()
    reader.wait("window.kept")
