import { type Static, Type } from 'typebox';

/** A GTIN-8, -12, -13 or -14 in any written form. Its check digit is beyond a pattern: pass it through `canonicalSku`. */
export const Sku = Type.String({ pattern: '^([0-9]{8}|[0-9]{12,14})$', maxLength: 14 });
export type Sku = Static<typeof Sku>;

/**
 * The one form in which a SKU is stored and sent: leading zeros off, then left-padded to the shortest of 8, 12, 13 and 14
 * digits. Undefined for what is no GTIN: another length, a wrong check digit, all zeros.
 */
export function canonicalSku(text: string): string | undefined {
  if (!/^(\d{8}|\d{12,14})$/.test(text) || !hasRightCheckDigit(text)) return undefined;
  const digits = text.replace(/^0+/, '');
  const length = lengths.find((candidate) => candidate >= digits.length);
  return digits === '' || length === undefined ? undefined : digits.padStart(length, '0');
}

/** The check digit that completes `digits`, a GTIN without its last digit (GS1 General Specifications §7.9). */
export function gtinCheckDigit(digits: string): number {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
}

const lengths = [8, 12, 13, 14];

function hasRightCheckDigit(gtin: string): boolean {
  return gtinCheckDigit(gtin.slice(0, -1)) === Number(gtin.at(-1));
}
