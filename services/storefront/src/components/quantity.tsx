import { MAX_QUANTITY, quantityOf } from '../domain/basket.ts';
import { announce } from '../state/announcement.ts';
import { useShop } from '../state/shop.ts';
import { Icon } from './icon.tsx';

interface Props {
  readonly sku: string;
  readonly name: string;
}

/** How many of a product are in the basket, by buttons and by typing. */
export function Quantity({ sku, name }: Props) {
  const { basket } = useShop();
  const quantity = quantityOf(basket.lines.value, sku);
  const set = (wanted: number) => {
    basket.setQuantity(sku, wanted);
    const left = quantityOf(basket.lines.value, sku);
    announce(left === 0 ? `${name} is out of your basket.` : `${left} of ${name} in your basket.`);
  };
  const type = ({ currentTarget }: Event & { readonly currentTarget: HTMLInputElement }) => {
    if (currentTarget.validity.valid && currentTarget.value !== '') set(currentTarget.valueAsNumber);
    else currentTarget.value = String(quantity);
  };
  return (
    <fieldset class="quantity">
      <legend class="hidden">Quantity of {name}</legend>
      <button type="button" aria-label={`One ${name} less`} onClick={() => set(quantity - 1)}>
        <Icon name="minus" />
      </button>
      <input
        type="number"
        inputMode="numeric"
        min="0"
        max={MAX_QUANTITY}
        step="1"
        value={quantity}
        aria-label={`Quantity of ${name}`}
        onChange={type}
      />
      <button
        type="button"
        aria-label={`One ${name} more`}
        disabled={quantity >= MAX_QUANTITY}
        onClick={() => set(quantity + 1)}
      >
        <Icon name="plus" />
      </button>
    </fieldset>
  );
}
