import { expect, test } from 'vitest';
import { readPayload } from './payload.ts';
import { scheduledEvent } from './schedule.ts';

test('hands a body on as it was sent', () => {
  expect(readPayload(Buffer.from('{ "big": 12345678901234567890, "a": [1] }'))).toBe(
    '{ "big": 12345678901234567890, "a": [1] }',
  );
});

test('takes no body for an empty object', () => {
  expect(readPayload(undefined)).toBe('{}');
  expect(readPayload(Buffer.alloc(0))).toBe('{}');
});

test.each([
  ['cut off', '{"order":'],
  ['nothing but a blank', ' '],
  ['nested too deeply', `${'['.repeat(1001)}${']'.repeat(1001)}`],
  ['nested beyond any stack', `${'['.repeat(500_000)}${']'.repeat(500_000)}`],
])('refuses a body that is %s', (_case, body) => {
  expect(() => readPayload(Buffer.from(body))).toThrow(/^Could not parse request body into json: /);
});

test('refuses a body that is no UTF-8', () => {
  expect(() => readPayload(Buffer.from([0x22, 0xff, 0x22]))).toThrow(/^Could not parse/);
});

test('counts no bracket inside a text as depth', () => {
  const text = JSON.stringify({ text: '['.repeat(2000), quote: '"[' });
  expect(readPayload(Buffer.from(text))).toBe(text);
});

test.each([
  ['as EventBridge sends it', JSON.stringify(scheduledEvent('nightly', 'eu-west-2', new Date()))],
  ['with no more than a function looks at', '{"time":"2030-01-01T02:00:00Z","source":"aws.events"}'],
])('refuses the event of a schedule, %s', (_case, body) => {
  expect(() => readPayload(Buffer.from(body))).toThrow(/only the schedule itself may send/);
});
