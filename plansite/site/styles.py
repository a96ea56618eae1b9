"""The part of the theme's style sheet that our pages use.

The theme styles many pages that are not ours: of its 137 KB we use a sixth. A rule stays when each class, id and
attribute that it asks for stands in our templates, scripts or pages; a custom property, when something asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final

import tinycss2
from tinycss2 import ast

NESTING: Final = frozenset({"media", "supports", "layer", "container"})
"""At-rules that hold rules."""

ANY_OF: Final = frozenset({"is", "where", "matches"})
WORD: Final = re.compile(r"[\w-]+")
ASKED: Final = re.compile(r"var\(\s*(--[\w-]+)")


def words(texts: Iterable[str]) -> Collection[str]:
    """Return every word of some templates, scripts and pages that may be a class, an id or an attribute."""
    return {word for text in texts for word in WORD.findall(text)}


def used(sheet: str, names: Collection[str], beside: str = "") -> str:
    """Return the rules of a style sheet that can apply to pages made of some names.

    Args:
        sheet: The style sheet.
        names: Every class, id, attribute, and value of one, that the pages have; more than those does no harm.
        beside: Another style sheet, which may ask for custom properties of the first.

    Example:
        used(".a{--x:1px;width:var(--y)}.b{top:0}", {"a"}) is ".a{width:var(--y)}".

    """
    nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    asked: set[str] | None = None
    while True:
        kept = "".join(_rules(nodes, names, asked))
        found = set(ASKED.findall(kept + beside))
        if found == asked:
            return kept
        asked = found


def _rules(nodes: Iterable[Any], names: Collection[str], asked: Collection[str] | None) -> Iterator[str]:
    """Yield the text of each rule that can apply, with the custom properties that are asked for, or with all."""
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [tinycss2.serialize(one).strip() for one in _split(node.prelude) if _applies(one, names)]
            body = ";".join(_declarations(node.content, asked)) if selectors else ""
            if body:
                yield f"{','.join(selectors)}{{{body}}}"
        elif node.type == "at-rule" and node.lower_at_keyword in NESTING and node.content is not None:
            nested = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            inner = "".join(_rules(nested, names, asked))
            if inner:
                yield f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}{{{inner}}}"
        elif node.type == "at-rule":
            yield node.serialize()


def _declarations(content: Iterable[Any], asked: Collection[str] | None) -> Iterator[str]:
    """Yield the declarations of a rule but custom properties that nothing asks for."""
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if asked is None or one.type != "declaration" or not one.name.startswith("--") or one.name in asked:
            yield one.serialize()


def _split(tokens: Iterable[Any]) -> list[list[Any]]:
    """Return a list of selectors apart, at its commas."""
    found: list[list[Any]] = [[]]
    for token in tokens:
        if token == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _applies(selector: list[Any], names: Collection[str]) -> bool:
    """Tell whether a selector can match: what it asks for is there; what it excludes does not matter."""
    for before, token in zip([None, *selector], selector, strict=False):
        if isinstance(token, ast.IdentToken) and before == "." and token.value not in names:
            return False
        if isinstance(token, ast.HashToken) and token.value not in names:
            return False
        if isinstance(token, ast.SquareBracketsBlock) and not _has(token, names):
            return False
        within = _split(token.arguments) if isinstance(token, ast.FunctionBlock) and token.lower_name in ANY_OF else ()
        if within and not any(_applies(one, names) for one in within):
            return False
    return True


def _has(attribute: ast.SquareBracketsBlock, names: Collection[str]) -> bool:
    """Tell whether pages have an attribute, and, where a whole value is asked for, that value."""
    asked = [token.value for token in attribute.content if isinstance(token, (ast.IdentToken, ast.StringToken))]
    whole = "=" in attribute.content
    return all(word in names for word in (asked if whole else asked[:1]))
