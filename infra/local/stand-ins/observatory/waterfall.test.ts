import type { TraceSpan } from '@grocer/contracts/observatory';
import { expect, test } from 'vitest';
import { layOut } from './waterfall.ts';

function span(spanId: string, parentSpanId: string | null, atMs: number, durationMs: number): TraceSpan {
  return {
    spanId,
    parentSpanId,
    links: [],
    name: spanId,
    service: 'checkout',
    computeModel: 'scale-to-zero',
    coldStart: false,
    startedAt: new Date(1_795_564_800_000 + atMs).toISOString(),
    durationMs,
    status: 'unset',
    attributes: {},
  };
}

test('puts children under their parent by start, and measures from the first start to the last end', () => {
  const spans = [
    span('late child', 'root', 30, 90),
    span('root', null, 0, 100),
    span('grandchild', 'early child', 20, 5),
  ];
  const { rows, durationMs } = layOut([...spans, span('early child', 'root', 10, 20)]);
  expect(rows.map((row) => [row.span.name, row.depth, row.offsetMs])).toEqual([
    ['root', 0, 0],
    ['early child', 1, 10],
    ['grandchild', 2, 20],
    ['late child', 1, 30],
  ]);
  expect(durationMs).toBe(120);
});

test('shows a span whose parent never arrived as a root', () => {
  expect(layOut([span('orphan', 'nobody', 5, 1)]).rows).toMatchObject([{ depth: 0, offsetMs: 0 }]);
});

test('is empty for no spans', () => {
  expect(layOut([])).toEqual({ rows: [], durationMs: 0 });
});
