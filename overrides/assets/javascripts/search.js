/*
 * The search: a dialog; any way of typing; an address for every search; results that are links; help when nothing is
 * found; and the words marked on the page they led to.
 */
(() => {
  "use strict";

  const dialog = document.querySelector("dialog.search");
  const form = dialog.querySelector("form"), input = form.elements.query;
  const part = (name) => dialog.querySelector(`[data-search="${name}"]`);
  const results = part("results");
  const PAUSE = { address: 250, status: 500 };

  // ---------------------------------------------------------------- open and close

  function open() {
    if (!dialog.open) dialog.showModal();
    input.focus();
  }

  for (const opener of document.querySelectorAll("button[data-search-open]")) opener.addEventListener("click", open);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-search-open]")) return;
    event.preventDefault();
    open();
  });
  part("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside what it shows

  /** After closing: go back to before the search, or take it out of the address it was opened by. */
  dialog.addEventListener("close", () => {
    clearTimeout(typed.timer);
    if (asked() === null) return;
    if (ours()) history.back();
    else history.replaceState(history.state, "", addressOf(""));
  });

  // ---------------------------------------------------------------- typing

  let worker, asking = 0, drawn = 0, enters = false;

  /** Ask for what is in the box. */
  function ask() {
    if (!worker) {
      worker = new Worker(dialog.dataset.worker);
      worker.addEventListener("message", ({ data }) => data.id === asking && draw(data));
    }
    worker.postMessage({ id: ++asking, text: input.value });
  }

  function typed() {
    enters = false;
    ask();
    clearTimeout(typed.timer);
    typed.timer = setTimeout(write, PAUSE.address);
  }
  input.addEventListener("input", typed);
  form.addEventListener("reset", () => {
    input.defaultValue = "";
    setTimeout(() => { input.focus(); typed(); });
  });

  /** Search for a text as if it had been typed. */
  function search(text) {
    input.value = input.defaultValue = text; // WebKit empties a kept page's field to its default, sooner or later
    open();
    ask();
  }

  // ---------------------------------------------------------------- keyboard

  const shown = (selector, root) => Array.from(root.querySelectorAll(selector)).filter((one) => one.getClientRects().length);
  const links = () => shown("a", results);

  /** Open the first result, once it is that of what was typed. */
  function enter() {
    if (drawn === asking) links()[0]?.click();
    enters = drawn !== asking;
  }
  form.addEventListener("submit", (event) => { event.preventDefault(); enter(); });

  /** The key that ends a composition is no order; Safari sends it after the composition, with a number of its own. */
  const composes = (event) => event.isComposing || event.keyCode === 229;

  dialog.addEventListener("keydown", (event) => {
    if (composes(event)) return event.key === "Enter" && event.preventDefault();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], stops = [input, ...links()];
    const at = stops.indexOf(document.activeElement);
    if (!step || at < 0 || !stops[at + step]) return;
    event.preventDefault();
    stops[at + step].focus();
  });

  // ---------------------------------------------------------------- address

  const asked = () => new URLSearchParams(location.search).get("q");
  const ours = () => Boolean(history.state && history.state.search);

  /** This page's address with a search, or without one when `text` is empty. */
  function addressOf(text) {
    const url = new URL(location.href);
    if (text) url.searchParams.set("q", text); else url.searchParams.delete("q");
    return url;
  }

  /** Keep the address at what is typed: the first letter makes an entry in the history, the others change it. */
  function write() {
    clearTimeout(typed.timer);
    const text = input.value.trim().slice(0, 500), url = addressOf(text);
    if (!dialog.open || (asked() || "") === text) return;
    if (asked() === null && !ours()) history.pushState({ search: true }, "", url);
    else history.replaceState(history.state, "", url);
  }
  results.addEventListener("click", write, true); // “back” must find the search again

  /** Do as the address says. */
  function follow() {
    const text = asked();
    if (text !== null) search(text);
    else if (dialog.open) dialog.close();
  }
  addEventListener("popstate", follow);
  addEventListener("pageshow", (event) => { if (event.persisted) setTimeout(follow); }); // after browsers restore fields

  /** A link to the results: of this search and nothing else that the address may hold. */
  part("share").addEventListener("click", () => {
    const url = new URL(document.querySelector("link[rel=canonical]")?.href ?? location.pathname, location);
    url.searchParams.set("q", input.value.trim());
    copy(url.href, url.href); // share.js
  });

  // ---------------------------------------------------------------- what was found

  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const make = (name, html = "", className = "") => Object.assign(document.createElement(name), { innerHTML: html, className });
  const BASE = new URL(dialog.dataset.worker, document.baseURI);

  function draw(answer) {
    const again = drawn === answer.id; // the other language's answer
    drawn = answer.id;
    line("failed", answer.failed);
    part("help").hidden = !answer.failed;
    if (answer.failed) return;
    help(answer);
    results.dataset.for = answer.text;
    if (!again) results.replaceChildren(...answer.results.map(item));
    results.hidden = !results.childElementCount;
    if (enters) enter();
  }

  /** One page that was found. */
  function item({ page, entries, more }) {
    const made = make("li");
    if (page) made.append(Object.assign(make("p", "", "search__page"), { textContent: page }));
    made.append(...entries.slice(0, entries.length - more).flatMap(entry));
    if (more) made.append(folded(entries.slice(-more)));
    return made;
  }

  function folded(entries) {
    const made = make("details"), summary = make("summary");
    summary.textContent = entries.length === 1 ? results.dataset.moreOne : fill(results.dataset.more, { n: entries.length });
    made.append(summary, ...entries.flatMap(entry));
    return made;
  }

  /** A result's title is a link, and its name; what explains it stands below. */
  function entry({ href, title, lines, text }) {
    const head = make("p", "", "search__title"), link = make("a", title);
    link.href = new URL(`../../${href}`, BASE);
    head.append(link);
    return [head, ...lines.map((line) => make("p", line, "search__facts")), ...(text ? [make("p", text, "search__text")] : [])];
  }

  // ---------------------------------------------------------------- help

  /** Show or hide a line of help. */
  function line(name, shown, values) {
    const element = part(name), words = element.dataset.words;
    element.hidden = !shown;
    if (shown && words) (element.querySelector("a") || element).textContent = fill(words, values);
    return element;
  }

  /** What a search found, in words. */
  function found({ total }) {
    const { one, many } = part("status").dataset;
    return total === 1 ? one : fill(many, { n: total });
  }

  function help({ text, total, corrected, unknown, nearest, asksOther, other }) {
    const words = { text: text.trim(), n: other }, asks = asksOther && other !== undefined;
    line("none", words.text && !total && !unknown.length, words);
    line("unknown", unknown.length, { words: unknown.map((word) => `“${word}”`).join(", ") });
    line("corrected", total && corrected, { text: corrected });
    line("nearest", nearest).querySelector("button").textContent = nearest;
    line("other", asks && other, words).querySelector("a").search = new URLSearchParams({ q: words.text });
    line("other-none", asks && !other && !total);
    part("help").hidden = !part("help").querySelector(":scope > :not([hidden])");
    part("count").textContent = words.text && total ? found({ total }) : "";
    announce(words.text, total);
  }

  /** Say the outcome, to who cannot see it once the reader pauses. */
  function announce(text, total) {
    clearTimeout(announce.timer);
    announce.timer = setTimeout(() => {
      const lines = Array.from(part("help").querySelectorAll("p:not([hidden])"), (p) => p.textContent);
      part("status").textContent = text ? [total ? found({ total }) : "", ...lines].join(" ").trim() : "";
    }, PAUSE.status);
  }

  part("nearest").querySelector("button").addEventListener("click", (event) => { search(event.target.textContent); typed(); });

  // ---------------------------------------------------------------- marks on the page

  const BLOCKS = "p, li, h1, h2, h3, h4, dt, dd, th, td, caption, summary, blockquote, div";

  /** Load the module that knows words. */
  function loadCore() {
    const script = document.createElement("script");
    script.src = dialog.dataset.core;
    return new Promise((done, failed) => {
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
      document.head.append(script);
    });
  }

  /** The page's texts: for every block, its text nodes in order. */
  function textsOf(root) {
    const texts = new Map(), walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const block = walker.currentNode.parentElement.closest(BLOCKS);
      if (walker.currentNode.parentElement.closest("script, noscript, select, .permalink")) continue;
      texts.set(block, [...(texts.get(block) || []), walker.currentNode]);
    }
    return Array.from(texts.values());
  }

  /** Where the words stand; if some stand side by side, only there. */
  function places(root, words) {
    const all = textsOf(root).map((nodes) => {
      const text = nodes.map((node) => node.data).join("");
      return { nodes, text, ranges: window.PlanSearch.marksIn(text, words) };
    });
    const beside = ({ text, ranges }) => ranges.filter(([from, to]) => /\s/.test(text.slice(from, to).trim()));
    if (!all.some((one) => beside(one).length)) return all;
    return all.map((one) => ({ ...one, ranges: beside(one) }));
  }

  /** Mark ranges of a text that may be spread over several nodes. */
  function mark({ nodes, ranges }) {
    let start = 0;
    for (const node of nodes) {
      const end = start + node.data.length, from = start;
      const own = ranges.filter(([a, b]) => a < end && b > from).reverse();
      for (const [a, b] of own) wrap(node, Math.max(a - from, 0), Math.min(b, end) - from);
      start = end;
    }
  }

  function wrap(node, from, to) {
    const range = document.createRange(), element = document.createElement("mark");
    range.setStart(node, from);
    range.setEnd(node, to);
    range.surroundContents(element);
  }

  /** Mark the words a search brought the reader here for, and take them out of the address. */
  async function markFound() {
    const url = new URL(location.href), words = url.searchParams.get("h");
    if (words === null) return;
    url.searchParams.delete("h");
    history.replaceState(history.state, "", url);
    if (!words.trim()) return;
    await loadCore();
    places(document.querySelector("article.md-content__inner"), words).forEach(mark);
    if (!location.hash) shown("mark", document.querySelector("article"))[0]?.scrollIntoView({ block: "nearest" });
  }

  if (asked() !== null) follow();
  markFound();
})();
