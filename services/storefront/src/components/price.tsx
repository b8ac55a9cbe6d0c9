import type { Product } from '@grocer/contracts/catalogue';
import { pounds } from '@grocer/contracts/money';

/** A price, with the higher one it came down from. */
export function Price({ price }: Pick<Product, 'price'>) {
  if (!price) return <p class="price price-none">Not priced yet</p>;
  return (
    <p class={price.was ? 'price price-reduced' : 'price'}>
      <span class="price-now">{pounds(price.amountMinor)}</span>
      {price.was && (
        <s>
          <span class="hidden">was </span>
          {pounds(price.was.amountMinor)}
        </s>
      )}
    </p>
  );
}
