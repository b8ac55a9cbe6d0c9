import type { Queryable } from '@grocer/chassis/postgres';
import type { PastPrice } from '@grocer/contracts/catalogue';
import { pence } from '@grocer/contracts/money';
import type { PriceRule } from '@grocer/contracts/pricing';

/** A product's prices, newest first, older than `before` if given, in microseconds since 1970. */
export async function listPrices(
  db: Queryable,
  { sku, before, limit }: { sku: string; before: string | null; limit: number },
): Promise<{ price: PastPrice; at: string }[]> {
  const { rows } = await db.query<{ amountMinor: number; effectiveFrom: Date; rule: PriceRule; at: string }>(
    `select amount_minor as "amountMinor", effective_from as "effectiveFrom", rule,
            (extract(epoch from effective_from) * 1000000)::bigint::text as at
       from pricing.price_history
      where sku = $1 and ($2::bigint is null or effective_from < 'epoch'::timestamptz + $2::bigint * interval '1 microsecond')
      order by effective_from desc
      limit $3`,
    [sku, before, limit],
  );
  return rows.map(({ amountMinor, effectiveFrom, rule, at }) => ({
    price: { ...pence(amountMinor), effectiveFrom: effectiveFrom.toISOString(), rule },
    at,
  }));
}
