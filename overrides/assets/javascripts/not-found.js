// On the page for what is missing: offers to search for the words of the address that was asked for.
const asked = () => {
  const last = location.pathname.split("/").filter(Boolean).pop() ?? "";
  try {
    return decodeURIComponent(last).replace(/\.\w+$/, "").split(/[\s_.+-]+/).filter(Boolean).join(" ").slice(0, 80);
  } catch {
    return ""; // an address that is no text has no words
  }
};

const words = asked();
for (const place of document.querySelectorAll("[data-asked]")) {
  if (!words) continue;
  const link = place.querySelector("a");
  link.textContent = link.textContent.replace("{words}", () => words);
  link.search = new URLSearchParams({ q: words });
  place.hidden = false;
}
