import type { Product } from '@grocer/contracts/catalogue';

/** Who makes it and how much is in it: `Hollybrook · 500 g`. */
export function makeOf({ brand, size }: Pick<Product, 'brand' | 'size'>): string {
  const unbroken = size?.replaceAll(' ', '\u00a0') ?? null;
  return [brand, unbroken].filter((word) => word !== null).join(' · ');
}

/** The first `count` products of different names, for a shelf that shows what there is. */
export function firstOfEachName(products: readonly Product[], count: number): Product[] {
  const byName = new Map(products.toReversed().map((product) => [product.name, product]));
  return products.filter((product) => byName.get(product.name) === product).slice(0, count);
}

/** `gluten-free` → `Gluten free`. */
export function wordsOf(tag: string): string {
  return `${tag.charAt(0).toUpperCase()}${tag.slice(1).replaceAll('-', ' ')}`;
}
