import { randomBytes, timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { findCard } from './cards.ts';
import type { Faults } from './faults.ts';
import { decodeForm, type Form, textAt } from './form.ts';
import type { Answer, IdempotencyKeys, KeyedRequest } from './idempotency.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Operations } from './operations.ts';
import { renderError } from './render.ts';
import { InvalidParameters, StripeError } from './stripe-error.ts';

export interface GatewayAppOptions {
  readonly apiKey: string;
  readonly readingKey: string | undefined;
  readonly operations: Operations;
  readonly keys: IdempotencyKeys;
  readonly faults: Faults;
  entries(): LedgerEntry[];
  transact<T>(work: () => T): T;
}

interface OfIntent {
  readonly Params: { id: string };
}

/** The gateway's HTTP side, not listening. */
export function buildGatewayApp({
  apiKey,
  readingKey,
  operations,
  entries,
  ...settling
}: GatewayAppOptions): FastifyInstance {
  const app = createApp(apiKey, readingKey);
  const once = createOnce(settling);
  app.get('/v1/payment_intents', (request) => operations.list(queryOf(request)));
  app.get<OfIntent>('/v1/payment_intents/:id', (request) => operations.retrieve(request.params.id, queryOf(request)));
  app.post('/v1/payment_intents', (request, reply) => once(request, reply, operations.create));
  app.post<OfIntent>('/v1/payment_intents/:id/capture', (request, reply) =>
    once(request, reply, (form) => operations.capture(request.params.id, form)),
  );
  app.post<OfIntent>('/v1/payment_intents/:id/cancel', (request, reply) =>
    once(request, reply, (form) => operations.cancel(request.params.id, form)),
  );
  app.get('/ledger', () => ({ items: entries() }));
  return app;
}

// https://docs.stripe.com/keys/restricted-api-keys: the key is good, but not for this.
const lacksPermission = 'The provided key does not have the required permissions for this endpoint.';

function createApp(apiKey: string, readingKey: string | undefined): FastifyInstance {
  const app = Fastify({
    forceCloseConnections: true,
    bodyLimit: 64 * 1024,
    genReqId: () => `req_${randomBytes(8).toString('hex')}`,
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, body);
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('request-id', request.id);
    if (presentsKey(request, apiKey)) return;
    if (readingKey === undefined || !presentsKey(request, readingKey)) {
      throw new StripeError(401, { type: 'invalid_request_error', message: 'Invalid API Key provided' });
    }
    if (request.method !== 'GET')
      throw new StripeError(403, { type: 'invalid_request_error', message: lacksPermission });
  });
  app.setErrorHandler<FastifyError | StripeError>((error, _request, reply) => sendError(reply, error));
  app.setNotFoundHandler((request, reply) => {
    const message = `Unrecognized request URL (${request.method}: ${request.url}).`;
    return sendError(reply, new StripeError(404, { type: 'invalid_request_error', message }));
  });
  return app;
}

/** Does work once for a request's idempotency key, and answers the same ever after. */
function createOnce({ keys, faults, transact }: Pick<GatewayAppOptions, 'keys' | 'faults' | 'transact'>) {
  return async (request: FastifyRequest, reply: FastifyReply, work: (form: Form) => object) => {
    const form = decodeForm(bodyOf(request));
    const keyed = keyOf(request);
    const kept = keyed && keys.find(keyed);
    if (kept) {
      reply.headers({ 'idempotent-replayed': 'true', 'original-request': kept.requestId });
      return sendAnswer(reply, kept);
    }
    const perform = () =>
      transact(() => {
        const answer = answerOf(() => work(form), request.id);
        if (keyed) keys.keep(keyed, answer);
        return answer;
      });
    const fault = findCard(textAt(form, 'payment_method') ?? '')?.fault;
    const faulty = () => faults.around(fault, keyed?.key, perform);
    const answer = await (keyed ? keys.hold(keyed, faulty) : faulty());
    return answer ? sendAnswer(reply, answer) : breakConnection(request, reply);
  };
}

/** What the work comes to; parameters that are no good are no answer to keep, and stay an error. */
function answerOf(work: () => object, requestId: string): Answer {
  try {
    return { status: 200, body: JSON.stringify(work()), requestId };
  } catch (error) {
    if (!(error instanceof StripeError) || error instanceof InvalidParameters) throw error;
    return { status: error.status, body: JSON.stringify(renderError(error)), requestId };
  }
}

function sendAnswer(reply: FastifyReply, { status, body }: Answer): FastifyReply {
  if (status >= 500) reply.header('stripe-should-retry', 'false');
  return reply.code(status).type('application/json').send(body);
}

function sendError(reply: FastifyReply, error: FastifyError | StripeError): FastifyReply {
  const known = error instanceof StripeError ? error : ofFramework(error);
  return reply.code(known.status).send(renderError(known));
}

/** A body that is too large or no form is the caller's mistake; anything else is ours. */
function ofFramework({ statusCode = 500, message }: FastifyError): StripeError {
  const type = statusCode < 500 ? 'invalid_request_error' : 'api_error';
  return new StripeError(statusCode, { type, message });
}

function breakConnection(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack();
  request.raw.socket.resetAndDestroy();
}

function presentsKey({ headers }: FastifyRequest, apiKey: string): boolean {
  const expected = Buffer.from(`Bearer ${apiKey}`);
  const presented = Buffer.from(headers.authorization ?? '');
  return presented.length === expected.length && timingSafeEqual(presented, expected);
}

function keyOf(request: FastifyRequest): KeyedRequest | undefined {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return undefined;
  const parameters = new URLSearchParams(bodyOf(request));
  parameters.sort();
  return { key, fingerprint: `${request.method} ${request.url} ${parameters}` };
}

function bodyOf({ body }: FastifyRequest): string {
  return typeof body === 'string' ? body : '';
}

function queryOf({ url }: FastifyRequest): Form {
  return decodeForm(url.split('?')[1] ?? '');
}
