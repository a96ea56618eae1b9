// Shows one agency or one task of the matrix, or on a phone of the list in its place; the choice stands in the address
// (?xem=so-y-te), with the same values in both languages, so that a link, the back button and the language switch keep it.
(() => {
  const form = document.querySelector(".only");
  if (!form) return; // a plan too large for a matrix has the list alone
  const select = form.elements.xem;
  const table = document.querySelector(".matrix");
  const list = document.querySelector(".by-agency");
  const columns = [...table.querySelectorAll("[data-agency]")].map((head) => head.dataset.agency);
  const rows = [...table.querySelectorAll("tr[data-task]")];

  const seen = (parent, selector) => parent.querySelector(`${selector}:not([hidden])`);

  /** Hide the columns and rows that are not chosen; a task hides the agencies that have no part in it. */
  const showTable = (choice, row) => {
    const keep = (n) => !choice || (row ? row.cells[n + 1].childElementCount > 0 : columns[n] === choice);
    for (const line of table.rows) {
      if (line.cells.length > columns.length) columns.forEach((_, n) => { line.cells[n + 1].hidden = !keep(n); });
    }
    for (const line of rows) line.hidden = Boolean(choice) && (row ? line !== row : !seen(line, "td").childElementCount);
    for (const body of table.tBodies) body.hidden = !seen(body, "[data-task]");
    // Totals count what is not shown too.
    table.tFoot.hidden = Boolean(row);
    for (const cell of table.querySelectorAll(".total")) cell.hidden = Boolean(choice) && !row;
  };

  const showList = (choice, row) => {
    for (const item of list.children) {
      for (const chip of item.querySelectorAll(".chip")) chip.hidden = Boolean(row) && chip.dataset.task !== choice;
      for (const side of item.querySelectorAll("dd")) side.hidden = !seen(side, ".chip");
      item.hidden = Boolean(choice) && (row ? !seen(item, "dd") : item.dataset.agency !== choice);
    }
  };

  const show = (choice) => {
    const row = rows.find((one) => one.dataset.task === choice);
    select.value = choice;
    table.classList.toggle("matrix--one", Boolean(choice) && !row); // a list of sentences, on a phone too
    showTable(choice, row);
    showList(choice, row);
  };

  // What is not on offer asks for nothing.
  const asked = () => {
    const choice = new URLSearchParams(location.search).get("xem");
    return [...select.options].some((option) => option.value === choice) ? choice : "";
  };

  const address = (choice) => {
    const url = new URL(location);
    url.searchParams.delete("xem");
    if (choice) url.searchParams.set("xem", choice);
    return url;
  };

  // Arrow keys run through the options of a closed list: that is one step back, not one for each.
  let last = -Infinity;
  select.addEventListener("change", ({ timeStamp }) => {
    history[timeStamp - last < 1000 ? "replaceState" : "pushState"](null, "", address(select.value));
    last = timeStamp;
    show(select.value);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", () => show(asked()));
  addEventListener("pageshow", () => setTimeout(() => show(asked()))); // after browsers restore fields
  history.replaceState(history.state, "", address(asked()));
  show(asked());
  form.hidden = false;
})();
