import { randomBytes } from 'node:crypto';
import type { Slot, SlotList } from '@grocer/contracts/checkout';
import { askJson } from './ask.ts';
import type { Endpoints } from './endpoints.ts';
import { findServiceSpan } from './observatory.ts';
import { type OrderStep, stepOf } from './order-steps.ts';
import { ToolFault } from './run-tool.ts';

export interface FoundSlot {
  readonly slot: Slot;
  /** Who looked it up: after a quiet time the call that wakes checkout. Settles when the call's trace shows. */
  readonly step: Promise<OrderStep>;
}

/** The first slot with a place left. The call starts a trace of its own, by which it is found again. */
export async function findSlot({ edge, observatory }: Endpoints, token: string, postcode: string): Promise<FoundSlot> {
  const traceId = randomBytes(16).toString('hex');
  const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
  const startedAt = performance.now();
  const url = `${edge}/checkout/v1/slots?postcode=${encodeURIComponent(postcode)}`;
  const { items } = await askJson<SlotList>(url, { token, headers: { traceparent } });
  const durationMs = performance.now() - startedAt;
  const slot = items.find(({ capacityLeft }) => capacityLeft > 0);
  if (!slot) throw new ToolFault(`There is no delivery slot left for ${postcode}.`);
  const step = findServiceSpan(observatory, traceId, 'checkout').then((span) => stepOf('slot found', durationMs, span));
  return { slot, step };
}
