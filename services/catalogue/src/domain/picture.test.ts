import { departmentIds } from '@grocer/contracts/catalogue';
import { expect, test } from 'vitest';
import { drawPicture } from './picture.ts';

const bread = {
  sku: '2631514205957',
  name: 'Sourdough Loaf',
  brand: 'Old Quern',
  department: 'bakery',
  size: '500g',
} as const;

test('draws the same product the same way, and another another', () => {
  expect(drawPicture(bread)).toBe(drawPicture({ ...bread }));
  expect(drawPicture({ ...bread, sku: '2382787368145' })).not.toBe(drawPicture(bread));
});

test.each(departmentIds)('has a drawing for %s', (department) => {
  expect(drawPicture({ ...bread, department })).toMatch(/<g [^>]+><(path|rect)/);
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

test('cuts a name that does not fit two lines', () => {
  const picture = drawPicture({ ...bread, name: 'Extraordinarily long '.repeat(9) });
  expect(picture.match(/class="name"/g)).toHaveLength(2);
  expect(picture).toContain('…</text>');
});
