import type { TextLine } from '@grocer/chassis/text-lines';

/** A CSV record: the lines it stands on, joined, and the number of the first. */
export interface CsvRecord {
  readonly line: number;
  readonly text: string;
  /** A quotation mark opens a field that nothing ends. */
  readonly isOpen?: boolean;
}

const MAX_LINES = 100;

/**
 * Puts the lines together that make one record: a quoted field may hold line breaks. A field that is not closed within a hundred
 * lines costs one record, not the file: it is given as open, and the lines behind it are read anew.
 */
export function createRecordJoiner(): { join(lines: readonly TextLine[]): CsvRecord[]; end(): CsvRecord[] } {
  let open: TextLine[] = [];

  function join(lines: readonly TextLine[]): CsvRecord[] {
    const records: CsvRecord[] = [];
    const waiting = lines.toReversed();
    for (let line = waiting.pop(); line; line = waiting.pop()) {
      const quotes = countQuotes(line.text);
      if (open.length === 0 && quotes % 2 === 0) records.push({ line: line.number, text: line.text });
      else {
        open.push(line);
        const isClosed = open.length > 1 && quotes % 2 === 1;
        if (isClosed) records.push({ line: open[0]?.number ?? 0, text: open.map(({ text }) => text).join('\n') });
        else if (open.length > MAX_LINES) waiting.push(...giveUp(records).reverse());
        if (isClosed) open = [];
      }
    }
    return records;
  }

  /** The first line is a record that is open; those behind it are lines again. */
  function giveUp(records: CsvRecord[]): TextLine[] {
    const [first, ...behind] = open;
    if (first) records.push({ line: first.number, text: first.text, isOpen: true });
    open = [];
    return behind;
  }

  return {
    join,
    end() {
      const records: CsvRecord[] = [];
      while (open.length > 0) {
        const behind = giveUp(records);
        records.push(...join(behind));
      }
      return records;
    },
  };
}

function countQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count += 1;
  return count;
}
