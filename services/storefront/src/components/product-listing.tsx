import type { Product } from '@grocer/contracts/catalogue';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ProductFilters } from '../api/catalogue.ts';
import { place } from '../navigation.ts';
import { announce } from '../state/announcement.ts';
import { type Paged, usePages } from '../state/paging.ts';
import { useShop } from '../state/shop.ts';
import { FilterBar } from './filter-bar.tsx';
import { Loading } from './loading.tsx';
import { ProductGrid } from './product-grid.tsx';

interface Props {
  /** What the list is of: a department, or a search. */
  readonly of: Pick<ProductFilters, 'department' | 'q'>;
  readonly sorts: Readonly<Record<string, string>>;
  /** Shown when there is nothing to show. */
  readonly children: ComponentChildren;
}

/** Products under the filters that stand in the page's address. */
export function ProductListing({ of, sorts, children }: Props) {
  const { catalogue } = useShop();
  const { query } = place.value;
  const [dietary = '', sort = '', availability = ''] = ['dietary', 'sort', 'availability'].map(
    (name) => query.get(name) ?? '',
  );
  const [loaded, reload] = usePages<Product>(
    (cursor, signal) => catalogue.products({ ...of, dietary, sort, availability }, cursor ? { cursor } : {}, signal),
    [of.department, of.q, dietary, sort, availability],
  );
  return (
    <>
      <FilterBar sorts={sorts} />
      <Loading loaded={loaded} reload={reload} waiting="Loading products">
        {(paged) => (paged.items.length > 0 ? <Found paged={paged} /> : <div class="empty">{children}</div>)}
      </Loading>
    </>
  );
}

function Found({ paged }: { paged: Paged<Product> }) {
  const { length } = paged.items;
  useEffect(() => announce(`${length}${paged.more ? ' and more' : ''} products shown.`), [length, paged.more]);
  return <ProductGrid paged={paged} />;
}
