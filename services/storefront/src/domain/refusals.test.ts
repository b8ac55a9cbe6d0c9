import { type ProblemCode, problems, problemType } from '@grocer/contracts/problems';
import { expect, test } from 'vitest';
import { explainRefusal, type Refusal } from './refusals.ts';

const names: Record<string, string> = { '5000159407236': 'Sourdough loaf', '50184453': 'Whole milk' };
const nameOf = (sku: string) => names[sku] ?? sku;

function explain(code: ProblemCode, extra: Partial<Refusal> = {}) {
  const { status, title } = problems[code];
  const refusal = { type: problemType(code), status, title, detail: 'A detail.', instance: '/checkout/v1/orders' };
  return explainRefusal({ ...refusal, ...extra }, nameOf);
}

test('tells the new total when a price has changed', () => {
  const { text, remedy } = explain('price-changed', { total: { amountMinor: 2345, currency: 'GBP' } });
  expect(text).toContain('£23.45');
  expect(remedy).toBe('accept-price');
});

test('names what is short and how much of it is left', () => {
  const { text, remedy } = explain('out-of-stock', {
    lines: [
      { sku: '5000159407236', requested: 5, available: 2 },
      { sku: '50184453', requested: 1, available: 0 },
    ],
  });
  expect(text).toBe('Sourdough loaf: you asked for 5, 2 left. Whole milk is sold out.');
  expect(remedy).toBe('take-what-is-left');
});

test('sends the customer to another slot, another card or the basket', () => {
  expect(explain('slot-full').remedy).toBe('choose-slot');
  expect(explain('slot-unknown').remedy).toBe('choose-slot');
  expect(explain('payment-declined', { declineCode: 'insufficient_funds' })).toMatchObject({
    remedy: 'other-card',
    text: expect.stringContaining('not enough money'),
  });
  expect(explain('product-unknown', { skus: ['50184453'] }).text).toContain('Whole milk');
});

test('asks to try again when the fault is ours, and says what is wrong when it is not', () => {
  expect(explain('overloaded').text).toContain('once');
  expect(explain('too-many-requests').remedy).toBe('try-again');
  expect(explain('validation-failed').text).toBe('A detail.');
});
