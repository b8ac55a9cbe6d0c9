import { newId } from '@grocer/chassis/ids';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import type { BareOptions, BareOrders, BareTarget } from './bare-orders.ts';
import type { Choice } from './order-bodies.ts';
import { placeholders, type Transaction } from './order-statements.ts';

/** By our own driver, where pgbench is missing: it takes its share of the processors for itself. */
export function byLoop({ database, poolMax }: BareTarget, { transactions, choice }: BareOptions): BareOrders {
  return {
    name: 'a bare pg loop',
    async run(seconds) {
      const startedAt = performance.now();
      const endsAt = startedAt + seconds * 1000;
      let done = 0;
      async function loop(): Promise<void> {
        while (performance.now() < endsAt) {
          await placeBare(database, transactions, choice, done);
          done += 1;
        }
      }
      await Promise.all(Array.from({ length: poolMax }, loop));
      return done / ((performance.now() - startedAt) / 1000);
    },
  };
}

async function placeBare(
  database: Database,
  transactions: readonly Transaction[],
  { skus, slots }: Choice,
  turn: number,
): Promise<void> {
  const values = new Map<unknown, unknown>([
    ...Object.values(placeholders).map((name): [string, string] => [name, newId()]),
    [placeholders.sku, skus[turn % skus.length]],
    [placeholders.slotId, slots[turn % slots.length]?.slotId],
  ]);
  const fill = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(fill) : values.has(value) ? values.get(value) : value;
  for (const [first, ...others] of transactions) {
    if (!first) continue;
    if (others.length === 0) await database.query(first.text, first.values.map(fill));
    else
      await inTransaction(database, async (tx) => {
        for (const { text, values: given } of [first, ...others]) await tx.query(text, given.map(fill));
      });
  }
}
