import type { OrderRecord } from '@grocer/orders/domain/order';
import { recordLateHold } from '@grocer/orders/store/payments';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recover } from '../src/recover.ts';
import { startRecovery } from './left-behind.ts';

// What two runs at once share, and what is due at which time: each test with a database and a queue of its own.

let left: Awaited<ReturnType<typeof startRecovery>>;
beforeEach(async () => {
  left = await startRecovery();
});
afterEach(() => left.stop());

const statusesOf = (order: OrderRecord) => order.history.map(({ status }) => status);
const sentSubjects = async () => (await left.queue.drain()).map((body): string => JSON.parse(body).subject);
const idsOf = (orders: readonly OrderRecord[]) => orders.map(({ id }) => id).toSorted();

async function confirmedOrder(startsInHours?: number): Promise<OrderRecord> {
  const order = await left.placeOrder('pm_card_visa', startsInHours);
  const outcome = await left.gateway.authorise(order);
  if (outcome.kind !== 'authorised') throw new Error(`the payment is ${outcome.kind}`);
  await left.confirm(order, outcome.hold);
  return left.read(order.id);
}

/** Orders placed one after the other, though placing one in these tests forgets what the others have reserved. */
async function severally(make: (index: number) => Promise<OrderRecord>, count: number): Promise<OrderRecord[]> {
  const orders: OrderRecord[] = [];
  while (orders.length < count) orders.push(await make(orders.length));
  await left.admin.query('update checkout.stock set on_hand = 100, reserved = 2 * $1::integer', [count]);
  return orders;
}

describe('two runs at once', () => {
  it('ask for each unknown payment once, and settle it once', async () => {
    const orders = await severally(
      (index) => left.placeOrder(index % 4 === 0 ? 'pm_card_chargeDeclined' : 'pm_card_visa'),
      12,
    );
    const asked: string[] = [];
    const recovery = left.recoveryIn(2);
    const authorise: typeof left.gateway.authorise = (order) => {
      asked.push(order.id);
      return left.gateway.authorise(order);
    };
    const watched = { ...recovery, gateway: { ...recovery.gateway, authorise } };
    const runs = await Promise.all([recover(watched), recover(watched)]);
    expect(asked.toSorted()).toEqual(idsOf(orders));
    expect(runs.reduce((sum, { paymentsSettled = 0 }) => sum + paymentsSettled, 0)).toBe(orders.length);
    const settled = await Promise.all(orders.map(({ id }) => left.read(id)));
    expect((await sentSubjects()).toSorted()).toEqual(idsOf(settled.filter(({ status }) => status === 'released')));
    expect(settled.map(({ status }) => status).toSorted()).toEqual(
      [...Array.from({ length: 3 }, () => 'rejected'), ...Array.from({ length: 9 }, () => 'released')].toSorted(),
    );
  });

  it('let each hold go once', async () => {
    const orders = await severally(() => confirmedOrder(), 12);
    for (const order of orders) await left.cancel(order);
    const cancelled: (string | null)[] = [];
    const recovery = left.recoveryIn(2);
    const cancel: typeof left.gateway.cancel = (intent) => {
      cancelled.push(intent);
      return left.gateway.cancel(intent);
    };
    const watched = { ...recovery, gateway: { ...recovery.gateway, cancel } };
    await Promise.all([recover(watched), recover(watched)]);
    expect(cancelled.toSorted()).toEqual(orders.map(({ paymentIntent }) => paymentIntent).toSorted());
  });

  it('send a silent order again once', async () => {
    const { id } = await confirmedOrder(1);
    await left.recoverIn(2);
    expect(await sentSubjects()).toEqual([id]);
    await Promise.all([left.recoverIn(180), left.recoverIn(180)]);
    expect(await sentSubjects()).toEqual([id]);
  });

  it('do not wait for what the other has locked', async () => {
    const [locked, free] = [await left.placeOrder('pm_card_visa'), await left.placeOrder('pm_card_visa')];
    await left.admin.transaction(async (tx) => {
      await tx.query('select from checkout.orders where id = $1 for update', [locked.id]);
      await left.recoverIn(2);
    });
    expect(await left.read(free.id)).toMatchObject({ status: 'released' });
    expect(await left.read(locked.id)).toMatchObject({ status: 'pending-payment' });
  });
});

describe('a payment that is unknown for 23 h', () => {
  it.each([
    [
      'held, confirms the order',
      'pm_card_resetAfterCharge',
      ['pending-payment', 'confirmed', 'released'],
      ['authorised'],
    ],
    ['never made, rejects it', 'pm_card_resetBeforeCharge', ['pending-payment', 'rejected'], []],
  ])('is looked up and never asked for again: one that was %s', async (_, card, statuses, moved) => {
    const order = await left.placeOrder(card);
    await left.gateway.authorise(order);
    const recovery = left.recoveryIn(23 * 60 + 1);
    const authorise = () => Promise.reject(new Error('the gateway would charge again'));
    await recover({ ...recovery, gateway: { ...recovery.gateway, authorise } });
    expect(statusesOf(await left.read(order.id))).toEqual(statuses);
    expect(await left.movements(order.id)).toEqual(moved);
  });
});

it('waits for the warehouse until 15 minutes into the slot, then sends again every 15 minutes', async () => {
  const { id, slotStartsAt } = await confirmedOrder(3);
  await left.recoverIn(2);
  expect(await sentSubjects()).toEqual([id]);
  const slotIn = (slotStartsAt.getTime() - Date.now()) / 60_000;
  const sentIn = async (minutes: number) => {
    await left.recoverIn(slotIn + minutes);
    return (await sentSubjects()).length;
  };
  expect([await sentIn(14), await sentIn(16), await sentIn(30), await sentIn(32)]).toEqual([0, 1, 0, 1]);
});

it('lets a hold go that turned up when its order had been rejected', async () => {
  const order = await left.placeOrder('pm_card_visa');
  await left.recoverIn(24 * 60);
  expect(await left.read(order.id)).toMatchObject({ status: 'rejected', paymentStatus: 'none' });
  const outcome = await left.gateway.authorise(order);
  if (outcome.kind !== 'authorised') throw new Error(`the payment is ${outcome.kind}`);
  await recordLateHold(left.db, order.id, outcome.hold, new Date());
  await left.recoverIn(2);
  expect(await left.read(order.id)).toMatchObject({ status: 'rejected', paymentStatus: 'voided' });
  expect(await left.movements(order.id)).toEqual(['authorised', 'released']);
});
