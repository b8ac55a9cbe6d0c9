import type { TextLine } from '@grocer/chassis/text-lines';
import { ToolFault } from '../run-tool.ts';
import { foodFactsRow } from './food-facts-row.ts';
import { type FoodFacts, foodFactsFields } from './open-food-facts.ts';
import { type Fault, type SourceRow, sourceRow } from './rows.ts';

const required = ['code', 'product_name'];

/** Reads Open Food Facts' TSV, which quotes nothing: a line is a row, and a tab always ends a field. */
export function createTsvReader(header: string): (line: TextLine) => SourceRow {
  const columns = header.split('\t');
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new ToolFault(`The header lacks ${missing.join(' and ')}: this is no Open Food Facts export.`);
  const places = foodFactsFields.map((name) => columns.indexOf(name));
  return ({ number, text }) => {
    const values = text.split('\t');
    if (values.length !== columns.length) return sourceRow(number, text, columnFault(values.length, columns.length));
    const entries = foodFactsFields.map((name, index) => [name, values[places[index] ?? -1] ?? '']);
    return foodFactsRow(number, text, Object.fromEntries(entries) as FoodFacts);
  };
}

/** A row whose number of fields is not the header's. */
export function columnFault(found: number, wanted: number): Fault {
  return { reason: 'columns', detail: `${found} in place of ${wanted}` };
}
