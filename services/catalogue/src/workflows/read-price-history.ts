import { decodeCursor, encodeCursor } from '@grocer/chassis/cursor';
import type { Queryable } from '@grocer/chassis/postgres';
import type { PriceHistory, PriceHistoryQuery } from '@grocer/contracts/catalogue';
import { defaultLimit } from '@grocer/contracts/lists';
import { Type } from 'typebox';
import { listPrices } from '../store/prices.ts';

/** Microseconds since 1970, as the database counts them: milliseconds could not tell two prices apart. */
const CursorPosition = Type.String({ pattern: '^[0-9]{1,16}$' });

/** A page of a product's prices, newest first. */
export async function readPriceHistory(db: Queryable, sku: string, query: PriceHistoryQuery): Promise<PriceHistory> {
  const list = ['prices', sku];
  const before = query.cursor === undefined ? null : decodeCursor(CursorPosition, list, query.cursor);
  const limit = query.limit ?? defaultLimit;
  const found = await listPrices(db, { sku, before, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ price }) => price),
    nextCursor: found.length > limit && last ? encodeCursor(list, last.at) : null,
  };
}
