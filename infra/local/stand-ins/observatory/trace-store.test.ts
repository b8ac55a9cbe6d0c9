import { expect, test } from 'vitest';
import type { ReceivedSpan } from './otlp.ts';
import { createTraceStore } from './trace-store.ts';

const limits = { traces: 3, spans: 10, spansPerTrace: 4 };

function span(traceId: string, second: number, orderId?: string): ReceivedSpan {
  return {
    traceId,
    span: {
      spanId: `${traceId}-${second}`,
      parentSpanId: null,
      links: [],
      name: 'work',
      service: 'checkout',
      computeModel: null,
      coldStart: false,
      startedAt: new Date(second * 1000).toISOString(),
      durationMs: 1,
      status: 'unset',
      attributes: orderId === undefined ? {} : { 'grocer.order.id': orderId },
    },
  };
}

test('joins the spans of a trace, in the order of their start', () => {
  const store = createTraceStore(limits);
  store.add([span('a', 2, 'order-1')]);
  store.add([span('a', 1)]);
  const trace = store.find('a');
  expect(trace?.orderId).toBe('order-1');
  expect(trace?.spans.map(({ spanId }) => spanId)).toEqual(['a-1', 'a-2']);
});

test('lists the newest first, and of an order every trace that touches it', () => {
  const store = createTraceStore(limits);
  store.add([span('a', 1, 'order-1'), span('b', 2), span('c', 3, 'order-1')]);
  const ids = (query: { orderId?: string; limit: number }) => store.list(query).map(({ traceId }) => traceId);
  expect(ids({ limit: 10 })).toEqual(['c', 'b', 'a']);
  expect(ids({ limit: 1 })).toEqual(['c']);
  expect(ids({ orderId: 'order-1', limit: 10 })).toEqual(['c', 'a']);
  expect(ids({ orderId: 'order-2', limit: 10 })).toEqual([]);
});

test('forgets the trace that was quiet for longest when there are too many', () => {
  const store = createTraceStore(limits);
  store.add([span('a', 1), span('b', 2), span('c', 3), span('a', 4), span('d', 5)]);
  expect(store.list({ limit: 10 }).map(({ traceId }) => traceId)).toEqual(['d', 'c', 'a']);
});

test('forgets whole traces when there are too many spans, and drops those beyond one trace’s share', () => {
  const store = createTraceStore(limits);
  store.add(Array.from({ length: 9 }, (_, index) => span('a', index)));
  expect(store.find('a')?.spans).toHaveLength(4);
  store.add([...Array(4).keys()].map((index) => span('b', index)));
  store.add([...Array(3).keys()].map((index) => span('c', index)));
  expect(
    store
      .list({ limit: 10 })
      .map(({ traceId }) => traceId)
      .sort(),
  ).toEqual(['b', 'c']);
});
