// The linguistic part of the search: folding, tokens, ranking, marking. It needs no site.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test, describe } from 'node:test';

const core = createRequire(import.meta.url)('../../overrides/assets/javascripts/search-core.js');

/** An index of pages given as "address: title | also, also | text"; parts as { at: text }. */
function indexOf(pages) {
  return core.createIndex({ format: 1, lang: 'vi', pages: Object.entries(pages).map(([at, page]) => ({
    at, kind: page.kind ?? 'plan', title: page.title ?? '', also: page.also, text: page.text ?? (typeof page === 'string' ? page : ''),
    parts: page.parts && Object.entries(page.parts).map(([anchor, text]) => ({ at: anchor, text })) })) });
}
const find = (index, q) => core.search(index, q).hits.map((hit) => index.pages[hit.page].at);

// Characters that do not show: none of them parts a word.
const HIDDEN = { 'soft hyphen': '\u00ad', 'zero-width space': '\u200b', 'zero-width joiner': '\u200d', 'zero-width non-joiner': '\u200c', 'word joiner': '\u2060',
  'byte order mark': '\ufeff', 'mark of direction': '\u202a', 'isolate': '\u2066', 'arabic letter mark': '\u061c', 'variation selector': '\ufe0f', 'far variation selector': '\u{e0100}', 'grapheme joiner': '\u034f' };

describe('folding', () => {
  const pairs = [['Đường', 'duong'], ['đ', 'd'], ['Nghèo', 'ngheo'], ['ỦY', 'uy'], ['ƯƠNG', 'uong'], ['Ðắk', 'dak'], ['ｌｕậｔ', 'luat']];
  for (const [word, folded] of pairs) test(`${word} folds to ${folded}`, () => assert.equal(core.fold(word), folded));
  test('NFC and NFD are one, exact and folded', () => {
    for (const word of ['nghèo', 'trợ', 'Đảng', 'ưu', 'ấm']) {
      assert.equal(core.exact(word.normalize('NFD')), core.exact(word.normalize('NFC')));
      assert.equal(core.fold(word.normalize('NFD')), core.fold(word));
    }
  });
  test('a tone may stand on either vowel', () => {
    for (const [a, b] of [['hoá', 'hóa'], ['thuỷ', 'thủy'], ['khoẻ', 'khỏe'], ['Uỷ', 'Ủy']]) assert.equal(core.exact(a), core.exact(b));
  });
  test('different words stay different', () => {
    const words = ['ma', 'má', 'mà', 'mả', 'mã', 'mạ', 'mâ', 'mă', 'mấ', 'đa', 'da'];
    assert.equal(new Set(words.map(core.exact)).size, words.length);
  });
  for (const [name, hidden] of Object.entries(HIDDEN)) test(`a ${name} does not count`, () => {
    assert.equal(core.exact(`ng${hidden}hè${hidden}o`), core.exact('nghèo'));
    assert.equal(core.fold(`ng${hidden}hè${hidden}o`), 'ngheo');
  });
  test('spellings that mean the same', () => {
    for (const [a, b] of [['ly', 'li'], ['households', 'household'], ['policies', 'policy'], ['labour', 'labor'], ['programme', 'program'], ['organise', 'organize'], ['centre', 'center'], ['defence', 'defense'], ['analyse', 'analyze'], ['catalogue', 'catalog'], ['judgement', 'judgment'], ['programmes', 'program'], ['organisations', 'organization'], ['labouring', 'labor'], ['relocating', 'relocation'], ['punish', 'punishment'], ['travelling', 'traveling']]) assert.equal(core.variant(a), core.variant(b));
    assert.notEqual(core.variant('bus'), core.variant('bu'));
  });
});

