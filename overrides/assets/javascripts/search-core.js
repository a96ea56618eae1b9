/*
 * Search in a bilingual plan: folding, tokens, matching and ranking.
 *
 * A plain module: it knows neither the theme nor the browser. In a page or a worker it is the global
 * `PlanSearch`; in Node, `require` it. The index it reads is described in plansite/search.py.
 *
 *   const index = PlanSearch.createIndex(data);
 *   const { hits, corrected } = PlanSearch.search(index, "tro giup phap ly");
 *
 * Words: a *term* is one spelling in the vocabulary; a *unit* is what can be found (a page, or a part of
 * it with an anchor); a *slot* is one word of the query, with every term that may stand for it.
 */
(function (root, define) {
  if (typeof module === 'object' && module.exports) module.exports = define();
  else root.PlanSearch = define();
})(typeof self === 'undefined' ? this : self, function () {
  'use strict';

  const LIMIT = { characters: 2000, word: 64, slots: 30, expansions: 200, candidates: 1500, parts: 8, share: 0.03 };

  // How well a term stands for a word of the query. Accents typed are meant; accents not typed may be any.
  const LEVEL = { exact: 1, anyAccent: 0.92, otherAccent: 0.4, variant: 0.85, prefix: 0.55, typo: 0.4 };

  // Where a term stands in a unit, and how much that says.
  const FIELDS = ['title', 'also', 'text', 'facts', 'under', 'now'];
  const BOOST = [1.5, 1.6, 1, 0.6, 0.35, 0.7];
  // A glossary entry has the best title for most queries; the page it explains is what people look for.
  const PRIOR = { agency: 1.15, task: 1.15, plan: 1, document: 1.1, decision: 0.9, list: 0.9, changes: 0.9, about: 0.6, glossary: 0.18, appendix: 0.7 };

  // ---------------------------------------------------------------- folding

  const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;
  const MARKS = /\p{M}+/gu;
  const INVISIBLE = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

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
    [/^([hklmstv]|kh|th|qu)y$/, '$1i'],                       // lý / lí, kỹ / kĩ
    [/(..)ies$/, '$1y'], [/(ss|sh|ch|x)es$/, '$1'], [/([^sui])s$/, '$1'],  // policies, households
    [/(..)our$/, '$1or'], [/amme$/, 'am'], [/(..)tre$/, '$1ter'],       // labour, programme, centre
    [/is(e|ed|ing|ation)$/, 'iz$1'], [/lling$/, 'ling'],       // organise, counselling
  ];

  /** One form for spellings of a folded word that mean the same. */
  function variant(folded) {
    if (folded.length < 2 || !/[a-z]$/.test(folded)) return folded;
    return VARIANTS.reduce((word, [from, to]) => word.replace(from, to), folded);
  }

  // ---------------------------------------------------------------- tokens

  const WORD = /[\p{L}\p{N}\p{M}]+(?:['’][sS](?![\p{L}\p{N}]))?(?:[&./–-][\p{L}\p{N}\p{M}]+)*/gu;
  const JOINER = /[&./–-]/;

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
    for (const match of raw.matchAll(/[^&./–-]+/g)) {
      parts.push({ raw: match[0], start: start + match.index, end: start + match.index + match[0].length });
    }
    return parts;
  }

  const bareWord = (raw) => raw.replace(/['’]s$/i, '');
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
    const unit = { id, page: number, record, anchor: record === page ? '' : record.at, prior: priorOf(page, record), terms: [], at: [], names: [] };
    let position = 0;
    for (let field = 0; field < FIELDS.length; field++) {
      for (const text of fieldTexts(record, FIELDS[field])) {
        const from = unit.terms.length;
        position = addText(vocabulary, unit, field, text, position);
        if (field < 2) unit.names.push([from, unit.terms.length]);
      }
    }
    if (page.kind === 'agency' && record === page) addInitials(vocabulary, unit, position);
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

  function addText(vocabulary, unit, field, text, position) {
    for (const word of tokenize(text)) {
      if (word.parts.length) {
        const id = addTerm(vocabulary, unit, field, joined(word), position);
        vocabulary.short.add(id);
        for (const part of word.parts) addTerm(vocabulary, unit, field, part.raw, position++);
      } else {
        const id = addTerm(vocabulary, unit, field, word.raw, position++);
        if (/\p{Lu}\P{Lu}*\p{Lu}/u.test(word.raw) && field === 1) vocabulary.short.add(id);
      }
    }
    return position + 4;
  }

  function addInitials(vocabulary, unit, position) {
    for (const name of [unit.record.title, ...fieldTexts(unit.record, 'also')]) {
      for (const short of initials(name)) {
        vocabulary.short.add(addTerm(vocabulary, unit, 1, short, position));
        position += 4;
        unit.names.push([unit.terms.length - 1, unit.terms.length]);
      }
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
    const ends = /[\p{L}\p{N}\p{M}]$/u.test(plain);
    if (slots.length) slots[slots.length - 1].open = ends;
    return { text: plain, slots, groups, phrase: /^\s*["“”].+["“”]\s*$/u.test(plain) };
  }

  function createSlot(raw) {
    const word = bareWord(raw).slice(0, LIMIT.word), key = exact(word), folded = fold(word);
    return { raw: word, key, fold: folded, accented: key !== folded, terms: new Map(), open: false, weight: 0, exact: new Set(), typo: false };
  }

  /** Give every slot the terms that may stand for it, best level first. */
  function expand(index, query) {
    for (const group of [...query.groups, ...windows(query)]) expandGroup(index, query, group);
    query.slots.forEach((slot, i) => {
      expandSlot(index, slot);
      if (!slot.terms.size || slot.open) expandPrefix(index, slot, i > 0);
      if (!slot.terms.size) expandTypo(index, slot);
    });
    for (const slot of query.slots) slot.weight = weigh(index, slot);
    query.accents = query.slots.filter((slot) => slot.accented && slot.exact.size).length;
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

  // ---------------------------------------------------------------- slips

  /** When nothing else stands for a word: keys of an input method left in, words run together, a slip. */
  function expandTypo(index, slot) {
    if (slot.fold.length < 3) return;
    slot.typo = true;
    const typed = unconverted(slot.fold).find((word) => index.byFold.has(word));
    if (typed) return addWords(index, slot, [typed]);
    const run = runTogether(index, slot.fold);
    if (run) { slot.run = run; return; }
    for (const [folded, distance] of nearest(index, slot.fold, slot.fold.length > 7 ? 2 : 1)) {
      for (const id of index.byFold.get(folded)) addExpansion(slot, id, LEVEL.typo / distance);
    }
  }

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

  /** Search: { query, hits: [{ page, score, units: [{ unit, score }] }], corrected }. Never throws. */
  function search(index, text) {
    const query = understand(index, text);
    if (!query.slots.length) return { query, hits: [], corrected: '' };
    const scored = demote(candidates(index, query).map((one) => rank(index, query, one)).filter((hit) => hit.score > 0));
    const phrased = query.phrase ? scored.filter((hit) => hit.phrase > 0.99) : [];
    const hits = group(phrased.length ? phrased : scored);
    return { query, hits, corrected: hits.length ? correction(index, query, hits[0].units[0].unit) : '' };
  }

  /** Parse and expand; words run together are read again as separate words. */
  function understand(index, text) {
    const query = parseQuery(text);
    expand(index, query);
    if (!query.slots.some((slot) => slot.run)) return query;
    const apart = parseQuery(query.slots.map((slot) => (slot.run ? slot.run.join(' ') : slot.raw)).join(' '));
    expand(index, apart);
    return { ...apart, text: query.text, apart: true };
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
    if (slot.accented && hit[unit] & 128) sums.exact++;
    else if (slot.accented && slot.exact.size) sums.alike++;
    seen[unit] = 0;
  }

  /** Score one candidate by reading its words in order. */
  function rank(index, query, candidate) {
    const unit = index.units[candidate.unit];
    const phrase = adjacency(query, unit);
    const whole = completeness(index, query, unit) * candidate.cover;
    const score = candidate.base * candidate.cover ** 2 * (1 + 0.75 * phrase * phrase * Math.min(6, query.slots.length)) * (1 + 2 * whole * whole) * unit.prior;
    const said = candidate.exact && (phrase > 0.999 || whole > 0.95); // the very words, side by side or as a name
    return { unit, score, phrase, cover: candidate.cover, exact: candidate.exact, alike: candidate.alike, tier: said ? 1 : 0 };
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

  /** Share of the query's neighbouring words that are neighbours in the unit; one or two words between count less. */
  function adjacency(query, unit) {
    const count = query.slots.length;
    if (count < 2) return 0;
    const map = filled(query), at = new Int32Array(count).fill(-9), level = new Float32Array(count), pair = new Float32Array(count);
    for (let i = 0; i < unit.terms.length; i++) {
      const fills = map.get(unit.terms[i]);
      if (!fills) continue;
      const position = unit.at[i];
      for (let k = 0; k < fills.length; k += 2) {
        const slot = fills[k], here = fills[k + 1];
        if (slot) {
          const gap = position - at[slot - 1];
          const near = gap === 1 ? 1 : gap === 0 && samePlace(fills, k, slot) ? 1 : gap > 1 && gap < 4 ? 0.45 : 0;
          pair[slot] = Math.max(pair[slot], near * Math.sqrt(Math.min(here, level[slot - 1])));
        }
      }
      for (let k = 0; k < fills.length; k += 2) { at[fills[k]] = position; level[fills[k]] = fills[k + 1]; }
    }
    return weightedPairs(query, pair);
  }

  // An abbreviation fills several slots at one place: they are neighbours.
  const samePlace = (fills, k, slot) => fills.includes(slot - 1);

  function weightedPairs(query, pair) {
    let sum = 0, total = 0;
    for (let i = 1; i < pair.length; i++) {
      const weight = query.slots[i - 1].weight + query.slots[i].weight;
      sum += weight * pair[i];
      total += weight;
    }
    return sum / total;
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
    scored.sort((a, b) => b.tier - a.tier || b.score - a.score || a.unit.id - b.unit.id);
    const pages = new Map(), least = LIMIT.share * scored.reduce((most, one) => Math.max(most, one.score), 0);
    for (const { unit, score, tier, phrase, exact: meant } of scored) {
      if (score < least && !meant) continue; // words typed with accents are found wherever they stand
      let hit = pages.get(unit.page);
      if (!hit) pages.set(unit.page, hit = { page: unit.page, score, tier, units: [] });
      if (hit.units.length < LIMIT.parts && score > hit.score * 0.25) hit.units.push({ unit, score, phrase });
    }
    return Array.from(pages.values());
  }

  // ---------------------------------------------------------------- help

  /** The query as it was understood, in the words of the best unit, when one had to be guessed; otherwise nothing. */
  function correction(index, query, unit) {
    if (!query.apart && !query.slots.some((slot) => slot.typo && slot.terms.size)) return '';
    return query.slots.map((slot) => (slot.typo || query.apart ? bestTerm(index, slot, unit) : slot.raw)).join(' ');
  }

  function bestTerm(index, slot, unit) {
    const worth = ([id, level]) => level * 1000 + index.vocabulary.units[id] + (unit.terms.includes(id) ? 1e6 : 0);
    const best = Array.from(slot.terms).reduce((a, b) => (a && worth(a) >= worth(b) ? a : b), null);
    return best ? index.vocabulary.terms[best[0]] : slot.raw;
  }

  /** For a query that finds nothing: the nearest query that would find something, or nothing. */
  function suggest(index, text) {
    const query = understand(index, text);
    const words = query.slots.map((slot) => (slot.terms.size ? slot.raw : guess(index, slot.fold))).filter(Boolean);
    const nearestQuery = words.join(' ');
    return nearestQuery && search(index, nearestQuery).hits.length ? nearestQuery : '';
  }

  function guess(index, folded) {
    const found = nearest(index, folded, Math.min(3, Math.max(1, folded.length >> 1)))[0];
    return found ? index.vocabulary.terms[index.byFold.get(found[0])[0]] : '';
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

  return { fold, exact, variant, tokenize, initials, createIndex, parseQuery, search, suggest, marksOf, marksIn, snippet, escape, edits, LEVEL };
});
