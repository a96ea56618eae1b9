// Shows one agency or one task of the matrix; the choice stands in the address (?xem=so-y-te).
(() => {
  const form = document.querySelector(".only");
  const table = document.querySelector(".matrix");
  if (!form || !table) return;
  const select = form.elements.xem;
  const columns = [...table.querySelectorAll("thead th")].map((cell) => cell.dataset.agency);

  /** Hide the columns and rows that are not chosen; a task's row hides the agencies that have no part in it. */
  function show(choice) {
    const row = [...table.querySelectorAll("tr[data-task]")].find((one) => one.dataset.task === choice);
    const keep = (n) => !choice || (row ? row.cells[n + 1].childElementCount > 0 : columns[n] === choice);
    for (const line of table.rows) {
      const cells = [...line.cells].slice(1);
      if (cells.length === columns.length) cells.forEach((cell, n) => { cell.hidden = !keep(n); });
      const empty = !row && choice && line.dataset.task && !cells.some((cell) => !cell.hidden && cell.childElementCount);
      line.hidden = Boolean(empty || (row && line.dataset.task && line !== row));
    }
    for (const body of table.tBodies) body.hidden = ![...body.rows].some((line) => line.dataset.task && !line.hidden);
  }

  /** Take the choice from the address. */
  function read() {
    const choice = new URLSearchParams(location.search).get("xem") ?? "";
    select.value = choice;
    show(select.value);
  }

  select.addEventListener("change", () => {
    const address = new URL(location.href);
    if (select.value) address.searchParams.set("xem", select.value);
    else address.searchParams.delete("xem");
    history.pushState(null, "", address);
    show(select.value);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", read);
  form.hidden = false;
  read();
})();
