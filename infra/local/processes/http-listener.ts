import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { portOf } from './ports.ts';

/** An address of this machine under which a deployable is called. */
export interface HttpListener {
  readonly url: string;
  close(): Promise<void>;
}

type Handle = (incoming: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Listens on a loopback port; 0 takes a free one. */
export async function listenHttp(port: number, handle: Handle): Promise<HttpListener> {
  // Held requests and open streams may wait for long: the deployable behind has its own limits.
  const server = createServer(
    { requestTimeout: 0, keepAliveTimeout: 72_000 },
    (incoming, response) => void handle(incoming, response),
  );
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
