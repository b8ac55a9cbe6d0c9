import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { Rejection } from './errors.ts';
import { processMessage } from './messages.ts';

const Counted = Type.Object({ id: Type.String(), count: Type.Integer() }, { additionalProperties: false });
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

function processing(handle: (event: { id: string; count: number }) => Promise<void>) {
  const deadLetters: { body: string; reason: string }[] = [];
  const deadLetter = async (body: string, reason: string) => void deadLetters.push({ body, reason });
  const delivery = { id: 'invocation-1', isCold: false };
  return { queue: 'counts', schema: Counted, handle, deadLetter, log, delivery, deadLetters };
}

test('hands a well-formed message to the handler and acknowledges it', async () => {
  const counts: number[] = [];
  const counting = processing(async ({ count }) => void counts.push(count));
  expect(await processMessage({ id: 'm1', body: '{"id":"e1","count":3}' }, counting)).toBe('done');
  expect(counts).toEqual([3]);
  expect(counting.deadLetters).toEqual([]);
});

test.each([
  ['not JSON at all', 'not JSON'],
  ['{"id":"e1","count":1.5}', '/count must be integer'],
  ['{"id":"e1","count":1,"colour":"red"}', '/colour schema is false'],
  ['null', '/ must be object'],
])('dead-letters the malformed message %s and acknowledges it', async (body, reason) => {
  const never = processing(() => expect.unreachable('a malformed message was handled'));
  expect(await processMessage({ id: 'm1', body }, never)).toBe('done');
  expect(never.deadLetters).toEqual([{ body, reason }]);
});

test('acknowledges a message that the business rejects', async () => {
  const rejecting = processing(() => Promise.reject(new Rejection('not-found', 'no such order')));
  expect(await processMessage({ id: 'm1', body: '{"id":"e1","count":1}' }, rejecting)).toBe('done');
  expect(rejecting.deadLetters).toEqual([]);
});

test('leaves a message to the queue when its handler fails', async () => {
  const failing = processing(() => Promise.reject(new Error('the database is gone')));
  expect(await processMessage({ id: 'm1', body: '{"id":"e1","count":1}' }, failing)).toBe('failed');
  expect(failing.deadLetters).toEqual([]);
});

test('leaves a malformed message to the queue when it cannot be dead-lettered', async () => {
  const cut = {
    ...processing(async () => undefined),
    deadLetter: () => Promise.reject(new Error('the queue is gone')),
  };
  expect(await processMessage({ id: 'm1', body: 'not JSON' }, cut)).toBe('failed');
});
