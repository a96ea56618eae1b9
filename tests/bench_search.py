"""Types every query of tests/search/queries.json into the built site's search box, and prints how it did."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from shutil import which
from statistics import fmean
from typing import Any, Final

from conftest import BASE, FLAGS, ROOT, Host, build
from engines import CHROMIUMS
from playwright.sync_api import Page, sync_playwright
from test_search import ROOTS, node, weights

SEARCH: Final = ROOT / "tests" / "search"
QUERIES: Final[list[dict[str, Any]]] = json.loads((SEARCH / "queries.json").read_text(encoding="utf-8"))
TIMES: Final = 100
"""How much larger the synthetic plan is."""

TYPE: Final = """
async ([text, strokes]) => {
  const box = document.querySelector("[name=query]"), drawn = document.querySelector(".md-search-result");
  const answered = (value) => new Promise((resolve) => {
    let fresh = false;  // the answer before is told again
    const watch = component$.subscribe((one) => {
      if (!fresh || !one.help || one.help.text !== value.trim()) return;
      watch.unsubscribe();
      resolve();
    });
    fresh = true;
  });
  const letters = Array.from(text), times = [];
  for (let end = Math.max(1, letters.length - strokes + 1); end <= letters.length; end++) {
    box.value = letters.slice(0, end).join("");
    const done = answered(box.value), start = performance.now();
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await done;
    times.push(performance.now() - start);
  }
  const best = (links) => links.reduce((a, b) => (score(b) > score(a) ? b : a));
  const score = (link) => Number(link.firstElementChild.dataset.mdScore);
  const items = Array.from(drawn.querySelectorAll(".md-search-result__item"));
  const found = items.map((item) => best(Array.from(item.querySelectorAll("a"))).href);
  box.value = "";
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  return { times, found };
}
"""
"""Puts the last letters in one by one; a time is from the event until the list is drawn."""


@dataclass(frozen=True)
class Outcome:
    """What typing one query gave: the place of the first acceptable result (0: none), and milliseconds per letter."""

    kind: str
    held_out: bool
    place: int
    times: list[float]


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a site; give the address of its home page."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(site))) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}{BASE}/"
        host.shutdown()


def typed(site: Path, strokes: int) -> list[Outcome]:
    """Type the last letters of every query into the search box of its language."""
    with served(site) as server, sync_playwright() as playwright:
        program = next(filter(None, map(which, CHROMIUMS)))
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        outcomes = []
        for language, root in ROOTS.items():
            page = ready(browser.new_page(), server + root)
            own = [query for query in QUERIES if query["lang"] == language]
            outcomes += [outcome(query, page.evaluate(TYPE, [query["q"], strokes]), server) for query in own]
        browser.close()
    return outcomes


def ready(page: Page, address: str) -> Page:
    """Open a page's search and wait for its first answer, so that the index is loaded."""
    page.set_default_timeout(120_000)
    page.goto(f"{address}?q=a")
    page.locator(".md-search-result__item").first.wait_for()
    return page


def outcome(query: dict[str, Any], result: dict[str, Any], server: str) -> Outcome:
    """Compare what was found with what a reader would accept."""
    found = [address.removeprefix(server.removesuffix("/")) for address in result["found"]]
    plain = [address.partition("?")[0] + address[address.find("#") :] * ("#" in address) for address in found]
    place = next((n for n, address in enumerate(plain, 1) if accepted(address, query["pages"])), 0)
    return Outcome(query["kind"], query["set"] == "held-out", place, result["times"])


def accepted(address: str, wanted: Iterable[str]) -> bool:
    """Tell whether a result is a page wanted; one with an anchor is met by what stands in it."""
    return any(address == page or address.startswith(f"{page}." if "#" in page else f"{page}#") for page in wanted)


def report(outcomes: list[Outcome]) -> None:
    """Print the quality by kind: all queries, then those that ranking was tuned on and those held out."""
    print(f"{'':16}{'all':^26}{'tuned on':^26}{'held out':^26}")
    print(f"{'kind':16}" + f"{'n':>5}{'MRR':>7}{'R@1':>6}{'R@3':>6}  " * 3)
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        kinds[one.kind].append(one)
    for kind, own in {**kinds, "total": outcomes}.items():
        sets = (own, [one for one in own if not one.held_out], [one for one in own if one.held_out])
        print(f"{kind:16}" + "".join(map(quality, sets)))
    print("A kind has few queries held out: a single one that comes second costs it 0.04 to 0.25. Read the total.")


def quality(own: list[Outcome]) -> str:
    """Write the number of queries, mean reciprocal rank, and recall among the first and the first three."""
    mrr = fmean(1 / one.place if one.place else 0 for one in own)
    first, three = (fmean(0 < one.place <= within for one in own) for within in (1, 3))
    return f"{len(own):5}{mrr:7.3f}{first:6.2f}{three:6.2f}  "


def pace(what: str, outcomes: list[Outcome]) -> None:
    """Print how long the list takes to be drawn after a letter."""
    times = sorted(time for one in outcomes for time in one.times)
    middle, late = (times[min(len(times) - 1, int(len(times) * share))] for share in (0.5, 0.95))
    print(f"{what}: p50 {middle:.1f} ms, p95 {late:.1f} ms, slowest {times[-1]:.1f} ms, {len(times)} letters")


def main() -> None:
    """Build the site, search it, and search a plan a hundred times the size."""
    with tempfile.TemporaryDirectory() as folder:
        site = build(Path(folder) / "site")
        for language in ROOTS:
            sizes = weights(site, language)
            print(f"before the first result, {language}: {sum(sizes.values())} bytes gzip {sizes}")
        outcomes = typed(site, 40)
        report(outcomes)
        pace("letter to results", outcomes)
        done = node(SEARCH / "enlarge.mjs", site, str(TIMES))
        assert done.returncode == 0, done.stderr
        pace(f"letter to results, {TIMES} times the plan", typed(site, 2))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
