import { mergeInto, placeAfter } from '../domain/sorted.ts';
import { errorsAllowed, errorsBetween, isLikelySlip, lettersOf, unshared } from '../domain/spelling.ts';

/** A word of the vocabulary that a word of a search may mean, and how well it does, up to 1. */
export interface Meaning {
  readonly id: number;
  readonly weight: number;
}

/** Every word that names hold, each with a number. */
export interface Vocabulary {
  /** The number of a word, which is taken up when it is new. */
  idOf(word: string): number;
  /** The word itself, those that begin as it was written, and others of the same meaning. */
  find(word: string, written: string, others?: readonly string[]): Meaning[];
  /** The words that it may be a typing error of, those with the fewest errors. */
  guess(word: string): Meaning[];
}

/** What another word of the same meaning is worth. */
const OTHER_WORD = 0.95;
/** Guesses look at every word, so they are kept; so many of them. */
const MAX_GUESSES = 5000;

const byLetters = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Creates an empty vocabulary. */
export function createVocabulary(): Vocabulary {
  const ids = new Map<string, number>();
  const words: string[] = [];
  const letters: number[] = [];
  const guesses = new Map<string, Meaning[]>();
  const alphabet: string[] = [];

  function sorted(): readonly string[] {
    if (alphabet.length < words.length) mergeInto(alphabet, words.slice(alphabet.length).sort(), byLetters);
    return alphabet;
  }

  function beginningWith(written: string): Meaning[] {
    const found: Meaning[] = [];
    const list = sorted();
    for (let place = placeAfter(list, (word) => word >= written); place < list.length; place += 1) {
      const word = list[place] ?? '';
      if (!word.startsWith(written)) break;
      found.push({ id: ids.get(word) ?? 0, weight: 0.5 + (0.4 * written.length) / word.length });
    }
    return found;
  }

  function guessAnew(word: string): Meaning[] {
    const bits = lettersOf(word);
    let limit = errorsAllowed(word);
    let found: number[] = [];
    words.forEach((candidate, id) => {
      if (limit === 0 || unshared(bits, letters[id] ?? 0) > 2 * limit) return;
      const errors = errorsBetween(word, candidate, limit);
      if (errors > limit || !isLikelySlip(word, candidate)) return;
      if (errors < limit) found = [];
      limit = Math.max(1, errors);
      found.push(id);
    });
    return found.map((id) => ({ id, weight: 0.5 / (1 + limit) }));
  }

  return {
    idOf(word) {
      const known = ids.get(word);
      if (known !== undefined) return known;
      ids.set(word, words.length);
      letters.push(lettersOf(word));
      guesses.clear();
      return words.push(word) - 1;
    },
    find(word, written, others = []) {
      const known = (text: string, weight: number): Meaning[] => {
        const id = ids.get(text);
        return id === undefined ? [] : [{ id, weight }];
      };
      return [
        ...known(word, 1),
        ...others.flatMap((other) => known(other, OTHER_WORD)),
        ...beginningWith(written).filter(({ id }) => id !== ids.get(word)),
      ];
    },
    guess(word) {
      const known = guesses.get(word);
      if (known) return known;
      if (guesses.size >= MAX_GUESSES) guesses.clear();
      const found = guessAnew(word);
      guesses.set(word, found);
      return found;
    },
  };
}
