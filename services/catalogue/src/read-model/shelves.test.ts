import { type DepartmentId, departmentIds } from '@grocer/contracts/catalogue';
import { expect, test } from 'vitest';
import { type Entry, newEntry } from './entry.ts';
import { byName, byPrice } from './ordered.ts';
import { createShelves } from './shelves.ts';

/** Numbers that look like chance and are the same in every run. */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * sides);
  };
}

function bread(number: number, name: string, department: DepartmentId): Entry {
  const labels = { brand: null, size: null, description: null, imageUrl: null, dietary: [], allergens: null };
  return newEntry({ sku: String(number).padStart(8, '0'), name, department, version: 1, changedIn: '1', ...labels });
}

const names = ['Rye', 'rye', 'Éclair', 'Eclair', 'Bun', 'Roll', 'Zwieback', 'bun 2'];

test.each([1, 2, 3, 4])('keeps every list in order, whatever moves and whenever somebody looks (chance %i)', (seed) => {
  const dice = createDice(seed);
  const shelves = createShelves();
  const entries: Entry[] = [];
  const nameOf = () => names[dice(names.length)] ?? '';
  const departmentOf = () => departmentIds[dice(3)] ?? 'other';

  const steps = [
    () => {
      const fresh = Array.from({ length: dice(5) }, (_, place) =>
        bread(entries.length + place, nameOf(), departmentOf()),
      );
      entries.push(...fresh);
      shelves.moveRecords(fresh);
    },
    () => {
      const moved = entries.filter(() => dice(10) === 0);
      for (const entry of moved) entry.record = { ...entry.record, name: nameOf(), department: departmentOf() };
      shelves.moveRecords(moved);
    },
    () => {
      const moved = entries.filter(() => dice(10) === 0);
      for (const entry of moved) {
        entry.price = { sku: entry.sku, amountMinor: 100 + dice(5), wasMinor: null, effectiveFrom: '' };
      }
      shelves.movePrices(moved);
    },
    () => {
      const department = dice(2) === 0 ? null : departmentOf();
      const there = entries.filter(({ record }) => department === null || record.department === department);
      const { name, price } = shelves.of(department);
      expect(name).toEqual(there.toSorted(byName));
      expect(price).toEqual(there.toSorted(byPrice));
    },
  ];
  for (let turn = 0; turn < 400; turn += 1) steps[dice(steps.length)]?.();
});
