import { describe, expect, test } from 'vitest';
import { allowsVersion, contentTag, hasCopy, recordTag } from './etags.ts';

const tag = recordTag(7, '{"name":"Bread"}');

test('tells the version of the record, and every change of what is shown', () => {
  expect(tag).toMatch(/^"7\.[\w-]{16}"$/);
  expect(recordTag(7, '{"name":"Rolls"}')).not.toBe(tag);
  expect(contentTag('a')).not.toBe(contentTag('b'));
});

describe('If-None-Match', () => {
  test.each([
    [undefined, false],
    [tag, true],
    [`W/${tag}`, true],
    [`"other", W/${tag}`, true],
    ['*', true],
    ['"other"', false],
  ])('%s → %s', (header, copy) => {
    expect(hasCopy(header, tag)).toBe(copy);
  });
});

describe('If-Match', () => {
  test.each([
    [tag, true],
    [recordTag(7, 'another price'), true],
    [`W/${tag}`, true],
    [`"6.abc", ${tag}`, true],
    ['*', true],
    [recordTag(6, ''), false],
    [recordTag(71, ''), false],
    ['"7"', false],
  ])('%s allows version 7: %s', (header, allowed) => {
    expect(allowsVersion(header, 7)).toBe(allowed);
  });

  test.each(['7', '"7.abc', '"7.abc" "8.abc"', '', 'w/"7.abc"'])('is refused as %j', (header) => {
    expect(() => allowsVersion(header, 7)).toThrow(expect.objectContaining({ code: 'validation-failed' }));
  });
});
