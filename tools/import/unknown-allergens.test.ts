import { expect, it } from 'vitest';
import { createUnknownAllergens, tellUnknownAllergens } from './unknown-allergens.ts';

it('counts rows and tags, and tells them in a sentence', () => {
  const unknown = createUnknownAllergens();
  unknown.add();
  unknown.add([]);
  expect(tellUnknownAllergens(unknown.counted())).toEqual([]);
  unknown.add(['fr:ble', 'fr:ble']);
  unknown.add(['fr:ble', 'fr:oeuf']);
  expect(unknown.counted()).toEqual({ rows: 2, tags: { 'fr:ble': 2, 'fr:oeuf': 1 } });
  expect(tellUnknownAllergens(unknown.counted())).toEqual([
    '2 rows have allergens that are not known, and so no claim that these may belie: fr:ble (2), fr:oeuf (1)',
  ]);
});

it('remembers no more than a thousand tags', () => {
  const unknown = createUnknownAllergens();
  for (let count = 0; count < 1500; count += 1) unknown.add([`fr:${count}`]);
  expect(unknown.counted().rows).toBe(1500);
  expect(Object.keys(unknown.counted().tags)).toHaveLength(1000);
});
