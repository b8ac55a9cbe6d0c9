import type { Department } from '@grocer/contracts/catalogue';
import { firstOfEachName } from '../domain/products.ts';
import { useLoaded } from '../state/loading.ts';
import { useShop } from '../state/shop.ts';
import { Loading } from './loading.tsx';
import { ProductCard } from './product-card.tsx';

interface Props {
  readonly department: Department;
}

const onShelf = 6;

/** A few products of a department, and the way to the rest. */
export function Shelf({ department: { id, name } }: Props) {
  const { catalogue } = useShop();
  const [loaded, reload] = useLoaded(
    (signal) => catalogue.products({ department: id, availability: 'in-stock' }, { limit: onShelf * 4 }, signal),
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
            {firstOfEachName(items, onShelf).map((product) => (
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
