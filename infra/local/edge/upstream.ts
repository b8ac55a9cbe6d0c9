import type { IncomingHttpHeaders } from 'node:http';
import { Agent, cacheStores, type Dispatcher, interceptors } from 'undici';

export interface Upstream {
  /** Sends a request once: nothing is ever sent again. */
  request(options: Dispatcher.RequestOptions & { headers: IncomingHttpHeaders }): Promise<Dispatcher.ResponseData>;
  stop(): Promise<void>;
}

type MemoryStore = InstanceType<typeof cacheStores.MemoryCacheStore>;

const timeoutMs = 60_000;
const minute = 60_000;

/** Connections to the services, with a cache of what anyone may see for a minute or longer: the pictures. */
export function createUpstream(): Upstream {
  const agent = new Agent({ headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const store = new LongLivedStore({ maxSize: 32 * 1024 * 1024, maxCount: 4000, maxEntrySize: 512 * 1024 });
  const cached = agent.compose(interceptors.cache({ store, methods: ['GET'], type: 'shared' }));
  return {
    request: (options) => (asksForAnything(options) ? cached : agent).request(options),
    stop: () => agent.destroy(),
  };
}

/** Prices and stock change within seconds, and nobody tells this cache: what is fresh for less than a minute is not kept. */
class LongLivedStore extends cacheStores.MemoryCacheStore {
  override createWriteStream(...[key, value]: Parameters<MemoryStore['createWriteStream']>) {
    return value.staleAt - value.cachedAt < minute ? undefined : super.createWriteStream(key, value);
  }
}

/** A client that identifies itself, has a copy already or wants a part is answered by the service itself. */
function asksForAnything({ method, headers }: { method: string; headers: IncomingHttpHeaders }): boolean {
  const special = ['authorization', 'if-none-match', 'if-modified-since', 'range'];
  return method === 'GET' && !special.some((name) => name in headers);
}
