import { answer } from './answers.ts';
import { Failure } from './failure.ts';
import type { Store } from './store.ts';

/** A secret's answer; `version` is of the query, and 0 or none means the present one. */
export type ReadSecret = (path: string, version: string | undefined) => Record<string, unknown>;

/** The KV engine, version 2, to be read only: its content is given at start, and older versions are not kept. */
export function createSecrets(store: Store, contents: Record<string, Record<string, string>>): ReadSecret {
  const dataOf = new Map(Object.entries(contents));
  const startedAt = Date.now();
  return (path, wanted = '0') => {
    const data = dataOf.get(path);
    if (!data) throw new Failure(404);
    const { version, createdAt } = store.secretVersion(path, JSON.stringify(data), startedAt);
    if (wanted !== '0' && wanted !== String(version)) throw new Failure(404);
    const metadata = {
      version,
      created_time: new Date(createdAt).toISOString(),
      custom_metadata: null,
      deletion_time: '',
      destroyed: false,
    };
    return answer({ data: { data, metadata } });
  };
}
