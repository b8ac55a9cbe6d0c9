import type { Log } from '@grocer/chassis/log';
import { type Database, inTransaction, type Tx } from '@grocer/chassis/postgres';
import type { WarehouseEvent } from '@grocer/contracts/events';
import type { PaymentGateway } from '@grocer/orders/payments';
import { claimEvent, noteUnapplied } from '@grocer/orders/store/applied-events';

/** What applying events needs. */
export interface Fulfilment {
  readonly database: Database;
  readonly gateway: Pick<PaymentGateway, 'capture' | 'cancel'>;
  readonly clock: () => Date;
  /** From when on recover sees to what is left open now about a payment. */
  readonly settleAfter: (now: Date) => Date;
  readonly log: Log;
}

/** An event that changed nothing: it came too late (`ignored`), or it cannot be right (`refused`), which is an incident. */
export interface Unapplied {
  readonly kind: 'ignored' | 'refused';
  readonly detail: string;
}

/** Applies an event in one transaction with the claim of its id; undefined when that was done before. */
export async function applyOnce<Change extends { readonly kind: string }>(
  { database, clock, log }: Fulfilment,
  event: WarehouseEvent,
  change: (tx: Tx, now: Date) => Promise<Change | Unapplied>,
): Promise<Change | Unapplied | undefined> {
  const { id, type, subject } = event;
  const now = clock();
  const changed = await inTransaction(database, async (tx) => {
    if (!(await claimEvent(tx, { id, type, subject, at: now }))) return undefined;
    const result = await change(tx, now);
    if (isUnapplied(result)) await noteUnapplied(tx, id, result.kind, result.detail);
    return result;
  });
  if (changed && isUnapplied(changed) && changed.kind === 'refused') {
    log.error({ eventId: id, type, subject, detail: changed.detail }, 'incident: the warehouse reports what cannot be');
  }
  return changed;
}

function isUnapplied(change: { readonly kind: string }): change is Unapplied {
  return change.kind === 'ignored' || change.kind === 'refused';
}
