import type { TextLine } from '@grocer/chassis/text-lines';
import { parse } from 'csv-parse/sync';
import { ToolFault } from '../run-tool.ts';
import { csvColumns, fromCsv, requiredColumns } from './plain-csv.ts';
import { type CsvRecord, createRecordJoiner } from './records.ts';
import { type SourceRow, sourceRow } from './rows.ts';
import { columnFault } from './tsv.ts';

/** Reads the plain CSV of the contract's fields, as RFC 4180 has it, so many lines at a time as come. */
export function createCsvReader(header: string): { read(lines: readonly TextLine[]): SourceRow[]; end(): SourceRow[] } {
  const columns = columnsOf(header);
  const joiner = createRecordJoiner();

  const readRecords = (records: readonly CsvRecord[]): SourceRow[] => {
    const values = parseRecords(records);
    return records.flatMap((record, index) => rowsOf(record, values[index]));
  };

  /** Of a record on several lines that is none, a mark too many may be the cause: only its first line is lost. */
  function rowsOf(record: CsvRecord, values: readonly string[] | undefined): SourceRow[] {
    const [{ number = 0, text = '' } = {}, ...behind] = record.lines;
    if (values?.length === columns.length) {
      const named = Object.fromEntries(columns.map((name, index) => [name, values[index] ?? '']));
      return [sourceRow(number, textOf(record), fromCsv(named))];
    }
    const fault =
      values && behind.length === 0 ? columnFault(values.length, columns.length) : { reason: 'quotes' as const };
    const anew = createRecordJoiner();
    return [sourceRow(number, text, fault), ...readRecords([...anew.join(behind), ...anew.end()])];
  }

  return {
    read: (lines) => readRecords(joiner.join(lines)),
    end: () => readRecords(joiner.end()),
  };
}

/** All at once, which is fast; one by one where that fails, so that one bad record spoils no other. */
function parseRecords(records: readonly CsvRecord[]): (readonly string[] | undefined)[] {
  if (records.length === 0) return [];
  if (!records.some(({ isOpen }) => isOpen)) {
    const all = tryParse(records.map(textOf).join('\n'));
    if (all?.length === records.length) return all;
  }
  return records.map((record) => (record.isOpen ? undefined : tryParse(textOf(record))?.[0]));
}

function textOf({ lines }: CsvRecord): string {
  return lines.length === 1 ? (lines[0]?.text ?? '') : lines.map(({ text }) => text).join('\n');
}

function tryParse(text: string): string[][] | undefined {
  try {
    return parse(text, { relax_column_count: true });
  } catch {
    return undefined;
  }
}

function columnsOf(header: string): string[] {
  const columns = tryParse(header)?.[0]?.map((name) => name.trim()) ?? [];
  const missing = requiredColumns.filter((name) => !columns.includes(name));
  if (missing.length > 0) throw new ToolFault(`The header lacks ${missing.join(' and ')}.`);
  const unknown = columns.filter((name) => !csvColumns.some((known) => known === name));
  if (unknown.length > 0) {
    throw new ToolFault(`The header has ${unknown.join(', ')}, which is none of ${csvColumns.join(', ')}.`);
  }
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw new ToolFault(`The header has ${twice} twice.`);
  return columns;
}
