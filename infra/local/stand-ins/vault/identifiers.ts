import { randomBytes } from 'node:crypto';

/** Random letters and digits, of which Vault makes accessors, lease ids and user names. */
export function alphanumeric(length: number): string {
  const text = randomBytes(length * 2)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '');
  return text.slice(0, length);
}
