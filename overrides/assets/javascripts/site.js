// Keeps the reader's place when the language changes: anchors are the same in both.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[hreflang]");
  if (link && location.hash) link.hash = location.hash;
});
