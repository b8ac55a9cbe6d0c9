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
  const toRow = ({ line, text }: CsvRecord, values: readonly string[] | undefined): SourceRow => {
    if (!values) return sourceRow(line, text, { reason: 'quotes' });
    if (values.length !== columns.length) return sourceRow(line, text, columnFault(values.length, columns.length));
    return sourceRow(
      line,
      text,
      fromCsv(Object.fromEntries(columns.map((name, index) => [name, values[index] ?? '']))),
    );
  };
  const readRecords = (records: readonly CsvRecord[]): SourceRow[] => {
    const values = parseRecords(records);
    return records.map((record, index) => toRow(record, values[index]));
  };
  return {
    read: (lines) => readRecords(joiner.join(lines)),
    end: () => readRecords(joiner.end()),
  };
}

/** All at once, which is fast; one by one where that fails, so that one bad record spoils no other. */
function parseRecords(records: readonly CsvRecord[]): (readonly string[] | undefined)[] {
  if (!records.some(({ isOpen }) => isOpen)) {
    const all = tryParse(records.map(({ text }) => text).join('\n'));
    if (all?.length === records.length) return all;
  }
  return records.map(({ text, isOpen }) => (isOpen ? undefined : tryParse(text)?.[0]));
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