describe('tokens', () => {
  const shape = (text) => core.tokenize(text).map((word) => [word.raw, ...word.parts.map((part) => part.raw)].join(' '));
  test('a compound is whole and in parts', () => {
    assert.deepEqual(shape('Sở NN&PTNT'), ['Sở', 'NN&PTNT NN PTNT']);
    assert.deepEqual(shape('số 160/NQ-CP,'), ['số', '160/NQ-CP 160 NQ CP']);
    assert.deepEqual(shape('31/TTr-SLĐTBXH'), ['31/TTr-SLĐTBXH 31 TTr SLĐTBXH']);
  });
  for (const [name, hidden] of Object.entries(HIDDEN)) test(`a ${name} parts no word`, () => {
    assert.equal(core.tokenize(`trợ gi${hidden}úp, NN&${hidden}PTNT`).length, 3);
    assert.equal(core.tokenize(hidden).length, 0);
    assert.deepEqual(core.marksIn(`trợ gi${hidden}úp`, 'giúp'), [[4, 8 + hidden.length]]);
    assert.deepEqual(core.marksIn('trợ giúp', `gi${hidden}up`), [[4, 8]]);
  });
  test('a dash between spaces joins nothing', () => assert.deepEqual(shape('Lao động - Thương binh, “an ninh”.'), ['Lao', 'động', 'Thương', 'binh', 'an', 'ninh']));
  test('positions are those of the text', () => {
    const text = 'a “NN&PTNT”';
    for (const word of core.tokenize(text)) for (const one of [word, ...word.parts]) assert.equal(text.slice(one.start, one.end), one.raw);
  });
  test('a possessive is the word itself', () => assert.deepEqual(shape("Party's People’s"), ["Party's", 'People’s']));
  test('initials of a name', () => assert.deepEqual(core.initials('Sở Kế hoạch và Đầu tư'), ['skhđt', 'khđt']));
});

describe('levels', () => {
  const index = indexOf({ exact: 'xây má cao', folded: 'xây mà cao', prefix: 'xây mảnh cao', other: 'khác xa' });
  test('exact before folded before prefix', () => {
    assert.deepEqual(find(index, 'má').slice(0, 2), ['exact', 'folded']);
    assert.deepEqual(find(index, 'ma').sort().slice(0, 3), ['exact', 'folded', 'prefix']);
    assert.equal(find(index, 'ma').at(-1), 'prefix');
  });
  test('accents not typed may be any', () => assert.deepEqual(find(index, 'xay ma').slice(0, 2).sort(), ['exact', 'folded']));
  test('a slip is looked for only when nothing else stands for the word', () => {
    const own = indexOf({ tim: 'tím', tin: 'tin tức' });
    assert.deepEqual(find(own, 'tim'), ['tim']);
    assert.deepEqual(find(own, 'tinn tuc'), ['tin']);
    assert.equal(core.search(own, 'tim').corrected, '');
    assert.equal(core.search(own, 'tinn tuc').corrected, 'tin tuc');
  });
  test('neighbours swapped are one slip', () => assert.equal(core.edits('ldtbhx', 'ldtbxh', 2), 1));
});

describe('compounds, numbers and abbreviations', () => {
  const index = indexOf({
    nn: { kind: 'agency', title: 'Sở Nông nghiệp và Phát triển nông thôn', also: ['NN&PTNT', 'DARD'] },
    ld: { kind: 'agency', title: 'Sở Lao động - Thương binh và Xã hội', also: ['LĐTBXH', 'LĐ-TB&XH'] },
    kh: { kind: 'agency', title: 'Sở Kế hoạch và Đầu tư' },
    nq: 'Nghị quyết số 160/NQ-CP ngày 22/12/2021', ct: 'Chỉ thị số 05-CT/TW', other: 'nông thôn mới, lao động, 05 năm',
  });
  const cases = {
    nn: ['NN&PTNT', 'NNPTNT', 'nn ptnt', 'NN & PTNT', 'NN-PTNT', 'n.n.p.t.n.t', 'dard', 'D.A.R.D.', 'sở nnptnt'],
    ld: ['LĐTBXH', 'ldtbxh', 'LĐ-TB&XH', 'LĐ TB XH', 'L.Đ.T.B.X.H', 'Sở LĐ - TB & XH', 'ldtb'],
    kh: ['KHĐT', 'khdt', 'KH&ĐT', 'kh-đt', 'SKHĐT'],
    nq: ['160/NQ-CP', '160 nq cp', '160nqcp', 'nq-cp', 'nghị quyết 160', '22/12/2021', '160/n'],
    ct: ['05-CT/TW', '05 ct tw', '05ct/tw', 'chi thi 05'],
  };
  for (const [page, queries] of Object.entries(cases)) for (const q of queries) test(`${q} finds ${page}`, () => assert.equal(find(index, q)[0], page));
});

