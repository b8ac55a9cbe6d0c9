import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import { NextKeyTooNew, openSigningKeys, type SigningKeys } from './signing-keys.ts';

const minute = 60_000;
const tokenLifeMs = 30 * minute;
let database: DatabaseSync;
let now: number;
let keys: SigningKeys;

beforeEach(async () => {
  database = new DatabaseSync(':memory:');
  now = Date.UTC(2026, 0, 1);
  keys = await open();
});

function open(): Promise<SigningKeys> {
  return openSigningKeys({ database, tokenLifeMs, now: () => now });
}

function statuses(): string[] {
  return keys.list().map(({ status }) => status);
}

test('has two keys from the first start, and the same after a restart', async () => {
  expect(statuses()).toEqual(['ACTIVE', 'NEXT']);
  const before = keys.list();
  expect((await open()).list()).toEqual(before);
});

test('promotes the next key, publishes another, and keeps the expired one while its tokens live', async () => {
  const [current, next] = keys.list();
  await keys.rotate();
  const [promoted, added, expired] = keys.list();
  expect(promoted).toEqual({ kid: next?.kid, status: 'ACTIVE' });
  expect(added).toMatchObject({ status: 'NEXT' });
  expect(expired).toEqual({ kid: current?.kid, status: 'EXPIRED', publishedUntil: '2026-01-01T00:30:00.000Z' });
  expect(keys.published().map(({ kid }) => kid)).toEqual([promoted?.kid, added?.kid, expired?.kid]);

  now += tokenLifeMs - 1;
  expect((await open()).list()).toHaveLength(3);
  now += 1;
  expect(statuses()).toEqual(['ACTIVE', 'NEXT']);
});

test('waits until no verifier can have missed the next key', async () => {
  await keys.rotate();
  now += 10_000;
  await expect(keys.rotate()).rejects.toThrow(NextKeyTooNew);
  await expect((await open()).rotate()).rejects.toMatchObject({ waitSeconds: 20 });
  now += 20_000;
  await keys.rotate();
  expect(statuses()).toEqual(['ACTIVE', 'NEXT', 'EXPIRED', 'EXPIRED']);
});

test('promotes once when it is asked twice at the same moment', async () => {
  const [first, second] = await Promise.allSettled([keys.rotate(), keys.rotate()]);
  expect([first?.status, second?.status].toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(statuses()).toEqual(['ACTIVE', 'NEXT', 'EXPIRED']);
});

test('forgets private keys that nobody asks for any more', async () => {
  await keys.rotate();
  now += tokenLifeMs;
  await keys.rotate();
  expect(database.prepare('select count(*) as count from signing_keys').get()).toEqual({ count: 3 });
});

test('gives the same array until something changes', async () => {
  const before = keys.published();
  expect(keys.published()).toBe(before);
  await keys.rotate();
  expect(keys.published()).not.toBe(before);
});
