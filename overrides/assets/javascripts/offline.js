// In the archive alone, before site.js: from a folder browsers start no worker and fetch nothing, so the search's worker
// runs in a hidden frame of the page, and its index comes as a script.
if (location.protocol === "file:") {
  const load = (page, address) => new Promise((done, failed) => {
    const script = page.createElement("script");
    script.src = address;
    script.addEventListener("load", done);
    script.addEventListener("error", failed);
    page.head.append(script);
  });

  window.Worker = class extends EventTarget {
    constructor(address) {
      super();
      const worker = new URL(address, location).href;
      const frame = document.createElement("iframe");
      frame.hidden = true;
      this.ready = new Promise((done) => frame.addEventListener("load", done, { once: true })).then(async () => {
        this.inside = frame.contentWindow;
        this.inside.importScripts = () => {}; // what it would ask for is loaded here, first
        this.inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
        this.inside.fetch = async (index) => {
          await load(frame.contentDocument, new URL(index, worker).href.replace(/on$/, ""));
          return { json: async () => this.inside.__index };
        };
        await load(frame.contentDocument, worker.replace("search-worker", "search-core"));
        await load(frame.contentDocument, worker);
      });
      document.body.append(frame);
    }

    postMessage(data) {
      this.ready.then(() => this.inside.dispatchEvent(new MessageEvent("message", { data })));
    }
  };
}
