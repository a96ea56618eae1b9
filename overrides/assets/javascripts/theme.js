// What the theme expects of a page before its own script runs, kept out of the page so that no script is inline.
{
  const scope = new URL("/", location);
  const nameOf = (key, at) => `${at.pathname}.${key}`;

  window.__md_scope = scope;
  window.__md_hash = (text) => Array.from(text).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 0);
  window.__md_get = (key, store = localStorage, at = scope) => JSON.parse(store.getItem(nameOf(key, at)));
  window.__md_set = (key, value, store = localStorage, at = scope) => {
    try { store.setItem(nameOf(key, at), JSON.stringify(value)); } catch { /* storage is off: nothing is kept */ }
  };

  // The palette that the reader chose, set as soon as there is a body and before anything is painted.
  const paint = () => {
    let chosen;
    try { chosen = window.__md_get("__palette"); } catch { /* storage is off */ }
    for (const [name, value] of Object.entries(chosen?.color ?? {})) document.body.setAttribute(`data-md-color-${name}`, value);
  };
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    paint();
  }).observe(document.documentElement, { childList: true });
}
