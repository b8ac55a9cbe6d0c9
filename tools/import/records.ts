import type { TextLine } from '@grocer/chassis/text-lines';

/** A CSV record: the lines it stands on. It is open when nothing ends its last quoted field. */
export interface CsvRecord {
  readonly lines: readonly TextLine[];
  readonly isOpen?: boolean;
}

const MAX_LINES = 100;

/**
 * Puts the lines together that make one record: a quoted field may hold line breaks. A field that is not closed within a hundred
 * lines costs one line, not the file: that one is given as an open record, and those behind it are read anew.
 */
export function createRecordJoiner(): { join(lines: readonly TextLine[]): CsvRecord[]; end(): CsvRecord[] } {
  let open: TextLine[] = [];

  /** The first line is a record that is open; those behind it are lines again. */
  function giveUp(records: CsvRecord[]): TextLine[] {
    const [first, ...behind] = open;
    if (first) records.push({ lines: [first], isOpen: true });
    open = [];
    return behind;
  }

  function join(lines: readonly TextLine[]): CsvRecord[] {
    const records: CsvRecord[] = [];
    const waiting = lines.toReversed();
    for (let line = waiting.pop(); line; line = waiting.pop()) {
      const staysOpen = isLeftOpen(line.text, open.length > 0);
      if (!staysOpen) {
        records.push({ lines: [...open, line] });
        open = [];
      } else if (open.push(line) > MAX_LINES) waiting.push(...giveUp(records).reverse());
    }
    return records;
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

/** Whether a line ends within a quoted field, when it begins within one or not. A field is quoted if it begins with the mark. */
function isLeftOpen(text: string, isOpen: boolean): boolean {
  let at = 0;
  let inside = isOpen;
  for (;;) {
    if (!inside) {
      if (text[at] !== '"') {
        at = text.indexOf(',', at) + 1;
        if (at === 0) return false;
        continue;
      }
      at += 1;
    }
    const mark = text.indexOf('"', at);
    if (mark === -1) return true;
    // Two marks stand for one.
    inside = text[mark + 1] === '"';
    at = mark + (inside ? 2 : 1);
  }
}
