import { type TSchema, Type } from 'typebox';

/**
 * A line of text that a person wrote: 1 to `maxLength` characters, not blank, no control characters and no half surrogate
 * pairs (neither Postgres nor RFC 8785 takes those).
 */
export function lineOfText(maxLength: number) {
  return Type.String({ minLength: 1, maxLength, pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$' });
}

/** Free text of up to `maxLength` characters, which may hold tabs and line breaks but no other control characters. */
export function freeText(maxLength: number) {
  return Type.String({
    maxLength,
    pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f\\ud800-\\udfff]*$',
  });
}

/** A value of `schema`, or null where nothing is known. */
export function Nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

/** An instant as RFC 3339 text; what we write is always UTC (`…Z`). */
export const Time = Type.String({ format: 'date-time', maxLength: 40 });

/** An id made by the application (UUIDv7). */
export const Id = Type.String({ format: 'uuid', maxLength: 36 });
