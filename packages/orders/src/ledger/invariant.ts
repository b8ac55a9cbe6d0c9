import type { Books } from './books.ts';

/** A row that breaks an invariant: what it is, and how. */
export interface Breach {
  readonly subject: string;
  readonly detail: string;
}

/** What became of one invariant. */
export interface Invariant {
  readonly name: string;
  /** What it promises, in a sentence. */
  readonly says: string;
  /** How many rows were held to it. */
  readonly checked: number;
  /** How many of them somebody is still at work on, within the time that takes: no breach. */
  readonly inFlight: number;
  readonly breaches: readonly Breach[];
}

/** Of one row: it keeps the invariant, it may yet, or how it does not. */
export type Verdict = 'holds' | 'in-flight' | { readonly breach: string };

export type Rule = (books: Books) => Invariant;

/** Makes a rule: which rows it is about, what they are called, and what is thought of one. */
export function rule<Row>({
  rows,
  subject,
  judge,
  ...named
}: {
  name: string;
  says: string;
  rows: (books: Books) => readonly Row[];
  subject: (row: Row) => string;
  judge: (row: Row, books: Books) => Verdict;
}): Rule {
  return (books) => {
    const held = rows(books);
    const verdicts = held.map((row) => ({ row, verdict: judge(row, books) }));
    return {
      ...named,
      checked: held.length,
      inFlight: verdicts.filter(({ verdict }) => verdict === 'in-flight').length,
      breaches: verdicts.flatMap(({ row, verdict }) =>
        typeof verdict === 'object' ? [{ subject: subject(row), detail: verdict.breach }] : [],
      ),
    };
  };
}

export function breach(detail: string): Verdict {
  return { breach: detail };
}
