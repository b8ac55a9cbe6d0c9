import { type TSchema, Type } from 'typebox';

/** How many entries a page has when the caller does not say. */
export const defaultLimit = 24;

/** How many entries of a list to answer. */
export const Limit = Type.Integer({ minimum: 1, maximum: 100, default: defaultLimit });

/** Where the next page begins: opaque, and bound to the filters and the order that it was given for. */
export const Cursor = Type.String({ minLength: 1, maxLength: 2000, pattern: '^[A-Za-z0-9_-]+$' });

/** The query of a call that takes none: whatever is sent is a bad value. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

/** The body of a call that takes none: nothing at all, or an object without members. */
export const NoBody = Type.Unsafe<Record<string, never> | null>({
  type: ['object', 'null'],
  additionalProperties: false,
});

/** One page of a list; `nextCursor` is null on the last. */
export function Page<Item extends TSchema>(item: Item) {
  return Type.Object({
    items: Type.Array(item),
    nextCursor: Type.Union([Type.String(), Type.Null()]),
  });
}

/** A list that is answered whole. */
export function Whole<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item) });
}
