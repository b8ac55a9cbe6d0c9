import { departmentIds } from '@grocer/contracts/catalogue';
import { expect, test } from 'vitest';
import { drawPicture } from './picture.ts';

const bread = { name: 'Sourdough Loaf', brand: 'Old Quern', department: 'bakery', size: '500g' } as const;

test('draws the same product the same way', () => {
  expect(drawPicture({ ...bread })).toBe(drawPicture(bread));
});

test.each([
  ['other goods', { name: 'Plain Bagels' }],
  ['another variety', { name: 'Seeded Sliced Bread' }],
  ['another maker', { brand: 'Millrace' }],
  ['another size', { size: '800g' }],
])('tells %s apart without reading the name', (_what, other) => {
  const withoutWords = (picture: string) => picture.replace(/aria-label="[^"]*"|<title>.*<\/title>/g, '');
  expect(withoutWords(drawPicture({ ...bread, ...other }))).not.toBe(withoutWords(drawPicture(bread)));
});

test('draws a multipack as several', () => {
  const cola = { ...bread, name: 'Cola', department: 'drinks' } as const;
  expect(drawPicture({ ...cola, size: '8 x 330ml' }).length).toBeGreaterThan(drawPicture(cola).length * 2);
});

test.each(departmentIds)('has a drawing for whatever %s sells', (department) => {
  expect(drawPicture({ ...bread, name: 'Something New', department })).toMatch(
    /<g [^>]+><(path|g|rect|circle|ellipse)/,
  );
});

test('tells brand, name and size to who cannot see it', () => {
  expect(drawPicture(bread)).toContain('<title>Old Quern Sourdough Loaf 500g</title>');
  expect(drawPicture({ ...bread, brand: null, size: null })).toContain('<title>Sourdough Loaf</title>');
});

test('lets no name break out of the drawing', () => {
  const picture = drawPicture({ ...bread, name: '<script>alert("&")</script>\uFFFE' });
  expect(picture).not.toMatch(/<script|\uFFFE/);
  expect(picture).toContain('&lt;script&gt;alert(&quot;&amp;&quot;)');
});

test('cuts a size that does not fit', () => {
  expect(drawPicture({ ...bread, size: 'as much as two can carry' })).toContain('as much as two …</text>');
});
