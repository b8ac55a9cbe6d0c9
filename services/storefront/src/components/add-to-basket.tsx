import type { Product } from '@grocer/contracts/catalogue';
import { isFull, quantityOf } from '../domain/basket.ts';
import { announce } from '../state/announcement.ts';
import { useShop } from '../state/shop.ts';
import { Quantity } from './quantity.tsx';

interface Props {
  readonly product: Product;
}

/** Adds a product to the basket, and then counts it up and down. */
export function AddToBasket({ product: { sku, name, price, availability } }: Props) {
  const { basket } = useShop();
  const lines = basket.lines.value;
  const quantity = quantityOf(lines, sku);
  if (quantity > 0) return <Quantity sku={sku} name={name} />;

  const sellable = price !== null && availability !== 'out';
  const add = () => {
    basket.setQuantity(sku, 1);
    announce(`${name} is in your basket.`);
  };
  return (
    <button type="button" class="button add" disabled={!sellable || isFull(lines)} onClick={add}>
      {sellable ? 'Add' : 'Unavailable'}
      <span class="hidden"> {name}</span>
    </button>
  );
}
