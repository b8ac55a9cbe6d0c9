import type { StockAdjusted } from '@grocer/contracts/events';
import { adjustStock } from '@grocer/orders/store/stock';
import { applyOnce, type Fulfilment } from './apply-once.ts';

/** Adds what the warehouse found, or found missing, to the shelf: a difference, so that the order of arrival is no matter. */
export async function adjustShelf(fulfilment: Fulfilment, event: StockAdjusted): Promise<void> {
  await applyOnce(fulfilment, event, async (tx, now) => {
    await adjustStock(tx, { id: event.id, ...event.data, at: now });
    return { kind: 'adjusted' };
  });
}
