import type { TextLine } from '@grocer/chassis/text-lines';
import { canonicalSku } from '@grocer/contracts/gtin';
import {
  faultOfImported,
  type ImportedProduct,
  type ImportFault,
  importFaults,
  isImportedProduct,
  type RejectedLine,
} from '@grocer/contracts/imports';

/** The product that a line holds, its SKU in canonical form and added to `seen`; or why it holds none. */
export function readImportLine(line: TextLine, seen: Set<string>): ImportedProduct | RejectedLine {
  if (line.fault) return rejected(line, line.fault);
  const product = parse(line.text);
  if (typeof product !== 'object' || product === null) return rejected(line, 'not-json');
  if (!isImportedProduct(product)) return rejected(line, 'bad-value', detailOf(product));
  const sku = canonicalSku(product.sku);
  if (sku === undefined) return rejected(line, 'check-digit', product.sku);
  if (seen.has(sku)) return rejected(line, 'duplicate-gtin', sku);
  seen.add(sku);
  return { ...product, sku };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function detailOf(product: object): string {
  const { pointer, detail } = faultOfImported(product);
  return `${pointer} ${detail}`.trim();
}

function rejected({ number }: TextLine, reason: ImportFault, detail: string = importFaults[reason]): RejectedLine {
  return { line: number, reason, detail };
}
