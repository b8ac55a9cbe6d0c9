import { newId } from '@grocer/chassis/ids';
import { startTestGateway, type TestGateway } from '@grocer/test-support/gateway';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentGateway } from '../src/payments.ts';

let standIn: TestGateway;
let gateway: PaymentGateway;
beforeAll(async () => {
  standIn = await startTestGateway();
  gateway = standIn.gateway;
});
afterAll(() => standIn.stop());

const newOrder = (paymentMethod = 'pm_card_visa') => ({
  id: newId(),
  totalMinor: 899,
  paymentMethod,
  placedAt: new Date(),
});

async function holdFor(order = newOrder()) {
  const outcome = await gateway.authorise(order);
  if (outcome.kind !== 'authorised') throw new Error(`not authorised: ${JSON.stringify(outcome)}`);
  return outcome.hold;
}

describe('authorising', () => {
  it('holds the total, and says until when', async () => {
    const hold = await holdFor();
    expect(hold).toMatchObject({ amountMinor: 899, intent: expect.stringMatching(/^pi_/) });
    expect(hold.captureBefore?.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000);
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card'],
    ['pm_nobodyIssued', 'resource_missing'],
  ])('tells the decline of %s', async (paymentMethod, code) => {
    expect(await gateway.authorise(newOrder(paymentMethod))).toMatchObject({ kind: 'declined', code });
  });

  it.each([
    'pm_card_slow',
    'pm_card_resetBeforeCharge',
    'pm_card_resetAfterCharge',
    'pm_card_error500',
    'pm_card_rateLimited',
  ])('does not know what became of %s', async (paymentMethod) => {
    expect(await gateway.authorise(newOrder(paymentMethod))).toMatchObject({ kind: 'unknown' });
  });

  it('holds once when it is repeated, also when the first answer was lost', async () => {
    const order = newOrder('pm_card_resetAfterCharge');
    await gateway.authorise(order);
    const [second, third] = [await gateway.authorise(order), await gateway.authorise(order)];
    expect(second.kind).toBe('authorised');
    expect(third).toEqual(second);
    expect(await standIn.movements(order.id)).toEqual(['authorised']);
  });

  it('does not know when the gateway is gone, or refuses our key', async () => {
    const gone = standIn.connect({ url: 'http://127.0.0.1:1' });
    const refused = standIn.connect({ apiKey: async () => 'sk_wrong' });
    expect(await gone.authorise(newOrder())).toMatchObject({ kind: 'unknown' });
    expect(await refused.authorise(newOrder())).toMatchObject({ kind: 'unknown' });
  });

  it('asks for the key again when it could not be had', async () => {
    const answers = [() => Promise.reject(new Error('vault is sealed')), async () => 'sk_test_grocer'];
    const late = standIn.connect({ apiKey: async () => answers.shift()?.() ?? '' });
    expect(await late.authorise(newOrder())).toMatchObject({ kind: 'unknown' });
    expect(await late.authorise(newOrder())).toMatchObject({ kind: 'authorised' });
  });

  it('asks for a newer key when the gateway refuses its own, and holds by that', async () => {
    const refusals: (string | undefined)[] = [];
    const rotated = standIn.connect({
      apiKey: async (refused) => {
        refusals.push(refused);
        return refused === undefined ? 'sk_rotated_away' : 'sk_test_grocer';
      },
    });
    const order = newOrder();
    expect(await rotated.authorise(order)).toMatchObject({ kind: 'authorised' });
    expect(refusals).toEqual([undefined, 'sk_rotated_away']);
    expect(await standIn.movements(order.id)).toEqual(['authorised']);
  });

  it('takes another key from the next call on', async () => {
    let key = 'sk_wrong';
    const rotated = standIn.connect({ apiKey: async () => key });
    expect(await rotated.authorise(newOrder())).toMatchObject({ kind: 'unknown' });
    key = 'sk_test_grocer';
    expect(await rotated.authorise(newOrder())).toMatchObject({ kind: 'authorised' });
  });
});

describe('finding', () => {
  it('finds the hold whose answer was lost, among many others', async () => {
    const order = newOrder('pm_card_resetAfterCharge');
    await gateway.authorise(order);
    await Promise.all(Array.from({ length: 120 }, () => holdFor()));
    expect(await gateway.find(order)).toMatchObject({ kind: 'authorised', hold: { amountMinor: 899 } });
  });

  it('finds nothing where no charge was made', async () => {
    const order = newOrder('pm_card_resetBeforeCharge');
    await gateway.authorise(order);
    expect(await gateway.find(order)).toEqual({ kind: 'none' });
  });

  it('finds a decline', async () => {
    const order = newOrder('pm_card_chargeDeclinedInsufficientFunds');
    await gateway.authorise(order);
    expect(await gateway.find(order)).toMatchObject({ kind: 'declined', code: 'insufficient_funds' });
  });
});

describe('capturing', () => {
  it('takes what was picked, and the same again when it is repeated', async () => {
    const { intent } = await holdFor();
    expect(await gateway.capture(intent, 649)).toEqual({ kind: 'captured', amountMinor: 649 });
    expect(await gateway.capture(intent, 649)).toEqual({ kind: 'captured', amountMinor: 649 });
  });

  it('tells a refusal', async () => {
    const { intent } = await holdFor(newOrder('pm_card_captureRefused'));
    expect(await gateway.capture(intent, 649)).toMatchObject({ kind: 'refused' });
  });

  it('is refused when the hold has been let go', async () => {
    const { intent } = await holdFor();
    await gateway.cancel(intent);
    expect(await gateway.capture(intent, 649)).toMatchObject({ kind: 'refused' });
  });
});

describe('cancelling', () => {
  it('lets the hold go, and is content when it is repeated', async () => {
    const { intent } = await holdFor();
    expect(await gateway.cancel(intent)).toEqual({ kind: 'voided' });
    expect(await gateway.cancel(intent)).toEqual({ kind: 'voided' });
  });

  it('is refused once the money is taken', async () => {
    const { intent } = await holdFor();
    await gateway.capture(intent, 899);
    expect(await gateway.cancel(intent)).toMatchObject({ kind: 'refused' });
  });
});
