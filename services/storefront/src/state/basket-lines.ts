import { type PricedLine, priceLines } from '../domain/basket.ts';
import { type Loaded, useLoaded } from './loading.ts';
import { useShop } from './shop.ts';

/** The basket's lines with their products as the catalogue has them now. */
export function useBasketLines(): [lines: Loaded<readonly PricedLine[]>, reload: () => void] {
  const { basket, catalogue } = useShop();
  const lines = basket.lines.value;
  const skus = lines.map(({ sku }) => sku);
  const [loaded, reload] = useLoaded((signal) => catalogue.named(skus, signal), [skus.join()]);
  if (loaded.state !== 'ready') return [loaded, reload];
  const products = new Map(loaded.value.map((product) => [product.sku, product]));
  return [{ state: 'ready', value: priceLines(lines, products) }, reload];
}
