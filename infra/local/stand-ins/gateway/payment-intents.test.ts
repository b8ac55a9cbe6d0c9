import { describe, expect, test } from 'vitest';
import { findCard } from './cards.ts';
import { cancelIntent, captureIntent, createIntent, type Intent, type NewIntent } from './payment-intents.ts';
import { StripeError } from './stripe-error.ts';

const order: NewIntent = {
  amount: 1250,
  currency: 'gbp',
  captureMethod: 'manual',
  confirm: true,
  paymentMethod: 'pm_card_visa',
  metadata: { order_id: 'o-1' },
};
const given = { id: 'pi_1', charge: 'ch_1', now: 1_800_000_000 };

function authorised(changes: Partial<Intent> = {}): Intent {
  return { ...createIntent(order, findCard('pm_card_visa'), given).intent, ...changes };
}

describe('creating', () => {
  test('holds the amount of a manual capture', () => {
    const { intent, movements, error } = createIntent(order, findCard('pm_card_visa'), given);
    expect(intent).toMatchObject({
      status: 'requires_capture',
      amountCapturable: 1250,
      amountReceived: 0,
      charge: 'ch_1',
    });
    expect(movements).toEqual([{ kind: 'authorised', amount: 1250 }]);
    expect(error).toBeUndefined();
  });

  test('takes the amount at once when capture is automatic', () => {
    const { intent, movements } = createIntent({ ...order, captureMethod: 'automatic' }, {}, given);
    expect(intent).toMatchObject({ status: 'succeeded', amountCapturable: 0, amountReceived: 1250 });
    expect(movements.map(({ kind }) => kind)).toEqual(['authorised', 'captured']);
  });

  test('charges nothing before it is confirmed', () => {
    const { intent, movements } = createIntent({ ...order, confirm: false }, {}, given);
    expect(intent).toMatchObject({ status: 'requires_confirmation', charge: null });
    expect(movements).toEqual([]);
  });

  test.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ])('tells the decline of %s and holds nothing', (paymentMethod, code, declineCode) => {
    const { intent, movements, error } = createIntent({ ...order, paymentMethod }, findCard(paymentMethod), given);
    expect(intent).toMatchObject({ status: 'requires_payment_method', amountCapturable: 0 });
    expect(movements).toEqual([{ kind: 'declined', amount: 1250 }]);
    expect(error).toMatchObject({ status: 402, fields: { type: 'card_error', code, decline_code: declineCode } });
  });
});

describe('capturing', () => {
  test('takes all of the hold by default', () => {
    const { intent, movements } = captureIntent(authorised(), {});
    expect(intent).toMatchObject({ status: 'succeeded', amountReceived: 1250, amountCapturable: 0 });
    expect(movements).toEqual([{ kind: 'captured', amount: 1250 }]);
  });

  test('takes a part and lets the rest go', () => {
    const { intent, movements } = captureIntent(authorised(), {}, 1000);
    expect(intent).toMatchObject({ status: 'succeeded', amountReceived: 1000, amountCapturable: 0 });
    expect(movements).toEqual([
      { kind: 'captured', amount: 1000 },
      { kind: 'released', amount: 250 },
    ]);
  });

  test('refuses more than was held', () => {
    expect(codeOf(() => captureIntent(authorised(), {}, 1251))).toBe('amount_too_large');
  });

  test.each(['succeeded', 'canceled', 'requires_payment_method'] as const)('refuses an intent that is %s', (status) => {
    expect(codeOf(() => captureIntent(authorised({ status }), {}))).toBe('payment_intent_unexpected_state');
  });

  test('is refused by the card whose hold has lapsed', () => {
    expect(codeOf(() => captureIntent(authorised(), findCard('pm_card_captureRefused')))).toBe(
      'charge_expired_for_capture',
    );
  });
});

describe('cancelling', () => {
  test('lets the whole hold go', () => {
    const { intent, movements } = cancelIntent(authorised(), 'requested_by_customer', 1_800_000_100);
    expect(intent).toMatchObject({ status: 'canceled', amountCapturable: 0, canceledAt: 1_800_000_100 });
    expect(movements).toEqual([{ kind: 'released', amount: 1250 }]);
  });

  test('has nothing to let go of after a decline', () => {
    const declined = authorised({ status: 'requires_payment_method', amountCapturable: 0 });
    expect(cancelIntent(declined, null, 0).movements).toEqual([]);
  });

  test.each(['succeeded', 'canceled'] as const)('refuses an intent that is %s', (status) => {
    expect(codeOf(() => cancelIntent(authorised({ status }), null, 0))).toBe('payment_intent_unexpected_state');
  });
});

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof StripeError) return error.fields.code;
  }
  return undefined;
}
