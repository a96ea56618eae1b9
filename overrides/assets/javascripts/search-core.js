/*
 * Search in a bilingual plan: folding, tokens, matching and ranking.
 *
 * A plain module: it knows neither the theme nor the browser. In a page or a worker it is the global
 * `PlanSearch`; in Node, `require` it. The index it reads is described in plansite/pages/search_index.py.
 *
 *   const index = PlanSearch.createIndex(data);
 *   const { hits, corrected, unknown, other } = PlanSearch.search(index, "tro giup phap ly");
 *
 * Words: a *term* is one spelling in the vocabulary; a *unit* is what can be found (a page, or a part of
 * it with an anchor); a *slot* is one word of the query, with every term that may stand for it.
 */
(function (root, define) {
  if (typeof module === 'object' && module.exports) module.exports = define();
  else root.PlanSearch = define();
})(typeof self === 'undefined' ? this : self, function () {
  'use strict';

  const LIMIT = { characters: 2000, word: 64, slots: 30, expansions: 200, candidates: 1500, parts: 8, share: 0.03, syllable: 5, story: 6, asked: 3, clear: 4 };

  // How much of a query, little words aside, what is found must bear out: below `shown` it is no answer and nothing is
  // shown (`told` where a story is told, in LIMIT.story words or more; `clear` where one unit stands out), nor what has less than the share `rest` of the best;
  // below `whole` the other language may know more. A syllable unknown is half a word: LIMIT.syllable is the most it weighs.
  const EVIDENCE = { shown: 0.5, told: 0.34, clear: 0.44, rest: 0.5, whole: 0.75 };

  // How much a word counts that a unit lacks, as a share of what it is worth: less in a story, and least where a name of
  // the unit is said, as the rest then tells of somebody's case; what is asked of an office only counts more.
  const LEFT = { plain: 0.8, story: 0.5, named: 0.4, formal: 1.2 };

  // How well a term stands for a word of the query. Accents typed are meant; accents not typed may be any.
  const LEVEL = { exact: 1, anyAccent: 0.92, otherAccent: 0.4, variant: 0.85, prefix: 0.55, typo: 0.4 };

  // Where a term stands in a unit, and how much that says.
  const FIELDS = ['title', 'also', 'text', 'facts', 'under', 'now', 'everyday', 'other'];
  const FACTS = FIELDS.indexOf('facts');
  const BOOST = [1.5, 1.6, 1, 0.6, 0.35, 0.7, 1, 0.5];
  const NAMES = ['title', 'also', 'everyday', 'other']; // said whole, they count more
  const SHORT = ['also', 'everyday'];                   // where abbreviations stand
  // A glossary entry has the best title for most queries; the page it explains is what people look for.
  const PRIOR = { agency: 1.15, task: 1.15, plan: 1, document: 1.1, decision: 0.9, list: 0.9, changes: 0.9, about: 0.6, glossary: 0.18, appendix: 0.7 };

  const BEYOND = 0.75; // an agency's page, where more is asked than it says: what it is asked about is likelier meant

  // ---------------------------------------------------------------- folding

  const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
  const MARKS = /\p{M}+/gu;
  const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu; // soft hyphens, joiners, marks of direction, selectors

  /** Lower case, compatibility forms resolved, and the letter eth (a common slip) read as đ. */
  function lower(text) {
    return text.replace(INVISIBLE, '').normalize('NFKC').toLowerCase().replace(/ð/g, 'đ');
  }

  /** The word with its accents, the tone moved to the end: "hoá", "hóa" and their decomposed forms are one. */
  function exact(word) {
    const plain = lower(word);
    if (/^[a-z0-9]*$/.test(plain)) return plain;
    const letters = plain.normalize('NFD');
    return letters.replace(TONES, '').normalize('NFC') + (letters.match(TONES) || []).join('');
  }

  /** The word without any accent, đ as d. */
  function fold(word) {
    const plain = lower(word);
    return /^[a-z0-9]*$/.test(plain) ? plain : plain.normalize('NFD').replace(MARKS, '').replace(/đ/g, 'd');
  }

  const VARIANTS = [
    [/^([hklmstv]|kh|th|qu)y$/, '$1i'], [/^(n?g)h(?=[ei])/, '$1'], // lý / lí, kỹ / kĩ, nghèo / ngèo
    [/(..)ies$/, '$1y'], [/(ss|sh|ch|x)es$/, '$1'], [/([^sui])(?<!^new)s$/, '$1'], [/(....)ly$/, '$1'],  // policies, households
    [/(..)our(?=$|ed$|ing$)/, '$1or'], [/amme$/, 'am'], [/(..)tre$/, '$1ter'], [/(..)ogue$/, '$1og'], // labour, programme, centre
    [/([iy])s(e|ed|ing|ation)$/, '$1z$2'], [/([dft]en)ce$/, '$1se'], [/dgement$/, 'dgment'],          // organise, defence
    [/([lpgtnm])\1(ed|ing|er)$/, '$1$2'],                      // counselling, planned
    [/(....)ment$/, '$1'], [/(....)(?:at)?(?:ion|ing|ed|e)$/, '$1'],                  // punishment, relocated, relocation
  ];

  /** One form for spellings of a folded word that mean the same. */
  function variant(folded) {
    if (folded.length < 2 || !/[a-z]$/.test(folded)) return folded;
    return VARIANTS.reduce((word, [from, to]) => word.replace(from, to), folded);
  }

  // ---------------------------------------------------------------- tokens

  // Characters that do not show may stand within a word; it begins with a letter or a number.
  const LETTERS = '[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}\\p{Default_Ignorable_Code_Point}]*';
  const WORD = new RegExp(`${LETTERS}(?:['’][sS](?![\\p{L}\\p{N}]))?(?:[&./‐‑–-]\\p{Default_Ignorable_Code_Point}*${LETTERS})*`, 'gu');
  const JOINER = /[&./‐‑–-]/;

  /**
   * Words of a text: { raw, start, end, parts }. A compound ("NN&PTNT", "160/NQ-CP") is one word whose parts
   * are words too; a simple word is its own only part.
   */
  function tokenize(text) {
    const words = [];
    for (const match of text.matchAll(WORD)) {
      const parts = JOINER.test(match[0]) ? partsOf(match[0], match.index) : [];
      words.push({ raw: match[0], start: match.index, end: match.index + match[0].length, parts });
    }
    return words;
  }

  function partsOf(raw, start) {
    const parts = [];
    for (const match of raw.matchAll(/[^&./‐‑–-]+/g)) {
      parts.push({ raw: match[0], start: start + match.index, end: start + match.index + match[0].length });
    }
    return parts;
  }

  const bareWord = (raw) => raw.replace(INVISIBLE, '').replace(/['’]s$/i, '');
  const joined = (word) => word.parts.map((part) => part.raw).join('');

  // Words a name's initials skip.
  const SMALL = new Set(['và', 'and', 'of', 'the', 'for', 'các', 'về']);

  /** Abbreviations a name suggests: "Sở Kế hoạch và Đầu tư" gives "skhđt" and "khđt". */
  function initials(name) {
    const words = tokenize(name).flatMap((word) => (word.parts.length ? word.parts : [word]))
      .map((word) => lower(word.raw)).filter((word) => !SMALL.has(word) && /^\p{L}/u.test(word));
    const letters = words.map((word) => Array.from(word)[0]).join('');
    return [letters, letters.slice(1)].filter((short) => short.length > 2 && short.length < 12);
  }

  // ---------------------------------------------------------------- index

  /** A growing table of terms and, for each, the places it stands in. */
  function createVocabulary() {
    return { ids: new Map(), raw: new Map(), terms: [], keys: [], folds: [], postings: [], units: [], short: new Set() };
  }

  function termOf(vocabulary, raw) {
    const known = vocabulary.raw.get(raw);
    if (known !== undefined) return known;
    const word = bareWord(raw), key = exact(word);
    let id = vocabulary.ids.get(key);
    if (id === undefined) {
      id = vocabulary.keys.push(key) - 1;
      vocabulary.ids.set(key, id);
      vocabulary.terms.push(lower(word));
      vocabulary.folds.push(fold(word));
      vocabulary.postings.push([]);
      vocabulary.units.push(0);
    }
    vocabulary.raw.set(raw, id);
    return id;
  }

  /** Build the index of `data`, one language's list of pages. */
  function createIndex(data) {
    const vocabulary = createVocabulary();
    const units = [];
    data.pages.forEach((page, number) => {
      units.push(createUnit(vocabulary, units.length, page, page, number));
      for (const part of page.parts || []) units.push(createUnit(vocabulary, units.length, part, page, number));
    });
    return finish({ lang: data.lang, other: data.other, pages: data.pages, units, vocabulary });
  }

  function createUnit(vocabulary, id, record, page, number) {
    const unit = { id, page: number, kind: page.kind, record, anchor: record === page ? '' : record.at, term: page.kind === 'glossary' && record !== page,
      prior: priorOf(page, record), place: placeOf(page, record), terms: [], at: [], names: [], sole: new Set() };
    let position = 0;
    for (let field = 0; field < FIELDS.length; field++) {
      for (const text of fieldTexts(record, FIELDS[field])) {
        const from = unit.terms.length;
        position = addText(vocabulary, unit, field, text, position);
        if (!NAMES.includes(FIELDS[field]) && !(unit.term && FIELDS[field] === 'text')) continue;
        unit.names.push([from, unit.terms.length]);
        if (unit.terms.length === from + 1) unit.sole.add(unit.terms[from]);
      }
    }
    if (unit.term || (page.kind === 'agency' && record === page)) addInitials(vocabulary, unit, position);
    if (page.kind === 'task') addLeads(vocabulary, unit, position);
    return unit;
  }

  /** How welcome a unit is by its kind. The glossary itself is a page like others; its entries are not. */
  function priorOf(page, record) {
    return PRIOR[page.kind === 'glossary' && record === page ? 'list' : page.kind] || 1;
  }

  function fieldTexts(record, field) {
    const value = record[field];
    return value ? (Array.isArray(value) ? value : [value]) : [];
  }

  /** Every name of a record that its title does not show: why else is it found? */
  const namesOf = (record) => ['also', 'everyday', 'other'].flatMap((field) => fieldTexts(record, field));

  function addText(vocabulary, unit, field, text, position) {
    for (const word of tokenize(text)) {
      if (word.parts.length) {
        const id = addTerm(vocabulary, unit, field, joined(word), position);
        vocabulary.short.add(id);
        for (const part of word.parts) addTerm(vocabulary, unit, field, part.raw, position++);
      } else {
        const id = addTerm(vocabulary, unit, field, word.raw, position++);
        if (/\p{Lu}\P{Lu}*\p{Lu}/u.test(word.raw) && SHORT.includes(FIELDS[field])) vocabulary.short.add(id);
      }
    }
    return position + 4;
  }

  function addInitials(vocabulary, unit, position) {
    for (const name of [unit.record.title, ...fieldTexts(unit.record, unit.term ? 'text' : 'also')]) {
      for (const short of initials(name)) {
        vocabulary.short.add(addTerm(vocabulary, unit, 1, short, position));
        position += 4;
        unit.names.push([unit.terms.length - 1, unit.terms.length]);
      }
    }
  }

  /** The agencies that a task names may be asked for by their abbreviations too: "SKHĐT DNNVV". */
  function addLeads(vocabulary, unit, position) {
    for (const name of fieldTexts(unit.record, 'facts').flatMap((text) => text.split(/[:,;] /))) {
      for (const short of initials(name)) addTerm(vocabulary, unit, FACTS, short, position += 4);
    }
  }

  function addTerm(vocabulary, unit, field, raw, position) {
    const id = termOf(vocabulary, raw);
    const postings = vocabulary.postings[id], entry = unit.id * 8 + field;
    const last = postings.length ? postings[postings.length - 1] : -1;
    if (last !== entry) postings.push(entry);
    if ((last >> 3) !== unit.id) vocabulary.units[id]++;
    unit.terms.push(id);
    unit.at.push(position);
    return id;
  }

  /** Tables for look-up: by folded form, by variant, and the folded forms in order for prefixes. */
  function finish(index) {
    const { folds } = index.vocabulary;
    index.byFold = groupIds(folds, (folded) => folded);
    index.byVariant = groupIds(folds, variant);
    index.sorted = Array.from(index.byFold.keys()).sort();
    index.letters = index.sorted.map(letterMask);
    index.titles = new Set(index.pages.filter(({ kind }) => kind !== 'task' && kind !== 'agency').flatMap(({ title, other = [''] }) => parseQuery(`${title} ${other[0]}`).slots.map((slot) => slot.fold)));
    index.idf = Float32Array.from(index.vocabulary.units, (count) => idf(index, count));
    for (const unit of index.units) {
      unit.terms = Int32Array.from(unit.terms);
      unit.at = Int32Array.from(unit.at);
    }
    index.vocabulary.postings = index.vocabulary.postings.map((list) => Int32Array.from(list));
    index.vocabulary.raw = null;
    const count = index.units.length;
    index.work = { best: new Float32Array(count), hit: new Uint8Array(count), seen: new Uint8Array(count) };
    return index;
  }

  function groupIds(list, keyOf) {
    const groups = new Map();
    list.forEach((value, id) => {
      const key = keyOf(value), group = groups.get(key);
      if (group) group.push(id); else groups.set(key, [id]);
    });
    return groups;
  }

  const idf = (index, count) => Math.log(1 + (index.units.length - count + 0.5) / (count + 0.5));

  // ---------------------------------------------------------------- query

  /** Read any text as a query: its words, at most LIMIT.slots of them, and the phrases put in quotes. */
  function parseQuery(text) {
    const plain = String(text == null ? '' : text).slice(0, LIMIT.characters);
    const slots = [], groups = [];
    for (const word of tokenize(plain)) {
      const parts = word.parts.length ? word.parts : [word];
      if (slots.length + parts.length > LIMIT.slots) break;
      if (parts.length > 1) groups.push({ from: slots.length, to: slots.length + parts.length - 1, raw: joined(word) });
      for (const part of parts) slots.push(createSlot(part.raw));
    }
    const ends = /[\p{L}\p{N}\p{M}]$/u.test(plain.replace(INVISIBLE, ''));
    if (slots.length) slots[slots.length - 1].open = ends;
    return { text: plain, slots, groups, phrase: /^\s*["“”].+["“”]\s*$/u.test(plain) };
  }

  function createSlot(raw) {
    const word = bareWord(raw).slice(0, LIMIT.word), key = exact(word), folded = fold(word);
    return { raw: word, key, fold: folded, accented: key !== folded, terms: new Map(), open: false, weight: 0, exact: new Set(), typo: false, stub: false, little: false, formal: false, meant: false };
  }

  /** Give every slot the terms that may stand for it, best level first. */
  function expand(index, query) {
    for (const group of [...query.groups, ...windows(query)]) expandGroup(index, query, group);
    query.slots.forEach((slot, i) => {
      expandSlot(index, slot);
      slot.stub = !slot.terms.size && !slot.open;
      if (slot.stub || slot.open) expandPrefix(index, slot, i > 0);
      if (!slot.terms.size) expandTypo(index, slot);
    });
    belittle(index, query);
    for (const slot of query.slots) judge(index, slot);
    query.accents = query.slots.filter((slot) => slot.meant && slot.exact.size).length;
  }

  /** Settle how much a word says, and whether the index has it as typed: not by a guess, nor with other accents only. */
  function judge(index, slot) {
    slot.weight = weigh(index, slot) * (slot.little ? 0.08 : 1);
    slot.another = slot.accented && slot.terms.size > 0 && Math.max(...slot.terms.values()) <= LEVEL.otherAccent;
    slot.known = index.byFold.has(slot.fold) || Math.max(0, ...slot.terms.values()) > LEVEL.prefix;
    slot.unknown = slot.typo || slot.stub || slot.another || !slot.terms.size;
    slot.certain = (index.byFold.get(slot.fold) || []).length === 1;
    slot.syllable = isSyllable(slot) && (slot.accented || index.lang === 'vi');
    slot.worth = slot.unknown || !slot.known ? Math.min(idf(index, 0), slot.syllable ? LIMIT.syllable : Infinity) : slot.weight;
  }

  /** Runs of neighbouring words that may be one abbreviation with spaces in it: "NN PTNT", "U B N D". */
  function windows(query) {
    const found = [];
    for (let from = 0; from < query.slots.length; from++) {
      let raw = query.slots[from].raw;
      for (let to = from + 1; to < query.slots.length && to < from + 7 && raw.length < 12; to++) {
        raw += query.slots[to].raw;
        found.push({ from, to, raw, window: true });
      }
    }
    return found;
  }

  function expandGroup(index, query, group) {
    const key = exact(group.raw), folded = fold(group.raw);
    const last = query.slots[group.to];
    for (const id of index.byFold.get(folded) || []) {
      if (group.window && !index.vocabulary.short.has(id)) continue;
      const level = index.vocabulary.keys[id] === key ? LEVEL.exact : LEVEL.anyAccent;
      for (let i = group.from; i <= group.to; i++) addExpansion(query.slots[i], id, level, level === LEVEL.exact);
    }
    if (!group.window && last.open) {
      for (const [id, share] of prefixed(index, folded, 20)) {
        for (let i = group.from; i <= group.to; i++) addExpansion(query.slots[i], id, LEVEL.prefix + 0.3 * share);
      }
    }
  }

  function addExpansion(slot, id, level, isExact) {
    if (!(slot.terms.get(id) >= level)) slot.terms.set(id, level);
    if (isExact) slot.exact.add(id);
  }

  function expandSlot(index, slot) {
    for (const id of index.byFold.get(slot.fold) || []) {
      const same = index.vocabulary.keys[id] === slot.key;
      addExpansion(slot, id, same ? LEVEL.exact : slot.accented ? LEVEL.otherAccent : LEVEL.anyAccent, same);
    }
    for (const id of index.byVariant.get(variant(slot.fold)) || []) {
      if (!slot.terms.has(id)) addExpansion(slot, id, slot.accented ? sameTone(index, slot, id) : LEVEL.variant);
    }
  }

  const tone = (key) => (key.match(TONES) || []).join('');
  const sameTone = (index, slot, id) => (tone(index.vocabulary.keys[id]) === tone(slot.key) ? LEVEL.variant : LEVEL.otherAccent * 0.8);

  /**
   * Terms that begin with what is typed. When the last of several words is being typed, a term that begins
   * with its very accents counts as meant ("Sở Xây dự" is on its way to "dựng", though "dự" is a word).
   */
  function expandPrefix(index, slot, isLater) {
    if (!slot.fold) return;
    const complete = slot.terms.size > 0 && slot.fold.length > 1;
    for (const [id, share] of prefixed(index, slot.fold, LIMIT.expansions)) {
      if (slot.terms.has(id)) continue;
      const fits = !slot.accented || startsLike(index.vocabulary.terms[id], slot.raw);
      addExpansion(slot, id, LEVEL.prefix * (0.6 + 0.4 * share) * (fits ? 1 : 0.6) * (complete ? 0.8 : 1), fits && isLater && slot.open);
    }
  }

  /** Does a term start as typed, accents included? A tone may still move or be added while typing. */
  function startsLike(term, raw) {
    const typed = lower(raw).normalize('NFD'), whole = term.normalize('NFD');
    return whole.replace(TONES, '').startsWith(typed.replace(TONES, '')) && (typed.match(TONES) || []).every((t) => whole.includes(t));
  }

  /** Terms whose folded form starts with `prefix`: [id, share of the term that is typed]. */
  function prefixed(index, prefix, limit) {
    const found = [];
    for (let i = lowerBound(index.sorted, prefix); i < index.sorted.length && found.length < limit; i++) {
      const folded = index.sorted[i];
      if (!folded.startsWith(prefix)) break;
      if (folded !== prefix) for (const id of index.byFold.get(folded)) found.push([id, prefix.length / folded.length]);
    }
    return found;
  }

  function lowerBound(list, value) {
    let low = 0, high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle] < value) low = middle + 1; else high = middle;
    }
    return low;
  }

  // ---------------------------------------------------------------- little words

  const listed = (text) => text.split(' ').map(exact);
  const phrases = (text) => text.split(', ').map((phrase) => phrase.split(' '));

  // Words that hold a question together and say little of what is asked for.
  const VIETNAMESE = new Set(listed('là gì nào ai ở đâu khi bao mấy thế sao như cho của và với về từ đến tại trong để bị được có không những các một này đó kia thì mà cũng đã đang sẽ rồi hay hoặc nếu vì do bởi phải cần muốn tôi mình em ạ nhỉ vậy cái thuộc theo bằng ra vào lên thì nên xin hỏi biết nhiều ít ông bà anh chị em con cháu cha mẹ bố nữa còn rất quá lắm vẫn lại lấy gồm mỗi từng đều chỉ nhé nha hen hả à ơi ấy đấy đó hông hổng hok rứa răng ni nớ tê tui mi tụi bọn chúng vô giùm dùm xem coi thêm nhất đc chừng mới'));
  // Those that are nothing else when typed without accents: "dau" may be "đầu", "ve" may be "vệ".
  const BARE = new Set(listed('la gi nao ai cho cua va voi cac nhung mot nay thi cung se khong phai toi minh hoac neu vi nhu theo trong duoc muon ko dc vs hok k ong anh em chau cha me con nua hong tui rua nhe oi co dc vo gium xem nhat j ntn'));
  const ENGLISH = new Set(listed('who whom whose what which where when why how is are was were be been being am do does did the a an of to in into on at for from by with about and or as it its this that these those there here can could should would will shall may might must i my me we our us you your they their them he she if because while than then so not no any some has have had having get gets got want please tell many much also just up out someone anyone something anything thing things give gives given need needs make makes each every other more most only very such own same through during before after under over between per now still go goes going come comes came took without man woman wants wanted contain contains include includes upon told tell say says said know like way happen happens able allowed really exactly actually different t s re ve ll don isn doesn'));
  const EITHER = new Set(listed('do the an to in on at so no can me my may a i ban am us it be as he or up out hay'));
  const LITTLE = phrases('lam gi, nhu the nao, the nao, ra sao, bao nhieu, bao gio, hoi nao, nam nao, ngay nao, giay nay, to giay nay, giay to nay, cai nay, chuyen nay, may viec nay, nhung viec nay, may chuyen nay, cac viec nay, chuong trinh nay, van ban, phai lam gi, lam nhung gi, phai lam nhung gi, duoc giao gi, duoc giao, co ai, co tham gia, thoi han, thoi gian thuc hien, don vi phoi hop, co quan phoi hop, don vi chu tri, co quan chu tri, so khac, vai tro, hay so khac, lead agency, supporting agencies, deadline of, role of, ong nao, ba nao, nguoi nao, cac noi, moi noi, nhu vay, duoc ko, co duoc khong, co duoc ko, co phai, qua dau, bao lau, khi nao, luc nao, o dau, vi sao, tai sao, cai gi, nhung gi, co gi, noi gi, duoc khong, co khong, hay khong, hom nay, bay gio, hien nay, hien tai, xin hoi, cho hoi, cho biet, co the, lam sao, lam the nao, co vai tro gi, vai tro gi, viec gi, lam viec gi, viec nay, nhiem vu nao, tham gia nhiem vu nao, trach nhiem gi, trong viec, trong viec nay, nhiem vu gi, phu trach gi, trong ke hoach, ke hoach nay, quyet dinh nay, trong quyet dinh, van ban nay, trong van ban, ba con, chung toi, nha nuoc, don vi nao, so nao, nganh nao, cho nao, o mo, cho mo, lam chi, co chi, cai chi, quyet dinh 768, quyet dinh so 768, qd 768, qd so 768, qd768, ke hoach 768, cua ke hoach, the plan, the decision, decision 768, binh dinh, quy nhon, viet nam, vietnam, this plan, whole thing, this thing, all this, all of this, this document, the document, this paper, this programme, in the plan, under the plan, this decision, in the decision');
  // What asks for the meaning of the rest.
  const MEANING = phrases('la gi, la ai, la nhung ai, nghia la gi, nghia la sao, nghia la the nao, co nghia la gi, co nghia gi, tuc la gi, la sao, la ho the nao, la the nao, la nhu the nao, la cai gi, la viet tat cua tu gi, la viet tat cua, viet tat cua, viet tat la gi, dinh nghia, khai niem, the nao la, nghia cua, y nghia cua, giai thich, giai nghia, hieu the nao la, khac gi, khac nhau, khac voi, phan biet, su khac biet, co nghia, difference between, different from, what is, what are, who are, who is, whats, meaning of, definition of, define, stands for, stand for, mean, means, meaning, short for, abbreviation of, abbreviation for, explain');
  const DIFFER = exact('khác'); // from the next one

  // What people ask of an office: where nothing bears it out, they ask for something else.
  const FORMAL = phrases('thu tuc, dang ky, giay phep, nop phat, ho so, le phi, bang gia, lich hop, registration, permit, licence, license, tax rates, minimum wage');

  /** Find the little words of a query; where it has no others, they are what is asked for. */
  function belittle(index, query) {
    const { slots } = query, accents = slots.some((slot) => slot.accented);
    const english = index.lang === 'en' || slots.some(({ key }) => ENGLISH.has(key) && !EITHER.has(key));
    const isLittle = ({ key, accented }) => (VIETNAMESE.has(key) && (accented || accents)) || (BARE.has(key) && !accents) || (ENGLISH.has(key) && (english || !EITHER.has(key)));
    query.asks = mark(slots, MEANING) || mark(slots.slice(-3), [['la', slots.length > 2 ? slots[slots.length - 2].fold : '', 'gi']]);
    for (const slot of slots.slice(1, -1)) if (slot.key === DIFFER) query.asks = slot.little = true;
    mark(slots, LITTLE);
    mark(slots, FORMAL, 'formal');
    for (const slot of slots) if (isLittle(slot)) slot.little = true;
    if (slots.every((slot) => slot.little)) for (const slot of slots) slot.little = false;
    query.great = slots.filter((slot) => !slot.little).length;
    // Accents are what is asked for, but not those of "có" in a question: what has "cơ" is no worse for it.
    for (const slot of slots) slot.meant = slot.accented && !(slot.little && slots.length > LIMIT.asked);
  }

  /** Mark the words of every one of `list` that stands in the query as `what`; tell whether any did. */
  function mark(slots, list, what = 'little') {
    let found = false;
    for (const phrase of list) for (let i = 0; i + phrase.length <= slots.length; i++) {
      if (!phrase.every((word, k) => slots[i + k].fold === word)) continue;
      for (let k = 0; k < phrase.length; k++) slots[i + k][what] = true;
      found = true;
    }
    return found;
  }

  // ---------------------------------------------------------------- places

  // What people call the places of a text, by their last words: "gạch đầu dòng 7" is bullet 7.
  const LABELS = new Map(Object.entries({ phan: 'part', part: 'part', muc: 'section', khoan: 'section', section: 'section', clause: 'section',
    diem: 'point', point: 'point', dieu: 'article', article: 'article', nhom: 'group', group: 'group', 'nhiem vu': 'task', task: 'task',
    'gach dau dong': 'bullet', gach: 'bullet', 'dong thu': 'bullet', 'y thu': 'bullet', 'dau gach': 'bullet', bullet: 'bullet', 'can cu': 'basis', 'legal basis': 'basis', 'noi nhan': 'recipient', recipient: 'recipient' }));
  const BETWEEN = new Set(['so', 'thu', 'no', 'number']); // "điều số 2", "phần thứ hai"
  const COUNTED = new Map('một nhất one first,hai two second,ba three third,bốn tư four fourth,năm five fifth,sáu six sixth,bảy seven seventh,tám eight eighth,chín nine ninth,mười ten tenth'
    .split(',').flatMap((names, n) => names.split(' ').flatMap((name) => [[exact(name), String(n + 1)], [fold(name), String(n + 1)]])));
  const ROMAN = { i: 1, v: 5, x: 10 };

  function arabic(roman) {
    const values = Array.from(roman, (letter) => ROMAN[letter]);
    return String(values.reduce((sum, value, i) => sum + (value < values[i + 1] ? -value : value), 0));
  }

  /** The number that a word stands for, as text; a point has a letter. */
  function numberOf({ key }, label) {
    if (label === 'point') return /^[a-zđ]$/.test(key) ? key : '';
    if (/^[ivx]+$/.test(key)) return arabic(key);
    return /^\d{1,3}$/.test(key) ? String(Number(key)) : COUNTED.get(key) || '';
  }

  /** The places that words name: { labels: Map of label to number, used: positions of their words }. */
  function places(slots) {
    const labels = new Map(), used = new Set(), folded = slots.map((slot) => slot.fold);
    for (let i = 0; i < slots.length; i++) {
      const size = [3, 2, 1].find((count) => LABELS.has(folded.slice(i, i + count).join(' ')));
      if (!size || folded[i - 1] === 'nhieu') continue; // "nhiều nhiệm vụ nhất" is no first task
      const label = LABELS.get(folded.slice(i, i + size).join(' '));
      let at = i + size;
      if (BETWEEN.has(folded[at])) at++;
      const number = slots[at] && numberOf(slots[at], label);
      if (!number) continue;
      at = placed(slots, labels, label === 'section' && /^[ivx]+$/.test(slots[at].key) ? 'part' : label, number, at); // "mục I"
      for (let k = i; k <= at; k++) used.add(k);
      i = at;
    }
    return { labels, used };
  }

  // "nhiệm vụ III.8" is task 8 of group III, "mục II.3" section 3 of part II.
  const OUTER = { task: 'group', section: 'part', part: 'part' };
  const INNER = { task: 'task', section: 'section', part: 'section' };

  /** Note one place, with the number after it if there is one; give the position of its last word. */
  function placed(slots, labels, label, number, at) {
    const next = slots[at + 1], double = OUTER[label] && next && /^[ivx]+$/.test(slots[at].key) && /^\d{1,2}$/.test(next.key);
    labels.set(double ? OUTER[label] : label, number);
    if (double) labels.set(INNER[label], String(Number(next.key)));
    return double ? at + 1 : at;
  }

  /** The place of a unit, from how people refer to it. */
  function placeOf(page, record) {
    const text = record.where || (page.kind === 'task' ? fieldTexts(record, 'also').join('. ') : '');
    return text ? places(parseQuery(text).slots).labels : null;
  }

  /** Units at the place that the query names and nothing else, the nearest outside first; none for other queries. */
  function unitsAt(index, query) {
    const { labels, used } = places(query.slots);
    if (!labels.size) return ['nhiem vu', 'muc'].map((label) => bareNumber(index, query, label)).find((found) => found.length) || [];
    const rest = query.slots.filter((slot, i) => !used.has(i) && !slot.little);
    const fits = ({ place }) => place && Array.from(labels).every(([label, number]) => place.get(label) === number);
    const found = index.units.filter((unit) => fits(unit) && rest.every((slot) => stands(index, slot, unit)));
    const least = found.reduce((size, { place }) => Math.min(size, place.size), Infinity);
    return found.filter(({ place }) => place.size === least);
  }

  /** Units at "II.3", a number and nothing else, read as that of a task or of a section. */
  function bareNumber(index, { slots }, label) {
    const isNumber = slots.length === 2 && /^[ivx]+$/.test(slots[0].key) && /^\d{1,2}$/.test(slots[1].key);
    return isNumber ? unitsAt(index, parseQuery(`${label} ${slots.map((slot) => slot.raw).join('.')}`)) : [];
  }

  /** Does a word of the query stand in a unit, or in the name of a page that is no record? */
  const stands = (index, slot, unit) => index.titles.has(slot.fold) || unit.terms.some((id) => slot.terms.has(id));

  // ---------------------------------------------------------------- slips

  /** When nothing else stands for a word: keys of an input method left in, words run together, a slip. */
  function expandTypo(index, slot) {
    if (slot.fold.length < 3) return;
    slot.typo = true;
    const typed = unconverted(slot.fold).find((word) => index.byFold.has(word));
    if (typed) return addWords(index, slot, [typed]);
    const run = index.lang === 'vi' && runTogether(index, slot.fold); // English words are too long to be made of others
    if (run) { slot.run = run; return; }
    if (slot.accented && isSyllable(slot)) return; // a whole syllable with its accents is meant
    for (const [folded, distance] of nearest(index, slot.fold, slot.fold.length > 7 ? 2 : 1)) {
      if (isSyllable(slot) && folded[0] !== slot.fold[0]) continue; // people seldom mistake the first letter
      for (const id of index.byFold.get(folded)) addExpansion(slot, id, LEVEL.typo / distance);
    }
  }

  /** Does a word look like a Vietnamese syllable, which seldom says much alone? */
  const isSyllable = (slot) => SYLLABLE.test(slot.fold);
  const SYLLABLE = /^(?:ngh?|[cgknpt]h|tr|qu|gi|[bcdghklmnprstvx])?(?:(?:[aeiouy]|[iuy]e|o[ae]|u[aoy]|uye)(?:ch|ng|nh|[cmnpt])?|[ao]i|a[ouy]|[ei]u|eo|ia|u[aeiuy]|oa[iyo]?|oeo|u[ao][iyu]|[iy]eu|uy[au])$/;

  function addWords(index, slot, words) {
    for (const word of words) for (const id of index.byFold.get(word)) addExpansion(slot, id, LEVEL.typo);
  }

  /** Telex ("phaps", "ddaats") or VNI ("pha1p") typed without an input method: what was meant, folded. */
  function unconverted(word) {
    const telex = word.replace(/dd/g, 'd').replace(/([aeo])\1/g, '$1').replace(/w/g, '');
    const inside = telex.replace(/([aeiouy])[sfrxj]/, '$1');
    return [telex.replace(/[sfrxj]$/, ''), inside, telex, word.replace(/[1-9]/g, '')]
      .filter((guess) => guess.length > 1 && guess !== word);
  }

  /** Known words that make up `text` when written without spaces, or nothing. Fewest words win. */
  function runTogether(index, text) {
    if (text.length > 40 || text.length < 5) return null;
    const best = [[]];
    for (let end = 2; end <= text.length; end++) {
      for (let start = Math.max(0, end - 9); start <= end - 2; start++) {
        if (!best[start] || !index.byFold.has(text.slice(start, end))) continue;
        if (!best[end] || best[end].length > best[start].length + 1) best[end] = [...best[start], text.slice(start, end)];
      }
    }
    return best[text.length] && best[text.length].length > 1 ? best[text.length] : null;
  }

  /** Known folded words within `most` edits of `word`: [word, edits], nearest first. */
  function nearest(index, word, most) {
    const mask = letterMask(word), found = [];
    for (let i = 0; i < index.sorted.length; i++) {
      const other = index.sorted[i];
      if (Math.abs(other.length - word.length) > most || bits(index.letters[i] ^ mask) > most * 2) continue;
      const distance = edits(word, other, most);
      if (distance <= most) found.push([other, distance + (other[0] === word[0] ? 0 : 0.5)]);
    }
    return found.sort((a, b) => a[1] - b[1]).slice(0, 20);
  }

  function letterMask(word) {
    let mask = 0;
    for (let i = 0; i < word.length; i++) mask |= 1 << (word.charCodeAt(i) & 31);
    return mask;
  }

  function bits(value) {
    let count = 0;
    for (let rest = value; rest; rest &= rest - 1) count++;
    return count;
  }

  /** Edits (insert, delete, replace, swap neighbours) from a to b; gives up above `most`. */
  function edits(a, b, most) {
    let before = [], last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
        least = Math.min(least, row[j]);
      }
      if (least > most) return most + 1;
      before = last;
      last = row;
    }
    return last[b.length];
  }

  // ---------------------------------------------------------------- ranking

  /** How much a slot says: rare words more. A word nobody knows still counts against coverage. */
  function weigh(index, slot) {
    let count = 0;
    for (const [id, level] of slot.terms) if (level >= LEVEL.otherAccent) count += index.vocabulary.units[id];
    return Math.max(idf(index, Math.min(count, index.units.length)), 0.05);
  }

  /**
   * Search: { query, hits: [{ page, score, units: [{ unit, score }] }], corrected, unknown, other }. Never throws.
   *
   * What is not there is said: `unknown` are the words of the query that the index does not have, as typed, and there
   * are no hits where too little of the query is borne out. `other` tells whether the other language may know more:
   * search its index for the same query; its hits are as honest.
   */
  function search(index, text) {
    const query = understand(index, text);
    if (!query.slots.length) return { query, hits: [], corrected: '', unknown: [], other: false };
    const scored = scoredUnits(index, query), best = scored[0], sure = best ? best.evidence : 0;
    const phrased = query.phrase ? scored.filter((hit) => hit.phrase > 0.99) : [];
    const hits = sure < needed(query, scored) ? [] : group((phrased.length ? phrased : scored).filter((one) => one.exact || one.evidence >= (best.named ? best.plain : sure) * EVIDENCE.rest));
    const guessed = hits.length ? query.slots.filter((slot, i) => slot.typo && best.credits[i]) : [];
    return { query, hits, corrected: hits.length ? correction(index, query, guessed, best.unit) : '',
      unknown: unknownWords(query, guessed, best), other: sure < EVIDENCE.whole };
  }

  /** How much must be borne out to be shown: less in a story, and less where one unit stands out. */
  function needed(query, [best, next]) {
    if (query.great >= LIMIT.story) return EVIDENCE.told;
    return next && best.score > next.score * LIMIT.clear ? EVIDENCE.clear : EVIDENCE.shown;
  }

  /** Units found with what they score, the best first: those at the place named, or those that say what is asked. */
  function scoredUnits(index, query) {
    const at = unitsAt(index, query);
    if (at.length) return at.map((unit) => ({ unit, score: 1, tier: 1, phrase: 1, evidence: 1, exact: 0, credits: [], placed: true }));
    const scored = demote(candidates(index, query).map((one) => rank(index, query, one)).filter((hit) => hit.score > 0));
    return scored.sort((a, b) => b.tier - a.tier || b.score - a.score || a.unit.id - b.unit.id);
  }

  /** Words that the index does not have as they were typed, but for those whose guess was right. */
  function unknownWords(query, guessed, best) {
    if (best && best.placed) return [];
    if (query.apart) return guessed.length || query.slots.some((slot) => !slot.terms.size) ? query.apart : [];
    return query.slots.filter((slot) => !slot.little && !guessed.includes(slot) && slot.unknown).map((slot) => slot.raw);
  }

  /** Parse and expand; words run together are read again as separate words. */
  function understand(index, text) {
    const query = parseQuery(text);
    expand(index, query);
    if (!query.slots.some((slot) => slot.run)) return query;
    const apart = parseQuery(query.slots.map((slot) => (slot.run ? slot.run.join(' ') : slot.raw)).join(' '));
    expand(index, apart);
    return { ...apart, text: query.text, apart: query.slots.filter((slot) => slot.run).map((slot) => slot.raw) };
  }

  /** Units that hold something of the query, the likeliest first. */
  function candidates(index, query) {
    const found = new Map();
    const total = query.slots.reduce((sum, slot) => sum + slot.weight, 0);
    for (const slot of query.slots) accumulate(index, slot, found);
    const list = Array.from(found, ([unit, sums]) => candidate(index, query, unit, sums, total));
    list.sort((a, b) => b.exact - a.exact || b.rough - a.rough);
    return list.slice(0, LIMIT.candidates);
  }

  /** `exact`: has every word typed with accents exactly; `alike`: has a look-alike in place of one. */
  function candidate(index, query, unit, sums, total) {
    const cover = sums.cover / total, base = sums.score / total;
    return { unit, cover, base, exact: query.accents > 0 && sums.exact === query.accents ? 1 : 0, alike: sums.alike > 0, rough: base * cover * cover * index.units[unit].prior };
  }

  function accumulate(index, slot, found) {
    const { best, hit, seen } = index.work, touched = [];
    for (const [id, level] of slot.terms) {
      const postings = index.vocabulary.postings[id], isExact = slot.exact.has(id) ? 1 : 0;
      for (let i = 0; i < postings.length; i++) {
        const unit = postings[i] >> 3, score = level * BOOST[postings[i] & 7];
        if (!seen[unit]) { seen[unit] = 1; touched.push(unit); best[unit] = 0; hit[unit] = 0; }
        if (score > best[unit]) best[unit] = score;
        hit[unit] = Math.max(hit[unit], Math.round(level * 100) | (isExact ? 128 : 0));
      }
    }
    for (const unit of touched) collect(index, slot, unit, found);
  }

  function collect(index, slot, unit, found) {
    const { best, hit, seen } = index.work;
    let sums = found.get(unit);
    if (!sums) found.set(unit, sums = { score: 0, cover: 0, exact: 0, alike: 0 });
    sums.score += slot.weight * best[unit];
    sums.cover += slot.weight * Math.min(1, (hit[unit] & 127) / 100);
    if (slot.meant && hit[unit] & 128) sums.exact++;
    else if (slot.meant && slot.exact.size) sums.alike++;
    seen[unit] = 0;
  }

  /** Score one candidate by reading its words in order. */
  function rank(index, query, candidate) {
    const unit = index.units[candidate.unit];
    const has = read(query, unit), phrase = weightedPairs(query, has.pair), credits = query.slots.map((slot, i) => credit(query, i, has));
    const name = completeness(index, query, unit), whole = name * candidate.cover, named = unit.kind !== 'agency' && !unit.term && saysName(query, unit), plain = evidence(query, credits, false), cover = named ? evidence(query, credits, true) : plain;
    const meant = query.asks && unit.term && name > 0.4 && cover > (isAbbreviation(unit) ? 0.3 : name > 0.9 ? 0.5 : 0.75); // its meaning is asked for
    const score = candidate.base * cover ** 2 * (1 + 0.75 * phrase * phrase * Math.min(6, query.slots.length)) * (1 + 2 * whole * whole) * priorFor(query, unit, meant) * (unit.kind === 'agency' && cover < EVIDENCE.whole ? BEYOND : 1);
    const said = candidate.exact && cover >= EVIDENCE.shown && (phrase > 0.999 || whole > 0.95); // the very words, side by side or as a name
    return { unit, score, phrase, cover: candidate.cover, exact: candidate.exact, alike: candidate.alike, tier: meant ? 2 : said ? 1 : 0, credits, plain, named, evidence: meant ? Math.max(cover, EVIDENCE.whole) : cover };
  }

  /** How welcome a unit is for a query: where a meaning is asked for, the glossary is what people look for. */
  const priorFor = (query, unit, meant) => (meant ? PRIOR.task : query.asks && unit.term ? PRIOR.list : unit.prior);

  const isAbbreviation = (unit) => !/\p{Ll}{2}/u.test(unit.record.title);

  /**
   * Share of the query, little words aside, that a unit bears out. A word said twice counts once, and one that stands
   * elsewhere in the index less: people say a thing in many words, but a word that nothing has asks for something else.
   */
  function evidence(query, credits, named) {
    const said = new Set(), elsewhere = named ? LEFT.named : query.great < LIMIT.story ? LEFT.plain : LEFT.story;
    let borne = 0, total = 0;
    query.slots.forEach((slot, i) => {
      if (slot.little || said.has(slot.key)) return;
      said.add(slot.key);
      borne += slot.weight * credits[i];
      total += credits[i] ? slot.weight * (named && credits[i] < elsewhere ? elsewhere : 1) : slot.worth * (slot.formal ? LEFT.formal : slot.unknown && !named ? 1 : elsewhere);
    });
    return total ? borne / total : 0;
  }

  /** Is a whole name of several words said, side by side as it stands, or one of a single word that is no mere syllable? */
  function saysName(query, unit) {
    const map = filled(query), fills = (id, slot) => (map.get(id) || []).some((one, k, list) => k % 2 === 0 && one === slot && list[k + 1] >= LEVEL.variant);
    return unit.names.some(([from, to]) => query.slots.some((slot, i) => (to - from > 1 || (!isSyllable(slot) && !slot.little))
      && i + to - from <= query.slots.length && unit.terms.slice(from, to).every((id, k) => fills(id, i + k))));
  }

  /**
   * How far a unit bears out the word at `i`. A syllable alone is seldom a word: it counts beside a neighbour, or as a
   * whole name; a guess counts only where its neighbours, or its length, make it safe.
   */
  function credit(query, i, { pair, best, sole }) {
    const slot = query.slots[i], lone = query.great === 1, near = Math.max(sole[i], pair[i], pair[i + 1] || 0);
    if (!best[i]) return 0;
    if (slot.typo) return isSafe(query, i, pair) ? 0.8 : 0;
    if (slot.stub) return near && slot.fold.length > 2 ? 0.5 : 0;
    if (slot.accented && best[i] <= LEVEL.otherAccent) return near ? 0.6 : lone && !slot.unknown ? 0.5 : 0;
    if (near || lone) return 1;
    if (!slot.known) return 0; // begun, and not beside its neighbour
    if (!slot.syllable) return best[i] < LEVEL.variant - 0.1 ? 0.6 : 1;
    return slot.accented ? 0.35 : 0.25;
  }

  /** Is it safe to take a guess for what was meant? What may be a syllable needs two neighbours on the whole. */
  function isSafe(query, i, pair) {
    const slot = query.slots[i], beside = (k) => pair[k] > 0.5;
    if (!isSyllable(slot)) return beside(i) || beside(i + 1) || slot.fold.length > 5;
    return (beside(i) && beside(i + 1)) || (i === 0 && beside(1) && beside(2)) || (i === pair.length - 1 && beside(i) && beside(i - 1));
  }

  /**
   * Accents typed are meant: where some unit has every such word exactly, one that has only a look-alike ("bào"
   * for "bảo") goes behind it, however well it fits otherwise. A unit that lacks a word is not a look-alike.
   */
  function demote(scored) {
    const most = scored.reduce((high, one) => Math.max(high, one.cover), 0);
    const meant = scored.filter((one) => one.exact && one.cover >= most * 0.75);
    const floor = meant.reduce((low, one) => Math.min(low, one.score), Infinity) * 0.999;
    for (const one of scored) if (one.alike && one.score > floor) one.score = floor;
    return scored;
  }

  /** Which slots a term fills, as [slot, level] pairs; made once per query. */
  function filled(query) {
    if (query.filled) return query.filled;
    const map = query.filled = new Map();
    query.slots.forEach((slot, i) => {
      for (const [id, level] of slot.terms) {
        const list = map.get(id);
        if (list) list.unshift(i, level); else map.set(id, [i, level]);
      }
    });
    return map;
  }

  /**
   * What a unit has of the query: `best`, how well it has each word; `pair`, how near each stands to the one before:
   * 1 beside it, less with one or two words between; `sole`, whether it is a whole name of one word.
   */
  function read(query, unit) {
    const count = query.slots.length, map = filled(query);
    const at = new Int32Array(count).fill(-9), level = new Float32Array(count), pair = new Float32Array(count), best = new Float32Array(count), sole = new Float32Array(count);
    for (let i = 0; i < unit.terms.length; i++) {
      const fills = map.get(unit.terms[i]);
      if (!fills) continue;
      const position = unit.at[i];
      for (let k = 0; k < fills.length; k += 2) {
        const slot = fills[k], here = fills[k + 1];
        best[slot] = Math.max(best[slot], here);
        if (unit.sole.has(unit.terms[i]) && (here === LEVEL.exact || query.slots[slot].certain)) sole[slot] = 1;
        if (slot) {
          const gap = position - at[slot - 1];
          const near = gap === 1 || isOne(fills, slot) ? 1 : gap > 1 && gap < 4 ? 0.45 : 0;
          pair[slot] = Math.max(pair[slot], near * Math.sqrt(Math.min(here, level[slot - 1])));
        }
      }
      for (let k = 0; k < fills.length; k += 2) { at[fills[k]] = position; level[fills[k]] = fills[k + 1]; }
    }
    return { pair, best, sole };
  }

  // An abbreviation fills several slots: they are neighbours.
  const isOne = (fills, slot) => fills.some((other, k) => k % 2 === 0 && other === slot - 1);

  /** Share of the query's neighbouring words that are neighbours in the unit. */
  function weightedPairs(query, pair) {
    let sum = 0, total = 0;
    for (let i = 1; i < pair.length; i++) {
      const weight = query.slots[i - 1].weight + query.slots[i].weight;
      sum += weight * pair[i];
      total += weight;
    }
    return total ? sum / total : 0;
  }

  /** The best share of a title or another name that the query says. */
  function completeness(index, query, unit) {
    const map = filled(query);
    return unit.names.reduce((best, [from, to]) => Math.max(best, share(index, map, unit, from, to)), 0);
  }

  function share(index, map, unit, from, to) {
    let said = 0, total = 0;
    for (let i = from; i < to; i++) {
      if (i + 1 < to && unit.at[i + 1] === unit.at[i]) continue; // a compound counts by its parts
      const fills = map.get(unit.terms[i]), weight = index.idf[unit.terms[i]];
      total += weight;
      if (fills) said += weight * Math.max(...fills.filter((_, k) => k % 2));
    }
    return total ? said / total : 0;
  }

  /** Put hits of one page together, the page's best hit deciding its place. */
  function group(scored) {
    const pages = new Map(), least = LIMIT.share * scored.reduce((most, one) => Math.max(most, one.score), 0);
    for (const { unit, score, tier, phrase, exact: meant } of scored) {
      if (score < least && !meant) continue; // words typed with accents are found wherever they stand
      let hit = pages.get(unit.page);
      if (!hit) pages.set(unit.page, hit = { page: unit.page, score, tier, units: [] });
      const again = hit.units.some((one) => one.unit.anchor === unit.anchor); // several parts may share an anchor
      if (!again && hit.units.length < LIMIT.parts && score > hit.score * 0.25) hit.units.push({ unit, score, phrase });
    }
    return Array.from(pages.values());
  }

  // ---------------------------------------------------------------- help

  /** The query as it was understood, in the words of the best unit, when one had to be guessed; otherwise nothing. */
  function correction(index, query, guessed, unit) {
    if (!query.apart && !guessed.length) return '';
    return query.slots.map((slot) => (query.apart || guessed.includes(slot) ? bestTerm(index, slot, unit) : slot.raw)).join(' ');
  }

  function bestTerm(index, slot, unit) {
    const worth = ([id, level]) => level * 1000 + index.vocabulary.units[id] + (unit.terms.includes(id) ? 1e6 : 0);
    const best = Array.from(slot.terms).reduce((a, b) => (a && worth(a) >= worth(b) ? a : b), null);
    return best ? index.vocabulary.terms[best[0]] : slot.raw;
  }

  /** For a query that finds nothing: the nearest query that would find something, if each word can be guessed safely. */
  function suggest(index, text) {
    const { slots } = understand(index, text);
    const words = slots.map((slot) => (slot.terms.size && !slot.typo ? slot.raw : guess(index, slot)));
    const nearestQuery = words.every(Boolean) ? words.join(' ') : '';
    return nearestQuery && search(index, nearestQuery).hits.length ? nearestQuery : '';
  }

  /** The one word that a slip most likely stands for: with the same first letter, and nearly as long. */
  function guess(index, slot) {
    if (slot.accented && isSyllable(slot)) return '';
    const folded = unconverted(slot.fold).find((word) => index.byFold.has(word))
      || (nearest(index, slot.fold, slot.fold.length > 7 ? 2 : 1).find(([word]) => word.length > 3 && word[0] === slot.fold[0]) || [])[0];
    return folded ? index.vocabulary.terms[index.byFold.get(folded)[0]] : '';
  }

  // ---------------------------------------------------------------- marking

  /** Ranges of `text` to mark: [[start, end]], neighbours merged; `fills` says which slots a word stands for. */
  function marks(text, fills) {
    const words = tokenize(text).flatMap((word) => (word.parts.length ? [{ ...word, whole: true }, ...word.parts] : [word]));
    const found = [];
    words.forEach((word) => {
      const slots = fills(word.whole ? joined(word) : bareWord(word.raw));
      if (slots.length) found.push({ start: word.start, end: word.end, slots, whole: word.whole });
    });
    return merge(text, preferRuns(text, found));
  }

  /** Where words of the query stand side by side, mark those and not every other place of the same words. */
  function preferRuns(text, found) {
    const beside = new Set(), slots = new Set();
    for (let i = 1; i < found.length; i++) {
      const a = found[i - 1], b = found[i];
      if (!/^[\s\-–/&.,]*$/.test(text.slice(a.end, b.start))) continue;
      const next = b.slots.filter((slot) => a.slots.includes(slot - 1));
      if (next.length) { beside.add(a).add(b); next.forEach((slot) => slots.add(slot).add(slot - 1)); }
    }
    return found.filter((one) => one.whole || beside.has(one) || !one.slots.every((slot) => slots.has(slot)));
  }

  function merge(text, found) {
    const ranges = [];
    for (const { start, end } of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
      const last = ranges[ranges.length - 1];
      if (last && (start <= last[1] || /^\s+$/.test(text.slice(last[1], start)))) last[1] = Math.max(last[1], end);
      else ranges.push([start, end]);
    }
    return ranges;
  }

  /** Marks in a text of the index, by the terms the search found. */
  function marksOf(index, query, text) {
    const map = filled(query);
    return marks(text, (raw) => {
      const id = index.vocabulary.ids.get(exact(raw)), fills = id === undefined ? undefined : map.get(id);
      return fills ? fills.filter((_, k) => k % 2 === 0) : [];
    });
  }

  /** Marks in any text, without an index: accents typed must fit, accents not typed may be any. */
  function marksIn(text, queryText) {
    const query = parseQuery(queryText), groups = [...query.groups, ...windows(query)];
    return marks(text, (raw) => {
      const key = exact(raw), folded = fold(raw), list = [];
      query.slots.forEach((slot, i) => { if (slot.accented ? slot.key === key : slot.fold === folded) list.push(i); });
      groups.forEach((one) => { if (fold(one.raw) === folded) list.push(one.from); });
      return list;
    });
  }

  const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  const escape = (text) => text.replace(/[&<>"']/g, (c) => ESCAPES[c]);

  /** `text` as HTML with its ranges marked, cut to about `length` characters around the first mark. */
  function snippet(text, ranges, length) {
    const first = ranges.length ? ranges[0][0] : 0;
    let from = text.length <= length || first < length / 2 ? 0 : text.lastIndexOf(' ', first - length / 4) + 1;
    let to = from + length >= text.length ? text.length : text.indexOf(' ', from + length);
    if (to < 0) to = text.length;
    let html = from ? '… ' : '', at = from;
    for (const [start, end] of ranges) {
      if (end <= from || start >= to) continue;
      html += `${escape(text.slice(at, Math.max(start, at)))}<mark>${escape(text.slice(Math.max(start, at), Math.min(end, to)))}</mark>`;
      at = Math.min(end, to);
    }
    return html + escape(text.slice(at, to)) + (to < text.length ? ' …' : '');
  }

  return { fold, exact, variant, tokenize, initials, createIndex, parseQuery, search, suggest, marksOf, marksIn, namesOf, snippet, escape, edits, LEVEL };
});
