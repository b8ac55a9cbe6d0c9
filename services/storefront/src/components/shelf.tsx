import type { Department } from '@grocer/contracts/catalogue';
import { useLoaded } from '../state/loading.ts';
import { useShop } from '../state/shop.ts';
import { Loading } from './loading.tsx';
import { ProductCard } from './product-card.tsx';

interface Props {
  readonly department: Department;
}

/** A few products of a department, and the way to the rest. */
export function Shelf({ department: { id, name } }: Props) {
  const { catalogue } = useShop();
  const [loaded, reload] = useLoaded(
    (signal) => catalogue.products({ department: id, availability: 'in-stock' }, { limit: 6 }, signal),
    [id],
  );
  return (
    <section class="shelf" aria-labelledby={`shelf-${id}`}>
      <div class="shelf-head">
        <h2 id={`shelf-${id}`}>{name}</h2>
        <a href={`/departments/${id}`}>
          See all<span class="hidden"> of {name}</span>
        </a>
      </div>
      <Loading loaded={loaded} reload={reload} waiting={`Loading ${name}`}>
        {({ items }) => (
          <ul class="grid grid-shelf">
            {items.map((product) => (
              <li key={product.sku}>
                <ProductCard product={product} />
              </li>
            ))}
          </ul>
        )}
      </Loading>
    </section>
  );
}
