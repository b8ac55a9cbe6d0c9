import { readTextLines, type TextLine } from '@grocer/chassis/text-lines';
import { ToolFault } from '../run-tool.ts';
import { createCsvReader } from './csv.ts';
import { readJsonLine } from './jsonl.ts';
import type { RejectedRow, SourceRow } from './rows.ts';
import { firstLineOf, maxRowBytes, openSource, type Source } from './source.ts';
import { createTsvReader } from './tsv.ts';

/** What turns lines into rows; `end` gives what the last lines have left open. */
interface RowReader {
  read(lines: readonly TextLine[]): SourceRow[];
  end(): SourceRow[];
}

/** The rows of a file, in its order, as many at a time as are read; its format is told from its first line. */
export async function* readProducts(source: Source, onBytes: (read: number) => void): AsyncGenerator<SourceRow[]> {
  const first = await firstLineOf(source);
  const hasHeader = !first.startsWith('{');
  const reader = readerFor(first);
  for await (const lines of readTextLines(openSource(source, onBytes), { maxBytes: maxRowBytes })) {
    const { good, bad } = sortOut(hasHeader && lines[0]?.number === 1 ? lines.slice(1) : lines);
    yield [...bad, ...reader.read(good)];
  }
  yield reader.end();
}

function readerFor(first: string): RowReader {
  if (first.startsWith('{')) return lineByLine(readJsonLine);
  if (first.includes('\t')) return lineByLine(createTsvReader(first));
  if (/^"?(sku|name)"?\s*,|,\s*"?sku"?\s*(,|$)/.test(first)) return createCsvReader(first);
  throw new ToolFault(
    /\bcode[,;|]/.test(first) || /\bsku[;|]/.test(first)
      ? 'The header has the wrong delimiter: Open Food Facts separates by tabs, the plain CSV by commas.'
      : 'The file has no header that is known: neither code and product_name by tabs, nor sku and name by commas.',
  );
}

function lineByLine(read: (line: TextLine) => SourceRow): RowReader {
  return { read: (lines) => lines.map(read), end: () => [] };
}

/** Sets aside the lines that no format can read, and drops empty ones. */
function sortOut(lines: readonly TextLine[]): { good: TextLine[]; bad: RejectedRow[] } {
  const good: TextLine[] = [];
  const bad: RejectedRow[] = [];
  for (const line of lines) {
    const reason = line.fault ?? (line.text.includes('\0') ? 'nul-byte' : undefined);
    if (reason) bad.push({ line: line.number, reason, row: line.text });
    else if (line.text !== '') good.push(line);
  }
  return { good, bad };
}
