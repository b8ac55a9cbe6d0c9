/** Where a word stands counts: a name's chief word tells what a product is. */
const weights = { chief: 1.2, name: 1, brand: 0.8 } as const;

/** In which part of a product's text a word stands. */
export type Place = keyof typeof weights;

const places = ['chief', 'name', 'brand'] as const satisfies readonly Place[];
const PLACE_BITS = 2;
const PLACE_MASK = (1 << PLACE_BITS) - 1;

/** An occurrence as one number: the product's slot, and below it the place. */
export function codeOf(slot: number, place: Place): number {
  return (slot << PLACE_BITS) | places.indexOf(place);
}

/** The slot of an occurrence. */
export function slotOf(code: number): number {
  return code >>> PLACE_BITS;
}

/** What an occurrence's place is worth. */
export function weightOf(code: number): number {
  return weightsByCode[code & PLACE_MASK] ?? 0;
}

const weightsByCode: readonly number[] = places.map((place) => weights[place]);
