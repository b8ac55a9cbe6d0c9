import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readCompetitorIndex, tellIndexed } from './competitor-index.ts';

const folder = mkdtempSync(join(tmpdir(), 'grocer-index-'));
afterAll(() => rmSync(folder, { recursive: true }));

function read(text: string) {
  const file = join(folder, 'index.csv');
  writeFileSync(file, text);
  return readCompetitorIndex(file);
}

it.each([
  ['a header', 'sku,percent\n5000159407236,95\n'],
  ['none', '5000159407236,95'],
  ['a BOM, CRLF and another form of the SKU', '\uFEFFsku,percent\r\n05000159407236, 95\r\n\r\n'],
])('reads a file with %s', (_, text) => {
  expect(read(text)).toEqual({ '5000159407236': 95 });
});

it.each([
  ['a check digit that is wrong', '5000159407235,95'],
  ['a fraction', '5000159407236,95.5'],
  ['no price at all', '5000159407236,0'],
  ['a column too many', '5000159407236,95,7'],
  ['another delimiter', '5000159407236;95'],
])('names the line that has %s', (_, text) => {
  expect(() => read(`sku,percent\n${text}\n`)).toThrow(/line 2 is no SKU/);
  expect(() => read(`sku,percent\r\n\r\n${text}`)).toThrow(/line 3 is no SKU/);
});

it.each([
  ['as it is', '5000159407236,96'],
  ['with the same per cent', '5000159407236,95'],
  ['in another form', '05000159407236,96'],
])('names both lines of a SKU that comes twice, %s', (_, again) => {
  expect(() => read(`sku,percent\n5000159407236,95\n\n${again}\n`)).toThrow(
    /line 4 repeats the SKU 5000159407236 of line 2$/,
  );
});

it.each([
  ['nothing', ''],
  ['a BOM', '\uFEFF'],
  ['a header alone', 'sku,percent\n'],
  ['blank lines', '\n \r\n\n'],
])('takes no file of %s for an index', (_, text) => {
  expect(() => read(text)).toThrow(/index.csv holds no SKU/);
});

it('tells a file that is none in one sentence', () => {
  expect(() => readCompetitorIndex(join(folder, 'nowhere.csv'))).toThrow('cannot be read');
  expect(() => read('"5000159407236,95')).toThrow('is no CSV');
});

it('tells how many prices an index has made, and wonders when there are none', () => {
  const index = read('5000159407236,95\n4006381333931,90');
  expect(tellIndexed(index, { skus: 8, byRule: { 'competitor-index': 1, margin: 7 } })).toBe(
    '1 of 8 prices made by the index of 2 SKUs',
  );
  expect(tellIndexed(index, { skus: 8, byRule: { margin: 8 } })).toMatch(
    /^0 of 8 prices made by the index of 2 SKUs: are they/,
  );
});
