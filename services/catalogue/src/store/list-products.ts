import type { Queryable } from '@grocer/chassis/postgres';
import type { ProductSort } from '@grocer/contracts/catalogue';
import type { Listing, Position } from '../domain/listing.ts';
import {
  type ProductRow,
  productColumns,
  shownProducts,
  type VersionedProduct,
  versionedProduct,
} from './read-products.ts';

/** What a search looks for: words, or a product's own SKU. */
export interface Search {
  readonly terms: readonly string[];
  readonly sku: string | null;
}

/** What one statement of a list needs; `search` goes with a listing's `q`. */
export interface ListInput {
  readonly listing: Listing;
  readonly search: Search;
  readonly after: Position | null;
  readonly limit: number;
}

/** A product of a list and its place there. */
export interface ListedProduct extends VersionedProduct {
  readonly position: Position;
}

/** The products of a list that come after a position, in the list's order. A word of which `plain` leaves nothing is none. */
export async function listProducts(
  db: Queryable,
  { listing, search, after, limit }: ListInput,
): Promise<ListedProduct[]> {
  const { key, order, following } = orders[listing.sort];
  const { rows } = await db.query<ProductRow & { key: Position['key'] }>(
    `with words as (
       select catalogue.plain(word) as word
         from unnest($1::text[]) as word
     ), terms as materialized (
       select word, to_tsquery('english', '''' || word || ''':*') as query
         from words
        where word ~ '[[:alnum:]]'
     )
     select ${productColumns}, ${key} as key
       from ${shownProducts}
      cross join lateral (${relevance}) as relevance
      where relevance.is_hit
        and ($5::text is null or product.department = $5)
        and product.dietary @> $6::text[]
        and ($7::text is null or shelf.word = $7)
        and ($8::text is null or ${following})
      order by ${order}
      limit $10`,
    [
      search.terms,
      search.sku,
      listing.q,
      TYPO_LIKENESS,
      listing.department,
      listing.dietary,
      listing.availability,
      after?.sku ?? null,
      after?.key ?? null,
      limit,
    ],
  );
  return rows.map((row) => ({ ...versionedProduct(row), position: { key: row.key, sku: row.sku } }));
}

/** From which likeness on (0 to 1) a word passes for a typing error of another. */
const TYPO_LIKENESS = 0.45;

/**
 * Whether a product is a hit, and how good a one, in thousandths. Every word must occur, as the beginning of a word or nearly so;
 * words too common to be indexed always do. Where it occurs counts (name, brand, department), and a short name beats a long one.
 */
const relevance = `
  select $3::text is null or product.sku = $2
           or coalesce(bool_and(numnode(query) = 0 or occurs or likeness >= $4), false) as is_hit,
         (1000 * (
           case when product.sku = $2 then 100 else 0 end
           + coalesce(sum(case when occurs then 1 + ts_rank(product.lexemes, query) else likeness end), 0)
           + similarity(catalogue.plain($3), catalogue.plain(product.name))
         ))::integer as score
    from terms
   cross join lateral (
     select product.lexemes @@ query as occurs, strict_word_similarity(word, product.words) as likeness
   ) as found`;

/** How each order sorts, what its key is, and which rows follow the position ($8: SKU, $9: key). */
const orders: Readonly<Record<ProductSort, { key: string; order: string; following: string }>> = {
  name: {
    key: 'product.name',
    order: 'product.name collate "en-x-icu", product.sku',
    following: '(product.name collate "en-x-icu", product.sku) > ($9::text, $8)',
  },
  price: {
    key: 'price.amount_minor',
    order: 'price.amount_minor nulls last, product.sku',
    following: `(coalesce(price.amount_minor, 2147483647), product.sku) > (coalesce($9::integer, 2147483647), $8)`,
  },
  relevance: {
    key: 'relevance.score',
    order: 'relevance.score desc, product.sku',
    following: '(-relevance.score, product.sku) > (-$9::integer, $8)',
  },
};
