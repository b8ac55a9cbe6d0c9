import type { ImportResult } from '@grocer/contracts/imports';
import type { ProductRow } from './rows.ts';

/** So many rows go in one request, and so many requests are under way at a time: one is written while the next is read. */
const PART = 2000;
const PARTS_AT_ONCE = 2;

/** A product as it is sent, and the line of the file that it stands on. */
export interface SentRow {
  readonly line: number;
  readonly json: string;
}

/** Sends rows in parts. What waits is text already: products would take five times the memory. */
export interface Sender {
  /** Takes a row; a promise is to be waited for before the next. */
  add(row: ProductRow): Promise<void> | undefined;
  /** Sends what is left, and resolves when everything is answered. */
  end(): Promise<void>;
}

export function createSender(
  post: (lines: readonly string[]) => Promise<ImportResult>,
  onAnswer: (part: readonly SentRow[], result: ImportResult) => void,
): Sender {
  const underWay = new Set<Promise<void>>();
  let part: SentRow[] = [];

  async function send(rows: readonly SentRow[]): Promise<void> {
    onAnswer(rows, await post(rows.map(({ json }) => json)));
  }

  async function flush(): Promise<void> {
    if (underWay.size >= PARTS_AT_ONCE) await Promise.race(underWay);
    const rows = part;
    part = [];
    const sending = send(rows);
    underWay.add(sending);
    // A failure stays in the set, and is thrown to whoever waits next.
    sending.then(
      () => underWay.delete(sending),
      () => undefined,
    );
  }

  return {
    add({ line, product }) {
      return part.push({ line, json: JSON.stringify(product) }) < PART ? undefined : flush();
    },
    async end() {
      if (part.length > 0) await flush();
      await Promise.all(underWay);
    },
  };
}
