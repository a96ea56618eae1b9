// Filters the list of tasks. The address holds the state, with the same names and values in both languages, so that a
// link, a bookmark, the back button and the language switch all keep it. What a task answers to is in its data-* (plansite/pages/filters.py).
{
  const panel = document.querySelector(".filters");
  const form = panel.querySelector("form");
  const fields = [...form.querySelectorAll("select")];
  const labels = new Map(fields.flatMap((field) => [...field.options]).map((option) => [option, option.text]));
  const status = panel.querySelector("[role=status]");
  const more = panel.querySelector(".filters__more");

  const tasks = [...document.querySelectorAll("li.task")].map((item) => ({
    item,
    group: item.dataset.nhom,
    periods: item.dataset.thoiGian.split(" "),
    roles: item.dataset.agencies.split(" ").map((role) => role.split(":")),
  }));

  // One cell entry must meet all that is asked of agency, role and kind; members of a class only where that is asked.
  const takesPart = (roles, want) => roles.some(([agency, side, kind, through]) =>
    (!want["co-quan"] || agency === want["co-quan"]) &&
    (!want["vai-tro"] || side === want["vai-tro"]) &&
    (want["hinh-thuc"] ? kind === want["hinh-thuc"] : !through));

  const matches = (task, want) =>
    (!want.nhom || task.group === want.nhom) &&
    (!want["thoi-gian"] || task.periods.includes(want["thoi-gian"])) &&
    takesPart(task.roles, want);

  const count = (want) => tasks.filter((task) => matches(task, want)).length;

  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // The filters that the address names; a value that is not on offer asks for nothing.
  const asked = () => {
    const query = new URLSearchParams(location.search);
    const offered = (field) => [...field.options].some((option) => option.value === query.get(field.name));
    return Object.fromEntries(fields.filter(offered).map((field) => [field.name, query.get(field.name)]));
  };

  const address = (want) => {
    const url = new URL(location);
    for (const { name } of fields) url.searchParams.delete(name);
    for (const { name } of fields) if (want[name]) url.searchParams.set(name, want[name]);
    return url;
  };

  const names = (field, value) => ({
    field: field.labels[0].textContent,
    value: labels.get([...field.options].find((option) => option.value === value)),
  });

  const active = (want) => fields.filter((field) => want[field.name]);

  const label = (want) => {
    for (const field of fields) {
      field.value = want[field.name] ?? "";
      for (const option of field.options) {
        option.text = `${labels.get(option)} (${count({ ...want, [field.name]: option.value })})`;
      }
    }
  };

  const button = ([words, values, want]) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = fill(words, { ...values, n: count(want) });
    made.addEventListener("click", () => { go(want); status.focus(); });
    return made;
  };

  // Other kinds in which the chosen agency takes part in tasks that are not shown.
  const otherKinds = (want) => {
    const kind = fields.find((field) => field.name === "hinh-thuc");
    return [...kind.options].filter((option) => option.value && want["co-quan"])
      .map((option) => [panel.dataset.try, names(kind, option.value), { ...want, [kind.name]: option.value }])
      .filter(([, , next]) => tasks.some((task) => matches(task, next) && !matches(task, want)));
  };

  const fewer = (want) => active(want)
    .map((field) => [panel.dataset.drop, names(field), { ...want, [field.name]: "" }])
    .filter(([, , next]) => count(next));

  // Ways out of an empty result, and to what a filter by agency leaves out: tasks given to its class.
  const offer = (want) => {
    const empty = count(want) === 0;
    const ways = [...(empty || !want["hinh-thuc"] ? otherKinds(want) : []), ...(empty ? fewer(want) : [])];
    more.hidden = !empty && ways.length === 0;
    more.querySelector("p").textContent = empty ? panel.dataset.none : panel.dataset.also;
    more.replaceChildren(more.querySelector("p"), ...ways.map(button));
  };

  const show = (want) => {
    for (const task of tasks) task.item.hidden = !matches(task, want);
    for (const group of document.querySelectorAll(".task-group")) group.hidden = !group.querySelector("li.task:not([hidden])");
    label(want);
    const chosen = active(want).map((field) => names(field, want[field.name]));
    const filters = chosen.map(({ field, value }) => `${field}: ${value}`).join("; ");
    const words = fill(panel.dataset.count, { n: count(want), all: tasks.length });
    status.textContent = filters ? `${words}. ${fill(panel.dataset.active, { filters })}.` : words;
    offer(want);
  };

  const go = (want, replace = false) => {
    const url = address(want);
    url.hash = "";
    history[replace ? "replaceState" : "pushState"](null, "", url);
    show(want);
  };

  // Arrow keys run through the options of a closed list: that is one step back, not one for each.
  let last = { field: null, time: 0 };
  form.addEventListener("change", ({ target, timeStamp }) => {
    const running = target === last.field && timeStamp - last.time < 1000;
    last = { field: target, time: timeStamp };
    go(Object.fromEntries(new FormData(form)), running);
  });
  form.addEventListener("reset", (event) => { event.preventDefault(); go({}); });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("popstate", () => show(asked()));
  addEventListener("pageshow", () => setTimeout(() => show(asked()))); // after browsers restore fields
  addEventListener("hashchange", () => { // the table of contents may lead to a group that the filter hides
    const target = document.getElementById(location.hash.slice(1));
    if (target?.closest("[hidden]")) { go({}); target.scrollIntoView(); }
  });

  // On a phone the filters are folded.
  const wide = matchMedia("(width >= 45em)");
  const unfold = () => { panel.querySelector("details").open = wide.matches; };
  wide.addEventListener("change", unfold);
  unfold();
  history.replaceState(history.state, "", address(asked()));
  show(asked());
  panel.hidden = false;
}
