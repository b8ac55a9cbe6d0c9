import type { Product } from '@grocer/contracts/catalogue';
import type { Paged } from '../state/paging.ts';
import { MoreButton } from './more-button.tsx';
import { ProductCard } from './product-card.tsx';

interface Props {
  readonly paged: Paged<Product>;
}

/** Products by the page. `Show more` moves the focus on to the first product that it brought. */
export function ProductGrid({ paged: { items, more } }: Props) {
  const showMore = async (fetchMore: () => Promise<void>) => {
    const shown = items.length;
    await fetchMore();
    requestAnimationFrame(() => document.querySelectorAll<HTMLElement>('.grid .card-link')[shown]?.focus());
  };
  return (
    <>
      <ul class="grid">
        {items.map((product) => (
          <li key={product.sku}>
            <ProductCard product={product} />
          </li>
        ))}
      </ul>
      {more && <MoreButton more={() => showMore(more)}>Show more</MoreButton>}
    </>
  );
}
