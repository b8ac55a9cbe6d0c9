import { Rejection } from '@grocer/chassis/errors';
import type { HttpApp } from '@grocer/chassis/http';
import { type Slot, SlotList, SlotQuery } from '@grocer/contracts/checkout';
import { deliveryZone } from '@grocer/contracts/delivery';
import { pence } from '@grocer/contracts/money';
import { lastOfferedStart } from '@grocer/orders/domain/slots';
import { listSlots, type SlotRecord } from '@grocer/orders/store/slots';
import { type Checkout, later } from './checkout.ts';

const DAY_MS = 86_400_000;

/** The delivery slots on offer. */
export function addSlotRoutes(app: HttpApp, { database, clock }: Pick<Checkout, 'database' | 'clock'>): void {
  app.get(
    '/checkout/v1/slots',
    {
      config: { scope: 'orders:place' },
      schema: { summary: 'The slots of the coming six days', querystring: SlotQuery, response: { 200: SlotList } },
    },
    async ({ query }, reply) => {
      const now = clock();
      const after = startOf(query.from, now);
      const postcodeArea = deliveryZone(query.postcode);
      const slots = postcodeArea
        ? await listSlots(database, { postcodeArea, after, until: lastOfferedStart(now) })
        : [];
      reply.header('cache-control', 'no-store');
      return { items: slots.map(slotOf) };
    },
  );
}

/** `from` lies within the days on offer. Earlier on the first of them is no fault: those slots are past anyway. */
function startOf(from: string | undefined, now: Date): Date {
  if (from === undefined) return now;
  const given = new Date(from);
  // Put so that it also refuses a leap second, which is RFC 3339 and no Date.
  if (!(given >= later(now, -DAY_MS) && given <= lastOfferedStart(now))) {
    const detail = 'is not within the coming six days';
    throw new Rejection('validation-failed', `from ${detail}`, { errors: [{ parameter: 'from', detail }] });
  }
  // A slot that starts at `from` is asked for, too.
  return given > now ? later(given, -1) : now;
}

function slotOf(slot: SlotRecord): Slot {
  return {
    id: slot.id,
    startsAt: slot.startsAt.toISOString(),
    endsAt: slot.endsAt.toISOString(),
    capacityLeft: slot.capacity - slot.booked,
    fee: pence(slot.feeMinor),
  };
}
