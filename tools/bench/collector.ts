import { createServer } from 'node:http';

/** Takes spans and drops them: the observatory, which keeps them, would take a share of the machine. */
export interface Collector {
  readonly origin: string;
  stop(): void;
}

/** Starts a collector in this process. */
export async function startCollector(): Promise<Collector> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the collector has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
