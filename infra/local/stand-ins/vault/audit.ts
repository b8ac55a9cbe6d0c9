import { createHmac } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { displayNameOf } from './answers.ts';
import type { Failure } from './failure.ts';
import type { VaultReply, VaultRequest } from './request.ts';
import { mountOf } from './routes.ts';
import type { Token } from './store.ts';

export interface AuditEntry {
  id: string;
  request: VaultRequest;
  /** Who asks, where the token was found. */
  holder: Token | undefined;
  refusal: Failure | undefined;
}

/** Vault's audit log: a line for each request before it is carried out, and one for each answer before it is sent. */
export interface Audit {
  request(entry: AuditEntry): void;
  response(entry: AuditEntry & { reply: VaultReply }): void;
  close(): void;
}

/**
 * Writes JSON lines as https://developer.hashicorp.com/vault/docs/audit/schema has them, every secret as its HMAC by `key`. What
 * cannot be written throws, and the request fails: Vault serves nothing that it cannot log.
 */
export function createAudit(file: string | undefined, key: string): Audit {
  if (file === undefined) return { request: () => undefined, response: () => undefined, close: () => undefined };
  const descriptor = openSync(file, 'a', 0o600);
  const describe = describing((text) => `hmac-sha256:${createHmac('sha256', key).update(text).digest('hex')}`);
  const write = (entry: object) => {
    writeSync(descriptor, `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
  };
  return {
    request: (entry) => write({ type: 'request', ...describe.request(entry) }),
    response: (entry) => write({ type: 'response', ...describe.request(entry), ...describe.reply(entry.reply) }),
    close: () => closeSync(descriptor),
  };
}

function describing(hash: (text: string) => string) {
  const hashAll = (value: unknown): unknown => {
    if (typeof value === 'string') return hash(value);
    if (Array.isArray(value)) return value.map(hashAll);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, hashAll(inner)]));
  };
  return {
    request: ({ id, request, holder, refusal }: AuditEntry) => ({
      ...(holder && { auth: describeHolder(holder, request, refusal, hash) }),
      request: {
        id,
        operation: request.operation,
        mount_point: mountOf(request.path) ?? '',
        namespace: { id: 'root' },
        path: request.path,
        ...(request.token !== undefined && { client_token: hash(request.token) }),
        ...(holder && { client_token_accessor: hash(holder.accessor) }),
        ...(Object.keys(request.body).length > 0 && { data: hashAll(request.body) }),
        remote_address: request.remoteAddress,
        remote_port: request.remotePort,
      },
      ...(refusal && { error: refusal.message }),
    }),
    reply: ({ body = {} }: VaultReply) => {
      if (Array.isArray(body.errors)) return { error: body.errors.join('; ') };
      const { auth, data, lease_id } = body;
      return {
        response: {
          ...(auth ? { auth: { ...auth, ...hashesOf(auth, hash) } } : {}),
          ...(data ? { data: hashAll(data) } : {}),
          ...(lease_id ? { secret: { lease_id } } : {}),
        },
      };
    },
  };
}

function describeHolder(
  holder: Token,
  { token = '' }: VaultRequest,
  refusal: Failure | undefined,
  hash: (text: string) => string,
) {
  return {
    accessor: hash(holder.accessor),
    client_token: hash(token),
    display_name: displayNameOf(holder),
    policies: holder.policies,
    token_policies: holder.policies,
    policy_results: { allowed: refusal === undefined },
    metadata: { role: holder.role },
    token_issue_time: new Date(holder.issuedAt).toISOString(),
    token_type: 'service',
  };
}

/** The two of an `auth` block that are secret. */
function hashesOf(auth: object, hash: (text: string) => string): Record<string, string> {
  const secrets = Object.entries(auth).filter(([name]) => name === 'client_token' || name === 'accessor');
  return Object.fromEntries(secrets.map(([name, value]) => [name, hash(String(value))]));
}
