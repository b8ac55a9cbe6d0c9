import type { Queryable } from '@grocer/chassis/postgres';

/** A hold that the gateway lets go of before its order's money is taken, unless somebody hurries. */
export interface ExpiringHold {
  readonly orderId: string;
  readonly captureBefore: Date;
}

/** The holds of live orders that end before `endBefore`, the next to end first. */
export async function listExpiringHolds(db: Queryable, endBefore: Date): Promise<ExpiringHold[]> {
  const { rows } = await db.query<ExpiringHold>(
    `select id as "orderId", capture_before as "captureBefore"
       from checkout.orders
      where status in ('confirmed', 'released', 'picked') and capture_before < $1
      order by capture_before
      limit 100`,
    [endBefore],
  );
  return rows;
}
