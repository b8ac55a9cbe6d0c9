import type { TraceSpan } from '@grocer/contracts/observatory';
import { expect, test } from 'vitest';
import { formatMs, renderWaterfall } from './waterfall.ts';

function span(spanId: string, parentSpanId: string | null, startMs: number, durationMs: number, more = {}): TraceSpan {
  return {
    spanId,
    parentSpanId,
    links: [],
    name: spanId,
    service: 'checkout',
    computeModel: 'scale-to-zero',
    coldStart: false,
    startedAt: new Date(Date.UTC(2026, 10, 24) + startMs).toISOString(),
    durationMs,
    status: 'ok',
    attributes: {},
    ...more,
  };
}

test('draws spans under their parents, in order of time and to scale', () => {
  const lines = renderWaterfall(
    [
      span('commit', 'place', 60, 40),
      span('place', null, 0, 100, { service: 'edge' }),
      span('reserve', 'place', 20, 20, { coldStart: true }),
    ],
    60,
  );
  expect(lines).toEqual([
    'edge: place                ██████████████████████    100 ms',
    '  checkout: reserve (cold)     ████                   20 ms',
    '  checkout: commit                      █████████     40 ms',
  ]);
});

test('shows every span: the very short, the parentless and the failed', () => {
  const lines = renderWaterfall(
    [span('long', null, 0, 5_000), span('orphan', 'gone', 4_999, 0.4, { status: 'error' })],
    60,
  );
  expect(lines[1]).toMatch(/^checkout: orphan \(error\) .*█ +0\.4 ms$/);
});

test('never grows wider than the terminal', () => {
  const name = 'select a very long statement from a very long table where it is very long';
  const lines = renderWaterfall([span('root', null, 0, 10), span('child', 'root', 1, 5, { name })], 70);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(70);
  expect(lines[1]).toContain('…');
});

test('has nothing to draw of an empty trace', () => {
  expect(renderWaterfall([], 80)).toEqual([]);
});

test('writes times in the unit that fits', () => {
  expect([0.42, 12.4, 999.4, 1_240].map(formatMs)).toEqual(['0.4 ms', '12 ms', '999 ms', '1.2 s']);
});
