// Keeps the reader's place and choices when the language changes: anchors and parameters are the same in both. What
// others hung on the address (fbclid) stays behind, and so do words that were searched, which are of one language.
function keepPlace(event) {
  const link = event.target.closest(".languages a, .other a");
  if (!link) return;
  const query = new URLSearchParams(location.search);
  const choices = new Set(["song-ngu", ...Array.from(document.querySelectorAll("main select"), (select) => select.name)]);
  for (const name of [...query.keys()]) if (!choices.has(name)) query.delete(name);
  link.search = query.toString();
  link.hash = location.hash;
}
for (const type of ["click", "auxclick", "contextmenu"]) document.addEventListener(type, keepPlace);

// Marks today on the timeline, which is drawn once, when the site is built.
for (const drawing of document.querySelectorAll(".timeline")) {
  const [first, last] = [Number(drawing.dataset.first), Number(drawing.dataset.last)];
  const now = new Date();
  const years = now.getFullYear() + now.getMonth() / 12 - first;
  const line = drawing.querySelector(".today");
  if (years < 0 || years >= last - first + 1) continue;
  line.setAttribute("transform", `translate(${40 + years * 30} 0)`);
  line.setAttribute("visibility", "visible");
}

// On phones a row of these tables is a block, and some browsers then forget that it is a row: say it again.
const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
for (const table of document.querySelectorAll("table:is(.appendix, .criteria)")) {
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
    part.setAttribute("role", ROLES[part.tagName] ?? (part.scope === "col" ? "columnheader" : "rowheader"));
  }
}

// A term is a link to the glossary, which says here what it means; the browser closes what it said.
document.addEventListener("click", (event) => {
  const term = event.target.closest("a.term"), card = document.getElementById("__term");
  if (!term || !card?.showPopover || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const said = card.querySelector("span");
  said.textContent = term.dataset.meaning;
  said.lang = term.dataset.lang;
  card.querySelector("a").href = term.href;
  card.setAttribute("aria-label", term.textContent);
  card.showPopover();
  const place = term.getBoundingClientRect(), room = document.documentElement.clientWidth - card.offsetWidth - 8;
  const below = place.bottom + card.offsetHeight + 8 < innerHeight;
  card.style.left = `${Math.max(8, Math.min(place.left, room)) + scrollX}px`;
  card.style.top = `${(below ? place.bottom + 6 : place.top - card.offsetHeight - 6) + scrollY}px`;
  card.focus({ preventScroll: true });
});

// Marks in the table of contents the heading under which the reader is.
{
  const links = new Map();
  for (const link of document.querySelectorAll(".toc a")) links.set(document.getElementById(decodeURIComponent(link.hash.slice(1))), link);
  links.delete(null);
  const headings = [...links.keys()];
  const mark = () => {
    const line = document.querySelector(".md-header").getBoundingClientRect().bottom + innerHeight / 8;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
    for (const [heading, link] of links) {
      heading === passed.at(-1) ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    }
  };
  if (headings.length) {
    let waiting = false;
    addEventListener("scroll", () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; mark(); });
    }, { passive: true });
    mark();
  }
}

// On a narrow screen the menu lies over the page: a link to a heading of the same page closes it.
document.querySelector("#__menu")?.addEventListener("click", ({ target, currentTarget }) => {
  if (target.closest("a")?.hash && currentTarget.matches(":popover-open")) currentTarget.hidePopover();
});
