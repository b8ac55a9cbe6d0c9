import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { PutProduct } from './catalogue.ts';
import { Sku } from './gtin.ts';

/** The media type of a bulk import's body: one JSON document a line (https://jsonlines.org). */
export const jsonLines = 'application/jsonl';

/** A line of a bulk import has at most so many bytes, and an import so many lines. */
export const importLimits = { lineBytes: 64 * 1024, lines: 20_000 };

/** One line of a bulk import: the product with its SKU. An assumed cost never takes the place of a known one. */
export const ImportedProduct = Type.Object(
  {
    sku: Sku,
    ...PutProduct.properties,
    costIsAssumed: Type.Optional(Type.Boolean({ description: "the cost is its department's typical one" })),
  },
  { additionalProperties: false },
);
export type ImportedProduct = Static<typeof ImportedProduct>;

const validator = Compile(ImportedProduct);

/** Whether a value is a line of a bulk import, but for its check digit. */
export function isImportedProduct(value: unknown): value is ImportedProduct {
  return validator.Check(value);
}

/** What of a value is first found to be no line of a bulk import: where, as a JSON pointer, and what is wrong there. */
export function faultOfImported(value: unknown): { pointer: string; detail: string } {
  const [fault] = validator.Errors(value);
  return { pointer: fault?.instancePath ?? '', detail: fault?.message ?? 'is no product' };
}

/** What becomes of a product that a person has edited since the last import: it is kept (unless told otherwise), or replaced. */
export const ImportQuery = Type.Object(
  { edited: Type.Optional(Type.Enum(['keep', 'replace'])) },
  { additionalProperties: false },
);
export type ImportQuery = Static<typeof ImportQuery>;

/** Why a line, or a row of a file, is no product. */
export const importFaults = {
  'no-code': 'it has no code',
  'not-a-gtin': 'its code has not 8, 12, 13 or 14 digits',
  'check-digit': 'the check digit of its code is wrong',
  'no-name': 'it has no name',
  'duplicate-gtin': 'its code came before; the first stands',
  'bad-value': 'a value is not as the contract has it',
  columns: 'it has more or fewer columns than the header',
  quotes: 'its quotation marks do not match',
  'not-json': 'it is no JSON object',
  'not-utf-8': 'it is not in UTF-8',
  'nul-byte': 'it has a NUL in it',
  'too-long': 'it is too long',
} as const satisfies Record<string, string>;
export type ImportFault = keyof typeof importFaults;
export const ImportFault = Type.Enum(Object.keys(importFaults) as ImportFault[]);

/** A line that was no product. */
export const RejectedLine = Type.Object({ line: Type.Integer(), reason: ImportFault, detail: Type.String() });
export type RejectedLine = Static<typeof RejectedLine>;

/** What an import did; `kept` are products that differ but were edited by a person. */
export const ImportResult = Type.Object({
  lines: Type.Integer(),
  created: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  kept: Type.Integer(),
  rejected: Type.Array(RejectedLine),
});
export type ImportResult = Static<typeof ImportResult>;

/** A replica that serves whatever was written before it was asked, and how many products that makes. */
export const Publication = Type.Object({ products: Type.Integer() });
export type Publication = Static<typeof Publication>;
