// Every query of queries.json against the index of the site built at SITE; and look-alikes that nobody wrote down.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { core, entryRank, exactFirst, isEveryday, isHonest, load, lookAlikes, mrr, queries, rankOf, ranksBy, recall } from './measure.mjs';

const data = { vi: load(process.env.SITE, 'vi'), en: load(process.env.SITE, 'en') };
const indexes = { vi: core.createIndex(data.vi), en: core.createIndex(data.en) };
const rows = queries.filter((query) => !isEveryday(query)).map((query) => ({ ...query, rank: rankOf(query, indexes[query.lang]) }));
const ranks = rows.map(({ rank }) => rank);

describe('queries', () => {
  test('there are at least 150, a third of them held out', () => {
    assert.ok(rows.length >= 150);
    assert.ok(rows.filter(({ set }) => set === 'held-out').length >= rows.length * 0.3);
  });
  test('every page wanted is in the index', () => {
    for (const { q, lang, pages } of rows) for (const page of pages) {
      const [address, anchor] = page.slice(lang === 'vi' ? 1 : '/en/'.length).split('#');
      const entry = data[lang].pages.find(({ at }) => at === address);
      assert.ok(entry && (!anchor || entry.parts.some(({ at }) => at === anchor || at.startsWith(`${anchor}.`))), `${q}: ${page}`);
    }
  });
  test('every query has an acceptable page among its first three', () => {
    assert.deepEqual(rows.filter(({ rank }) => !rank || rank > 3).map(({ q, rank }) => [q, rank]), []);
    assert.equal(recall(ranks, 3), 1);
  });
  test('the first acceptable page is nearly always first', () => assert.ok(mrr(ranks) >= 0.97, String(mrr(ranks))));
  for (const [kind, own] of ranksBy(rows, ({ kind }) => kind)) test(`${kind}: first, or nearly so`, () => assert.ok(mrr(own) >= 0.95, String(mrr(own))));
});

describe('queries in everyday words', () => {
  const everyday = queries.filter(isEveryday), answerable = everyday.filter(({ pages }) => pages.length), hopeless = everyday.filter(({ pages }) => !pages.length);
  const ranked = answerable.map((query) => ({ ...query, rank: entryRank(query, indexes[query.lang]) }));
  test('there are some of every kind, and some that have no answer', () => assert.ok(answerable.length >= 100 && hopeless.length >= 10));
  test('some page wanted is in the index', () => {
    for (const { q, lang, pages } of answerable) assert.ok(pages.some((page) => {
      const [address, anchor] = page.slice(lang === 'vi' ? 1 : '/en/'.length).split('#'), entry = data[lang].pages.find(({ at }) => at === address);
      return entry && (!anchor || (entry.parts || []).some(({ at }) => at === anchor || at.startsWith(`${anchor}.`)));
    }), q);
  });
  for (const [kind, own] of ranksBy(ranked, (row) => row.kind)) test(`${kind}: found, and mostly first`, () => {
    const missed = ranked.filter((row) => row.kind === kind && !(row.rank && row.rank <= 3)).map(({ q, rank }) => [q, rank]);
    assert.ok(recall(own, 3) >= 0.95, JSON.stringify(missed));
    assert.ok(mrr(own) >= 0.9, String(mrr(own)));
  });
  test('eight of ten that have no answer are told so', () => {
    const shown = hopeless.filter((query) => !isHonest(query, indexes[query.lang])).map(({ q }) => q);
    assert.ok(shown.length <= hopeless.length * 0.2, JSON.stringify(shown));
  });
  test('what is not there is named as typed', () => {
    for (const query of hopeless) for (const word of core.search(indexes[query.lang], query.q).unknown) assert.ok(query.q.includes(word));
  });
});

describe('look-alikes', () => {
  for (const [lang, index] of Object.entries(indexes)) for (const size of [1, 2, 3]) {
    test(`${lang}: exact accents come first, ${size} word(s)`, () => {
      const all = lookAlikes(index, size);
      assert.ok(lang === 'en' || all.length);
      assert.deepEqual(all.filter((one) => !exactFirst(index, one)).map(({ q }) => q), []);
    });
  }
});
