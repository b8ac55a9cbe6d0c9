const MAX_TERMS = 12;

/** The words of a search: runs of letters and digits, an apostrophe within a word dropped ("kellogg's" is one word). */
export function searchTerms(q: string): string[] {
  const words =
    q
      .toLowerCase()
      .replace(/['’]/g, '')
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words)].slice(0, MAX_TERMS);
}
