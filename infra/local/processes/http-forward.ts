import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { problems, problemType } from '@grocer/contracts/problems';

/** Connections to instances are kept and used again. */
export const instanceConnections = new Agent({ keepAlive: true, maxFreeSockets: 64 });

/** Headers that belong to one connection, not to the message (RFC 9110 §7.6.1). */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/** What became of a forwarded request: `unreachable` means the instance never saw it, so another may be asked. */
export type Forwarded = 'answered' | 'unreachable' | 'broken';

/** Hooks into one forwarding. */
export interface ForwardOptions {
  /** Called when the answer's headers are there, with its content type. */
  readonly onHeaders?: (contentType: string) => void;
}

/** Sends a request on to a port of this machine and streams the answer back. */
export function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  port: number,
  { onHeaders }: ForwardOptions = {},
): Promise<Forwarded> {
  const { promise, resolve } = Promise.withResolvers<Forwarded>();
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method: incoming.method ?? 'GET',
    path: incoming.url ?? '/',
    headers: Object.fromEntries(Object.entries(incoming.headers).filter(([name]) => !hopByHop.has(name))),
    agent: instanceConnections,
  });
  outgoing.on('response', (answer) => {
    onHeaders?.(answer.headers['content-type'] ?? '');
    const headers = Object.entries(answer.headers).filter(([name]) => !hopByHop.has(name));
    response.writeHead(answer.statusCode ?? 502, Object.fromEntries(headers));
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  outgoing.on('error', (error) => {
    const isRefused = 'code' in error && error.code === 'ECONNREFUSED';
    if (response.headersSent) response.destroy();
    resolve(isRefused ? 'unreachable' : 'broken');
  });
  response.on('close', () => {
    outgoing.destroy();
    resolve('answered');
  });
  // The body is not touched before there is a connection, so that it can go elsewhere when there is none.
  outgoing.on('socket', (socket) => {
    if (socket.connecting) socket.once('connect', () => incoming.pipe(outgoing));
    else incoming.pipe(outgoing);
  });
  return promise;
}

/** Answers a problem on behalf of a deployable that has no instance to answer itself. */
export function refuse(
  incoming: IncomingMessage,
  response: ServerResponse,
  code: 'overloaded' | 'bad-gateway',
  detail: string,
): void {
  if (response.headersSent) return void response.destroy();
  const { status, title } = problems[code];
  const instance = incoming.url?.split('?', 1)[0];
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'retry-after': '1',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify({ type: problemType(code), title, status, detail, instance }));
}
