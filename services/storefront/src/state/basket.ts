import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { type Basket, parseBasket, withQuantity } from '../domain/basket.ts';

export interface BasketState {
  readonly lines: ReadonlySignal<Basket>;
  setQuantity(sku: string, quantity: number): void;
  clear(): void;
}

const key = 'grocer.basket';

/** The basket, kept in storage and shared by the tabs of the browser. */
export function createBasket(storage: Storage): BasketState {
  const lines = signal(parseBasket(storage.getItem(key)));
  addEventListener('storage', (event) => {
    if (event.key === key) lines.value = parseBasket(event.newValue);
  });
  effect(() => storage.setItem(key, JSON.stringify(lines.value)));
  return {
    lines,
    setQuantity(sku, quantity) {
      lines.value = withQuantity(lines.value, sku, quantity);
    },
    clear() {
      lines.value = [];
    },
  };
}
