/*
 * Runs in the header, before anything is painted: sets light or dark. The theme's own script, two thirds of all bytes
 * of a page with what it fetches, is loaded at the reader's first move, as a page can be read without it.
 * It stands in the place of the theme's inline scripts, as our policy lets nothing inline run.
 */
(() => {
  "use strict";

  // ---------------------------------------------------------------- what the theme's script expects of a page

  const home = new URL("/", location);
  const nameOf = (key, at) => `${at.pathname}.${key}`;
  window.__md_scope = home;
  window.__md_hash = (text) => Array.from(text).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 0);
  window.__md_get = (key, store = localStorage, at = home) => JSON.parse(store.getItem(nameOf(key, at)));
  window.__md_set = (key, value, store = localStorage, at = home) => {
    try { store.setItem(nameOf(key, at), JSON.stringify(value)); } catch { /* storage is off: nothing is kept */ }
  };

  const SIGNS = ["pointermove", "pointerdown", "touchstart", "keydown", "focusin", "wheel", "scroll"];
  const options = Array.from(document.querySelectorAll("input[name=__palette]"));
  let loading = false;

  // ---------------------------------------------------------------- light and dark

  /** What the reader chose, as the theme keeps it, or else what the system asks for. */
  function chosen() {
    try {
      const stored = __md_get("__palette");
      if (stored && options[stored.index]) return stored.index;
    } catch { /* storage is off */ }
    return Math.max(0, options.findIndex((one) => matchMedia(one.dataset.mdColorMedia).matches));
  }

  function paint(index) {
    const { mdColorMedia: media, mdColorScheme: scheme, mdColorPrimary: primary, mdColorAccent: accent } = options[index].dataset;
    const color = { media, scheme, primary, accent };
    for (const [name, value] of Object.entries(color)) document.body.setAttribute(`data-md-color-${name}`, value);
    options.forEach((one, n) => { one.nextElementSibling.hidden = n !== index; });
    return color;
  }

  /** Until the theme's script is there, which then reads the same storage. */
  function change(event) {
    const index = options.indexOf(event.target);
    if (window.component$ || index < 0) return;
    __md_set("__palette", { index, color: paint(index) });
  }

  /** The theme changes them by Enter, too. */
  function enter(event) {
    const index = options.indexOf(event.target);
    if (window.component$ || index < 0 || event.key !== "Enter") return;
    const next = options[(index + 1) % options.length];
    next.click();
    next.focus();
  }

  // ---------------------------------------------------------------- the theme's script

  function load() {
    if (loading || !document.querySelector("[data-theme]")) return;
    loading = true;
    for (const sign of SIGNS) removeEventListener(sign, load, true);
    const script = document.createElement("script");
    script.src = document.querySelector("[data-theme]").dataset.theme;
    script.addEventListener("load", () => document.dispatchEvent(new Event("theme")));
    document.head.append(script);
  }

  // Browsers remember boxes that were ticked: a page would open with its menu or search before it.
  for (const box of document.querySelectorAll("#__drawer, #__search")) {
    box.setAttribute("autocomplete", "off"); // HTML has it for fields of text alone, browsers heed it for all
    box.checked = false;
  }
  if (options.length) paint(chosen());
  document.addEventListener("change", change);
  document.addEventListener("keydown", enter);
  for (const sign of SIGNS) addEventListener(sign, load, { capture: true, passive: true });
  document.addEventListener("need-theme", load);
})();
