import type { Product } from '@grocer/contracts/catalogue';

const words: Record<Product['availability'], string> = {
  'in-stock': 'In stock',
  low: 'Only a few left',
  out: 'Out of stock',
};

export function Availability({ availability }: Pick<Product, 'availability'>) {
  return <p class={`availability availability-${availability}`}>{words[availability]}</p>;
}
