// Runs Lighthouse on a list of addresses in one browser, each several times; one line of JSON per run.
// node lighthouse.mjs <port of the browser> <runs> < addresses, one per line
import { readFileSync } from "node:fs";
import lighthouse from "lighthouse";

const [port, runs] = process.argv.slice(2).map(Number);
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const METRICS = {
  lcp: "largest-contentful-paint",
  fcp: "first-contentful-paint",
  tbt: "total-blocking-time",
  cls: "cumulative-layout-shift",
  si: "speed-index",
};

// What cost a score less than 1, in Lighthouse's words.
const lost = ({ categories, audits }) =>
  Object.values(categories).flatMap(({ auditRefs }) =>
    auditRefs
      .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
      .map(({ id }) => `${id}: ${audits[id].displayValue ?? audits[id].title}`),
  );

function summary(url, lhr) {
  // Lighthouse lists pictures that stand in the style sheet, too, which nothing is asked for.
  const requests = lhr.audits["network-requests"].details.items.filter((one) => !one.url.startsWith("data:"));
  return {
    url,
    version: lhr.lighthouseVersion,
    error: lhr.runtimeError?.message ?? null,
    scores: Object.fromEntries(CATEGORIES.map((id) => [id, Math.round(100 * lhr.categories[id].score)])),
    metrics: Object.fromEntries(Object.entries(METRICS).map(([name, id]) => [name, lhr.audits[id].numericValue])),
    requests: requests.length,
    bytes: requests.reduce((sum, { transferSize }) => sum + transferSize, 0),
    lost: lost(lhr),
  };
}

for (const url of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  for (let run = 0; run < runs; run++) {
    const { lhr } = await lighthouse(url, { port, output: "json", onlyCategories: CATEGORIES, logLevel: "silent" });
    console.log(JSON.stringify(summary(url, lhr)));
  }
}
process.exit(0);
