import type { TextLine } from '@grocer/chassis/text-lines';
import { foodFactsRow } from './food-facts-row.ts';
import { type FoodFacts, foodFactsFields } from './open-food-facts.ts';
import { type SourceRow, sourceRow } from './rows.ts';

/** Reads a line of Open Food Facts' JSONL export: a product as its database has it, lists as arrays. */
export function readJsonLine({ number, text }: TextLine): SourceRow {
  const document = parse(text);
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return sourceRow(number, text, { reason: 'not-json' });
  }
  return foodFactsRow(number, text, factsOf({ ...document }));
}

function factsOf(document: Record<string, unknown>): FoodFacts {
  const { product_name, product_name_en, allergens_tags, allergens, image_url, image_front_url } = document;
  const found: Record<string, unknown> = {
    ...document,
    product_name: product_name || product_name_en,
    allergens: allergens_tags ?? allergens,
    image_url: image_url ?? image_front_url,
  };
  return Object.fromEntries(foodFactsFields.map((name) => [name, flatten(found[name])])) as FoodFacts;
}

function flatten(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
