import type { OrderStatus } from '@grocer/contracts/checkout';
import { expect, test } from 'vitest';
import { canCancel, stepsOf } from './order-progress.ts';

const at = '2026-11-24T10:00:00.000Z';
const pickingStartedAt = '2026-11-24T10:00:05.000Z';

function tracked(...statuses: OrderStatus[]) {
  return { status: statuses.at(-1) ?? 'pending-payment', history: statuses.map((status) => ({ status, at })) };
}

function states(...statuses: OrderStatus[]) {
  return stepsOf(tracked(...statuses)).map(({ status, state }) => `${status} ${state}`);
}

test('shows what is done, what is under way and what lies ahead', () => {
  expect(states('pending-payment', 'confirmed', 'released')).toEqual([
    'pending-payment done',
    'confirmed done',
    'released current',
    'picked ahead',
    'dispatched ahead',
  ]);
});

test('counts steps that the warehouse skipped as done', () => {
  const steps = stepsOf(tracked('pending-payment', 'confirmed', 'dispatched'));
  expect(steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done']);
  expect(steps[3]?.at).toBeUndefined();
});

test('ends a rejected or cancelled order where it stopped', () => {
  expect(states('pending-payment', 'rejected')).toEqual(['pending-payment done', 'rejected current']);
  expect(states('pending-payment', 'confirmed', 'cancelled')).toEqual([
    'pending-payment done',
    'confirmed done',
    'cancelled current',
  ]);
});

test('offers to cancel until picking starts', () => {
  expect(canCancel({ status: 'released' })).toBe(true);
  expect(canCancel({ status: 'released', pickingStartedAt })).toBe(false);
  expect(canCancel({ status: 'picked' })).toBe(false);
  expect(canCancel({ status: 'cancelled' })).toBe(false);
});
