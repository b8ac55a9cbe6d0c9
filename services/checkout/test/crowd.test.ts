import type { HttpApp } from '@grocer/chassis/http';
import type { Order, PlaceOrder, SlotList } from '@grocer/contracts/checkout';
import { startTestGateway, type TestGateway } from '@grocer/test-support/gateway';
import { openTestSlot, readBooked, readShelf, stockShelf } from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call, type Harness, MILK, orderBody, place, startHarness, TEA } from './harness.ts';
import { scriptedGateway } from './scripted-gateway.ts';

// Two instances, each with a pool of its own, and far more requests at once than both have connections.

const CONNECTIONS = 20;
const AT_ONCE = 200;
/** Enough for a machine that does much else. */
const TIMEOUT_MS = 180_000;

vi.setConfig({ testTimeout: TIMEOUT_MS });

let harness: Harness;
let instances: HttpApp[];
beforeAll(async () => {
  harness = await startHarness({ gateway: scriptedGateway() });
  instances = [0, 1].map(() => harness.buildAnother({ database: harness.database.another('checkout', CONNECTIONS) }));
});
afterAll(() => harness.stop());

/** Does something so many times, so many at once, at one instance and the other in turn. */
async function crowd<Result>(count: number, one: (index: number, app: HttpApp) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  async function visitor(): Promise<void> {
    for (let index = next++; index < count; index = next++) {
      results[index] = await one(index, instances[index % 2] ?? harness.app);
    }
  }
  await Promise.all(Array.from({ length: Math.min(count, AT_ONCE) }, visitor));
  return results;
}

/** How often each outcome came: the status of a success, the code of a problem. */
function tally(responses: readonly { statusCode: number; json<T>(): T }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const response of responses) {
    const isProblem = response.statusCode >= 400;
    const outcome = isProblem ? codeOf(response) : String(response.statusCode);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
}

function codeOf(response: { json<T>(): T }): string {
  return response.json<{ type: string }>().type.split('/').at(-1) ?? '';
}

describe('a hundred requests with one key, at two instances', () => {
  let standIn: TestGateway;
  beforeAll(async () => {
    standIn = await startTestGateway({ timeoutMs: 10_000 });
  });
  afterAll(() => standIn.stop());

  it('place one order and charge once; the others get its answer, or 409', async () => {
    const apps = instances.map(() =>
      harness.buildAnother({
        gateway: standIn.gateway,
        database: harness.database.another('checkout', CONNECTIONS),
      }),
    );
    for (let round = 0; round < 5; round += 1) {
      const body = await orderBody(harness.database);
      const key = crypto.randomUUID();
      const responses = await Promise.all(
        Array.from({ length: 100 }, (_, index) => place(harness, body, { key, app: apps[index % 2] ?? harness.app })),
      );
      const { 201: created = 0, 'request-in-progress': inProgress = 0 } = tally(responses);
      expect(created + inProgress).toBe(100);
      const answers = responses.filter(({ statusCode }) => statusCode === 201);
      expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
      expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
      const { id } = answers[0]?.json<Order>() ?? { id: '' };
      expect(await standIn.movements(id)).toEqual(['authorised']);
      expect(await readBooked(harness.database.admin, body.slotId)).toBe(1);
      expect(await readShelf(harness.database.admin, TEA)).toEqual({ onHand: 1000, reserved: 2 });
    }
    expect(await standIn.ledger()).toHaveLength(5);
  });
});

