// Notes what is amiss on a page of the tests, in every engine by the same means: WebDriver has none. It runs before all else.
{
  let here = true; // who leaves breaks off what is still on its way
  addEventListener("beforeunload", () => { here = false; });
  addEventListener("pageshow", () => { here = true; });
  const note = (words) => here && sessionStorage.setItem("amiss", JSON.stringify([...noted(), `${location.pathname}: ${words}`]));
  const noted = () => JSON.parse(sessionStorage.getItem("amiss") ?? "[]");
  addEventListener("error", ({ message, target }) => note(message ?? `cannot load ${target.src ?? target.href}`), true);
  addEventListener("unhandledrejection", ({ reason }) => note(`unhandled: ${reason}`));
  addEventListener("securitypolicyviolation", ({ blockedURI, effectiveDirective }) => note(`${effectiveDirective} forbids ${blockedURI}`));
  for (const kind of ["error", "warn"]) {
    const said = console[kind];
    console[kind] = (...words) => { note(`${kind}: ${words.join(" ")}`); said(...words); };
  }
  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) {
      if (!name.startsWith(`${location.origin}/`) && !/^(data|blob):/.test(name)) note(`request to ${name}`);
    }
  }).observe({ type: "resource", buffered: true });
}
