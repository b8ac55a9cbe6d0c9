import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generateAssortment } from './assortment.ts';

it('has every product that the front page orders', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');
  const ordered = [...page.matchAll(/--sku (\d+)/g)].map(([, sku]) => sku);
  expect(ordered.length).toBeGreaterThan(0);
  expect(generateAssortment().map(({ sku }) => sku)).toEqual(expect.arrayContaining(ordered));
});
