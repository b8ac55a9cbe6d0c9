import type { TraceSpan } from '@grocer/contracts/observatory';
import { expect, test } from 'vitest';
import { stepOf, tellStep } from './order-steps.ts';

const at = '2026-11-24T10:00:01.250Z';
const sentAt = Date.parse('2026-11-24T10:00:00.000Z');

function span(spanId: string, parentSpanId: string | null, more: Partial<TraceSpan> = {}): TraceSpan {
  return {
    spanId,
    parentSpanId,
    links: [],
    name: spanId,
    service: 'checkout',
    computeModel: 'scale-to-zero',
    coldStart: false,
    startedAt: at,
    durationMs: 1,
    status: 'ok',
    attributes: {},
    ...more,
  };
}

test('tells who took a step, where that runs, and how long after the step before', () => {
  const cause = span('confirm', null);
  expect(stepOf({ status: 'confirmed', at }, sentAt, { span: cause, spans: [cause] })).toEqual({
    status: 'confirmed',
    deployable: 'checkout',
    computeModel: 'scale-to-zero',
    coldStart: false,
    durationMs: 1_250,
  });
});

test('takes a step for cold when the request around it was, of the same deployable alone', () => {
  const edge = span('edge', null, { service: 'edge', coldStart: true });
  const request = span('request', 'edge', { coldStart: true });
  const confirm = span('confirm', 'request');
  expect(
    stepOf({ status: 'confirmed', at }, sentAt, { span: confirm, spans: [edge, request, confirm] }).coldStart,
  ).toBe(true);
  const warm = span('request', 'edge');
  expect(stepOf({ status: 'confirmed', at }, sentAt, { span: confirm, spans: [edge, warm, confirm] }).coldStart).toBe(
    false,
  );
});

test('says so when no span told who took a step', () => {
  const step = stepOf({ status: 'picked', at }, sentAt, undefined);
  expect(step).toMatchObject({ deployable: null, computeModel: null, coldStart: false });
  expect(tellStep(step)).toMatch(/^picked +\? +\? +1250 ms$/);
});
