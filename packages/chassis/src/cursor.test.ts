import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';

const Position = Type.Tuple([Type.String(), Type.Integer()]);
const filters = { department: 'bakery', sort: 'name' };
const cursor = encodeCursor(filters, ['Bread', 7]);
const refused = expect.objectContaining({ code: 'validation-failed' });

test('finds its place again under the same filters', () => {
  expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
  expect(decodeCursor(Position, filters, cursor)).toEqual(['Bread', 7]);
});

test("refuses another list's cursor", () => {
  expect(() => decodeCursor(Position, { ...filters, sort: 'price' }, cursor)).toThrow(refused);
});

test.each(['', 'x', 'bnVsbA', '!!!', cursor.slice(0, -2), cursor.slice(2)])(
  'refuses the tampered cursor %j',
  (text) => {
    expect(() => decodeCursor(Position, filters, text)).toThrow(refused);
  },
);

test('refuses a changed position under an old seal', () => {
  const [seal] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify([seal, ['Bread', 8]])).toString('base64url');
  expect(() => decodeCursor(Position, filters, forged)).toThrow(refused);
});

test.each([
  ['another element', (text: string) => text.replace(/]$/, ',1]')],
  ['a space', (text: string) => `${text} `],
])('refuses a cursor with %s at its end', (_what, alter) => {
  const text = alter(Buffer.from(cursor, 'base64url').toString());
  expect(() => decodeCursor(Position, filters, Buffer.from(text).toString('base64url'))).toThrow(refused);
  expect(() => decodeCursor(Position, filters, `${cursor}=`)).toThrow(refused);
});

test('refuses a sound cursor whose position has another shape', () => {
  expect(() => decodeCursor(Position, filters, encodeCursor(filters, ['Bread']))).toThrow(refused);
});
