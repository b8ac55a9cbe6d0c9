import { createHash } from 'node:crypto';
import type { Allergen, DepartmentId, DietaryTag } from '@grocer/contracts/catalogue';
import { gtinCheckDigit } from '@grocer/contracts/gtin';
import type { VatClass } from '@grocer/contracts/pricing';
import { type Brand, everyday, type Facts, houseBrand, isTier, type Line, type Range, reserve } from './range.ts';
import { alcohol } from './ranges/alcohol.ts';
import { baby, pet } from './ranges/baby-pet.ts';
import { bakery } from './ranges/bakery.ts';
import { chilled } from './ranges/chilled.ts';
import { dairyAndEggs } from './ranges/dairy-eggs.ts';
import { drinks } from './ranges/drinks.ts';
import { foodCupboard } from './ranges/food-cupboard.ts';
import { frozen } from './ranges/frozen.ts';
import { fruitAndVegetables } from './ranges/fruit-vegetables.ts';
import { health, household } from './ranges/home.ts';
import { meatAndFish } from './ranges/meat-fish.ts';
import { snacks } from './ranges/snacks.ts';
import { sizesOf } from './sizes.ts';

/** A product of the demo shop, with what it costs us and how many lie on the shelf at the start. */
export interface DemoProduct {
  readonly sku: string;
  readonly name: string;
  readonly brand: string;
  readonly department: DepartmentId;
  readonly size: string;
  readonly description: string;
  readonly dietary: readonly DietaryTag[];
  readonly allergens: readonly Allergen[];
  readonly costMinor: number;
  readonly shelfLifeDays: number;
  readonly vatClass: VatClass;
  readonly onHand: number;
}

/** Goods of one name in one size, which any brand of their range may sell. */
export interface Goods {
  readonly range: Range;
  readonly line: Line;
  readonly name: string;
  readonly size: string;
  /** What the house brand pays for them, in pence. */
  readonly cost: number;
}

/**
 * The demo shop's products: every line of every range in each of its brands and sizes. The same on every machine and every day; what
 * looks random about a product depends on that product alone, so that a new line changes no other.
 */
export function generateAssortment(): DemoProduct[] {
  return ranges.flatMap((range) =>
    range.lines.flatMap((line) =>
      namesOf(line).flatMap((name) => brandsOf(range).flatMap((brand) => soldBy(brand, range, line, name))),
    ),
  );
}

/** All that the shop's ranges hold, whoever sells it. */
export function generateGoods(): Goods[] {
  return ranges.flatMap((range) =>
    range.lines.flatMap((line) =>
      namesOf(line).flatMap((name) =>
        sizesOf(line, { ...range, ...line }).map(([size, cost]) => ({ range, line, name, size, cost })),
      ),
    ),
  );
}

/** The goods as a brand sells them. */
export function productOf({ range, line, name, size, cost }: Goods, brand: Brand): DemoProduct {
  const chance = createHash('sha256').update(`${brand.name}/${name}/${size}`).digest();
  const { shelfLifeDays, vatClass, dietary, allergens }: Facts = { ...range, ...line };
  return {
    sku: demoSku(chance.readUIntBE(0, 6)),
    name,
    brand: brand.name,
    department: range.department,
    size,
    description: `${line.says} ${brand.says}`,
    dietary: [...new Set([...dietary, ...(brand.dietary ?? [])])].sort(),
    allergens: [...allergens].sort(),
    costMinor: Math.max(1, Math.round((cost * brand.costPercent * (97 + (chance.readUInt8(6) % 7))) / 10_000)),
    shelfLifeDays,
    vatClass,
    onHand: openingStock(chance.readUInt8(7), chance.readUInt8(8)),
  };
}

/** GTIN-13s that begin with 2 are for use inside a shop (GS1 General Specifications §2.1.11): no real product has one. */
export function demoSku(number: number): string {
  const digits = `2${String(number % 1e11).padStart(11, '0')}`;
  return `${digits}${gtinCheckDigit(digits)}`;
}

/** The shop's own brand comes in three tiers, of which the dearest is for eating and drinking; a tier keeps to the usual sizes. */
function brandsOf({ brands, department }: Range): Brand[] {
  if (!brands.includes(houseBrand)) return [...brands];
  const hasBest = !['health-beauty', 'household', 'baby', 'pet'].includes(department);
  return [...brands, everyday, ...(hasBest ? [reserve] : [])];
}

function soldBy(brand: Brand, range: Range, line: Line, name: string): DemoProduct[] {
  const sizes = isTier(brand) ? Object.entries(line.sizes) : sizesOf(line, { ...range, ...line });
  return sizes.map(([size, cost]) => productOf({ range, line, name, size, cost }, brand));
}

const ranges: readonly Range[] = [
  fruitAndVegetables,
  meatAndFish,
  dairyAndEggs,
  bakery,
  chilled,
  frozen,
  foodCupboard,
  snacks,
  drinks,
  alcohol,
  baby,
  health,
  household,
  pet,
].flat();

function namesOf({ name, varieties = [''] }: Line): string[] {
  return varieties.map((variety) => name.replace('{}', variety));
}

/** Of a hundred shelves about two are empty and four nearly so; the rest are well filled. */
function openingStock(shelf: number, amount: number): number {
  if (shelf < 5) return 0;
  if (shelf < 15) return 1 + (amount % 9);
  return 120 + amount * 2;
}
