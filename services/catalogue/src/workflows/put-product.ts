import { Rejection } from '@grocer/chassis/errors';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import { allowsVersion } from '../etags.ts';
import { demandRoom, type Room } from '../read-model/capacity.ts';
import { announceChanges } from '../store/import-products.ts';
import { type ProductRecord, readRecord } from '../store/read-products.ts';
import { insertProduct, lockVersion, type ProductWrite, replaceProduct } from '../store/write-product.ts';

/** The conditions a client puts on a write (RFC 9110 §13.1). */
export interface Preconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** What a write works with. */
export interface PutDependencies {
  readonly database: Database;
  readonly room: Room;
}

/** Creates a product where there is room, or replaces the version that the client has seen; never one that it has not. */
export async function putProduct(
  { database, room }: PutDependencies,
  write: ProductWrite,
  preconditions: Preconditions,
): Promise<{ record: ProductRecord; created: boolean }> {
  return inTransaction(database, async (tx) => {
    const version = await lockVersion(tx, write.sku);
    checkPreconditions(version, preconditions);
    if (version === undefined) demandRoom(room, [write.sku]);
    if (version !== undefined) await replaceProduct(tx, write);
    else if (!(await insertProduct(tx, write))) throw new Rejection('precondition-failed', 'it was created meanwhile');
    const record = await readRecord(tx, write.sku);
    if (!record) throw new Error(`${write.sku} was written but cannot be read`);
    await announceChanges(tx, [write.sku]);
    return { record, created: version === undefined };
  });
}

function checkPreconditions(version: number | undefined, { ifMatch, ifNoneMatch }: Preconditions): void {
  if (version === undefined) {
    if (ifMatch !== undefined) throw new Rejection('precondition-failed', 'there is no such product to replace');
    return;
  }
  if (ifNoneMatch?.trim() === '*') throw new Rejection('precondition-failed', 'the product exists');
  if (ifMatch === undefined) {
    throw new Rejection('precondition-required', 'send the ETag that you have read as If-Match to replace the product');
  }
  if (!allowsVersion(ifMatch, version)) {
    throw new Rejection('precondition-failed', 'the product was changed since that version; read it again');
  }
}
