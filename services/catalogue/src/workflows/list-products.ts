import { decodeCursor, encodeCursor } from '@grocer/chassis/cursor';
import { Rejection } from '@grocer/chassis/errors';
import type { ProductQuery, ProductSort } from '@grocer/contracts/catalogue';
import { canonicalSku, Sku } from '@grocer/contracts/gtin';
import { defaultLimit } from '@grocer/contracts/lists';
import { lineOfText, Nullable } from '@grocer/contracts/text';
import { type TSchema, Type } from 'typebox';
import type { Listing } from '../domain/listing.ts';
import type { Entry } from '../read-model/entry.ts';
import { listProducts } from '../read-model/listing.ts';
import type { ReadModel } from '../read-model/read-model.ts';

const WholeNumber = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** Where a page begins, by the key of its order; a price is null for the products that have none. */
const positions = {
  name: Type.Object({ key: lineOfText(200), sku: Sku }),
  price: Type.Object({ key: Nullable(WholeNumber), sku: Sku }),
  relevance: Type.Object({ key: WholeNumber, sku: Sku }),
} satisfies Record<ProductSort, TSchema>;

/** A page of products, and where the next one begins. */
export interface ProductPage {
  readonly entries: readonly Entry[];
  readonly nextCursor: string | null;
}

/** A page of products as the query filters and orders them. */
export function pageProducts(model: ReadModel, query: ProductQuery): ProductPage {
  const listing = listingOf(query);
  const limit = query.limit ?? defaultLimit;
  const after = query.cursor === undefined ? null : decodeCursor(positions[listing.sort], listing, query.cursor);
  const found = listProducts(model, { listing, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    entries: page.map(({ entry }) => entry),
    nextCursor: found.length > limit && last ? encodeCursor(listing, last.position) : null,
  };
}

/** The canonical SKUs that a query's `sku=` names, each once. */
export function skusNamed({ sku = '', ...others }: ProductQuery): string[] {
  const [other] = Object.keys(others);
  if (other !== undefined) throw badParameter(other, 'does not go with sku');
  const skus = sku.split(',').map((text) => {
    const canonical = canonicalSku(text);
    if (canonical === undefined) throw badParameter('sku', `${text} is no GTIN`);
    return canonical;
  });
  return [...new Set(skus)];
}

function listingOf({ q, department, dietary, availability, sort }: ProductQuery): Listing {
  if (sort === 'relevance' && q === undefined) throw badParameter('sort', 'relevance needs q');
  return {
    q: q ?? null,
    department: department ?? null,
    dietary: [...new Set(dietary?.split(','))].sort(),
    availability: availability ?? null,
    sort: sort ?? (q === undefined ? 'name' : 'relevance'),
  };
}

function badParameter(parameter: string, detail: string): Rejection {
  return new Rejection('validation-failed', `${parameter}: ${detail}`, { errors: [{ parameter, detail }] });
}
