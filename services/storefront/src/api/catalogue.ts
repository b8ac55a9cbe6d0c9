import type {
  Department,
  DepartmentList,
  PriceHistory,
  Product,
  ProductBatch,
  ProductList,
} from '@grocer/contracts/catalogue';
import { askJson } from './http.ts';

const base = '/catalogue/v1';

/** What a list is narrowed and ordered by: the contract's query, where an empty value stands for none. */
export type ProductFilters = Readonly<
  Partial<Record<'q' | 'department' | 'dietary' | 'availability' | 'sort', string>>
>;

export interface Catalogue {
  departments(signal: AbortSignal): Promise<Department[]>;
  products(
    filters: ProductFilters,
    page: { cursor?: string; limit?: number },
    signal: AbortSignal,
  ): Promise<ProductList>;
  /** The named products; unknown ones are left out. */
  named(skus: readonly string[], signal: AbortSignal): Promise<Product[]>;
  product(sku: string, signal: AbortSignal): Promise<Product>;
  prices(sku: string, signal: AbortSignal): Promise<PriceHistory>;
}

export function createCatalogue(): Catalogue {
  return {
    async departments(signal) {
      const { items } = await askJson<DepartmentList>(`${base}/departments`, { signal });
      return items;
    },
    products(filters, page, signal) {
      return askJson(`${base}/products?${queryOf({ ...filters, ...page })}`, { signal });
    },
    async named(skus, signal) {
      if (skus.length === 0) return [];
      const { items } = await askJson<ProductBatch>(`${base}/products?sku=${skus.join(',')}`, { signal });
      return items;
    },
    product(sku, signal) {
      return askJson(`${base}/products/${encodeURIComponent(sku)}`, { signal });
    },
    prices(sku, signal) {
      return askJson(`${base}/products/${encodeURIComponent(sku)}/prices?limit=12`, { signal });
    },
  };
}

function queryOf(values: Record<string, string | number | undefined>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  return query;
}
