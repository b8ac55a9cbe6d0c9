import type { Allergen, DepartmentId, DietaryTag } from '@grocer/contracts/catalogue';
import type { VatClass } from '@grocer/contracts/pricing';

/** What a label says of every product it is on, unless its line says otherwise. */
export interface Facts {
  readonly shelfLifeDays: number;
  readonly vatClass: VatClass;
  readonly dietary: readonly DietaryTag[];
  readonly allergens: readonly Allergen[];
}

/** A brand of our own invention; `costPercent` is what it pays for the same goods, compared with the house brand. */
export interface Brand {
  readonly name: string;
  readonly costPercent: number;
  readonly says: string;
  /** What all it sells claims, beside what the goods are. */
  readonly dietary?: readonly DietaryTag[];
}

/** Goods that several brands sell in the same sizes; `{}` in the name stands for each of the varieties in turn. */
export interface Line extends Partial<Facts> {
  readonly name: string;
  readonly varieties?: readonly string[];
  readonly says: string;
  /** Size → cost to the house brand, in pence. */
  readonly sizes: Readonly<Record<string, number>>;
}

/** Goods of one department that the same brands make: nobody bakes bread and batteries. */
export interface Range extends Facts {
  readonly department: DepartmentId;
  readonly brands: readonly Brand[];
  readonly lines: readonly Line[];
}

/** The shop's own brand, sold in every department. */
export const houseBrand: Brand = { name: 'Larder Lane', costPercent: 100, says: 'Good, plain and fairly priced.' };

/** Its plainer and its finer label. */
export const everyday: Brand = { name: 'Larder Lane Everyday', costPercent: 84, says: 'The basics, for less.' };
export const reserve: Brand = {
  name: 'Larder Lane Reserve',
  costPercent: 138,
  says: 'The best that our buyers found.',
};

export function isTier(brand: Brand): boolean {
  return brand === everyday || brand === reserve;
}

/** What suits everybody: nothing from an animal, and no gluten. */
export const plants: readonly DietaryTag[] = ['vegan', 'vegetarian', 'gluten-free', 'dairy-free'];

/** Nothing from an animal, but wheat, barley, rye or oats. */
export const grains: readonly DietaryTag[] = ['vegan', 'vegetarian', 'dairy-free'];
