/*
 * Searches beside the page, so that typing never waits: { id, text } → { id, text, total, results, … }, and once more
 * with `other` when the other language was asked. The index comes with the first question.
 */
'use strict';
importScripts(`search-core.js${location.search}`); // the version that the page asked for

const INDEX = '../../search/search_index.json';
const PAGES = 40, PARTS = 3, SNIPPET = 220, PAUSE = 300;
const indexes = new Map();
let last, pause;

addEventListener('message', async ({ data: { id, text } }) => {
  last = id;
  clearTimeout(pause);
  let index;
  try { index = await load(INDEX); } catch { return postMessage({ id, text, failed: true }); }
  if (id !== last) return; // typed on meanwhile
  const answer = { id, text, ...reply(index, text) };
  postMessage(answer);
  if (answer.asksOther && index.other) pause = setTimeout(() => askOther(index, answer), PAUSE);
});

/** Fetch an index once; after a failure the next question asks again. */
function load(address) {
  if (!indexes.has(address)) {
    const index = fetch(address + location.search).then((answer) => answer.json()).then(({ docs }) => PlanSearch.createIndex(docs));
    index.catch(() => indexes.delete(address));
    indexes.set(address, index);
  }
  return indexes.get(address);
}

/** What a query finds, ready to be shown. `title`, `lines` and `text` are HTML in which PlanSearch has escaped the rest. */
function reply(index, text) {
  const { query, hits, corrected, unknown = [], other } = PlanSearch.search(index, text);
  const asked = query.slots.length > 0;
  return {
    total: hits.length,
    results: hits.slice(0, PAGES).map((hit) => result(index, query, hit)),
    corrected,
    unknown,
    nearest: asked && !hits.length ? PlanSearch.suggest(index, text) : '',
    asksOther: asked && (other ?? !hits.length),
  };
}

/** The same search in the other language, when the reader pauses. Offline the answer stays without it. */
async function askOther(index, answer) {
  const other = await load(index.other.index).catch(() => undefined);
  if (!other) return;
  const { hits } = PlanSearch.search(other, answer.text);
  if (answer.id === last) postMessage({ ...answer, other: hits.length });
}

/** One page: the best entries first; `more` counts those to be folded. A page that is no answer itself names its parts. */
function result(index, query, hit) {
  const page = index.pages[hit.page], own = hit.units.some(({ unit }) => !unit.anchor);
  const parts = hit.units.filter(({ unit }) => unit.anchor).map(({ unit }) => entry(index, query, page, unit.record));
  return own
    ? { entries: [entry(index, query, page, page), ...parts], more: parts.length }
    : { page: page.title, entries: parts, more: Math.max(0, parts.length - PARTS) };
}

function entry(index, query, page, record) {
  const html = (text, length = SNIPPET) => PlanSearch.snippet(text, PlanSearch.marksOf(index, query, text), length);
  const facts = record === page ? [...(page.facts || []), ...(page.now || [])] : [];
  if (page.kind === 'task') facts[0] = page.also[0]; // “Nhiệm vụ III.8”, not its number alone
  const title = html(record.title || record.under || page.title, Infinity), text = html(record.text || '');
  const said = facts.map((fact) => html(fact)).join(' · '), shown = /<mark/.test(title + said + text);
  const also = alias(index, query, record, shown ? 0.5 : 0);
  return {
    href: `${page.at}?h=${encodeURIComponent(query.text.trim().slice(0, 200))}${record === page ? '' : `#${record.at}`}`,
    title,
    lines: [PlanSearch.escape(record.where || ''), said, also && html(also)].filter(Boolean),
    text,
  };
}

/** The other name that the query says best, more than a `part` of it and than the title shows: why else is this found? */
function alias(index, query, record, part) {
  const said = (name) => PlanSearch.marksOf(index, query, name).reduce((sum, [from, to]) => sum + to - from, 0);
  const names = PlanSearch.namesOf(record).filter((name) => said(name) > name.length * part);
  const best = names.reduce((a, b) => (said(b) > said(a) ? b : a), '');
  return said(best) > said(record.title || '') ? best : '';
}
