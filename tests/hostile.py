"""A plan with words that trip what reads them, for every format to open and to say unchanged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from conftest import real_site

from plansite.base.settings import Settings
from plansite.files.offers import Files
from plansite.pages.render import Site
from plansite.read.model import Bilingual

ROOT: Final = Path(__file__).parent.parent
LONG: Final = "x" * 5000
WORDS: Final = {
    language: f"=1+1 <b>{language}</b> &amp; & {{{{ 7 * 7 }}}} \u200f{language}\u200f ]]> 🙂 '\" {LONG} end"
    for language in ("vi", "en")
}
"""A formula, tags, entities, a template, marks that turn text right to left, an emoji, 5,000 letters in a row."""


def hostile_site() -> Site:
    """Return the site of a plan whose first task says WORDS."""
    site = real_site()
    first, *groups = site.plan.appendix.groups
    task, *tasks = first.tasks
    words = Bilingual(vi=WORDS["vi"], en=WORDS["en"])
    first = first.model_copy(update={"tasks": (task.model_copy(update={"content": words}), *tasks)})
    appendix = site.plan.appendix.model_copy(update={"groups": (first, *groups)})
    words_of = {name: Bilingual(vi=site.words["vi"][name], en=site.words["en"][name]) for name in site.words["vi"]}
    plan = site.plan.model_copy(update={"appendix": appendix})
    return Site(replace(site.data, plan=plan, words=words_of), site.templates, Settings(documents=True), offer=Files)
