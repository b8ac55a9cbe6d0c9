import type { Product } from '@grocer/contracts/catalogue';
import { useRef } from 'preact/hooks';
import { isFull, quantityOf } from '../domain/basket.ts';
import { announce } from '../state/announcement.ts';
import { useRescuedFocus } from '../state/rescued-focus.ts';
import { useShop } from '../state/shop.ts';
import { Quantity } from './quantity.tsx';

interface Props {
  readonly product: Product;
}

/** Adds a product to the basket, and then counts it up and down. */
export function AddToBasket({ product }: Props) {
  const { basket } = useShop();
  const own = useRef<HTMLDivElement>(null);
  const isInBasket = quantityOf(basket.lines.value, product.sku) > 0;
  useRescuedFocus(isInBasket, () => own.current?.querySelector<HTMLElement>('button:last-of-type'));
  return (
    <div ref={own} class="add-to-basket">
      {isInBasket ? <Quantity sku={product.sku} name={product.name} /> : <AddButton product={product} />}
    </div>
  );
}

function AddButton({ product: { sku, name, price, availability } }: Props) {
  const { basket } = useShop();
  const isSellable = price !== null && availability !== 'out';
  const add = () => {
    basket.setQuantity(sku, 1);
    announce(`${name} is in your basket.`);
  };
  return (
    <button type="button" class="button add" disabled={!isSellable || isFull(basket.lines.value)} onClick={add}>
      {isSellable ? 'Add' : 'Unavailable'}
      <span class="hidden"> {name}</span>
    </button>
  );
}