describe('adjacency', () => {
  test('“bao chi” finds “báo chí”, not “bảo” and “chỉ” apart', () => {
    const index = indexOf({ apart: 'bảo đảm sự chỉ đạo, bảo vệ chỉ tiêu', beside: 'các cơ quan báo chí của tỉnh ta', bare: 'bao nhiêu chi phí' });
    assert.equal(find(index, 'bao chi')[0], 'beside');
  });
  test('a paragraph is found by its anchor', () => {
    const index = indexOf({ plan: { title: 'Kế hoạch', parts: { b1: 'tín dụng chính sách', b2: 'tín dụng ưu đãi', b3: 'ưu tiên' } } });
    assert.equal(core.search(index, 'tin dung uu dai').hits[0].units[0].unit.anchor, 'b2');
  });
  test('quotes ask for the very phrase', () => {
    const index = indexOf({ a: 'ưu đãi tín dụng', b: 'tín dụng ưu đãi' });
    assert.deepEqual(find(index, '"tín dụng ưu đãi"'), ['b']);
  });
  test('every exact page comes before a look-alike', () => {
    const index = indexOf({ alike: { title: 'Báo vệ', kind: 'agency', text: 'báo vệ báo vệ' }, apart: 'vệ sinh, bảo đảm', exact: 'dài dòng, dài dòng nữa rồi mới bảo vệ' });
    assert.deepEqual(find(index, 'bảo vệ'), ['exact', 'apart', 'alike']);
  });
});

describe('a question', () => {
  const index = indexOf({
    lead: { kind: 'task', title: 'Trợ giúp pháp lý cho hộ nghèo', also: ['Nhiệm vụ II.2'] }, other: { kind: 'task', title: 'Ai cũng làm gì đó ở trong này', also: ['Nhiệm vụ II.1'] },
    credit: { title: 'Tín dụng ưu đãi' }, far: 'quyền của trẻ em và vốn đầu tư',
  });
  for (const q of ['ai làm gì trong việc trợ giúp pháp lý', 'ai lam tro giup phap ly', 'trợ giúp pháp lý là của ai', 'tro giup phap ly o dau']) test(`${q}: little words do not drown the great`, () => assert.equal(find(index, q)[0], 'lead'));
  test('little words alone are what is asked for', () => assert.equal(find(index, 'ai làm gì')[0], 'other'));
});

describe('everyday words and names in the other language', () => {
  const index = core.createIndex({ format: 1, lang: 'vi', pages: [
    { at: 'plan/', kind: 'plan', title: 'Kế hoạch', parts: [{ at: 'p.1', text: 'tín dụng ưu đãi', everyday: ['vay vốn', 'vay'], other: ['cheap loan'] }, { at: 'p.2', text: 'vốn đầu tư' }] },
    { at: 'task/', kind: 'task', title: 'Tái định cư', also: [], other: ['Resettlement of residents'] },
  ] });
  const first = (q) => core.search(index, q).hits[0]?.units[0].unit;
  for (const [q, anchor] of [['vay vốn', 'p.1'], ['vay von o dau', 'p.1'], ['cheap loans', 'p.1'], ['resettlement', ''], ['resettling', '']]) test(q, () => assert.equal(first(q).anchor, anchor));
  test('they are names that a result may show', () => assert.deepEqual(core.namesOf(first('vay').record), ['vay vốn', 'vay', 'cheap loan']));
});

describe('places', () => {
  const part = (at, where) => ({ at, where, text: `lời của ${at}` });
  const index = core.createIndex({ format: 1, lang: 'vi', pages: [
    { at: 'plan/', kind: 'plan', title: 'Kế hoạch', parts: [part('I', 'Kế hoạch, Phần I'), part('I.1', 'Kế hoạch, Phần I, mục 1'), part('I.1.b', 'Kế hoạch, Phần I, mục 1, điểm b'), part('I.1.đ', 'Kế hoạch, Phần I, mục 1, điểm đ'),
      part('II.1', 'Kế hoạch, Phần II, mục 1'), part('II.1.b7', 'Kế hoạch, Phần II, mục 1, gạch đầu dòng 7')] },
    { at: 'decision/', kind: 'decision', title: 'Quyết định 5', other: ['Decision 5'], parts: [part('article.2', 'Quyết định, Điều 2'), part('basis.2', 'Quyết định, căn cứ 2')] },
    { at: 'ii-1/', kind: 'task', title: 'Một việc', also: ['Nhiệm vụ II.1'] }, { at: 'ii-2/', kind: 'task', title: 'Việc khác', also: ['Nhiệm vụ II.2'] },
  ] });
  const names = (q) => core.search(index, q).hits.flatMap(({ page, units }) => units.map(({ unit }) => unit.anchor || index.pages[page].at));
  const cases = {
    'mục 1 phần II': ['II.1'], 'phần II mục 1': ['II.1'], 'muc 1 phan 2': ['II.1'], 'khoản 1 mục II': ['II.1'], 'mục II.1': ['II.1'], 'section 1 part II': ['II.1'], 'section one of part two': ['II.1'],
    'phần thứ nhất': ['I'], 'mục 1': ['I.1', 'II.1'], 'điểm b khoản 1 phần I': ['I.1.b'], 'diem b': ['I.1.b'], 'điểm đ mục 1': ['I.1.đ'], 'gạch đầu dòng thứ 7 mục 1 phần II': ['II.1.b7'], 'bullet 7': ['II.1.b7'],
    'điều 2': ['article.2'], 'dieu 2 quyet dinh': ['article.2'], 'article 2 of the decision': ['article.2'], 'căn cứ số 2': ['basis.2'],
    'nhiệm vụ II.2': ['ii-2/'], 'nhóm II nhiệm vụ 2': ['ii-2/'], 'task 2 group II': ['ii-2/'], 'nhóm 2': ['ii-1/', 'ii-2/'], 'II.2': ['ii-2/'], 'I.1': ['I.1'],
  };
  for (const [q, found] of Object.entries(cases)) test(`${q}: ${found}`, () => assert.deepEqual(names(q), found));
  test('a place that is not there is none', () => assert.deepEqual(names('điều 9'), []));
});

