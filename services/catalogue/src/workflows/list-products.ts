import { decodeCursor, encodeCursor } from '@grocer/chassis/cursor';
import { Rejection } from '@grocer/chassis/errors';
import type { Queryable } from '@grocer/chassis/postgres';
import type { Product, ProductBatch, ProductList, ProductQuery, ProductSort } from '@grocer/contracts/catalogue';
import { canonicalSku, Sku } from '@grocer/contracts/gtin';
import { defaultLimit } from '@grocer/contracts/lists';
import { lineOfText, Nullable } from '@grocer/contracts/text';
import { type TSchema, Type } from 'typebox';
import type { Listing } from '../domain/listing.ts';
import { searchTerms } from '../domain/search-terms.ts';
import { listProducts } from '../store/list-products.ts';
import { readProducts } from '../store/read-products.ts';

const WholeNumber = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

/** Where a page begins, by the key of its order; a price is null for the products that have none. */
const positions = {
  name: Type.Object({ key: lineOfText(200), sku: Sku }),
  price: Type.Object({ key: Nullable(WholeNumber), sku: Sku }),
  relevance: Type.Object({ key: WholeNumber, sku: Sku }),
} satisfies Record<ProductSort, TSchema>;

/** A page of products as the query filters and orders them, or, by `sku=`, the named ones. */
export async function findProducts(db: Queryable, query: ProductQuery): Promise<ProductList | ProductBatch> {
  if (query.sku !== undefined) return { items: await nameProducts(db, query) };
  const listing = listingOf(query);
  const limit = query.limit ?? defaultLimit;
  const after = query.cursor === undefined ? null : decodeCursor(positions[listing.sort], listing, query.cursor);
  const search = { terms: searchTerms(listing.q ?? ''), sku: canonicalSku(listing.q?.trim() ?? '') ?? null };
  const found = await listProducts(db, { listing, search, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ product }) => product),
    nextCursor: found.length > limit && last ? encodeCursor(listing, last.position) : null,
  };
}

async function nameProducts(db: Queryable, { sku = '', ...others }: ProductQuery): Promise<Product[]> {
  const [other] = Object.keys(others);
  if (other !== undefined) throw badParameter(other, 'does not go with sku');
  const skus = sku.split(',').map((text) => {
    const canonical = canonicalSku(text);
    if (canonical === undefined) throw badParameter('sku', `${text} is no GTIN`);
    return canonical;
  });
  return readProducts(db, [...new Set(skus)]);
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
