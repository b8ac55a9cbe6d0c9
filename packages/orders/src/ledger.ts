import type { Database } from '@grocer/chassis/postgres';
import { type Books, type Movement, openBooks, type QueueDepth } from './ledger/books.ts';
import type { Invariant } from './ledger/invariant.ts';
import { messageRules } from './ledger/message-rules.ts';
import { orderRules } from './ledger/order-rules.ts';
import { paymentRules } from './ledger/payment-rules.ts';
import { readRecords } from './ledger/read-records.ts';
import { stockRules } from './ledger/stock-rules.ts';
import { warehouseRules } from './ledger/warehouse-rules.ts';

/** Where the checker reads. */
export interface LedgerSources {
  /** As group `auditor`, which reads every schema and writes none. */
  readonly database: Database;
  /** The gateway's whole ledger, oldest first. */
  readonly readMovements: () => Promise<readonly Movement[]>;
  readonly readQueues: () => Promise<readonly QueueDepth[]>;
  readonly clock: () => Date;
}

/** What the checker found. At rest nothing is in flight; a breach there must never be. */
export interface LedgerReport {
  readonly at: string;
  readonly invariants: readonly Invariant[];
  readonly queues: readonly QueueDepth[];
  readonly inFlight: number;
  readonly breaches: number;
}

/**
 * Holds the database, the gateway's ledger and the queues to every invariant of an order. The gateway is read on both sides of
 * the database's one snapshot: what it told before must be written there, and what is written there it must tell after.
 */
export async function checkLedger({
  database,
  readMovements,
  readQueues,
  clock,
}: LedgerSources): Promise<LedgerReport> {
  const before = await readMovements();
  const queues = await readQueues();
  const records = await readRecords(database);
  const movements = await readMovements();
  const now = clock();
  const lastSeen = before.at(-1)?.sequence ?? 0;
  return reportOn(openBooks({ ...records, now, movements, lastSeen, queues }));
}

/** Holds the books to every invariant. */
export function reportOn(books: Books): LedgerReport {
  const rules = [...stockRules, ...orderRules, ...paymentRules, ...messageRules, ...warehouseRules];
  const invariants = rules.map((rule) => rule(books));
  return {
    at: books.now.toISOString(),
    invariants,
    queues: books.queues,
    inFlight: invariants.reduce((sum, { inFlight }) => sum + inFlight, 0),
    breaches: invariants.reduce((sum, { breaches }) => sum + breaches.length, 0),
  };
}
