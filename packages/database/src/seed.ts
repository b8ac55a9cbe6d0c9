import type { Log } from '@grocer/chassis/log';
import { type Database, inTransaction, type Tx } from '@grocer/chassis/postgres';
import { openSlots } from '@grocer/orders/workflows/open-slots';
import { generateAssortment } from './assortment/assortment.ts';
import { openingPromotions } from './opening.ts';
import { seedDelivery, seedOpeningPrices, seedProducts, seedPromotions, seedStock } from './seed-store.ts';

/** How many of each were missing and have been added. */
export interface Seeded {
  readonly products: number;
  readonly prices: number;
  readonly stock: number;
  readonly slots: number;
}

/**
 * Fills a fresh estate: the demo assortment with opening prices and stock, London's delivery windows, the coming days' slots.
 * It adds what is missing and changes nothing that is there, so it may run at every start. The login has to be a member of `migrator`.
 */
export async function seed({ database, now, log }: { database: Database; now: Date; log: Log }): Promise<Seeded> {
  const assortment = generateAssortment();
  const products = await asOwner(database, 'catalogue', (tx) => seedProducts(tx, assortment, now));
  const prices = await asOwner(database, 'pricing', async (tx) => {
    await seedPromotions(tx, openingPromotions(assortment), now);
    return seedOpeningPrices(tx, assortment, now);
  });
  const { stock, slots } = await asOwner(database, 'checkout', async (tx) => {
    await seedDelivery(tx);
    return { stock: await seedStock(tx, assortment, now), slots: await openSlots(tx, now) };
  });
  const seeded = { products, prices, stock, slots };
  log.info(seeded, 'seeded');
  return seeded;
}

/** What is seeded belongs into three schemas: each part is written as its schema's owner, in one transaction. */
function asOwner<T>(
  database: Database,
  schema: 'catalogue' | 'pricing' | 'checkout',
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return inTransaction(database, async (tx) => {
    await tx.query(`set local role ${schema}_owner`);
    return work(tx);
  });
}
