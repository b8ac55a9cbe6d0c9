import { expect, test } from 'vitest';
import { isAbsenceFinal, type OpenPayment, stepFor } from './open-payment.ts';

const placedAt = new Date('2026-11-24T09:00:00Z');
const after = (hours: number) => new Date(placedAt.getTime() + hours * 3_600_000);

test.each<[Omit<OpenPayment, 'placedAt' | 'history'>, hours: number, step: string]>([
  [{ status: 'pending-payment', paymentStatus: 'unknown' }, 0.1, 'authorise'],
  [{ status: 'pending-payment', paymentStatus: 'unknown' }, 23.1, 'find'],
  [{ status: 'cancelled', paymentStatus: 'unknown' }, 0.1, 'find'],
  [{ status: 'cancelled', paymentStatus: 'authorised' }, 0.1, 'void'],
  [{ status: 'rejected', paymentStatus: 'authorised' }, 0.1, 'void'],
  [{ status: 'dispatched', paymentStatus: 'capture-failed' }, 0.1, 'capture'],
  [{ status: 'confirmed', paymentStatus: 'authorised' }, 0.1, 'nothing'],
  [{ status: 'cancelled', paymentStatus: 'voided' }, 0.1, 'nothing'],
])('for %o after %s h is to %s', (order, hours, step) => {
  expect(stepFor({ ...order, placedAt, history: [] }, after(hours))).toBe(step);
});

test('believes that a payment does not exist only when no request for it can be under way', () => {
  const history = [{ at: placedAt.toISOString() }, { at: after(2).toISOString() }];
  const order: OpenPayment = { status: 'cancelled', paymentStatus: 'unknown', placedAt, history };
  expect(isAbsenceFinal(order, after(2.02), 300_000)).toBe(false);
  expect(isAbsenceFinal(order, after(2.1), 300_000)).toBe(true);
});
