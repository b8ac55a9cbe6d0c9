import type { Credentials } from '@grocer/chassis/credentials';
import type { Database } from '@grocer/chassis/postgres';
import { byLoop } from './bare-loop.ts';
import type { Choice } from './order-bodies.ts';
import type { Transaction } from './order-statements.ts';
import { byPgbench, findPgbench } from './pgbench.ts';

/** Places orders by their SQL alone, on as many connections as checkout has. */
export interface BareOrders {
  /** `pgbench`, or the loop that stands in where it is missing. */
  readonly name: string;
  /** Orders per second over so many whole seconds. */
  run(seconds: number): Promise<number>;
}

/** Whose SQL they are: checkout's login, and as many connections. */
export interface BareTarget {
  /** `postgres://host:port/database`, for pgbench. */
  readonly url: string;
  readonly login: Credentials;
  readonly poolMax: number;
  /** For the loop. */
  readonly database: Database;
}

/** What the bare orders are: their transactions, and what they choose from. */
export interface BareOptions {
  readonly transactions: readonly Transaction[];
  readonly choice: Choice;
  readonly folder: string;
}

/** By pgbench, or without it by a loop over our own driver. */
export function createBareOrders(target: BareTarget, options: BareOptions): BareOrders {
  const program = findPgbench();
  return program ? byPgbench(program, target, options) : byLoop(target, options);
}
