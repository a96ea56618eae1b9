// Parallel text: shows Vietnamese and English together, as the address (?song-ngu=1) says, or else as the reader last
// chose by the button: a link that somebody sent is no choice, so it is not kept.
// It runs in the head and sets one attribute before anything is painted, so that nothing moves; both texts are in the page.
{
  const NAME = "song-ngu";
  const root = document.documentElement;
  const KEY = `${new URL(root.dataset.home, location).pathname}#${NAME}`; // other sites may share its origin

  const remember = (on) => {
    try { localStorage.setItem(KEY, on ? "1" : "0"); } catch { /* storage is off: the address still works */ }
  };

  const remembered = () => {
    try { return localStorage.getItem(KEY) === "1"; } catch { return false; }
  };

  const show = (on) => {
    root.dataset.parallel = on ? "on" : "off";
    for (const button of document.querySelectorAll("button.parallel")) button.setAttribute("aria-pressed", on);
  };

  const restore = () => {
    const asked = new URLSearchParams(location.search).get(NAME);
    show(asked === null ? remembered() : asked === "1");
  };

  // What the reader is looking at: the paragraph that the address names, or else the first that begins in view.
  const place = () => {
    const top = document.querySelector(".md-header").getBoundingClientRect().bottom;
    const inView = (element) => {
      const box = element.getBoundingClientRect();
      return box.height > 0 && box.bottom > top && box.top < innerHeight;
    };
    const target = document.querySelector("article :target");
    if (target && inView(target)) return target;
    const places = [...document.querySelectorAll("article :is(h1, h2, h3, .para, .cell, .pair, .first)")].filter(inView);
    return places.find((element) => element.getBoundingClientRect().top >= top) ?? places[0];
  };

  const toggle = () => {
    const on = root.dataset.parallel !== "on";
    const kept = place();
    const before = kept?.getBoundingClientRect().top;
    remember(on);
    const url = new URL(location);
    on ? url.searchParams.set(NAME, "1") : url.searchParams.delete(NAME);
    history.replaceState(history.state, "", url);
    show(on);
    if (kept) scrollBy({ top: kept.getBoundingClientRect().top - before, behavior: "instant" });
  };

  // What would move as it arrives is painted when it is there; the page says up to where.
  const until = document.currentScript.dataset.until;
  if (until) document.head.append(Object.assign(document.createElement("link"), { rel: "expect", href: until, blocking: "render" }));

  restore();
  addEventListener("DOMContentLoaded", () => show(root.dataset.parallel === "on"));
  addEventListener("pageshow", (event) => { if (event.persisted) restore(); });
  addEventListener("storage", ({ key }) => { if (key === KEY) restore(); }); // chosen in another window
  document.addEventListener("click", (event) => { if (event.target.closest("button.parallel")) toggle(); });
}
