// On the page for what is missing: offers to search for the words of the address that was asked for.
const words = (home) => {
  const base = new URL(home, location).pathname;
  let path = location.pathname.slice(location.pathname.startsWith(base) ? base.length : 0);
  try {
    path = decodeURIComponent(path);
  } catch {
    return ""; // an address that is no text has no words
  }
  const parts = path.replace(/\.\w+$/, "").split(/[\s/_.+-]+/);
  return parts.filter((part) => part && part !== "en" && part !== "index").join(" ").slice(0, 80);
};

for (const place of document.querySelectorAll("[data-search]")) {
  const link = place.querySelector("a");
  const asked = words(place.dataset.search);
  if (asked) {
    link.textContent = link.textContent.replace("{words}", asked);
    link.search = new URLSearchParams({ q: asked });
    place.hidden = false;
  }
}