describe('the meaning of a word', () => {
  const index = core.createIndex({ format: 1, lang: 'vi', pages: [
    { at: 'tasks/', kind: 'task', title: 'Hỗ trợ hộ cận nghèo', also: [], text: 'hộ cận nghèo, hộ cận nghèo' },
    { at: 'terms/', kind: 'glossary', title: 'Thuật ngữ', parts: [{ at: 't', title: 'hộ cận nghèo', text: 'near-poor household' }, { at: 's', title: 'KT.', text: 'Ký thay' }] },
  ] });
  const first = (q) => { const [hit] = core.search(index, q).hits; return hit && (hit.units[0].unit.anchor || index.pages[hit.page].at); };
  for (const [q, anchor] of [['hộ cận nghèo là gì', 't'], ['ho can ngheo nghia la gi', 't'], ['thế nào là hộ cận nghèo', 't'], ['hộ cận nghèo là hộ gì', 't'], ['what is near-poor household', 't'], ['meaning of hộ cận nghèo', 't'], ['KT. nghĩa là gì', 's'], ['hộ cận nghèo', 'tasks/']]) {
    test(q, () => assert.equal(first(q), anchor));
  }
});

describe('what is not there', () => {
  const index = indexOf({ a: 'chuỗi giá trị, khả năng cân đối, kết nối cung cầu', b: 'nay là sở khác, ký thay', c: { title: 'Hỗ trợ hộ nghèo làm kinh tế' }, d: 'premier visits' });
  const cases = { 'giá vàng': ['vàng'], 'giá vàng hôm nay': ['vàng'], 'khẩu': ['khẩu'], 'visa': ['visa'], 'đăng ký kết hôn': ['đăng', 'hôn'], 'vàng': ['vàng'], 'bitcoin': ['bitcoin'], 'premier league table': ['league', 'table'] };
  for (const [q, words] of Object.entries(cases)) test(`${q}: ${words}`, () => {
    const { hits, corrected, unknown, other } = core.search(index, q);
    assert.deepEqual([hits.length, corrected, unknown, other], [0, '', words, true]);
    assert.equal(core.suggest(index, q), '');
  });
  test('a word that is not there is named beside what is found', () => {
    const { hits, unknown, other } = core.search(index, 'hỗ trợ hộ nghèo làm kinh tế vàng');
    assert.deepEqual([hits.length > 0, unknown, other], [true, ['vàng'], false]);
  });
  test('nothing typed is nothing amiss', () => assert.deepEqual(core.search(index, ' ').unknown, []));
});

test('an anchor stands once in a result', () => {
  const index = core.createIndex({ format: 1, lang: 'vi', pages: [{ at: 'x/', kind: 'changes', title: 'Thay đổi', parts: [{ at: 'u', text: 'còn hiệu lực' }, { at: 'u', text: 'hết hiệu lực' }] }] });
  assert.deepEqual(core.search(index, 'hiệu lực').hits[0].units.map(({ unit }) => unit.anchor), ['u']);
});

describe('slips and help', () => {
  const index = indexOf({ a: 'trợ giúp pháp lý', b: 'biến đổi khí hậu', c: 'đất ở' });
  for (const q of ['trợ giúp pháp lí', 'tro giups phaps lys', 'trogiupphaply', 'tro gip phap ly', 'trợ giúpp pháp lý']) test(q, () => assert.equal(find(index, q)[0], 'a'));
  test('the nearest spelling that finds something', () => {
    assert.equal(core.search(index, 'xhauw').hits.length, 0);
    assert.notEqual(core.suggest(index, 'hâuw'), '');
    assert.equal(core.suggest(index, ''), '');
  });
});

