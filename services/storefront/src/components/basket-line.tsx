import { pounds } from '@grocer/contracts/money';
import { isOrderable, lineTotal, type PricedLine } from '../domain/basket.ts';
import { makeOf } from '../domain/products.ts';
import { announce } from '../state/announcement.ts';
import { useShop } from '../state/shop.ts';
import { Icon } from './icon.tsx';
import { Picture } from './picture.tsx';
import { Quantity } from './quantity.tsx';

interface Props {
  readonly line: PricedLine;
}

export function BasketLine({ line }: Props) {
  const { basket } = useShop();
  const { sku, product } = line;
  const name = product?.name ?? `Product ${sku}`;
  const remove = () => {
    basket.setQuantity(sku, 0);
    announce(`${name} is out of your basket.`);
  };
  return (
    <li class="line">
      {product && <Picture product={product} />}
      <div class="line-words">
        <a href={`/products/${sku}`}>{name}</a>
        {product && <p class="quiet">{makeOf(product)}</p>}
        <p class="quiet">{product?.price ? `${pounds(product.price.amountMinor)} each` : 'No longer sold'}</p>
        {product?.availability === 'low' && <p class="availability availability-low">Only a few left</p>}
        {product?.availability === 'out' && <p class="availability availability-out">Out of stock</p>}
      </div>
      <Quantity sku={sku} name={name} />
      <strong class="line-total">{isOrderable(line) ? pounds(lineTotal(line)) : '–'}</strong>
      <button type="button" class="line-remove" aria-label={`Remove ${name}`} onClick={remove}>
        <Icon name="bin" />
      </button>
    </li>
  );
}
