import { randomUUID } from 'node:crypto';
import type { Log } from '@grocer/chassis/log';
import { authAnswer } from './answers.ts';
import type { Audit } from './audit.ts';
import { deniedByPolicy, Failure, unsupportedOperation } from './failure.ts';
import { failureReply } from './http.ts';
import type { JwtLogin } from './jwt-login.ts';
import type { Authorise } from './policies.ts';
import type { VaultReply, VaultRequest } from './request.ts';
import { createRoutes, type Engines, findRoute, noContent, ok, on, textOf } from './routes.ts';
import { createSeal } from './seal.ts';
import type { Token } from './store.ts';

export interface CoreOptions extends Engines {
  login: JwtLogin;
  authorise: Authorise;
  isOperator: (token: string | undefined) => boolean;
  audit: Audit;
  log: Log;
}

/** The way of every request: seal, token, policy, audit log, and what it asks for. Without a token there is login alone. */
export function createCore(options: CoreOptions): (request: VaultRequest) => Promise<VaultReply> {
  const { login, tokens, authorise, isOperator, expiry, audit, log } = options;
  const seal = createSeal(isOperator, (isSealed) => (isSealed ? expiry.pause() : expiry.reschedule()));
  const routes = [
    ...createRoutes(options),
    on('sys/seal', 'update', () => {
      seal.set(true);
      return noContent;
    }),
  ];

  async function logIn({ body, operation }: VaultRequest): Promise<VaultReply> {
    if (operation !== 'update') throw unsupportedOperation();
    const { token, secret } = tokens.issue(await login(textOf(body.role), textOf(body.jwt)));
    expiry.reschedule();
    return ok(authAnswer(token, secret));
  }

  async function perform(request: VaultRequest, holder: Token | undefined): Promise<VaultReply> {
    const { path, operation } = request;
    if (!holder) return logIn(request);
    const route = findRoute(routes, path, operation);
    return route.handle({ ...request, holder, rest: path.slice(route.path.length) });
  }

  return async (request) => {
    const early = seal.answer(request);
    if (early) return early;
    if (seal.isSealed()) throw new Failure(503, 'Vault is sealed');
    const id = randomUUID();
    const { holder, refusal } = admit(request);
    audit.request({ id, request, holder, refusal });
    const reply = refusal
      ? failureReply(refusal, log)
      : await perform(request, holder).catch((error) => failureReply(error, log));
    if (reply.body && 'request_id' in reply.body) reply.body.request_id = id;
    audit.response({ id, request, holder, refusal, reply });
    return reply;
  };

  function admit({ path, operation, token }: VaultRequest): { holder?: Token; refusal?: Failure } {
    if (path === 'auth/jwt/login') return {};
    try {
      const holder = tokens.authenticate(token);
      return authorise(holder.policies, path, operation) ? { holder } : { holder, refusal: deniedByPolicy() };
    } catch (error) {
      if (error instanceof Failure) return { refusal: error };
      throw error;
    }
  }
}
