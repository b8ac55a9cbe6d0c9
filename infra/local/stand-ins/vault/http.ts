import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Log } from '@grocer/chassis/log';
import { Failure } from './failure.ts';
import type { Capability } from './policies.ts';
import type { VaultReply, VaultRequest } from './routes.ts';

const maxBodyBytes = 1024 * 1024;

const capabilities: Record<string, Capability> = {
  GET: 'read',
  POST: 'update',
  PUT: 'update',
  DELETE: 'delete',
  LIST: 'list',
};

/** A server of `/v1/…`: JSON in, JSON out, errors as Vault words them. */
export function createVaultServer(handle: (request: VaultRequest) => Promise<VaultReply>, log: Log): Server {
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { status, body } = await readRequest(incoming)
      .then(handle)
      .catch((error: unknown) => failureReply(error, log));
    outgoing.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    outgoing.end(body && JSON.stringify(body));
  };
  return createServer((incoming, outgoing) => void answer(incoming, outgoing));
}

async function readRequest(incoming: IncomingMessage): Promise<VaultRequest> {
  const [pathname = ''] = (incoming.url ?? '').split('?', 1);
  const capability = capabilities[incoming.method ?? ''];
  if (!pathname.startsWith('/v1/')) throw new Failure(404);
  if (!capability) throw new Failure(405);
  const token = incoming.headers['x-vault-token'];
  return {
    capability,
    path: pathname.slice('/v1/'.length),
    token: typeof token === 'string' ? token : undefined,
    body: parseBody(await readBody(incoming)),
  };
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
    if (typeof body === 'object' && body !== null) return { ...body };
  } catch {
    // Falls through to the one answer for everything that is no JSON object.
  }
  throw new Failure(400, 'error parsing JSON');
}

function failureReply(error: unknown, log: Log): VaultReply {
  if (error instanceof Failure) return { status: error.status, body: { errors: error.errors } };
  log.error({ err: error }, 'a request to Vault failed');
  return { status: 500, body: { errors: ['internal error'] } };
}
