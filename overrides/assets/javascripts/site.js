// Keeps the reader's place and choices when the language changes: anchors and parameters are the same in both.
function keepPlace(event) {
  const link = event.target.closest(".languages a, .other a");
  if (!link) return;
  const query = new URLSearchParams(location.search);
  for (const name of ["h", "q"]) query.delete(name); // words that were searched are of one language
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
for (const table of document.querySelectorAll("table:is(.duties, .appendix)")) {
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
    part.setAttribute("role", ROLES[part.tagName] ?? (part.scope === "col" ? "columnheader" : "rowheader"));
  }
}
