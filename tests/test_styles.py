"""What stays of the theme's style sheet: tables of rules, what pages have, and what is kept."""

from __future__ import annotations

import pytest

from plansite.site import styles

NAMES = {"a", "data-x", "one", "top"}


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (".a{top:0}", ".a{top:0}"),
        (".b{top:0}", ""),
        ("p{top:0}", "p{top:0}"),
        (".a,.b{top:0}", ".a{top:0}"),
        (".a .b{top:0}", ""),
        (".a>p+p:hover::before{top:0}", ".a>p+p:hover::before{top:0}"),
        ("#top{top:0}#bottom{top:0}", "#top{top:0}"),
        ("[data-x]{top:0}[data-y]{top:0}", "[data-x]{top:0}"),
        ("[data-x=one]{top:0}[data-x=two]{top:0}", "[data-x=one]{top:0}"),
        ('[data-x="two three"]{top:0}', ""),
        (".a:not(.b){top:0}", ".a:not(.b){top:0}"),
        (":is(.b,.c) p{top:0}", ""),
        (":is(.a,.c) p{top:0}", ":is(.a,.c) p{top:0}"),
        ("@media print{.a{top:0}.b{top:0}}", "@media print{.a{top:0}}"),
        ("@media print{.b{top:0}}", ""),
        ("@media print{@supports (top:0){.a{top:0}}}", "@media print{@supports (top:0){.a{top:0}}}"),
        ("@keyframes k{0%{top:0}}", "@keyframes k{0%{top:0}}"),
        ("/* .a */.b{top:0}", ""),
        (".a{--x:1px;top:0}", ".a{top:0}"),
        (".a{--x:1px;top:var(--x)}", ".a{--x:1px;top:var(--x)}"),
        (".a{--x:var(--z);--y:1px;--z:2px;top:var( --x )}", ".a{--x:var(--z);--z:2px;top:var( --x )}"),
        (".a{--y:var(--z);--z:2px}", ""),
        (".a{--outside:1px}", ".a{--outside:1px}"),
        ('.a{background:url("data:image/svg+xml;utf8,<svg>,{}</svg>")}',
         '.a{background:url("data:image/svg+xml;utf8,<svg>,{}</svg>")}'),
    ],
)  # fmt: skip
def test_a_rule_stays_when_pages_have_all_that_it_asks_for(sheet: str, kept: str) -> None:
    assert styles.used(sheet, NAMES, beside="p{top:var(--outside)}") == kept


def test_every_word_of_a_template_may_be_a_class() -> None:
    template = """<p class="md-a {% if x %}md-b--c{% endif %}" data-md-d='e'>{{ w.f }}</p>"""
    assert {"md-a", "md-b--c", "data-md-d", "e"} <= set(styles.words([template]))
