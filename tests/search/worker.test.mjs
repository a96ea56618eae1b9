// The worker, in Node: it answers as the theme expects. And the theme: it still speaks the protocol of README.md.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import vm from 'node:vm';

const here = new URL('../../overrides/assets/javascripts/', import.meta.url);
const read = (name) => readFileSync(new URL(name.split('?')[0], here), 'utf8');
const THEME = process.env.MATERIAL; // where the theme is installed

/** A worker with the index `docs`; `ask` gives its answers to a message. */
function start(docs, fetch) {
  const sent = [], context = vm.createContext({ console, URL, fetch, clearTimeout, setTimeout: (run) => setTimeout(run), location: new URL('https://x.test/assets/javascripts/search-worker.js?1'), postMessage: (message) => sent.push(message) });
  let listener;
  Object.assign(context, { self: context, addEventListener: (_, f) => { listener = f; }, importScripts: (name) => vm.runInContext(read(name), context) });
  vm.runInContext(read('search-worker.js'), context);
  const ask = (type, data) => { sent.length = 0; listener({ data: { type, data } }); return JSON.parse(JSON.stringify(sent)); };
  assert.deepEqual(ask(0, { config: {}, docs, options: { suggest: false } }), [{ type: 1 }]);
  return { ask, query: (q) => ask(2, q)[0].data, sent };
}

const DOCS = { format: 1, lang: 'vi', other: { lang: 'en', index: '../../en/search/search_index.json' }, pages: [
  { at: 'nhiem-vu/iii-2/', kind: 'task', title: 'Trợ giúp <i>pháp lý</i>', also: ['Nhiệm vụ III.2'], facts: ['III.2', 'Chủ trì: Sở Tư pháp'], text: 'Sản phẩm: "chính sách"' },
  { at: 'ke-hoach/', kind: 'plan', title: 'Kế hoạch', parts: [{ at: 'plan.b1', under: 'Mục 1', where: 'Kế hoạch, <mục> 1', text: 'trợ giúp pháp lý' }, { at: 'plan.b2', under: 'Mục 1', text: 'tín dụng ưu đãi' }] },
] };

describe('worker', () => {
  const worker = start(DOCS);
  test('groups by page; a page comes with a link to its paragraph', () => {
    const { items, help } = worker.query('tro giup phap ly');
    assert.deepEqual(items.map((item) => item.map((one) => one.location)), [['nhiem-vu/iii-2/?h=tro%20giup%20phap%20ly'], ['ke-hoach/?h=tro%20giup%20phap%20ly#plan.b1', 'ke-hoach/?h=tro%20giup%20phap%20ly']]);
    assert.equal(help.total, 2);
  });
  test('every item has what the bundle reads', () => {
    for (const item of worker.query('pháp lý').items) {
      assert.equal(item.filter((one) => !one.location.includes('#')).length, 1);
      for (const one of item) assert.deepEqual(['string', 'string', 'string', 'number', 'object'], ['location', 'title', 'text', 'score', 'terms'].map((key) => typeof one[key]));
      assert.ok(item.every((one) => one.score <= item[0].score));
    }
  });
  test('only <mark> and the line of facts are markup', () => {
    for (const q of ['pháp lý', 'i', '<script>', 'chính sách']) for (const one of worker.query(q).items.flat()) {
      assert.doesNotMatch((one.title + one.text).replace(/<\/?mark>|<p class="search-facts">|<\/p>/g, ''), /[<>]/);
    }
  });
  test('any query is answered', () => {
    for (const q of ['', '*', '~1', '"', '<script>', '\ud800', 'x'.repeat(10000), null]) assert.equal(worker.ask(2, q)[0].type, 3);
  });
  test('nothing found: nearest spelling, and the other language', async () => {
    const other = { docs: { format: 1, lang: 'en', pages: [{ at: 'x/', kind: 'task', title: 'Zebra crossing' }] } };
    const asked = [], own = start(DOCS, async (address) => { asked.push(String(address)); return { json: async () => other }; });
    assert.deepEqual(own.query('zebra').items, []);
    await new Promise((done) => setTimeout(done, 20));
    assert.deepEqual(asked, ['https://x.test/en/search/search_index.json']);
    assert.deepEqual(JSON.parse(JSON.stringify(own.sent.at(-1).data.help.other)), { lang: 'en', total: 1 });
  });
});

describe('Material', () => {
  const folder = `${THEME}/templates/assets/javascripts`;
  const bundle = readFileSync(`${folder}/${readdirSync(folder).find((name) => /^bundle\..*\.min\.js$/.test(name))}`, 'utf8');
  const still = {
    'sends the index as type 0, untouched': /\.subscribe\(\(\{config:(\w+),docs:(\w+)\}\)=>\w+\.next\(\{type:0,data:\{config:\1,docs:\2,options:\{suggest:/,
    'waits for type 1 and shows type 3': /return \w+\.type===1\}.{0,60}return \w+\.type===3\}/,
    'sends a query as type 2': /\.next\(\{type:2,data:\w+\}\)/,
    'fetches search/search_index.json': /search\/search_index\.json/,
    'reads location, title, text, score, terms': /\.terms\).*\.location,.*data-md-score.*\.score\.toFixed\(2\)/s,
    'starts the worker named in the page’s configuration': /\w+\(\w+\.search,\w+\)/,
    'publishes component$': /window\.component\$=/,
  };
  for (const [what, pattern] of Object.entries(still)) test(what, () => assert.match(bundle, pattern));
});
