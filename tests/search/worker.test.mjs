// The worker, in Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import vm from 'node:vm';

const here = new URL('../../overrides/assets/javascripts/', import.meta.url);
const read = (name) => readFileSync(new URL(name.split('?')[0], here), 'utf8');

const HERE = '../../search/search_index.json';

/** A worker that is served `indexes` by their addresses; `query` gives its first answer, `sent` all of them. */
function start(indexes) {
  const sent = [], fetched = [];
  const fetch = async (address) => { fetched.push(address); return { json: async () => ({ docs: indexes[address.replace(/\?1$/, '')] }) }; };
  const context = vm.createContext({ console, fetch, clearTimeout, setTimeout: (run) => setTimeout(run), location: new URL('https://x.test/assets/javascripts/search-worker.js?1'), postMessage: (message) => sent.push(JSON.parse(JSON.stringify(message))) });
  let listener, id = 0;
  Object.assign(context, { self: context, addEventListener: (_, f) => { listener = f; }, importScripts: (name) => vm.runInContext(read(name), context) });
  vm.runInContext(read('search-worker.js'), context);
  const query = async (text) => { sent.length = 0; await listener({ data: { id: ++id, text } }); return sent[0]; };
  return { query, send: (data) => listener({ data }), sent, fetched };
}

const DOCS = { format: 1, lang: 'vi', other: { lang: 'en', index: '../../en/search/search_index.json' }, pages: [
  { at: 'nhiem-vu/iii-2/', kind: 'task', title: 'Trợ giúp <i>pháp lý</i>', also: ['Nhiệm vụ III.2'], facts: ['III.2', 'Chủ trì: Sở Tư pháp'], text: 'Sản phẩm: "chính sách"' },
  { at: 'ke-hoach/', kind: 'plan', title: 'Kế hoạch', parts: [{ at: 'plan.b1', under: 'Mục 1', where: 'Kế hoạch, <mục> 1', text: 'trợ giúp pháp lý' }, { at: 'plan.b2', under: 'Mục 1', text: 'tín dụng ưu đãi' }] },
] };

const hrefs = (result) => result.entries.map((one) => one.href);

describe('worker', () => {
  const worker = start({ [HERE]: DOCS });
  test('groups by page; a page that is no answer itself names its paragraphs', async () => {
    const { total, results } = await worker.query('tro giup phap ly');
    assert.equal(total, 2);
    assert.deepEqual(results.map(hrefs), [['nhiem-vu/iii-2/?h=tro%20giup%20phap%20ly'], ['ke-hoach/?h=tro%20giup%20phap%20ly#plan.b1']]);
    assert.deepEqual(results.map((one) => [one.page, one.more]), [[undefined, 0], ['Kế hoạch', 0]]);
  });
  test('only <mark> is markup', async () => {
    for (const q of ['pháp lý', 'i', '<script>', 'chính sách']) for (const { entries } of (await worker.query(q)).results) {
      for (const { title, lines, text } of entries) assert.doesNotMatch([title, ...lines, text].join('').replace(/<\/?mark>/g, ''), /[<>]/);
    }
  });
  test('any query is answered', async () => {
    for (const q of ['', '*', '~1', '"', '<script>', '\ud800', 'x'.repeat(10000)]) assert.equal((await worker.query(q)).text, q);
  });
  test('the index is fetched once', () => assert.deepEqual(worker.fetched, [`${HERE}?1`]));
  test('a question that another overtakes is not answered', async () => {
    const own = start({ [HERE]: DOCS });
    const first = own.send({ id: 1, text: 'tro' });
    await Promise.all([first, own.send({ id: 2, text: 'tro giup' })]);
    assert.deepEqual(own.sent.map((one) => one.id), [2]);
  });
  test('nothing found: the other language is asked when the reader pauses', async () => {
    const other = { format: 1, lang: 'en', pages: [{ at: 'x/', kind: 'task', title: 'Zebra crossing' }] };
    const own = start({ [HERE]: DOCS, [DOCS.other.index]: other });
    assert.deepEqual((await own.query('zebra')).results, []);
    while (own.sent.length < 2) await new Promise((done) => setTimeout(done));
    assert.deepEqual(own.fetched, [`${HERE}?1`, `${DOCS.other.index}?1`]);
    assert.equal(own.sent.at(-1).other, 1);
  });
  test('an index that cannot be had is told, and asked for again', async () => {
    const own = start({ get [HERE]() { throw new Error('offline'); } });
    assert.deepEqual(await own.query('zebra'), { id: 1, text: 'zebra', failed: true });
    await own.query('zebra');
    assert.deepEqual(own.fetched, [`${HERE}?1`, `${HERE}?1`]);
  });
});
