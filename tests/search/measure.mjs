// Ranks of the queries of queries.json in the built site's index, and what follows from them.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

export const core = createRequire(import.meta.url)('../../overrides/assets/javascripts/search-core.js');
export const queries = JSON.parse(readFileSync(new URL('queries.json', import.meta.url)));
const ROOTS = { vi: '', en: 'en/' };
const SHOWN = 3; // paragraphs of a page that are drawn unfolded

/** The data of one language's index in the site built at `folder`. */
export const load = (folder, lang) => JSON.parse(readFileSync(`${folder}/${ROOTS[lang]}search/search_index.json`)).docs;

/** Is a hit one of the pages a reader would accept? With an anchor, its first paragraph must be it or stand in it. */
function accepts(page, hit, index, lang) {
  const [address, anchor] = page.split('#');
  if (`/${ROOTS[lang]}${index.pages[hit.page].at}` !== address) return false;
  const found = hit.units[0].unit.anchor;
  return !anchor || found === anchor || found.startsWith(`${anchor}.`);
}

/** The place of the first acceptable hit, from 1; 0 when there is none. */
export function rankOf(query, index) {
  const { hits } = core.search(index, query.q);
  return hits.findIndex((hit) => query.pages.some((page) => accepts(page, hit, index, query.lang))) + 1;
}

/** Is a query in everyday words? Its kind ends in the language of the reader, and its rank counts entries. */
export const isEveryday = ({ kind }) => /-(vi|en)$/.test(kind);

/** What is drawn for an answer, in order: { address, isHead }; a head stands above paragraphs of its own page. */
function entries({ hits }, index, lang) {
  return hits.flatMap(({ page, units }) => {
    const parts = units.filter(({ unit }) => unit.anchor).slice(0, SHOWN), address = `/${ROOTS[lang]}${index.pages[page].at}`;
    const own = units.some(({ unit }) => !unit.anchor) ? [{ address, isHead: parts.length > 0 }] : [];
    return [...own, ...parts.map(({ unit }) => ({ address: `${address}#${unit.anchor}`, isHead: false }))];
  });
}

const isIn = (address, page) => address === page || address.startsWith(page.includes('#') ? `${page}.` : `${page}#`);

/** The place of the first acceptable entry, from 1, heads above others not counted; 0 when there is none. */
export function entryRank(query, index) {
  const found = entries(core.search(index, query.q), index, query.lang).map((entry) => ({ ...entry, isWanted: query.pages.some((page) => isIn(entry.address, page)) }));
  const counted = found.filter(({ isHead, isWanted }) => isWanted || !isHead);
  return counted.findIndex(({ isWanted }) => isWanted) + 1;
}

/** Is a query that the plan cannot answer told so? Nothing is shown for it. */
export const isHonest = (query, index) => core.search(index, query.q).hits.length === 0;

const mean = (list) => list.reduce((sum, value) => sum + value, 0) / list.length;
export const mrr = (ranks) => mean(ranks.map((rank) => (rank ? 1 / rank : 0)));
export const recall = (ranks, within) => mean(ranks.map((rank) => (rank && rank <= within ? 1 : 0)));

/** Ranks by what `key` says of a query. */
export function ranksBy(rows, key) {
  const groups = new Map();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) || []), row.rank]);
  return groups;
}

/** Runs of `size` neighbouring words in a text. */
function runs(text, size) {
  const words = core.tokenize(text).flatMap((word) => (word.parts.length ? word.parts : [word])).map((word) => word.raw.toLowerCase());
  return Array.from({ length: Math.max(0, words.length - size + 1) }, (_, i) => words.slice(i, i + size));
}

const texts = ({ title, also = [], text, facts = [], now = [], everyday = [], other = [] }) => [title, ...also, text, ...facts, ...now, ...everyday, ...other].filter(Boolean);

/** Pages by the exact spelling, for every folded run of words that has several spellings. */
export function lookAlikes(index, size) {
  const forms = new Map();
  for (const unit of index.units) for (const text of texts(unit.record)) for (const run of runs(text, size)) {
    const folded = run.map(core.fold).join(' '), exact = run.map(core.exact).join(' ');
    if (!forms.has(folded)) forms.set(folded, new Map());
    const own = forms.get(folded);
    if (!own.has(exact)) own.set(exact, { q: run.join(' '), pages: new Set() });
    own.get(exact).pages.add(unit.page);
  }
  const several = [...forms.values()].filter((own) => own.size > 1);
  return several.flatMap((own) => [...own.values()].map((one) => ({ ...one, alike: new Set([...own.values()].flatMap(({ pages }) => [...pages])) })))
    .filter(({ q }) => core.fold(q) !== q);
}

/** Does every page with the exact words come before every page that has only a look-alike? */
export function exactFirst(index, { q, pages, alike }) {
  const order = core.search(index, q).hits.filter(({ page }) => alike.has(page)).map(({ page }) => pages.has(page));
  const found = order.filter(Boolean).length;
  return found === pages.size && order.slice(0, found).every(Boolean);
}
