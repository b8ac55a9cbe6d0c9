import { createHash } from 'node:crypto';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { Rejection } from './errors.ts';

/** Makes a list's opaque cursor: its last row's `position` (the sort key), bound to the list's filters, order and owner. */
export function encodeCursor(boundTo: unknown, position: unknown): string {
  return Buffer.from(JSON.stringify([seal(boundTo, position), position])).toString('base64url');
}

/** Reads a cursor's position. A tampered one, or another list's, is rejected as `validation-failed`. */
export function decodeCursor<Schema extends TSchema>(schema: Schema, boundTo: unknown, cursor: string): Static<Schema> {
  const [, position] = parse(cursor);
  if (cursor === encodeCursor(boundTo, position) && Value.Check(schema, position)) return position;
  const detail = 'is no cursor of this list: it belongs to its filters and order';
  throw new Rejection('validation-failed', `cursor ${detail}`, { errors: [{ parameter: 'cursor', detail }] });
}

/** No secret: a forged cursor only names another place in a list that its sender may read anyway. */
function seal(boundTo: unknown, position: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([boundTo, position]))
    .digest('base64url')
    .slice(0, 16);
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