describe('any input', () => {
  const index = indexOf({ a: { title: 'Trợ giúp <b>pháp lý</b>', also: ['NN&PTNT'], text: '2021 - 2030' } });
  const inputs = ['', ' ', '*', '~1', '+', '-', '"', '""', '"a', ':', '^', '\\', '(', '[', '{', '.*', 'a:b', '-a', '+a -b', 'a~9', 'a^9', '<script>alert(1)</script>', '😀', '👨‍👩‍👧', '\u0000', '\ud800', '\u0301', 'đ'.repeat(10000),
    'a '.repeat(5000), '&'.repeat(10000), '1/2-'.repeat(2500), `"${'x '.repeat(5000)}"`, '漢字', 'العربية', '__proto__', 'constructor', 'toString', null, undefined, 7, {}];
  for (const input of inputs) {
    test(String(JSON.stringify(input)).slice(0, 30), () => {
      const start = process.cpuUsage(); // not the clock: the machine may be busy
      const { query, hits } = core.search(index, input);
      core.suggest(index, input);
      core.marksIn('Trợ giúp <b>pháp lý</b>', input);
      for (const hit of hits) assert.ok(Number.isFinite(hit.score));
      assert.ok(query.slots.length <= 30);
      assert.ok(process.cpuUsage(start).user < 100_000);
    });
  }
});

describe('marking', () => {
  const marked = (text, q) => core.snippet(text, core.marksIn(text, q), 200);
  test('accents not typed are marked too', () => assert.equal(marked('được trợ giúp pháp lý', 'tro giup phap ly'), 'được <mark>trợ giúp pháp lý</mark>'));
  test('accents typed must fit', () => assert.equal(marked('báo chí bảo vệ', 'bảo'), 'báo chí <mark>bảo</mark> vệ'));
  test('decomposed text is marked whole', () => assert.equal(marked('nghèo'.normalize('NFD'), 'nghèo'), `<mark>${'nghèo'.normalize('NFD')}</mark>`));
  test('side by side, and not every other place', () => assert.equal(marked('bảo đảm; báo chí; chỉ đạo', 'bao chi'), 'bảo đảm; <mark>báo chí</mark>; chỉ đạo'));
  test('text becomes text', () => assert.equal(marked('<script>nghèo & "đói"</script>', 'ngheo'), '&lt;script&gt;<mark>nghèo</mark> &amp; &quot;đói&quot;&lt;/script&gt;'));
  test('an abbreviation is marked whole', () => assert.equal(marked('Sở NN&PTNT tỉnh', 'nn ptnt'), 'Sở <mark>NN&amp;PTNT</mark> tỉnh'));
  test('a long text is cut around the words', () => {
    const html = marked(`${'dài '.repeat(200)}tín dụng ${'dài '.repeat(200)}`, 'tin dung');
    assert.match(html, /^… .*<mark>tín dụng<\/mark>.* …$/);
    assert.ok(html.length < 260);
  });
});

describe('what is asked besides', () => {
  const filler = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, `điền ${i} vào chỗ trống của bảng kê may cây mua`]));
  const page = (kind, title, everyday = [], facts = []) => ({ kind, title, everyday, facts });
  const index = core.createIndex({ format: 1, lang: 'vi', pages: [
    { at: 'credit', ...page('plan', 'Tín dụng ưu đãi', ['vay tiền', 'lãi suất']) },
    { at: 'office', ...page('agency', 'Sở Kế hoạch và Đầu tư', [], ['Cơ quan']) },
    { at: 'look-alike', ...page('plan', 'Sở nào có nhiệm vụ gì thì kế hoạch và đầu tư có đó') },
    { at: 'task', ...page('task', 'Hỗ trợ chuỗi giá trị', [], ['Cơ quan chủ trì: Sở Kế hoạch và Đầu tư']) },
    ...Object.entries(filler).map(([at, title]) => ({ at, ...page('plan', title) })) ] });
  const cases = [
    ['a name said bears out a story', 'cần vay tiền mua xuồng lưới', 'credit'],
    ['a story that says no name finds nothing', 'cần mua xuồng lưới thuyền', undefined],
    ['accents of little words are not what is asked for', 'Sở Kế hoạch và Đầu tư có nhiệm vụ gì?', 'office'],
    ['an abbreviation alone is the agency', 'SKHĐT', 'office'],
    ['with more it is the task that the agency leads', 'SKHĐT chuỗi giá trị', 'task'],
  ];
  for (const [name, q, expected] of cases) test(name, () => assert.equal(find(index, q)[0], expected));
});
