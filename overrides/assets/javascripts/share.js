// Copies links, sentences and citations. Without it links are links, and one click selects a text.

const region = document.querySelector(".toast");

// The address that stays, whatever host or query the reader came by.
function permanent(link) {
  const canonical = document.querySelector("link[rel=canonical]");
  return new URL(link.getAttribute("href"), canonical?.href ?? location.origin + location.pathname).href;
}

function say(text, ...more) {
  region.replaceChildren(text, ...more);
  clearTimeout(say.timer);
  const end = () => {
    if (region.matches(":hover, :focus-within")) say.timer = setTimeout(end, 1000);
    else region.replaceChildren();
  };
  say.timer = setTimeout(end, 6000);
}

// A page that is still to be fetched is promised: browsers forget the click that allowed copying.
async function written(text) {
  if (typeof text === "string") return navigator.clipboard.writeText(text);
  const blob = text.then((words) => new Blob([words], { type: "text/plain" }));
  return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}

// The older way, for pages that are not given the clipboard, as on plain HTTP: copy what is selected.
function copySelected(text) {
  const before = document.activeElement;
  const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "unseen" });
  (document.querySelector("dialog[open]") ?? document.body).append(field); // beside an open dialog all is dead
  field.focus({ preventScroll: true });
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  before?.focus({ preventScroll: true });
  if (!done) throw new Error("not copied");
}

// For the reader to copy: the text itself, selected. A file's text is shown first.
function select(text, element) {
  let shown = element;
  if (element.matches("a")) {
    const row = element.closest("dd");
    shown = row.querySelector("pre") ?? row.appendChild(document.createElement("pre"));
    shown.textContent = text;
  }
  const panel = element.closest("details");
  if (panel) panel.open = true;
  getSelection().selectAllChildren(shown);
}

async function copy(text, name, element, ...more) {
  try {
    await written(text).catch(async () => copySelected(await text));
    say(`${region.dataset.copied}: ${name}`, ...more);
  } catch {
    say(region.dataset.failed);
    if (element) select(await text, element);
  }
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}

function addButton(element, text) {
  const name = element.closest("div").querySelector("dt").textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = region.dataset.copy;
  button.setAttribute("aria-label", `${region.dataset.copy}: ${name}`);
  button.addEventListener("click", () => copy(text(), name, element));
  element.closest("dd").append(button);
}

if (region) {
  for (const element of document.querySelectorAll("[data-copy]:not(.toast)")) addButton(element, () => element.textContent.trim());
  for (const button of document.querySelectorAll("[data-copies]")) {
    const element = document.querySelector(`.share [data-copy=${button.dataset.copies}]`);
    button.addEventListener("click", () => copy(element.textContent.trim(), element.closest("div").querySelector("dt").textContent, element));
  }
  // Files are fetched when the panel opens: on plain HTTP Safari copies only what is there at the click.
  const files = new Map();
  for (const link of document.querySelectorAll("[data-copy-file]")) addButton(link, () => files.get(link) ?? fetched(link.href));
  document.querySelector("details.share")?.addEventListener("toggle", () => {
    for (const link of document.querySelectorAll("[data-copy-file]")) fetched(link.href).then((text) => files.set(link, text), () => {});
  }, { once: true });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.permalink");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const address = permanent(link);
    if (!link.hash) event.preventDefault();
    copy(address, address, null, ...(link.hash ? feedbackHere() : []));
  });
}

// ---------------------------------------------------------------- telling of a slip

/** A link to tell of a slip at the place whose link was copied. */
function feedbackHere() {
  const link = document.querySelector("[data-feedback]")?.cloneNode();
  if (!link) return [];
  link.textContent = link.dataset.feedback;
  return [" ", link];
}

/** The words that were chosen, or those of the place that the address names. */
function wordsHere() {
  const chosen = String(getSelection()).trim();
  const place = document.querySelector(":target");
  return (chosen || (place?.querySelector(".law") ?? place)?.textContent.trim() || "").slice(0, 500);
}

// The page's own link says which page; with a place or chosen words, it says these, too.
document.addEventListener("click", ({ target }) => {
  const link = target.closest("[data-feedback]");
  if (!link) return;
  const [page, title] = [document.querySelector("link[rel=canonical]").href, document.querySelector("h1").textContent];
  const words = wordsHere();
  const body = `${title}\n${page}${location.hash}\n\n${words && `“${words}”\n\n`}`;
  link.href = link.getAttribute("href").replace(/&body=.*/, `&body=${encodeURIComponent(body)}`);
});
