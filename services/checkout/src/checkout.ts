import type { Log } from '@grocer/chassis/log';
import type { Database } from '@grocer/chassis/postgres';
import type { PaymentGateway } from '@grocer/orders/payments';
import type { Sending } from '@grocer/orders/workflows/send-event';
import type { Catalogue } from './clients/catalogue.ts';

/** What checkout works with. */
export interface Checkout extends Sending {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly gateway: PaymentGateway;
  readonly log: Log;
  /** How long a request may hold its Idempotency-Key: the gateway's timeout and a margin, at most 30 s. */
  readonly claimMs: number;
}

/** For so long recover leaves to a process what that process is about to do. */
export const HEAD_START_MS = 15_000;

export function later(time: Date, ms: number): Date {
  return new Date(time.getTime() + ms);
}
