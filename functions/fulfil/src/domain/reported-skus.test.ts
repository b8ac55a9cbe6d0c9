import { newEvent } from '@grocer/chassis/queue';
import { expect, it } from 'vitest';
import { namesOnlyGtins, withKeptSkus } from './reported-skus.ts';

const orderId = '019a0000-0000-7000-8000-000000000000';
const about = { source: 'appliance-shim', subject: orderId, time: new Date(0) };
const picked = (...skus: string[]) =>
  newEvent({
    ...about,
    type: 'grocer.order.picked',
    data: { orderId, lines: skus.map((sku) => ({ sku, quantity: 1, picked: 1 })) },
  });
const adjusted = (sku: string) =>
  newEvent({ ...about, type: 'grocer.stock.adjusted', data: { sku, delta: 1, reason: 'counted' as const } });
const started = newEvent({ ...about, type: 'grocer.order.picking-started', data: { orderId } });

it.each([
  [picked('50184385', '05000159407236'), true],
  [picked('50184385', '5000159407237'), false],
  [adjusted('00000050184385'), true],
  [adjusted('50184386'), false],
  [started, true],
])('tells whether an event names GTINs alone: %#', (event, expected) => {
  expect(namesOnlyGtins(event)).toBe(expected);
});

it('brings SKUs into the form they are kept in', () => {
  expect(withKeptSkus(picked('00000050184385', '5000159407236'))).toEqual({
    ...picked('50184385', '5000159407236'),
    id: expect.any(String),
  });
  expect(withKeptSkus(adjusted('05000159407236')).data).toMatchObject({ sku: '5000159407236', delta: 1 });
  expect(withKeptSkus(started)).toEqual(started);
});
