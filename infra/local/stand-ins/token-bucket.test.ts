import { expect, test } from 'vitest';
import { createTokenBuckets } from './token-bucket.ts';

test('lets a burst through, then says when to come back', () => {
  const buckets = createTokenBuckets({ burst: 2, perSecond: 0.5 }, () => 0);
  expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 2]);
});

test('refills with time, up to the burst and no further', () => {
  let now = 0;
  const buckets = createTokenBuckets({ burst: 2, perSecond: 10 }, () => now);
  buckets.take('a');
  buckets.take('a');
  now = 100;
  expect([buckets.take('a'), buckets.take('a')]).toEqual([0, 1]);
  now = 60_000;
  expect([buckets.take('a'), buckets.take('a'), buckets.take('a')]).toEqual([0, 0, 1]);
});

test('counts every key alone', () => {
  const buckets = createTokenBuckets({ burst: 1, perSecond: 1 }, () => 0);
  expect([buckets.take('a'), buckets.take('b'), buckets.take('a')]).toEqual([0, 0, 1]);
});

test('forgets the key that was idle for longest when there are too many', () => {
  const buckets = createTokenBuckets({ burst: 1, perSecond: 1 }, () => 0);
  buckets.take('oldest');
  for (let client = 0; client < 10_000; client++) buckets.take(`client-${client}`);
  expect([buckets.take('client-9999'), buckets.take('oldest')]).toEqual([1, 0]);
});
