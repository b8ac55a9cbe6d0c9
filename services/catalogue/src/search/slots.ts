import { departmentIds } from '@grocer/contracts/catalogue';
import type { Entry } from '../read-model/entry.ts';
import { slotOf, weightOf } from './occurrences.ts';
import type { Meaning } from './vocabulary.ts';

/** A product that a search found, and how good a hit it is, as a whole number. */
export interface Hit {
  readonly entry: Entry;
  readonly score: number;
}

/** What one word of a search may mean. */
export interface Term {
  readonly meanings: readonly Meaning[];
  /** Departments named by it, as bits. */
  readonly departments: number;
  /** In how many places it occurs, about. */
  readonly size: number;
}

/** By word: the codes of its occurrences. */
export type Occurrences = (number[] | undefined)[];

/** The products of an index, numbered. */
export interface Slots {
  /** How many numbers there are. */
  size(): number;
  /** Gives a product a number for its name and brand; the one it had is void. Undefined when it has one for these very two. */
  take(entry: Entry, words: number): number | undefined;
  /** The products in which all terms occur. */
  match(terms: readonly Term[], occurrences: Occurrences): Hit[];
  /** Forgets occurrences of void numbers, when there are many. */
  sweep(occurrences: Occurrences): void;
}

const DEPARTMENT_WEIGHT = 0.4;
/** What a name of one word is worth above others: of longer ones, the words that were asked for are a smaller part. */
const BREVITY = 0.5;
const MOST_VOID = 10_000;

/** Creates slots that are all free. */
export function createSlots(): Slots {
  const entries: (Entry | undefined)[] = [];
  const names: (string | undefined)[] = [];
  const brands: (string | null)[] = [];
  const lengths: number[] = [];
  const slotsOf = new Map<string, number>();
  let free: number[] = [];
  let voided: number[] = [];
  let scratch = createScratch(1024);

  /** Adds what a term gives to those products that all terms before it gave something to; returns them. */
  function narrow(term: Term, round: number, before: readonly number[], occurrences: Occurrences): number[] {
    const { rounds, best, total } = scratch;
    const found: number[] = [];
    const give = (slot: number, weight: number) => {
      if (rounds[slot] === round) {
        rounds[slot] = round + 1;
        best[slot] = weight;
        found.push(slot);
      } else if (rounds[slot] === round + 1 && weight > (best[slot] ?? 0)) best[slot] = weight;
    };
    for (const { id, weight } of term.meanings) {
      for (const code of occurrences[id] ?? []) give(slotOf(code), weight * weightOf(code));
    }
    if (term.departments !== 0) {
      const candidates = round === 0 ? entries.keys() : before;
      for (const slot of candidates) if (isIn(entries[slot], term.departments)) give(slot, DEPARTMENT_WEIGHT);
    }
    for (const slot of found) total[slot] = (round === 0 ? 0 : (total[slot] ?? 0)) + (best[slot] ?? 0);
    return found;
  }

  function match(terms: readonly Term[], occurrences: Occurrences): Hit[] {
    if (scratch.best.length < entries.length) scratch = createScratch(entries.length * 2);
    let first: readonly number[] = [];
    let found: number[] = [];
    terms.forEach((term, round) => {
      found = narrow(term, round, found, occurrences);
      if (round === 0) first = found;
    });
    for (const slot of first) scratch.rounds[slot] = 0;
    return found.flatMap((slot) => {
      const entry = entries[slot];
      if (!entry) return [];
      const brevity = 1 + BREVITY / Math.sqrt(lengths[slot] ?? 1);
      return { entry, score: Math.round(1000 * (scratch.total[slot] ?? 0) * brevity) };
    });
  }

  return {
    size: () => entries.length,
    take(entry, words) {
      const { name, brand } = entry.record;
      const previous = slotsOf.get(entry.sku);
      if (previous !== undefined && names[previous] === name && brands[previous] === brand) return undefined;
      if (previous !== undefined) {
        entries[previous] = undefined;
        voided.push(previous);
      }
      const slot = free.pop() ?? entries.length;
      entries[slot] = entry;
      names[slot] = name;
      brands[slot] = brand;
      lengths[slot] = words;
      slotsOf.set(entry.sku, slot);
      return slot;
    },
    match,
    sweep(occurrences) {
      if (voided.length < MOST_VOID) return;
      occurrences.forEach((codes, id) => {
        if (codes) occurrences[id] = codes.filter((code) => entries[slotOf(code)] !== undefined);
      });
      free = free.concat(voided);
      voided = [];
    },
  };
}

/** What a search writes down by slot: it is allotted once, since nothing is awaited meanwhile. */
function createScratch(size: number) {
  return { rounds: new Uint8Array(size), best: new Float32Array(size), total: new Float32Array(size) };
}

function isIn(entry: Entry | undefined, departments: number): boolean {
  return entry !== undefined && (departments & (1 << departmentIds.indexOf(entry.record.department))) !== 0;
}
