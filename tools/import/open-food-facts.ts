import type { Allergen, DepartmentId, DietaryTag } from '@grocer/contracts/catalogue';
import { canonicalSku } from '@grocer/contracts/gtin';
import type { ImportedProduct } from '@grocer/contracts/imports';
import type { Fault } from './rows.ts';
import { categories, decisiveCategories } from './tables/departments.ts';
import { allergenTags, contradictions, dietaryLabels } from './tables/labels.ts';

/** The fields of an Open Food Facts product that the catalogue has a use for; lists are joined by commas, as its TSV has them. */
export const foodFactsFields = [
  'code',
  'product_name',
  'generic_name',
  'abbreviated_product_name',
  'brands',
  'quantity',
  'categories_tags',
  'labels_tags',
  'allergens',
  'image_url',
] as const;
export type FoodFacts = Readonly<Record<(typeof foodFactsFields)[number], string>>;

/** How allergens say that there are none. */
const NONE = 'en:none';

/** Turns a row of Open Food Facts into a product: a valid code and a name will do, whatever is too long is cut. */
export function fromFoodFacts(facts: FoodFacts): ImportedProduct | Fault {
  const code = facts.code.trim();
  if (code === '') return { reason: 'no-code' };
  const sku = canonicalSku(code);
  if (sku === undefined)
    return { reason: /^(\d{8}|\d{12,14})$/.test(code) ? 'check-digit' : 'not-a-gtin', detail: code };
  const name = firstText(200, facts.product_name, facts.generic_name, facts.abbreviated_product_name);
  if (name === null) return { reason: 'no-name' };
  const generic = textOf(facts.generic_name, 1000);
  const allergens = allergensOf(facts.allergens);
  return {
    sku,
    name,
    brand: textOf(facts.brands.split(',', 1)[0] ?? '', 100),
    department: departmentOf(listOf(facts.categories_tags)),
    size: textOf(facts.quantity, 50),
    description: generic === name ? null : generic,
    imageUrl: /^https:\/\/[!-~]{1,490}$/.test(facts.image_url) ? facts.image_url : null,
    dietary: dietaryOf(facts, allergens ?? []),
    allergens,
  };
}

/** The tags among a product's allergens that say neither none nor one of the 14. */
export function unknownAllergensOf(tags: string): string[] {
  return listOf(tags).filter((tag) => tag !== '' && tag !== NONE && lookUp(allergenTags, tag) === undefined);
}

/** `other` where no category is known. */
export function departmentOf(tags: readonly string[]): DepartmentId {
  for (const tag of tags) {
    const department = lookUp(decisiveCategories, tag);
    if (department) return department;
  }
  const known = tags.findLast((tag) => lookUp(categories, tag));
  return (known && lookUp(categories, known)) || 'other';
}

/** What an allergen belies is not claimed; and of an allergen that nobody knows, nobody knows what it belies. */
function dietaryOf(facts: FoodFacts, allergens: readonly Allergen[]): DietaryTag[] {
  const claimed = new Set(listOf(facts.labels_tags).flatMap((label) => lookUp(dietaryLabels, label) ?? []));
  const hasUnknown = unknownAllergensOf(facts.allergens).length > 0;
  const isBelied = (tag: DietaryTag) => contradictions[tag]?.some((one) => hasUnknown || allergens.includes(one));
  return [...claimed].filter((tag) => !isBelied(tag)).sort();
}

/** Those that are known; none only where that is said and nothing else is; else null, which is not the same as none. */
function allergensOf(tags: string): Allergen[] | null {
  const known = new Set(listOf(tags).flatMap((tag) => lookUp(allergenTags, tag) ?? []));
  if (known.size > 0) return [...known].sort();
  return listOf(tags).includes(NONE) && unknownAllergensOf(tags).length === 0 ? [] : null;
}

/** Tags are anybody's text, `constructor` too. */
function lookUp<Value>(table: Readonly<Record<string, Value>>, tag: string): Value | undefined {
  return Object.hasOwn(table, tag) ? table[tag] : undefined;
}

function listOf(tags: string): string[] {
  return tags === '' ? [] : tags.split(',').map((tag) => tag.trim());
}

function firstText(maxLength: number, ...texts: readonly string[]): string | null {
  for (const text of texts) {
    const line = textOf(text, maxLength);
    if (line !== null) return line;
  }
  return null;
}

/** A line of text of at most so many characters, without control characters and half surrogate pairs; null when none is left. */
function textOf(text: string, maxLength: number): string | null {
  const line = text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .toWellFormed()
    .trim();
  if (line.length <= maxLength) return line || null;
  return `${line.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
