import type { DepartmentId } from '@grocer/contracts/catalogue';
import type { Emblem } from './emblems.ts';
import { freshLikenesses } from './fresh-likenesses.ts';
import type { Pack } from './packs.ts';
import { shelfLikenesses } from './shelf-likenesses.ts';

/** What a product looks like: the pack it comes in, the drawing on it, the drawing's colour and, where it matters, the pack's. */
export type Likeness = readonly [pack: Pack, emblem: Emblem, tint: string, body?: string];

/** The words that a name must hold, and what the product then looks like. */
export type Rule = readonly [name: RegExp, ...Likeness];

/** A product looks as its name says, by the first rule that fits; any other looks like its department. */
export function likenessOf(name: string, department: DepartmentId): Likeness {
  const rule = rules[department].find(([pattern]) => pattern.test(name));
  if (!rule) return departments[department];
  const [, ...likeness] = rule;
  return likeness;
}

const departments: Readonly<Record<DepartmentId, Likeness>> = {
  'fruit-vegetables': ['loose', 'apple', '#8cb63c'],
  'meat-fish': ['tray', 'steak', '#c25450'],
  'dairy-eggs': ['tub', 'swirl', '#f3e3bd'],
  bakery: ['loose', 'boule', '#c98f4c'],
  'chilled-ready-meals': ['tray', 'bowl', '#d98b45'],
  frozen: ['bag', 'sparkle', '#3f8fc0'],
  'food-cupboard': ['box', 'wheat', '#d5a33c'],
  'snacks-confectionery': ['bag', 'sweets', '#d4537e'],
  drinks: ['bottle', 'fizz', '#d98b2b'],
  'beer-wine-spirits': ['wine', 'grapes', '#6d2f5c', '#2f4a38'],
  baby: ['box', 'teddy', '#c9986a'],
  'health-beauty': ['bottle', 'flower', '#c77fb0'],
  household: ['bottle', 'sparkle', '#3f8fc0'],
  pet: ['bag', 'paw', '#7a5a3c'],
  other: ['loose', 'basket', '#c4935a'],
};

const rules: Readonly<Record<DepartmentId, readonly Rule[]>> = { ...freshLikenesses, ...shelfLikenesses, other: [] };
