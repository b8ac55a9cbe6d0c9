import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server } from 'node:http';
import type { Log } from '@grocer/chassis/log';
import { Failure } from './failure.ts';
import type { Operation, VaultReply, VaultRequest } from './request.ts';

const maxBodyBytes = 1024 * 1024;

// Vault's own method LIST never comes this far, since Node knows none: clients list by `GET …?list=true`.
const operations: Record<string, Operation> = {
  GET: 'read',
  HEAD: 'read',
  POST: 'update',
  PUT: 'update',
  DELETE: 'delete',
};

/** A server of `/v1/…`: JSON in, JSON out, errors as Vault words them (http/logical.go of its source). */
export function createVaultServer(handle: (request: VaultRequest) => Promise<VaultReply>, log: Log): Server {
  return createServer((incoming, outgoing) => {
    void readRequest(incoming)
      .then(handle)
      .catch((error: unknown) => failureReply(error, log))
      .then(({ status, body }) => {
        outgoing.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        outgoing.end(body && incoming.method !== 'HEAD' ? JSON.stringify(body) : undefined);
      });
  });
}

/** An error as an answer; what is no failure of the caller's is logged, and kept from it. */
export function failureReply(error: unknown, log: Log): VaultReply {
  if (error instanceof Failure) return { status: error.status, body: { errors: error.errors } };
  log.error({ err: error }, 'a request to Vault failed');
  return { status: 500, body: { errors: ['internal error'] } };
}

async function readRequest(incoming: IncomingMessage): Promise<VaultRequest> {
  const { method = '', socket, headers } = incoming;
  const [pathname = '', search = ''] = (incoming.url ?? '').split('?', 2);
  const path = pathname.startsWith('/v1/') ? pathname.slice('/v1/'.length) : '';
  if (path === '') throw new Failure(404);
  const operation = operations[method];
  if (!operation) throw new Failure(405);
  const query = new URLSearchParams(search);
  return {
    method,
    operation: operation === 'read' && query.get('list') === 'true' ? 'list' : operation,
    path,
    query,
    token: tokenOf(headers),
    body: operation === 'update' ? parseBody(await readBody(incoming)) : {},
    remoteAddress: socket.remoteAddress ?? '',
    remotePort: socket.remotePort ?? 0,
  };
}

/** https://developer.hashicorp.com/vault/api-docs#authentication: Vault's own header, else a bearer token. */
function tokenOf(headers: IncomingHttpHeaders): string | undefined {
  const own = headers['x-vault-token'];
  if (typeof own === 'string' && own !== '') return own;
  const [, bearer] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? [];
  return bearer?.trim();
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Failure(413, 'http: request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): Record<string, unknown> {
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && !Array.isArray(body)) return { ...body };
  } catch {
    // Falls through to the one answer for everything that is no JSON object.
  }
  throw new Failure(400, 'error parsing JSON');
}
