import { expect } from 'vitest';
import { settle } from '../../tools/chaos/settle.ts';
import type { ContainerEstate } from './containers.ts';

/** Waits until nothing is in flight, then holds orders, stock and money to every invariant. */
export async function expectCleanLedger(estate: ContainerEstate): Promise<void> {
  const { breaches, inFlight, invariants } = await settle(estate);
  expect({ breaches, inFlight }, JSON.stringify(invariants)).toEqual({ breaches: 0, inFlight: 0 });
}
