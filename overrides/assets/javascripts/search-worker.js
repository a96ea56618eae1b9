/*
 * The search worker: answers the theme's messages (tests/search/README.md) with search-core.js.
 * Everything that knows the theme's protocol is in this file.
 */
'use strict';
importScripts(`search-core.js${location.search}`); // the version that the page asked for

const SETUP = 0, READY = 1, QUERY = 2, RESULT = 3;
const PAGES = 40, PARTS = 3, SNIPPET = 220, PAUSE = 300;
let index, other, last, pause;

addEventListener('message', ({ data: { type, data } }) => {
  if (type === SETUP) {
    index = PlanSearch.createIndex(data.docs);
    postMessage({ type: READY });
  } else if (type === QUERY) {
    reply(last = String(data));
  }
});

/** Answer a query. Only when the reader pauses at one that finds nothing is the other language asked. */
function reply(text) {
  clearTimeout(pause);
  const { query, hits, corrected } = PlanSearch.search(index, text);
  const help = { text: query.text.trim(), total: hits.length, corrected };
  const items = hits.slice(0, PAGES).map((hit, place) => item(query, hit, PAGES - place));
  if (!hits.length && query.slots.length) help.nearest = PlanSearch.suggest(index, text);
  postMessage({ type: RESULT, data: { items, help } });
  if (!hits.length && query.slots.length && index.other) pause = setTimeout(() => askOther(text, help), PAUSE);
}

/** Nothing found: the same search in the other language. Its index is fetched now and not before. */
async function askOther(text, help) {
  try {
    other = other || fetchIndex(index.other.index);
    const { hits } = PlanSearch.search(await other, text);
    if (text === last) postMessage({ type: RESULT, data: { items: [], help: { ...help, other: { lang: index.other.lang, total: hits.length } } } });
  } catch (error) {
    other = undefined; // offline: the help stays without this line, and the next search asks again
  }
}

const fetchIndex = async (address) => PlanSearch.createIndex((await (await fetch(new URL(address, location))).json()).docs);

/**
 * One page's results as the theme expects them: the best first, the page itself among them, its parts with
 * anchors. A part with a lower score than the first is folded under "more". The score falls from page to page,
 * as Enter opens the highest of all.
 */
function item(query, hit, score) {
  const page = index.pages[hit.page], own = hit.units.find(({ unit }) => !unit.anchor), parts = hit.units.filter(({ unit }) => unit.anchor);
  const entries = parts.map(({ unit }, i) => entry(query, page, unit.record, i < PARTS && !own ? score : score - 0.5));
  const head = entry(query, page, page, own ? score : 0);
  return own ? [head, ...entries] : [...entries, head];
}

/** `title` and `text` become innerHTML in the theme: nothing goes in that PlanSearch has not escaped. */
function entry(query, page, record, score) {
  const facts = record === page ? [...(page.facts || []), ...(page.now || [])] : [];
  return {
    location: `${page.at}?h=${encodeURIComponent(query.text.trim().slice(0, 200))}${record === page ? '' : `#${record.at}`}`,
    title: html(query, record.title || record.under || page.title, Infinity),
    text: line(PlanSearch.escape(record.where || '')) + line(facts.map((fact) => html(query, fact)).join(' · ')) + line(alias(query, record)) + html(query, record.text || ''),
    score, terms: {},
  };
}

const line = (html) => (html ? `<p class="search-facts">${html}</p>` : '');
const html = (query, text, length = SNIPPET) => PlanSearch.snippet(text, PlanSearch.marksOf(index, query, text), length);

/** The other name that the query says best, when it says more than the title shows: why else is this found? */
function alias(query, record) {
  const said = (name) => PlanSearch.marksOf(index, query, name).reduce((sum, [from, to]) => sum + to - from, 0);
  const names = (record.also || []).filter((name) => said(name) > name.length / 2);
  const best = names.reduce((a, b) => (said(b) > said(a) ? b : a), '');
  return said(best) > said(record.title || '') ? html(query, best) : '';
}
