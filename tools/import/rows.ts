import type { ImportedProduct, ImportFault } from '@grocer/contracts/imports';
import { maxRowBytes } from './source.ts';

/** Why a row is no product. */
export interface Fault {
  readonly reason: ImportFault;
  readonly detail?: string;
}

/** A row that is no product: where it is, why, and the whole of it, so that it can be corrected and imported again. */
export interface RejectedRow extends Fault {
  readonly line: number;
  readonly row: string;
}

/** A product of a file, and the line it stands on. */
export interface ProductRow {
  readonly line: number;
  readonly product: ImportedProduct;
  /** The row itself. */
  readonly text: string;
  readonly unknownAllergens?: readonly string[];
}

export type SourceRow = ProductRow | RejectedRow;

/** What a row became of which `text` is the source. */
export function sourceRow(line: number, text: string, read: ImportedProduct | Fault): SourceRow {
  return 'reason' in read ? { line, ...read, row: text.slice(0, maxRowBytes) } : { line, product: read, text };
}
