"""A record's page, filled into the frame of its kind, is the page that the theme would have drawn."""

from __future__ import annotations

import re
from pathlib import Path

from conftest import build

RECORDS = {
    "vi": ("nhiem-vu/iii-8", "nhiem-vu/i-1", "co-quan/so-thong-tin-va-truyen-thong"),
    "en": ("tasks/iv-1", "agencies/cac-so-nganh-co-lien-quan"),
}
BY_HAND = "<!-- by hand -->\n"
BETWEEN = re.compile(r">\s+<")


def test_a_page_written_by_hand_is_the_same(site: Path, project: Path, tmp_path: Path) -> None:
    for language, paths in RECORDS.items():
        for path in paths:
            stub = project / "docs" / language / f"{path}.md"
            stub.parent.mkdir(exist_ok=True)
            stub.write_text(f'{BY_HAND}\n{{{{ plan_page("{language}", "{path}") }}}}\n', encoding="utf-8")
    built = build(tmp_path / "site", root=project)

    for language, paths in RECORDS.items():
        for path in paths:
            page = Path("en" if language == "en" else "", path, "index.html")
            drawn = (built / page).read_text(encoding="utf-8")
            assert BY_HAND in drawn
            # Markdown puts a line between two blocks
            ours, whole = (BETWEEN.sub("><", text) for text in (drawn.replace(BY_HAND, ""), (site / page).read_text()))
            assert ours == whole, path
