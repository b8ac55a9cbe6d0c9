import type { Facts, Line } from './range.ts';

/** The sizes of a line and what they cost, small ones first: its own, and a larger one where it has but one. */
export function sizesOf({ sizes }: Line, facts: Pick<Facts, 'shelfLifeDays'>): [size: string, cost: number][] {
  const own = Object.entries(sizes);
  const [only, ...others] = own;
  const larger = only && others.length === 0 ? largerPack(only, facts.shelfLifeDays) : undefined;
  return larger ? [...own, larger] : own;
}

/** What keeps is also sold by the four, the rest in a pack of twice the size; more of the same is cheaper. */
function largerPack([size, cost]: [string, number], shelfLifeDays: number): [string, number] | undefined {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/.exec(size) ?? [];
  if (unit === '' || unit === 'each' || unit === 'medium' || unit === 'large' || unit === 'tablets') return undefined;
  if (unit === 'cl') return [`6 x ${size}`, Math.round(cost * 5.6)];
  const isSmall = (unit === 'g' || unit === 'ml') && Number(amount) <= 450;
  if (isSmall && shelfLifeDays >= KEEPS_DAYS) return [`4 x ${size}`, Math.round(cost * 3.6)];
  return [doubled(Number(amount), unit), Math.round(cost * 1.85)];
}

const KEEPS_DAYS = 180;
const LARGER_UNITS: Readonly<Record<string, string>> = { g: 'kg', ml: 'l' };

/** 350g → 700g, 500g → 1kg, 500ml → 1 l, 6 pack → 12 pack. */
function doubled(amount: number, unit: string): string {
  const largerUnit = LARGER_UNITS[unit];
  const [number, printed] = largerUnit && amount >= 500 ? [(amount * 2) / 1000, largerUnit] : [amount * 2, unit];
  return `${Number(number.toFixed(2))}${['g', 'kg', 'ml', 'm'].includes(printed) ? '' : ' '}${printed}`;
}
