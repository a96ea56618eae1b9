import { readFileSync } from "node:fs";
import starlight from "@astrojs/starlight";
import { defineConfig } from "astro/config";

const nav = JSON.parse(readFileSync(new URL("./data/nav.json", import.meta.url)));

export default defineConfig({
  site: "https://example.org",
  integrations: [
    starlight({
      title: "768",
      defaultLocale: "root",
      locales: { root: { label: "Tiếng Việt", lang: "vi" }, en: { label: "English", lang: "en" } },
      sidebar: nav.vi.map((one) => ({ label: one.title, link: one.url })),
      pagefind: false, // the other peers make no search index
    }),
  ],
});
