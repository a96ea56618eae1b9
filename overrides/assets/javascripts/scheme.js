// Light or dark as the reader chose, before anything is painted; without a choice or a script the style sheet follows the
// system. A choice is kept only when one was made, for this site alone: others may share its origin.
{
  const root = document.documentElement;
  const KEY = `${new URL(root.dataset.home, location).pathname}#scheme`;

  const chosen = () => {
    try {
      const kept = localStorage.getItem(KEY);
      return ["light", "dark"].includes(kept) ? kept : "";
    } catch { return ""; } // storage is off: as the system
  };

  const show = () => {
    const scheme = chosen();
    if (scheme) root.dataset.scheme = scheme; else delete root.dataset.scheme;
    for (const select of document.querySelectorAll("select[data-scheme]")) select.value = scheme;
  };

  const choose = (scheme) => {
    try {
      if (scheme) localStorage.setItem(KEY, scheme); else localStorage.removeItem(KEY);
    } catch { root.dataset.scheme = scheme; } // for this page at least
  };

  show();
  addEventListener("DOMContentLoaded", show);
  addEventListener("storage", show); // chosen in another window
  addEventListener("pageshow", (event) => { if (event.persisted) setTimeout(show); }); // after browsers restore fields
  document.addEventListener("change", ({ target }) => {
    if (!target.matches("select[data-scheme]")) return;
    choose(target.value);
    show();
  });
}
