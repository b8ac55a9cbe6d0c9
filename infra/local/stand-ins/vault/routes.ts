import { authAnswer, health, leaseAnswer, leaseLookupAnswer, sealStatus, tokenAnswer } from './answers.ts';
import type { Expiry } from './expiry.ts';
import { Failure, permissionDenied } from './failure.ts';
import type { JwtLogin } from './jwt-login.ts';
import type { Leases } from './leases.ts';
import type { Authorise, Capability } from './policies.ts';
import type { Token } from './store.ts';
import type { Tokens } from './tokens.ts';

export interface VaultRequest {
  capability: Capability;
  /** Without the leading `/v1/`. */
  path: string;
  /** The header `X-Vault-Token`. */
  token: string | undefined;
  body: Record<string, unknown>;
}

/** Without a body the answer is a bare 204. */
export interface VaultReply {
  status: number;
  body?: Record<string, unknown>;
}

export interface Engines {
  login: JwtLogin;
  tokens: Tokens;
  authorise: Authorise;
  leases: Leases;
  readSecret: (path: string) => Record<string, unknown>;
  expiry: Expiry;
}

interface Authenticated extends VaultRequest {
  holder: Token;
  /** What follows the route's own path. */
  rest: string;
}

interface Route {
  path: string;
  capability: Capability;
  handle(request: Authenticated): Promise<VaultReply> | VaultReply;
}

/** Vault's HTTP API as far as the estate uses it. */
export function createRoutes(engines: Engines): (request: VaultRequest) => Promise<VaultReply> {
  const { login, tokens, authorise, expiry } = engines;
  let isSealed = false;

  const setSealed = (sealed: boolean) => {
    isSealed = sealed;
    if (sealed) expiry.pause();
    else expiry.reschedule();
  };
  const routes = [
    ...tokenRoutes(engines),
    ...leaseRoutes(engines),
    ...engineRoutes(engines),
    on('sys/seal', 'update', () => {
      setSealed(true);
      return noContent;
    }),
  ];

  async function loginByJwt({ body }: VaultRequest): Promise<VaultReply> {
    const role = await login(textOf(body.role), textOf(body.jwt));
    const { token, secret } = tokens.issue(role);
    expiry.reschedule();
    return ok(authAnswer(token, secret));
  }

  return async (request) => {
    const { path, capability } = request;
    if (path === 'sys/health') return { status: isSealed ? 503 : 200, body: health(isSealed) };
    if (path === 'sys/seal-status') return ok(sealStatus(isSealed));
    if (isSealed && path !== 'sys/unseal') throw new Failure(503, 'Vault is sealed');
    if (path === 'auth/jwt/login' && capability === 'update') return loginByJwt(request);
    const holder = tokens.authenticate(request.token);
    if (!authorise(holder.policies, path, capability)) throw permissionDenied();
    if (path === 'sys/unseal') {
      setSealed(false);
      return ok(sealStatus(false));
    }
    const route = findRoute(routes, request);
    return route.handle({ ...request, holder, rest: path.slice(route.path.length) });
  };
}

function tokenRoutes({ tokens, expiry }: Engines): Route[] {
  return [
    on('auth/token/lookup-self', 'read', ({ holder, token = '' }) => ok(tokenAnswer(holder, token))),
    on('auth/token/renew-self', 'update', ({ holder, token = '', body }) => {
      const renewed = tokens.renew(holder, secondsOf(body.increment));
      expiry.reschedule();
      return ok(authAnswer(renewed, token));
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
    on('sys/leases/renew', 'update', async ({ body }) => {
      const lease = await leases.renew(leaseIdOf(body), secondsOf(body.increment));
      expiry.reschedule();
      return ok(leaseAnswer(lease, null));
    }),
    on('sys/leases/revoke', 'update', async ({ body }) => {
      leases.end(leaseIdOf(body));
      await expiry.sweep();
      return noContent;
    }),
  ];
}

function engineRoutes({ leases, readSecret, expiry }: Engines): Route[] {
  return [
    on('database/creds/', 'read', async ({ rest, holder }) => {
      const { lease, password } = await leases.issue(rest, holder).finally(expiry.reschedule);
      return ok(leaseAnswer(lease, { username: lease.username, password }));
    }),
    on('secret/data/', 'read', ({ rest }) => ok(readSecret(rest))),
  ];
}

function on(path: string, capability: Capability, handle: Route['handle']): Route {
  return { path, capability, handle };
}

function findRoute(routes: Route[], { path, capability }: VaultRequest): Route {
  const route = routes.find((candidate) =>
    candidate.path.endsWith('/') ? path.startsWith(candidate.path) : path === candidate.path,
  );
  if (!route) throw new Failure(404, `no handler for route "${path}". route entry not found.`);
  if (route.capability !== capability) throw new Failure(405, '1 error occurred:\n\t* unsupported operation\n\n');
  return route;
}

const noContent: VaultReply = { status: 204 };

function ok(body: Record<string, unknown>): VaultReply {
  return { status: 200, body };
}

function leaseIdOf(body: Record<string, unknown>): string {
  const id = textOf(body.lease_id);
  if (id === undefined) throw new Failure(400, 'lease_id must be specified');
  return id;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const unitSeconds: Record<string, number> = { m: 60, h: 3600 };

/** An increment as Vault takes it: seconds as a number or text, or with a unit. Nothing and 0 mean the default. */
function secondsOf(increment: unknown): number | undefined {
  const text = typeof increment === 'number' ? String(increment) : (textOf(increment) ?? '0');
  const [, digits, unit = ''] = /^(\d+)([smh]?)$/.exec(text) ?? [];
  if (digits === undefined) throw new Failure(400, `error parsing increment: ${text}`);
  return Number(digits) * (unitSeconds[unit] ?? 1) || undefined;
}
