import { readFileSync } from 'node:fs';
import { canonicalSku } from '@grocer/contracts/gtin';
import { type CompetitorIndex, maxIndexedProducts, type RepriceSummary } from '@grocer/contracts/pricing';
import { parse } from 'csv-parse/sync';
import { ToolFault } from './run-tool.ts';

/**
 * Reads what others ask from a CSV file: `sku,percent`, in per cent of our cost-plus price, without a header or with that one. It
 * takes the last one's place, so it has to be one: a file without a SKU, or with one that comes twice, is refused.
 */
export function readCompetitorIndex(file: string): CompetitorIndex {
  const index: CompetitorIndex = {};
  const lineOf = new Map<string, string>();
  for (const [place, [line = '', code = '', percent = '', ...more]] of rowsOf(file).entries()) {
    if (place === 0 && code === 'sku' && percent === 'percent') continue;
    const sku = canonicalSku(code);
    const isWhole = /^\d{1,4}$/.test(percent) && Number(percent) >= 1 && Number(percent) <= 1000;
    if (!sku || !isWhole || more.length > 0) {
      throw new ToolFault(`${file}: line ${line} is no SKU and whole per cent (1 to 1000): ${code},${percent}`);
    }
    const before = lineOf.get(sku);
    if (before) throw new ToolFault(`${file}: line ${line} repeats the SKU ${sku} of line ${before}`);
    lineOf.set(sku, line);
    index[sku] = Number(percent);
  }
  if (lineOf.size === 0) throw new ToolFault(`${file} holds no SKU: it would leave us without an index.`);
  if (lineOf.size <= maxIndexedProducts) return index;
  throw new ToolFault(`${file} holds more than ${maxIndexedProducts} SKUs.`);
}

/** What an index has come to: how many prices it made, since other rules may have had the last word. */
export function tellIndexed(index: CompetitorIndex, { skus, byRule }: Pick<RepriceSummary, 'skus' | 'byRule'>): string {
  const made = byRule['competitor-index'] ?? 0;
  const told = `${made} of ${skus} prices made by the index of ${Object.keys(index).length} SKUs`;
  return made > 0 ? told : `${told}: are they in the catalogue, and asked for other prices than ours?`;
}

/** The fields of each row, after the number of its line. */
function rowsOf(file: string): string[][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ToolFault(`${file} cannot be read.`);
  }
  try {
    return parse(text, {
      ...{ bom: true, trim: true, skip_empty_lines: true, relax_column_count: true },
      on_record: (fields, { lines }) => [String(lines), ...fields],
    });
  } catch (error) {
    throw new ToolFault(`${file} is no CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
}
