/** The words of a text as searches compare them: small letters without accents and apostrophes, plurals as singulars. */
export function wordsOf(text: string): string[] {
  return spokenWords(text).map(stem);
}

/** The same, as they were written: what may be the beginning of a word is not to be cut. */
export function spokenWords(text: string): string[] {
  return plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Words that tell no product from another. */
export const fillers: ReadonlySet<string> = new Set([
  'a',
  'an',
  'and',
  'for',
  'in',
  'of',
  'on',
  'or',
  'the',
  'to',
  'with',
]);

/** A word without the ending of a plural. */
export function stem(word: string): string {
  if (word.length < 4) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:[sx]|ch|sh|o)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[æœøßđłı]/g, (letter) => letters[letter] ?? letter);
}

/** Letters that are no letter with a mark, though people write them as one. */
const letters: Readonly<Record<string, string>> = { æ: 'ae', œ: 'oe', ø: 'o', ß: 'ss', đ: 'd', ł: 'l', ı: 'i' };
