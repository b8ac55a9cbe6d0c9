import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cacheKeyOf, pathOf } from './key.ts';

const name = fc.constantFrom('q', 'sku', 'limit', 'sort', 'department');
const value = fc.string({ maxLength: 8 }).map(encodeURIComponent);
const pairs = fc.uniqueArray(fc.tuple(name, value), { selector: ([one]) => one, minLength: 1 });
const segment = fc.string({ minLength: 1, maxLength: 6 }).map(encodeURIComponent);

const queryOf = (list: [string, string][]) => list.map((pair) => pair.join('=')).join('&');
/** The same text with every character encoded that can be, in either case of letters. */
const overEncoded = (text: string, isUpper: boolean) =>
  text.replace(/%..|[\w.~-]/g, (part) => {
    const hex = part.length === 3 ? part.slice(1) : part.charCodeAt(0).toString(16);
    return `%${isUpper ? hex.toUpperCase() : hex.toLowerCase()}`;
  });

test('is the same for the same parameters in any order', () => {
  const shuffled = pairs.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
  );
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      expect(cacheKeyOf('shop', `/a?${queryOf(other)}`)).toBe(cacheKeyOf('shop', `/a?${queryOf(list)}`));
    }),
  );
});

test('is the same however what needs no encoding is encoded', () => {
  fc.assert(
    fc.property(segment, pairs, fc.boolean(), (path, [pair], isUpper) => {
      const [key = '', content = ''] = pair ?? [];
      const odd = `/${overEncoded(path, isUpper)}?${overEncoded(key, isUpper)}=${overEncoded(content, isUpper)}`;
      expect(cacheKeyOf('shop', odd)).toBe(cacheKeyOf('shop', `/${path}?${key}=${content}`));
    }),
  );
});

test('differs where a service could answer differently', () => {
  const target = fc.tuple(segment, segment, pairs).map(([one, two, list]) => {
    const meaning = JSON.stringify([decodeURIComponent(one), decodeURIComponent(two), list.toSorted()]);
    return { meaning, url: `/${one}/${two}?${queryOf(list)}` };
  });
  fc.assert(
    fc.property(target, target, (one, other) => {
      const isSame = cacheKeyOf('shop', one.url) === cacheKeyOf('shop', other.url);
      expect(isSame).toBe(one.meaning === other.meaning);
    }),
  );
});

test.each([
  ['/a?sku=2&sku=1', '/a?sku=1&sku=2', 'the order of one parameter’s values'],
  ['/a%2Fb', '/a/b', 'an encoded slash'],
  ['/a?q=x%26y=1', '/a?q=x&y=1', 'an encoded separator'],
  ['/a', '/A', 'the case of a path'],
  ['/a?q', '/a?q=', 'a parameter without a value'],
])('tells %s from %s: %s', (one, other) => {
  expect(cacheKeyOf('shop', one)).not.toBe(cacheKeyOf('shop', other));
});

test('tells hosts apart, and lets none pass for another’s path', () => {
  expect(cacheKeyOf('a', '/b/c')).not.toBe(cacheKeyOf('a/b', '/c'));
  expect(cacheKeyOf('Shop', '/a')).toBe(cacheKeyOf('shop', '/a'));
});

test('is short for the longest address, and still its own', () => {
  const keys = ['a', 'b'].map((end) => cacheKeyOf('shop', `/a?q=${'x'.repeat(10_000)}${end}`));
  expect(new Set(keys).size).toBe(2);
  for (const key of keys) expect(key.length).toBeLessThan(300);
});

test('has a path without its query, in one spelling', () => {
  expect(pathOf('/%63atalogue/v1%2f?x=1')).toBe('/catalogue/v1%2F');
});
