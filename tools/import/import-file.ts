import type { ImportFault, ImportResult } from '@grocer/contracts/imports';
import { typicalInputs } from '@grocer/database/assortment/typical';
import { ToolFault } from '../run-tool.ts';
import type { Catalogue } from './catalogue.ts';
import { throttled } from './progress.ts';
import { readProducts } from './read-products.ts';
import { createRejects, type Rejects } from './rejects.ts';
import type { RejectedRow, SourceRow } from './rows.ts';
import { createSender, type SentRow } from './sender.ts';
import { createSkuSet } from './sku-set.ts';
import { checkSource, findSource } from './source.ts';
import { createUnknownAllergens, type UnknownAllergens } from './unknown-allergens.ts';

/** What to import, by which catalogue, and where rows go that are no products. */
export interface ImportFile {
  readonly path: string;
  readonly catalogue: Catalogue;
  readonly rejectsPath: string;
  readonly assumesCosts: boolean;
  /** How much of the file is read, 0 to 1, and what is being done. */
  readonly onProgress: (share: number, label: string) => void;
}

/** How many rows of a file were read, and what became of them. */
export interface Tally {
  rows: number;
  created: number;
  changed: number;
  unchanged: number;
  kept: number;
}

/** What an import has done. */
export interface ImportedFile extends Tally {
  readonly rejected: Partial<Record<ImportFault, number>>;
  readonly unknownAllergens: UnknownAllergens;
  readonly rejectsFile: string | null;
  readonly seconds: number;
  /** The processor's time and the most memory that this process has taken. */
  readonly cpuSeconds: number;
  readonly peakMemoryMb: number;
}

/** Reads a file once, in constant memory but for its SKUs, sends its products part by part, and waits until they are served. */
export async function importFile(order: ImportFile): Promise<ImportedFile> {
  const startedAt = performance.now();
  const { catalogue } = order;
  const source = findSource(order.path);
  const show = throttled((read: number, label: string) => order.onProgress(Math.min(1, read / source.bytes), label));
  const rejects = createRejects(order.rejectsPath);
  const tally: Tally = { rows: 0, created: 0, changed: 0, unchanged: 0, kept: 0 };
  const sender = createSender(catalogue.post, (part, result) => {
    count(tally, result);
    rejectRefused(rejects, part, result);
  });
  const unknownAllergens = createUnknownAllergens();
  const toProduct = createSieve(order.assumesCosts);
  try {
    await checkSource(source, (read) => show(read, 'checking the file'));
    for await (const rows of readProducts(source, (read) => show(read, `${tally.rows} rows`))) {
      for (const row of rows) {
        tally.rows += 1;
        const sifted = toProduct(row);
        if ('product' in sifted) unknownAllergens.add(sifted.unknownAllergens);
        await ('reason' in sifted ? rejects.add(sifted) : sender.add(sifted));
      }
    }
    await sender.end();
    order.onProgress(1, 'waiting until everyone serves it');
    await catalogue.untilServed();
  } catch (error) {
    throw withTally(error, tally);
  } finally {
    await rejects.close();
  }
  const rejected = Object.fromEntries(rejects.counts);
  const seconds = (performance.now() - startedAt) / 1000;
  const told = { rejected, unknownAllergens: unknownAllergens.counted(), rejectsFile: rejects.file ?? null };
  return { ...tally, ...told, seconds, ...ownUsage() };
}

function ownUsage(): Pick<ImportedFile, 'cpuSeconds' | 'peakMemoryMb'> {
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1e6, peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024) };
}

/** Lets the first row of each SKU pass, with its department's typical cost if it is to have one. */
function createSieve(assumesCosts: boolean): (row: SourceRow) => SourceRow {
  const seen = createSkuSet();
  const typical = assumesCosts ? typicalInputs() : undefined;
  return (row) => {
    if ('reason' in row) return row;
    const { line, product, text } = row;
    if (!seen.add(product.sku)) return { line, reason: 'duplicate-gtin', detail: product.sku, row: text };
    if (!typical || product.pricingInputs) return row;
    return { ...row, product: { ...product, pricingInputs: typical[product.department], costIsAssumed: true } };
  };
}

function count(tally: Tally, { created, changed, unchanged, kept }: ImportResult): void {
  tally.created += created;
  tally.changed += changed;
  tally.unchanged += unchanged;
  tally.kept += kept;
}

/** The catalogue has the last word, and numbers the lines of its part. */
function rejectRefused(rejects: Rejects, part: readonly SentRow[], { rejected }: ImportResult): void {
  for (const { line, reason, detail } of rejected) {
    const row = part[line - 1];
    const refused: RejectedRow = { line: row?.line ?? 0, reason, detail, row: row?.json ?? '' };
    void rejects.add(refused);
  }
}

/** Of an import that breaks off, whole batches stay: says how many, so that nobody is left guessing. */
function withTally(error: unknown, { created, changed }: Tally): unknown {
  if (created + changed === 0 || !(error instanceof Error)) return error;
  const stays = `${created} products created and ${changed} changed before that stay; to import the file again is safe`;
  return new ToolFault(`${error.message.replace(/\.$/, '')}. ${stays}.`, { cause: error });
}
