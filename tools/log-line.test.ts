import { expect, test } from 'vitest';
import { readableLine } from './log-line.ts';

test('makes a JSON line readable', () => {
  const line = JSON.stringify({
    level: 'info',
    time: '2026-11-24T10:00:01.250Z',
    name: 'checkout',
    msg: 'order placed',
    orderId: '0190163d',
    lines: 3,
  });
  expect(readableLine(line, false)).toBe('10:00:01.250 info  order placed orderId=0190163d lines=3');
});

test('tells a function’s platform report by its type', () => {
  const line = JSON.stringify({
    time: '2026-11-24T10:00:01.250Z',
    type: 'platform.report',
    record: { status: 'success' },
  });
  expect(readableLine(line, false)).toBe('10:00:01.250       platform.report record={"status":"success"}');
});

test('shows an error with its stack, indented', () => {
  const err = { type: 'Error', message: 'no', stack: 'Error: no\n    at here' };
  const line = JSON.stringify({ level: 'error', time: '2026-11-24T10:00:01.250Z', msg: 'failed', err });
  expect(readableLine(line, false)).toBe('10:00:01.250 error failed\n    Error: no\n        at here');
});

test('leaves a line alone that is no JSON', () => {
  expect(readableLine('(node:1) Warning: something', false)).toBe('(node:1) Warning: something');
  expect(readableLine('{ broken', false)).toBe('{ broken');
});

test('colours the level where colour is wanted', () => {
  expect(readableLine('{"level":"warn","msg":"slow"}', true)).toContain('\u001b[33mwarn ');
});
