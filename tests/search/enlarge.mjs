// A plan `times` the size of a real one, to see whether the search keeps its pace.
// As a command: node enlarge.mjs <site> <times>, which rewrites the site's indexes.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const VOWELS = 'aeiou';

/** The same numbers on every run. */
function lottery(seed) {
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}

/** Each copy has addresses of its own and some words changed, so the vocabulary grows with the plan. */
export function enlarge(data, times) {
  const random = lottery(1);
  const changed = (word) => {
    if (random() < 0.04) return `${word}${VOWELS[Math.floor(random() * 5)]}${Math.floor(random() * 60)}`;
    return random() < 0.1 ? word.split('').reverse().join('') : word;
  };
  const alter = (text) => text && text.replace(/[\p{L}\p{M}]+/gu, changed);
  const copy = (record) => ({ ...record, title: alter(record.title), also: record.also?.map(alter), text: alter(record.text) });
  const pages = [...data.pages];
  for (let n = 1; n < times; n++) {
    for (const page of data.pages) pages.push({ ...copy(page), at: `x${n}/${page.at}`, parts: page.parts?.map(copy) });
  }
  return { ...data, pages };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [site, times] = process.argv.slice(2);
  for (const folder of ['', 'en/']) {
    const file = `${site}/${folder}search/search_index.json`, index = JSON.parse(readFileSync(file));
    writeFileSync(file, JSON.stringify({ ...index, docs: enlarge(index.docs, Number(times)) }));
  }
}
