import { TraceSpan } from '@grocer/contracts/observatory';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { readSpans, TraceExport } from './otlp.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const span = {
  traceId,
  spanId: 'b7ad6b7169203331',
  name: 'POST /checkout/v1/orders',
  startTimeUnixNano: '1795564800123456789',
  endTimeUnixNano: '1795564800125956789',
};

function exportOf(...spans: object[]): TraceExport {
  const resource = {
    attributes: [
      { key: 'service.name', value: { stringValue: 'checkout' } },
      { key: 'service.instance.id', value: { stringValue: 'checkout-1' } },
      { key: 'grocer.compute_model', value: { stringValue: 'scale-to-zero' } },
    ],
  };
  return Value.Parse(TraceExport, { resourceSpans: [{ resource, scopeSpans: [{ scope: {}, spans }] }] });
}

test('reads a span with what its resource says of the deployable', () => {
  const [received] = readSpans(
    exportOf({
      ...span,
      kind: 2,
      parentSpanId: '00F067AA0BA902B7',
      status: { code: 2 },
      links: [{ traceId, spanId: '00f067aa0ba902b7', attributes: [] }],
      attributes: [
        { key: 'faas.coldstart', value: { boolValue: true } },
        { key: 'http.response.status_code', value: { intValue: '503' } },
      ],
    }),
  );
  expect(received).toEqual({
    traceId,
    span: {
      spanId: 'b7ad6b7169203331',
      parentSpanId: '00f067aa0ba902b7',
      links: [{ traceId, spanId: '00f067aa0ba902b7' }],
      name: 'POST /checkout/v1/orders',
      service: 'checkout',
      computeModel: 'scale-to-zero',
      coldStart: true,
      startedAt: '2026-11-25T00:00:00.123Z',
      durationMs: 2.5,
      status: 'error',
      attributes: { 'service.instance.id': 'checkout-1', 'faas.coldstart': true, 'http.response.status_code': 503 },
    },
  });
  expect(Value.Check(TraceSpan, received?.span)).toBe(true);
});

test('cuts what is longer than it should be', () => {
  const attributes = Array.from({ length: 200 }, (_, index) => ({
    key: `k${index}`,
    value: { stringValue: 'x'.repeat(5000) },
  }));
  const [received] = readSpans(exportOf({ ...span, attributes }));
  expect(Object.keys(received?.span.attributes ?? {}).length).toBeLessThanOrEqual(65);
  expect(String(received?.span.attributes.k0).length).toBeLessThan(1100);
});

test('makes no negative duration of a clock that went back, and a root of an empty parent', () => {
  const [received] = readSpans(exportOf({ ...span, parentSpanId: '', endTimeUnixNano: '1795564800000000000' }));
  expect(received?.span).toMatchObject({ durationMs: 0, parentSpanId: null, status: 'unset' });
});

test.each([{ ...span, traceId: 'short' }, { ...span, startTimeUnixNano: 'yesterday' }, { spanId: span.spanId }])(
  'is no export when a span is malformed (%j)',
  (bad) => {
    expect(Value.Check(TraceExport, { resourceSpans: [{ scopeSpans: [{ spans: [bad] }] }] })).toBe(false);
  },
);

test('reads a list of values, and of what is nested in it nothing', () => {
  const nested = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`);
  const values = [{ stringValue: 'a' }, { intValue: '1' }, { arrayValue: { values: [nested] } }];
  const [received] = readSpans(exportOf({ ...span, attributes: [{ key: 'list', value: { arrayValue: { values } } }] }));
  expect(received?.span.attributes.list).toBe('["a",1,null]');
});
