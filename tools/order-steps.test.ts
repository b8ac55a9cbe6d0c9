import type { TraceSpan } from '@grocer/contracts/observatory';
import { expect, test } from 'vitest';
import { stepOf, tellStep } from './order-steps.ts';

function span(spanId: string, parentSpanId: string | null, more: Partial<TraceSpan> = {}): TraceSpan {
  return {
    spanId,
    parentSpanId,
    links: [],
    name: spanId,
    service: 'checkout',
    computeModel: 'scale-to-zero',
    coldStart: false,
    startedAt: '2026-11-24T10:00:01.250Z',
    durationMs: 1,
    status: 'ok',
    attributes: {},
    ...more,
  };
}

function found(cause: TraceSpan, ...spans: TraceSpan[]) {
  return { span: cause, trace: { traceId: 'trace-1', spans: [...spans, cause] } };
}

test('tells who took a step, where that runs, and how long it took', () => {
  expect(stepOf('confirmed', 1_250, found(span('confirm', null)))).toEqual({
    status: 'confirmed',
    deployable: 'checkout',
    computeModel: 'scale-to-zero',
    coldStart: false,
    durationMs: 1_250,
  });
});

test('takes a step for cold when the request around it was, of the same deployable alone', () => {
  const edge = span('edge', null, { service: 'edge', coldStart: true });
  const confirm = span('confirm', 'request');
  const cold = span('request', 'edge', { coldStart: true });
  expect(stepOf('confirmed', 10, found(confirm, edge, cold)).coldStart).toBe(true);
  const warm = span('request', 'edge');
  expect(stepOf('confirmed', 10, found(confirm, edge, warm)).coldStart).toBe(false);
});

test('says so when no span told who took a step', () => {
  const step = stepOf('picked', 1_250, undefined);
  expect(step).toMatchObject({ deployable: null, computeModel: null, coldStart: false });
  expect(tellStep(step)).toMatch(/^picked +\? +\? +1250 ms$/);
});
