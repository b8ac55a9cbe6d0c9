import { inspect } from 'node:util';

/** Where a secret is: below the KV engine's mount `secret`, under a key. Printed, logged or made JSON it shows `[redacted]`. */
export interface SecretReference {
  readonly path: string;
  readonly key: string;
}

const name = '[a-z0-9]+(?:[-_.][a-z0-9]+)*';

/** What a reference looks like as text, `vault:secret/<path>#<key>`. */
export const secretReferencePattern = `^vault:secret/(${name}(?:/${name})*)#([A-Za-z0-9_-]+)$`;

/** Reads a reference. Throws, without the text, when it is none: somebody may have put the secret itself there. */
export function parseSecretReference(text: string): SecretReference {
  const [, path, key] = new RegExp(secretReferencePattern).exec(text) ?? [];
  if (path === undefined || key === undefined) throw new Error('not a secret reference (vault:secret/<path>#<key>)');
  const show = { value: () => '[redacted]' };
  return Object.defineProperties({ path, key }, { toString: show, toJSON: show, [inspect.custom]: show });
}
