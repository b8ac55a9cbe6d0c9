import { departmentIds, departments } from '@grocer/contracts/catalogue';
import { otherWords, packaging } from '../domain/synonyms.ts';
import { fillers, spokenWords, stem, wordsOf } from '../domain/words.ts';
import type { Entry } from '../read-model/entry.ts';
import { codeOf, type Place } from './occurrences.ts';
import { createSlots, type Hit, type Occurrences, type Term } from './slots.ts';
import { createVocabulary } from './vocabulary.ts';

/** Finds products by the words of their name, brand and department. */
export interface SearchIndex {
  /** Takes a product up, or what is new of it. */
  put(entry: Entry): void;
  /**
   * Products in which every word of `q` occurs: as a word, as the beginning of one or, for want of these, nearly so; words for how
   * goods are packed only if they can be found. In no order.
   */
  search(q: string): Hit[];
}

const MAX_WORDS = 12;
/** Creates an empty index. */
export function createSearchIndex(): SearchIndex {
  const vocabulary = createVocabulary();
  /** By word: where it occurs, as slot and place. */
  const occurrences: Occurrences = [];
  const slots = createSlots();
  const readName = createNameReader();

  function occursAt(word: string, slot: number, place: Place): void {
    const id = vocabulary.idOf(word);
    const codes = occurrences[id] ?? [];
    occurrences[id] = codes;
    codes.push(codeOf(slot, place));
  }

  function termOf(written: string, isGuess: boolean): Term {
    const word = stem(written);
    const named = departmentsNamed(word, written);
    let meanings = vocabulary.find(word, written, otherWords.get(word));
    if (isGuess || (meanings.length === 0 && named === 0)) meanings = meanings.concat(vocabulary.guess(word));
    const size = meanings.reduce((sum, { id }) => sum + (occurrences[id]?.length ?? 0), named === 0 ? 0 : slots.size());
    return { meanings, departments: named, size };
  }

  function find(written: readonly string[], isGuess: boolean): Hit[] {
    if (written.length === 0) return [];
    const terms = written.map((word) => termOf(word, isGuess)).sort((a, b) => a.size - b.size);
    return slots.match(terms, occurrences);
  }

  return {
    put(entry) {
      const { name, brand } = entry.record;
      const { words, chief } = readName(name);
      const slot = slots.take(entry, words.length);
      if (slot === undefined) return;
      for (const word of words) occursAt(word, slot, word === chief ? 'chief' : 'name');
      for (const word of new Set(wordsOf(brand ?? ''))) if (!words.includes(word)) occursAt(word, slot, 'brand');
      slots.sweep(occurrences);
    },
    search(q) {
      const all = [...new Set(spokenWords(q))].slice(0, MAX_WORDS);
      const telling = without(fillers, all);
      for (const isGuess of [false, true]) {
        for (const written of new Set([telling, without(packaging, telling)])) {
          const found = find(written, isGuess);
          if (found.length > 0) return found;
        }
      }
      return [];
    },
  };
}

/** The words that are none of these; when all are, all of them. */
function without(these: ReadonlySet<string>, words: readonly string[]): readonly string[] {
  const others = words.filter((word) => !these.has(stem(word)));
  return others.length > 0 && others.length < words.length ? others : words;
}

interface NameWords {
  readonly words: readonly string[];
  readonly chief: string | undefined;
}

/** Many products share a name. */
const MAX_NAMES = 20_000;

function createNameReader(): (name: string) => NameWords {
  const known = new Map<string, NameWords>();
  return (name) => {
    const read = known.get(name) ?? {
      words: [...new Set(wordsOf(name).filter((word) => !fillers.has(word)))],
      chief: chiefOf(name),
    };
    if (known.size < MAX_NAMES) known.set(name, read);
    return read;
  };
}

/** What a product is: the last word of its name, before what it comes with. */
function chiefOf(name: string): string | undefined {
  const [what = ''] = name.split(/\b(?:with|in|for)\b|[,(]/i);
  return wordsOf(what).at(-1) ?? wordsOf(name).at(-1);
}

const departmentWords: readonly (readonly string[])[] = departmentIds.map((id) =>
  wordsOf(`${id} ${departments[id]}`).filter((word) => !fillers.has(word)),
);

function departmentsNamed(word: string, written: string): number {
  let bits = 0;
  departmentWords.forEach((words, place) => {
    if (words.some((one) => one === word || one.startsWith(written))) bits |= 1 << place;
  });
  return bits;
}
