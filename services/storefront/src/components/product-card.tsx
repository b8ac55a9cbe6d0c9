import type { Product } from '@grocer/contracts/catalogue';
import { makeOf } from '../domain/products.ts';
import { AddToBasket } from './add-to-basket.tsx';
import { Availability } from './availability.tsx';
import { Picture } from './picture.tsx';
import { Price } from './price.tsx';

interface Props {
  readonly product: Product;
}

export function ProductCard({ product }: Props) {
  const { sku, name } = product;
  return (
    <article class="card">
      {product.price?.was && <span class="badge">Reduced</span>}
      <a class="card-link" href={`/products/${sku}`}>
        <Picture product={product} />
        <span class="card-name">{name}</span>
      </a>
      <p class="card-size">{makeOf(product)}</p>
      <Price price={product.price} />
      <Availability availability={product.availability} />
      <AddToBasket product={product} />
    </article>
  );
}
