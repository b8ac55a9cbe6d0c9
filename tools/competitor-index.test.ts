import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readCompetitorIndex } from './competitor-index.ts';

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
])('names the record that has %s', (_, text) => {
  expect(() => read(`sku,percent\n${text}\n`)).toThrow(/record 2 is no SKU/);
});

it('tells a file that is none in one sentence', () => {
  expect(() => readCompetitorIndex(join(folder, 'nowhere.csv'))).toThrow('cannot be read');
  expect(() => read('"5000159407236,95')).toThrow('is no CSV');
});
