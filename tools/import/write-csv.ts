import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { DemoProduct } from '@grocer/database/assortment/assortment';
import { csvColumns } from './plain-csv.ts';

/** Writes products as the plain CSV that an import reads, as they come. */
export async function writeCsv(path: string, products: Iterable<DemoProduct>): Promise<void> {
  const file = createWriteStream(path);
  let text = `${csvColumns.join(',')}\n`;
  for (const product of products) {
    text += `${csvColumns.map((column) => field(valuesOf[column](product))).join(',')}\n`;
    if (text.length < CHUNK) continue;
    if (!file.write(text)) await once(file, 'drain');
    text = '';
  }
  file.end(text);
  await once(file, 'close');
}

const CHUNK = 64 * 1024;

const valuesOf: Readonly<Record<(typeof csvColumns)[number], (product: DemoProduct) => string | number>> = {
  sku: ({ sku }) => sku,
  name: ({ name }) => name,
  brand: ({ brand }) => brand,
  department: ({ department }) => department,
  size: ({ size }) => size,
  description: ({ description }) => description,
  imageUrl: ({ sku }) => `/catalogue/v1/products/${sku}/picture.svg`,
  dietary: ({ dietary }) => dietary.join(';'),
  allergens: ({ allergens }) => allergens.join(';') || 'none',
  costMinor: ({ costMinor }) => costMinor,
  shelfLifeDays: ({ shelfLifeDays }) => shelfLifeDays,
  vatClass: ({ vatClass }) => vatClass,
};

/** Quoted where it has to be (RFC 4180). */
function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
