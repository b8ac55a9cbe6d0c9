import { openTestSlot } from '@grocer/test-support/orders';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, orderBody, place, startHarness } from './harness.ts';
import { grant, type ScriptedGateway, scriptedGateway } from './scripted-gateway.ts';

/** The harness lets so many in; its database has 5 connections. */
const MAX_IN_FLIGHT = 256;

let harness: Harness;
let gateway: ScriptedGateway;
beforeAll(async () => {
  gateway = scriptedGateway();
  harness = await startHarness({ gateway });
});
afterAll(() => harness.stop());

describe('more orders at once than can be worked on', () => {
  it('are refused at once, while those let in all get their order', { timeout: 120_000 }, async () => {
    const { promise: charged, resolve: answerAll } = Promise.withResolvers<void>();
    gateway.script = (order) => charged.then(() => grant(order));
    const slotId = await openTestSlot(harness.database.admin, { capacity: MAX_IN_FLIGHT });
    const body = await orderBody(harness.database, { slotId });
    const letIn = Array.from({ length: MAX_IN_FLIGHT }, () => place(harness, body));
    await expect.poll(() => gateway.authorised.length, { timeout: 60_000 }).toBe(MAX_IN_FLIGHT);

    const tookMs: number[] = [];
    for (let count = 0; count < 20; count += 1) {
      const askedAt = performance.now();
      const refused = await place(harness, body);
      tookMs.push(performance.now() - askedAt);
      expect(refused.statusCode).toBe(503);
      expect(refused.json()).toMatchObject({ type: 'https://grocer.example/problems/overloaded' });
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(tookMs.toSorted((a, b) => a - b)[10]).toBeLessThan(50);

    answerAll();
    const statuses = (await Promise.all(letIn)).map(({ statusCode }) => statusCode);
    expect(new Set(statuses)).toEqual(new Set([201]));
    expect((await place(harness, await orderBody(harness.database))).statusCode).toBe(201);
  });
});
