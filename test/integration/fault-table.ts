import { setTimeout as delay } from 'node:timers/promises';
import type { PlaceOrder } from '@grocer/contracts/checkout';
import type { Customer } from '@grocer/test-support/customer';
import { connectAdmin } from '@grocer/test-support/estate-admin';
import { expect } from 'vitest';
import { renderTable } from '../../tools/table.ts';
import type { ContainerEstate } from './containers.ts';
import { expectCleanLedger } from './ledger.ts';
import { goShopping } from './shopper.ts';

/** Something that breaks, and how it is made whole again. */
export interface Fault {
  readonly name: string;
  readonly inject: () => Promise<unknown>;
  readonly heal: () => Promise<unknown>;
  /** How long it lasts. */
  readonly lastsMs: number;
  /** The answers that a customer may see beside 201. */
  readonly mayAnswer: readonly string[];
}

/** An order that cannot go on is refused for now, its outcome is not known yet, or its first try is still at work. */
export const forNow = ['202', '503 dependency-unavailable', '503 overloaded', '409 request-in-progress'];

/** Behind the edge is nobody. */
export const NOBODY = '502 bad-gateway';

const STEADY_MS = 1000;
const RECOVERY_LIMIT_MS = 30_000;

/** What customers saw of each fault, and how long after its end the first order was served. */
export function createFaultTable() {
  const rows: string[][] = [];
  return {
    /** Breaks something while a customer shops; then every order has its answer, and the ledger is clean. */
    async survive(estate: ContainerEstate, customer: Customer, fault: Fault): Promise<void> {
      const order = await customer.draftOrder([1]);
      await makeRoom(estate, order);
      const shopper = goShopping(customer, order);
      await Promise.all([shopper.untilServed(), delay(STEADY_MS)]);
      await fault.inject();
      await delay(fault.lastsMs);
      await fault.heal();
      const healedAt = Date.now();
      await Promise.race([shopper.untilServed(), refuseAfter(RECOVERY_LIMIT_MS, fault.name)]);
      const recoveryMs = Date.now() - healedAt;
      await shopper.stop();
      const seen = Array.from(shopper.answers, ([answer, times]) => `${times} × ${answer}`).join(', ');
      rows.push([fault.name, seen, `${(recoveryMs / 1000).toFixed(1)} s`]);
      expect(
        [...shopper.answers.keys()].filter((answer) => answer !== '201' && !fault.mayAnswer.includes(answer)),
      ).toEqual([]);
      await expectCleanLedger(estate);
    },
    print(): void {
      console.log(renderTable([['fault', 'what the customer saw', 'served again after'], ...rows]));
    },
  };
}

/** Shelf and slot for any number of orders. */
async function makeRoom(estate: ContainerEstate, { lines, slotId }: PlaceOrder): Promise<void> {
  const admin = connectAdmin(estate);
  try {
    await admin.query('update checkout.slots set capacity = 1000000 where id = $1', [slotId]);
    for (const { sku } of lines) {
      await admin.query(
        `with shelf as (update checkout.stock set on_hand = on_hand + 100000 where sku = $1)
         insert into checkout.stock_entries (id, sku, delta, reason, at) values (gen_random_uuid(), $1, 100000, 'opening', now())`,
        [sku],
      );
    }
  } finally {
    await admin.end();
  }
}

async function refuseAfter(ms: number, name: string): Promise<never> {
  await delay(ms, undefined, { ref: false });
  throw new Error(`${name}: nobody is served ${ms} ms after its end`);
}
