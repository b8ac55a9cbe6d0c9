import { allergenNames, departmentIds, dietaryTags } from '@grocer/contracts/catalogue';
import { canonicalSku } from '@grocer/contracts/gtin';
import { faultOfImported, type ImportedProduct, isImportedProduct } from '@grocer/contracts/imports';
import { vatClasses } from '@grocer/contracts/pricing';
import type { Fault } from './rows.ts';

/** The columns of the plain CSV, of which a file has at least the first two, in any order. Lists are separated by semicolons. */
export const csvColumns = [
  'sku',
  'name',
  'brand',
  'department',
  'size',
  'description',
  'imageUrl',
  'dietary',
  'allergens',
  'costMinor',
  'shelfLifeDays',
  'vatClass',
] as const;
export const requiredColumns = csvColumns.slice(0, 2);
/** The columns whose values are words of the contract, and which these are. */
export const allowedWords: Readonly<Partial<Record<string, readonly string[]>>> = {
  department: departmentIds,
  dietary: dietaryTags,
  allergens: allergenNames,
  vatClass: vatClasses,
};
const pricingColumns = ['costMinor', 'shelfLifeDays', 'vatClass'] as const;
const together = `costMinor, shelfLifeDays and vatClass (${vatClasses.join(', ')}) come together or not at all`;
export type CsvRow = Readonly<Partial<Record<(typeof csvColumns)[number], string>>>;

/**
 * Turns a row of the plain CSV into a product. An empty field is nothing known; `none` in allergens says that there are none;
 * without a department it is `other`. What the contract does not allow is a fault: nothing is cut or guessed.
 */
export function fromCsv(row: CsvRow): ImportedProduct | Fault {
  const code = row.sku?.trim() ?? '';
  if (code === '') return { reason: 'no-code' };
  const sku = canonicalSku(code);
  if (sku === undefined)
    return { reason: /^(\d{8}|\d{12,14})$/.test(code) ? 'check-digit' : 'not-a-gtin', detail: code };
  if (!row.name?.trim()) return { reason: 'no-name' };
  const pricing = pricingColumns.filter((column) => row[column]).length;
  if (pricing > 0 && pricing < pricingColumns.length) return { reason: 'bad-value', detail: together };
  const product: unknown = {
    sku,
    name: row.name,
    brand: row.brand || null,
    department: row.department || 'other',
    size: row.size || null,
    description: row.description || null,
    imageUrl: row.imageUrl || null,
    dietary: listOf(row.dietary),
    allergens: row.allergens ? (row.allergens === 'none' ? [] : listOf(row.allergens)) : null,
    ...pricingOf(row),
  };
  if (isImportedProduct(product)) return product;
  const { pointer, detail } = faultOfImported(product);
  const column = columnOf(pointer);
  const allowed = allowedWords[column];
  return { reason: 'bad-value', detail: `${column} ${allowed ? `must be one of ${allowed.join(', ')}` : detail}` };
}

/** All three, or none. */
function pricingOf({ costMinor = '', shelfLifeDays = '', vatClass = '' }: CsvRow): object {
  if (costMinor === '' && shelfLifeDays === '' && vatClass === '') return {};
  const cost = { amountMinor: numberOf(costMinor), currency: 'GBP' };
  return { pricingInputs: { cost, shelfLifeDays: numberOf(shelfLifeDays), vatClass } };
}

/** What is no whole number stays text, which no schema takes. */
function numberOf(text: string): number | string {
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function listOf(text = ''): string[] {
  return text === '' ? [] : text.split(';').map((word) => word.trim());
}

function columnOf(pointer: string): string {
  if (pointer.startsWith('/pricingInputs/cost')) return 'costMinor';
  return pointer.replace('/pricingInputs', '').split('/')[1] ?? 'a value';
}
