import { readFileSync } from 'node:fs';
import { canonicalSku } from '@grocer/contracts/gtin';
import { type CompetitorIndex, maxIndexedProducts } from '@grocer/contracts/pricing';
import { parse } from 'csv-parse/sync';
import { ToolFault } from './run-tool.ts';

/** Reads what others ask from a CSV file: `sku,percent`, in per cent of our cost-plus price, without a header or with that one. */
export function readCompetitorIndex(file: string): CompetitorIndex {
  const index: CompetitorIndex = {};
  for (const [line, [code = '', percent = '', ...more]] of recordsOf(file).entries()) {
    if (line === 0 && code === 'sku' && percent === 'percent') continue;
    const sku = canonicalSku(code);
    const isWhole = /^\d{1,4}$/.test(percent) && Number(percent) >= 1 && Number(percent) <= 1000;
    if (!sku || !isWhole || more.length > 0) {
      throw new ToolFault(`${file}: record ${line + 1} is no SKU and whole per cent (1 to 1000): ${code},${percent}`);
    }
    index[sku] = Number(percent);
  }
  if (Object.keys(index).length <= maxIndexedProducts) return index;
  throw new ToolFault(`${file} holds more than ${maxIndexedProducts} SKUs.`);
}

function recordsOf(file: string): string[][] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new ToolFault(`${file} cannot be read.`);
  }
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    throw new ToolFault(`${file} is no CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
}
