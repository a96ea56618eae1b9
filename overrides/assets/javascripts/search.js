/*
 * The search box's manners, where the theme has none: any way of typing, an address for every search, a keyboard
 * that closes nothing by accident, help when nothing is found, and the words marked on the page they led to.
 */
(() => {
  "use strict";

  const box = document.querySelector(".md-search");
  const toggle = document.getElementById("__search");
  if (!box || !toggle) return;

  const input = box.querySelector("[name=query]");
  const part = (name) => box.querySelector(`[data-search="${name}"]`);
  const PAUSE = { address: 250, status: 500 };
  let opener = null; // where the focus returns to
  let leaving = ""; // the address of a search whose result is being opened

  // ---------------------------------------------------------------- open and close

  /** Open the search; `by` is what the reader used to open it. */
  function open(by) {
    opener = by || null;
    if (!toggle.checked) toggle.click();
    input.focus();
  }

  /** Close the search; the focus goes back to where it came from, or stays in the box while that can be seen. */
  function close() {
    const back = opener || (phone.offsetParent && phone);
    if (toggle.checked) toggle.click();
    if (back) back.focus();
    opener = null;
  }

  toggle.addEventListener("change", () => (toggle.checked ? write() : closed()));
  part("close").addEventListener("click", close);
  input.addEventListener("click", () => toggle.checked || toggle.click());
  input.form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-search-open]")) return;
    event.preventDefault();
    open(event.target.querySelector("button"));
  });

  /** A button in the place of the theme's label for small screens, which no keyboard reaches. */
  function makeButton(label) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `${label.className} search-button`;
    button.setAttribute("aria-label", box.getAttribute("aria-label"));
    button.append(...label.childNodes);
    button.addEventListener("click", () => open(button));
    label.replaceWith(button);
    return button;
  }
  const phone = makeButton(document.querySelector(".md-header__button[for=__search]"));

  // ---------------------------------------------------------------- typing

  /** The theme reads the box on `keyup` alone: pasting, dictation and input methods tell by `input`. */
  function typed() {
    if (!toggle.checked) toggle.click();
    input.dispatchEvent(new KeyboardEvent("keyup", { bubbles: true }));
    clearTimeout(typed.timer);
    typed.timer = setTimeout(write, PAUSE.address);
  }
  input.addEventListener("input", typed);
  input.addEventListener("compositionend", typed);
  input.form.addEventListener("reset", () => setTimeout(typed));

  /** Put a text into the box as if it had been typed. */
  function ask(text) {
    input.value = text;
    open(opener);
    typed();
  }

  // ---------------------------------------------------------------- keyboard

  /** Is a key for the theme? It closes on Tab, and takes the focus at any key it does not know. */
  function forTheme({ key }) {
    if (key === " ") return document.activeElement === input;
    return key.length === 1 || ["Enter", "ArrowUp", "ArrowDown", "Backspace"].includes(key);
  }

  /** Is a key one that opens the search? The theme knows them too, once it is there. */
  function opens({ key, target, altKey }) {
    return ["/", "s", "f"].includes(key) && !altKey && !target.closest("input, textarea, select, [contenteditable]");
  }

  addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (!toggle.checked && opens(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return open();
    }
    if (!toggle.checked) {
      if (event.key === "ArrowDown" && document.activeElement === input) toggle.click();
      return;
    }
    if (event.key === "Escape") close();
    if (event.key === "Tab") setTimeout(() => box.contains(document.activeElement) || !toggle.checked || toggle.click());
    if (!forTheme(event)) event.stopImmediatePropagation();
  }, true);

  /** Results are links like others: the Tab key reaches them too. */
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const node of addedNodes) adopt(node);
  }).observe(box.querySelector(".md-search-result__list"), { childList: true });

  function adopt(item) {
    for (const one of item.querySelectorAll("[tabindex]")) one.removeAttribute("tabindex");
    for (const one of item.querySelectorAll("h1, h2")) one.setAttribute("role", "presentation");
  }

  // ---------------------------------------------------------------- address

  const asked = () => new URLSearchParams(location.search).get("q");

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
    shareAs(text);
    if (!toggle.checked || (asked() || "") === text) return;
    if (asked() === null && !ours()) history.pushState({ search: true }, "", url);
    else history.replaceState(history.state, "", url);
  }

  const ours = () => Boolean(history.state && history.state.search);

  function shareAs(text) {
    const url = addressOf(text);
    url.hash = "";
    part("share").dataset.clipboardText = url.href;
  }

  /** After closing: go back to before the search, unless a result is being opened. */
  function closed() {
    clearTimeout(typed.timer);
    if (leaving) return;
    if (ours()) history.back();
    else if (asked() !== null) history.replaceState(history.state, "", addressOf(""));
  }

  /** Do as the address says, after “back” and “forward”. */
  function follow() {
    leaving = "";
    const text = asked();
    if (text !== null) ask(text);
    else if (toggle.checked) toggle.click();
  }
  addEventListener("popstate", follow);
  addEventListener("pageshow", (event) => event.persisted && follow());

  /** A result is opened: the theme closes the search and clears its address, which “back” must still find. */
  box.addEventListener("click", (event) => {
    if (!event.target.closest("a[href]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    write();
    leaving = location.href;
  }, true);
  // ---------------------------------------------------------------- help

  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** Show or hide a line of help. */
  function line(name, shown, text) {
    const element = part(name);
    element.hidden = !shown;
    if (shown && text !== undefined) (element.querySelector("a, button") || element).textContent = text;
    return element;
  }

  /** What a search found, in words. */
  function found({ total }) {
    const { one, many } = part("status").dataset;
    return total === 1 ? one : fill(many, { n: total });
  }

  function show(help) {
    const nothing = Boolean(help.text) && !help.total, other = nothing && help.other;
    part("help").hidden = !nothing && !help.corrected;
    line("none", nothing, fill(part("none").dataset.words, help));
    line("corrected", help.total && help.corrected, fill(part("corrected").dataset.words, { text: help.corrected }));
    line("nearest", nothing && help.nearest, help.nearest);
    const link = line("other", other && other.total, fill(part("other").dataset.words, { text: help.text, n: other && other.total })).querySelector("a");
    link.search = `?q=${encodeURIComponent(help.text)}`;
    line("other-none", other && !other.total);
    const meta = box.querySelector(".md-search-result__meta");
    if (help.total) meta.textContent = found(help);
    meta.hidden = nothing;
    announce(help);
  }

  /** Say the outcome to who cannot see it, once the reader pauses. */
  function announce(help) {
    clearTimeout(announce.timer);
    announce.timer = setTimeout(() => {
      const lines = Array.from(part("help").querySelectorAll("p:not([hidden])"), (p) => p.textContent);
      part("status").textContent = help.text ? [help.total ? found(help) : "", ...lines].join(" ").trim() : "";
    }, PAUSE.status);
  }

  part("nearest").querySelector("button").addEventListener("click", (event) => ask(event.target.textContent));

  /** The theme's script comes when it is needed, and then finds what was typed before it. */
  function listen() {
    window.component$.subscribe((one) => one.help && show(one.help));
    document.addEventListener("click", () => leaving && history.replaceState(history.state, "", leaving)); // after the theme
    if (asked() !== null && !toggle.checked) ask(asked());
    else if (toggle.checked) typed();
  }
  document.addEventListener("theme", listen);
  if (asked() !== null) {
    input.value = asked();
    document.dispatchEvent(new Event("need-theme"));
  }

  // ---------------------------------------------------------------- marks on the page

  const BLOCKS = "p, li, h1, h2, h3, h4, dt, dd, th, td, caption, summary, blockquote, div";

  /** Load the module that knows words; it stands beside the worker, which the page names. */
  function loadCore() {
    const script = document.createElement("script");
    script.src = JSON.parse(document.getElementById("__config").textContent).search.replace("search-worker", "search-core");
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
  }

  shareAs(input.value);
  markFound();
})();
