"""The screenshots that CI keeps: that they are of all that was promised, and of something."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from conftest import Visitor
from PIL import Image
from screenshots import PRINTS, SHOTS, Shot, photograph, print_out

PROMISED: Final = {"home", "task", "agency", "matrix", "timeline", "filtered", "parallel"}


def test_the_list_covers_every_view_language_width_and_scheme() -> None:
    assert {shot.view for shot in SHOTS} == PROMISED
    assert {shot[1:] for shot in SHOTS} == {
        (language, width, scheme) for language in ("vi", "en") for width in (360, 1440) for scheme in ("light", "dark")
    }
    assert len({shot.name for shot in SHOTS}) == len(SHOTS) == len(PROMISED) * 8
    assert set(PRINTS) == {(sheet, language) for sheet in ("task", "agency", "appendix") for language in ("vi", "en")}


@pytest.mark.browser
@pytest.mark.parametrize("shot", [Shot("timeline", "en", 360, "dark"), Shot("filtered", "vi", 1440, "light")])
def test_a_shot_shows_something(visitor: Visitor, shot: Shot, tmp_path: Path) -> None:
    [file] = photograph(visitor, [shot], tmp_path)
    with Image.open(file) as picture:
        colours = picture.convert("RGB").getcolors(1 << 20)
        dark = sum(picture.convert("L").get_flattened_data()) / (picture.width * picture.height) < 128  # type: ignore[arg-type]  # grey is one number

    assert len(colours or []) > 20
    assert dark == (shot.scheme == "dark")


@pytest.mark.browser
def test_a_print_is_a_document(visitor: Visitor, tmp_path: Path) -> None:
    [file] = print_out(visitor, PRINTS[:1], tmp_path)

    assert file.read_bytes().startswith(b"%PDF-")
