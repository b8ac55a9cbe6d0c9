import { answer, authAnswer, cappedWarning, leaseAnswer, leaseLookupAnswer, tokenAnswer } from './answers.ts';
import { secondsOf } from './durations.ts';
import type { Expiry } from './expiry.ts';
import { Failure, unsupportedOperation, unsupportedPath } from './failure.ts';
import type { Leases } from './leases.ts';
import type { AdmittedRequest, Operation, VaultReply } from './request.ts';
import type { ReadSecret } from './secrets.ts';
import type { Tokens } from './tokens.ts';

export interface Engines {
  tokens: Tokens;
  leases: Leases;
  readSecret: ReadSecret;
  expiry: Expiry;
}

/** A path, or the beginning of paths when it ends with `/`, and what it does. */
export interface Route {
  path: string;
  operation: Operation;
  handle(request: AdmittedRequest): Promise<VaultReply> | VaultReply;
}

/** What is behind Vault's policies, as far as the estate uses it (contracts §5). */
export function createRoutes(engines: Engines): Route[] {
  return [...tokenRoutes(engines), ...leaseRoutes(engines), ...engineRoutes(engines)];
}

export function on(path: string, operation: Operation, handle: Route['handle']): Route {
  return { path, operation, handle };
}

const mounts = ['auth/jwt/', 'auth/token/', 'database/', 'secret/', 'sys/'];

/** The mount that a path belongs to. */
export function mountOf(path: string): string | undefined {
  return mounts.find((mount) => path.startsWith(mount));
}

/** The route of a path; an operation that it lacks is another error than a path that is none. */
export function findRoute(routes: readonly Route[], path: string, operation: Operation): Route {
  const route = routes.find((known) => (known.path.endsWith('/') ? path.startsWith(known.path) : path === known.path));
  if (route?.operation === operation) return route;
  if (route) throw unsupportedOperation();
  if (mountOf(path)) throw unsupportedPath();
  throw new Failure(404, `no handler for route "${path}". route entry not found.`);
}

export const noContent: VaultReply = { status: 204 };

export function ok(body: Record<string, unknown>): VaultReply {
  return { status: 200, body };
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function tokenRoutes({ tokens, expiry }: Engines): Route[] {
  return [
    on('auth/token/lookup-self', 'read', ({ holder, token = '' }) => ok(tokenAnswer(holder, token))),
    on('auth/token/renew-self', 'update', ({ holder, token = '', body }) => {
      const increment = secondsOf(body.increment);
      const renewed = tokens.renew(holder, increment);
      expiry.reschedule();
      return ok(authAnswer(renewed, token, cappedWarning(increment, renewed.expiresAt, renewed.maxAt)));
    }),
    on('auth/token/revoke-self', 'update', async ({ holder }) => {
      tokens.revoke(holder);
      await expiry.sweep();
      return noContent;
    }),
  ];
}

function leaseRoutes({ leases, expiry }: Engines): Route[] {
  return [
    on('sys/leases/lookup', 'update', ({ body }) => {
      const lease = leases.find(leaseIdOf(body));
      if (!lease) throw new Failure(400, 'invalid lease');
      return ok(leaseLookupAnswer(lease));
    }),
    // https://developer.hashicorp.com/vault/api-docs/system/leases#list-leases, for the operator alone.
    on('sys/leases/lookup/', 'list', ({ rest }) => {
      const keys = leases.keysOf(rest.endsWith('/') ? rest : `${rest}/`);
      if (keys.length === 0) throw new Failure(404);
      return ok(answer({ data: { keys } }));
    }),
    on('sys/leases/renew', 'update', async ({ body }) => {
      const increment = secondsOf(body.increment);
      const lease = await leases.renew(leaseIdOf(body), increment);
      expiry.reschedule();
      return ok(leaseAnswer(lease, null, cappedWarning(increment, lease.expiresAt, lease.maxAt)));
    }),
    // https://developer.hashicorp.com/vault/api-docs/system/leases#revoke-lease: without `sync` Vault only queues it.
    on('sys/leases/revoke', 'update', async ({ body }) => {
      leases.end(leaseIdOf(body));
      await expiry.sweep();
      return body.sync === true ? noContent : { status: 202 };
    }),
  ];
}

function engineRoutes({ leases, readSecret, expiry }: Engines): Route[] {
  return [
    on('database/creds/', 'read', async ({ rest, holder }) => {
      const { lease, password } = await leases.issue(rest, holder).finally(expiry.reschedule);
      return ok(leaseAnswer(lease, { username: lease.username, password }));
    }),
    on('secret/data/', 'read', ({ rest, query }) => ok(readSecret(rest, query.get('version') ?? undefined))),
  ];
}

function leaseIdOf(body: Record<string, unknown>): string {
  const id = textOf(body.lease_id);
  if (id === undefined) throw new Failure(400, 'lease_id must be specified');
  return id;
}
