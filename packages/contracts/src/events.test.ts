import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { CloudEvent, OrderReleased, ShardPlanned, StockAdjusted, WarehouseEvent, WarehouseOrder } from './events.ts';

const orderId = '0192f3a0-0000-7000-8000-000000000001';

const released: OrderReleased = {
  specversion: '1.0',
  id: '0192f3a0-0000-7000-8000-0000000000aa',
  source: '/grocer/checkout',
  type: 'grocer.order.released',
  time: '2026-11-10T09:00:00Z',
  subject: orderId,
  data: { orderId, slotStartsAt: '2026-11-11T18:00:00Z', lines: [{ sku: '5000159407236', quantity: 2 }] },
};

const picked = {
  ...released,
  source: '/grocer/appliance-shim',
  type: 'grocer.order.picked',
  data: { orderId, lines: [{ sku: '5000159407236', quantity: 2, picked: 0 }] },
};

describe('a message', () => {
  test('is told by its type', () => {
    expect(Value.Check(WarehouseOrder, released)).toBe(true);
    expect(Value.Check(WarehouseEvent, released)).toBe(false);
    expect(Value.Check(WarehouseEvent, picked)).toBe(true);
    expect(Value.Check(WarehouseEvent, { ...picked, type: 'grocer.order.eaten' })).toBe(false);
  });

  test('may carry CloudEvents extensions that nobody here knows', () => {
    expect(Value.Check(OrderReleased, { ...released, partitionkey: 'x' })).toBe(true);
  });

  test.each<[string, object]>([
    ['another version', { specversion: '0.3' }],
    ['no id', { id: '' }],
    ['a source outside the estate', { source: 'https://elsewhere.example' }],
    ['a time that is none', { time: 'yesterday' }],
    ['data of no lines', { data: { ...released.data, lines: [] } }],
    ['data that is missing', { data: undefined }],
  ])('is malformed with %s', (_, change) => {
    expect(Value.Check(OrderReleased, { ...released, ...change })).toBe(false);
  });
});

test('passes for a CloudEvent whatever its type and data', () => {
  expect(Value.Check(CloudEvent, released)).toBe(true);
  expect(Value.Check(CloudEvent, { ...released, type: 'grocer.other', data: null })).toBe(true);
});

test('adjusts stock by whole signed numbers', () => {
  const adjusted = { ...picked, type: 'grocer.stock.adjusted', subject: '5000159407236' };
  const data = { sku: '5000159407236', delta: -3, reason: 'spoilt' };
  expect(Value.Check(StockAdjusted, { ...adjusted, data })).toBe(true);
  expect(Value.Check(StockAdjusted, { ...adjusted, data: { ...data, delta: 0.5 } })).toBe(false);
  expect(Value.Check(StockAdjusted, { ...adjusted, data: { ...data, reason: 'eaten' } })).toBe(false);
});

test('plans a shard by the first and the last SKU', () => {
  const skus = { from: '01234565', to: '5000159407236' };
  const planned = {
    ...released,
    source: '/grocer/reprice-plan',
    type: 'grocer.reprice.shard-planned',
    data: { runId: orderId, shard: 1, skus },
  };
  expect(Value.Check(ShardPlanned, planned)).toBe(true);
  expect(Value.Check(ShardPlanned, { ...planned, data: { runId: orderId, shard: 0, skus } })).toBe(false);
});
