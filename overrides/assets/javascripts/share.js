// Copies links, sentences and citations. Without it links are links, and one click selects a text.

const region = document.querySelector(".toast");

// The address that stays, whatever host or query the reader came by.
function permanent(link) {
  const canonical = document.querySelector("link[rel=canonical]");
  return new URL(link.getAttribute("href"), canonical?.href ?? location.origin + location.pathname).href;
}

function say(text) {
  region.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => region.replaceChildren(), 6000);
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
  getSelection().selectAllChildren(shown);
}

async function copy(text, name, element) {
  try {
    await written(text).catch(async () => copySelected(await text));
    say(`${region.dataset.copied}: ${name}`);
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
    copy(address, address);
  });
}
