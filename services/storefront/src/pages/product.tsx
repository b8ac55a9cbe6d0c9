import type { Product } from '@grocer/contracts/catalogue';
import { AddToBasket } from '../components/add-to-basket.tsx';
import { Availability } from '../components/availability.tsx';
import { Loading } from '../components/loading.tsx';
import { PageTitle } from '../components/page-title.tsx';
import { Picture } from '../components/picture.tsx';
import { Price } from '../components/price.tsx';
import { PriceHistory } from '../components/price-history.tsx';
import { makeOf, wordsOf } from '../domain/products.ts';
import { useLoaded } from '../state/loading.ts';
import { useShop } from '../state/shop.ts';

interface Props {
  readonly sku: string;
}

export function ProductPage({ sku }: Props) {
  const { catalogue } = useShop();
  const [loaded, reload] = useLoaded((signal) => catalogue.product(sku, signal), [sku]);
  return (
    <Loading loaded={loaded} reload={reload} waiting="Loading the product">
      {(product) => (
        <article class="product">
          <Picture product={product} eager />
          <div class="product-words">
            <p class="quiet">{makeOf(product)}</p>
            <PageTitle title={product.name} />
            <Price price={product.price} />
            <Availability availability={product.availability} />
            <AddToBasket product={product} />
            <p>{product.description}</p>
            <Label product={product} />
            <PriceHistory sku={sku} />
          </div>
        </article>
      )}
    </Loading>
  );
}

/** What the law and the diet want to know. */
function Label({ product: { dietary, allergens } }: { product: Product }) {
  return (
    <dl class="label">
      {dietary.length > 0 && (
        <>
          <dt>Suits</dt>
          <dd>{dietary.map(wordsOf).join(', ')}</dd>
        </>
      )}
      <dt>Allergens</dt>
      <dd>{allergensOf(allergens)}</dd>
    </dl>
  );
}

function allergensOf(allergens: Product['allergens']): string {
  if (allergens === null) return 'Not known: please read the pack';
  return allergens.length === 0 ? 'None of the fourteen' : allergens.map(wordsOf).join(', ');
}
