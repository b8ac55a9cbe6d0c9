import { Rejection } from '@grocer/chassis/errors';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import { readTextLines } from '@grocer/chassis/text-lines';
import { type ImportedProduct, type ImportResult, importLimits } from '@grocer/contracts/imports';
import { readImportLine } from '../import-lines.ts';
import { demandRoom, type Room } from '../read-model/capacity.ts';
import { announceChanges, type Imported, type ImportJob, takeTurn, writeProducts } from '../store/import-products.ts';

/** What an import works with. */
export interface ImportDependencies {
  readonly database: Database;
  readonly room: Room;
}

/** So many products are written in one transaction: all of them, or none. */
const BATCH = 2000;

/**
 * Writes a stream of products down, batch by batch, and reads on only when a batch is written. A line that is no product stops
 * nothing. When the stream breaks off, whole batches stay and the rest is not written: to import it again is safe.
 */
export async function importProducts(
  { database, room }: ImportDependencies,
  body: AsyncIterable<Uint8Array>,
  job: ImportJob,
): Promise<ImportResult> {
  const result: ImportResult = {
    lines: 0,
    created: 0,
    changed: 0,
    unchanged: 0,
    kept: 0,
    rejected: [],
  };
  const seen = new Set<string>();
  let batch: ImportedProduct[] = [];

  async function write(): Promise<void> {
    if (batch.length === 0) return;
    demandRoom(
      room,
      batch.map(({ sku }) => sku),
    );
    add(result, await writeBatch(database, batch, job), batch.length);
    batch = [];
  }

  for await (const lines of readTextLines(body, { maxBytes: importLimits.lineBytes })) {
    for (const line of lines) {
      result.lines += 1;
      if (result.lines > importLimits.lines) throw tooManyLines();
      const read = readImportLine(line, seen);
      if ('reason' in read) result.rejected.push(read);
      else batch.push(read);
      if (batch.length === BATCH) await write();
    }
  }
  await write();
  return result;
}

function writeBatch(database: Database, batch: readonly ImportedProduct[], job: ImportJob): Promise<Imported> {
  return inTransaction(database, async (tx) => {
    await takeTurn(tx);
    const imported = await writeProducts(tx, batch, job);
    await announceChanges(tx, [...imported.created, ...imported.changed]);
    return imported;
  });
}

function add(result: ImportResult, { created, changed, unchanged }: Imported, size: number): void {
  result.created += created.length;
  result.changed += changed.length;
  result.unchanged += unchanged;
  result.kept += size - created.length - changed.length - unchanged;
}

function tooManyLines(): Rejection {
  return new Rejection(
    'payload-too-large',
    `an import has at most ${importLimits.lines} lines; those before are written`,
  );
}
