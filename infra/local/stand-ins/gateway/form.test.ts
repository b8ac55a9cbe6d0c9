import { expect, test } from 'vitest';
import { decodeForm } from './form.ts';

test('nests what stands in brackets', () => {
  expect(decodeForm('amount=1200&metadata[order_id]=a%26b&created[gte]=1&created[lte]=2')).toEqual({
    amount: '1200',
    metadata: { order_id: 'a&b' },
    created: { gte: '1', lte: '2' },
  });
});

test('decodes escaped brackets and lists of both notations', () => {
  expect(decodeForm('expand%5B0%5D=a&expand%5B1%5D=b')).toEqual({ expand: { 0: 'a', 1: 'b' } });
  expect(decodeForm('expand[]=a&expand[]=b')).toEqual({ expand: { 0: 'a', 1: 'b' } });
});

test('takes names of objects as plain names', () => {
  const form = decodeForm('__proto__[polluted]=yes&constructor=x');
  expect(Object.keys(form)).toEqual(['__proto__', 'constructor']);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('is empty for an empty body', () => {
  expect(decodeForm('')).toEqual({});
});