describe('a shelf that everybody wants', () => {
  /** Many slots, so that no two orders wait for the same one before they come to the shelf. */
  async function bodiesInManySlots(lines: PlaceOrder['lines']): Promise<PlaceOrder[]> {
    const body = await orderBody(harness.database, { lines });
    const openings = Array.from({ length: 40 }, (_, index) =>
      openTestSlot(harness.database.admin, { capacity: 5000, startsInHours: 30 + index }),
    );
    return (await Promise.all(openings)).map((slotId) => ({ ...body, slotId }));
  }

  const placesTaken = async (bodies: readonly PlaceOrder[]) => {
    const taken = await Promise.all(bodies.map(({ slotId }) => readBooked(harness.database.admin, slotId)));
    return taken.reduce((sum, places) => sum + places, 0);
  };

  it('is sold to the last piece and no further, without a deadlock', async () => {
    const bodies = await bodiesInManySlots([{ sku: TEA, quantity: 1 }]);
    const responses = await crowd(2000, (index, app) =>
      place(harness, bodies[index % bodies.length], { app, customer: `customer-${index}` }),
    );
    expect(tally(responses)).toEqual({ 201: 1000, 'out-of-stock': 1000 });
    expect(await readShelf(harness.database.admin, TEA)).toEqual({ onHand: 1000, reserved: 1000 });
    expect(await placesTaken(bodies)).toBe(1000);
  });

  it('keeps no two orders waiting for each other, whichever line comes first, and whatever is cancelled', async () => {
    const bodies = await bodiesInManySlots([TEA, MILK].map((sku) => ({ sku, quantity: 1 })));
    await stockShelf(harness.database.admin, { [TEA]: 300, [MILK]: 400 });
    const outcomes = await crowd(1000, async (index, app) => {
      const body = bodies[index % bodies.length];
      const lines = index % 3 === 0 ? body?.lines.toReversed() : body?.lines;
      const placing = await place(harness, { ...body, lines }, { app });
      if (placing.statusCode !== 201 || index % 4 > 0) return [placing];
      return [placing, await call(harness, 'POST', `/checkout/v1/orders/${placing.json<Order>().id}/cancel`)];
    });
    const placings = tally(outcomes.flatMap(([placing]) => placing ?? []));
    const { 200: cancelled = 0, ...otherwise } = tally(outcomes.flatMap(([, cancel]) => cancel ?? []));
    const { 201: placed = 0, 'out-of-stock': refused = 0 } = placings;
    expect(otherwise).toEqual({});
    expect(placed + refused).toBe(1000);
    const sold = placed - cancelled;
    expect(sold).toBeLessThanOrEqual(300);
    expect(await readShelf(harness.database.admin, TEA)).toEqual({ onHand: 300, reserved: sold });
    expect(await readShelf(harness.database.admin, MILK)).toEqual({ onHand: 400, reserved: sold });
    expect(await placesTaken(bodies)).toBe(sold);
  });
});

describe('a slot that everybody wants', () => {
  const capacityLeft = async (slotId: string) => {
    const { items } = (await call(harness, 'GET', '/checkout/v1/slots?postcode=SW1A1AA')).json<SlotList>();
    return items.find(({ id }) => id === slotId)?.capacityLeft ?? Number.NaN;
  };

  it('is booked to the last place and no further; what is left is told right all the while', async () => {
    const capacity = 60;
    const slotId = await openTestSlot(harness.database.admin, { capacity });
    const body = await orderBody(harness.database, { slotId, lines: [{ sku: TEA, quantity: 1 }] });
    const seen: number[] = [];
    const responses = await crowd(400, async (index, app) => {
      if (index % 10 === 0) seen.push(await capacityLeft(slotId));
      return place(harness, body, { app });
    });
    expect(tally(responses)).toEqual({ 201: capacity, 'slot-full': 400 - capacity });
    expect(seen.filter((left) => !(left >= 0 && left <= capacity))).toEqual([]);
    expect(await capacityLeft(slotId)).toBe(0);
  });

  it('has a place again for each order that is cancelled', async () => {
    const capacity = 30;
    const slotId = await openTestSlot(harness.database.admin, { capacity });
    const body = await orderBody(harness.database, { slotId, lines: [{ sku: TEA, quantity: 1 }] });
    const outcomes = await crowd(300, async (index, app) => {
      const placing = await place(harness, body, { app });
      if (placing.statusCode !== 201 || index % 2 === 0) return [placing];
      return [placing, await call(harness, 'POST', `/checkout/v1/orders/${placing.json<Order>().id}/cancel`)];
    });
    const { 201: placed = 0, 'slot-full': refused = 0 } = tally(outcomes.flatMap(([placing]) => placing ?? []));
    const { 200: cancelled = 0 } = tally(outcomes.flatMap(([, cancel]) => cancel ?? []));
    expect(placed + refused).toBe(300);
    expect(placed - cancelled).toBeLessThanOrEqual(capacity);
    expect(await capacityLeft(slotId)).toBe(capacity - (placed - cancelled));
    expect(await readShelf(harness.database.admin, TEA)).toMatchObject({ reserved: placed - cancelled });
  });
});
