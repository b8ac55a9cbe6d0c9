import { answer } from './answers.ts';
import { Failure } from './failure.ts';
import type { Store } from './store.ts';

/** The KV engine, version 2, to be read only: its content is given at start. */
export function createSecrets(store: Store, contents: Record<string, Record<string, string>>) {
  const dataOf = new Map(Object.entries(contents));
  const startedAt = Date.now();
  return (path: string): Record<string, unknown> => {
    const data = dataOf.get(path);
    if (!data) throw new Failure(404);
    const { version, createdAt } = store.secretVersion(path, JSON.stringify(data), startedAt);
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
