import { Rejection } from '@grocer/chassis/errors';
import { createHttp, type HttpApp } from '@grocer/chassis/http';
import type { Verifier } from '@grocer/chassis/identity';
import type { Log } from '@grocer/chassis/log';
import type { Scope } from '@grocer/contracts/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvokeRefusal, throttled, tooLarge } from './invoke-refusal.ts';
import { payloadLimits, readPayload } from './payload.ts';
import { Throttled } from './pool.ts';
import type { Answer } from './runtime-api.ts';

/** A function, as its callers see it; events are JSON texts. */
export interface Invocable {
  readonly name: string;
  /** What whoever calls it by hand needs; none: nobody may. */
  readonly invokeScope?: Scope | undefined;
  /** Runs one invocation, in the caller's trace where there is one. Throws Throttled when there is no room. */
  invoke(payload: string, traceparent?: string): Promise<Answer>;
  invokeAsync(payload: string): Promise<void>;
}

export interface InvokeApiOptions {
  readonly functions: readonly Invocable[];
  readonly verifier: Verifier;
  readonly log: Log;
}

/** Read off beyond what is taken, so that the caller sees the refusal and not a broken connection. */
const BODY_LIMIT = 2 * payloadLimits.RequestResponse;

/**
 * Builds Lambda's Invoke API, refusals included. Its door is a bearer token instead of AWS's signature, so who may not come in is told
 * by problem+json.
 */
export function buildInvokeApi({ functions, verifier, log }: InvokeApiOptions): HttpApp {
  const app = createHttp({ log, verifier, isReady: () => true });
  app.register(async (lambda) => {
    lambda.removeAllContentTypeParsers();
    // Lambda looks at no media type.
    lambda.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    lambda.setErrorHandler(answerRefusal);
    for (const invoked of functions) addFunction(lambda, invoked);
    lambda.post<{ Params: { name: string } }>('/2015-03-31/functions/:name/invocations', ({ params }) => {
      throw new InvokeRefusal('ResourceNotFoundException', `Function not found: ${params.name}`);
    });
  });
  return app;
}

function addFunction(app: Pick<HttpApp, 'post'>, invoked: Invocable): void {
  const { name, invokeScope } = invoked;
  app.post(
    `/2015-03-31/functions/${name}/invocations`,
    { config: { scope: invokeScope ?? [] }, bodyLimit: BODY_LIMIT },
    (request, reply) => answerCall(invoked, request, reply),
  );
}

async function answerCall({ invoke, invokeAsync }: Invocable, request: FastifyRequest, reply: FastifyReply) {
  const { headers } = request;
  const body = Buffer.isBuffer(request.body) ? request.body : undefined;
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  switch (type) {
    case 'DryRun':
      return reply.code(204).send();
    case 'Event':
      void invokeAsync(eventOf(body, type));
      return reply.code(202).send();
    case 'RequestResponse': {
      const traceparent = typeof headers.traceparent === 'string' ? headers.traceparent : undefined;
      const { payload, failed } = await invoke(eventOf(body, type), traceparent);
      if (failed) reply.header('x-amz-function-error', 'Unhandled');
      return reply.header('x-amz-executed-version', '$LATEST').type('application/json').send(payload);
    }
    default:
      throw new InvokeRefusal(
        'InvalidParameterValueException',
        `Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
      );
  }
}

function eventOf(body: Buffer | undefined, type: keyof typeof payloadLimits): string {
  const limit = payloadLimits[type];
  if (body && body.length > limit) throw tooLarge(body.length, type, limit);
  return readPayload(body);
}

/** Lambda's own shape for what Lambda refuses; whoever is not let in, or whatever breaks, goes the way of every other service. */
function answerRefusal(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = refusalOf(error, request);
  if (!refusal) throw error;
  return reply.code(refusal.status).header('x-amzn-errortype', refusal.name).send(refusal.body);
}

function refusalOf(error: unknown, { headers }: FastifyRequest): InvokeRefusal | undefined {
  if (error instanceof InvokeRefusal) return error;
  if (error instanceof Throttled) return throttled();
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isTooLarge =
    code === 'FST_ERR_CTP_BODY_TOO_LARGE' || (error instanceof Rejection && code === 'payload-too-large');
  if (!isTooLarge) return undefined;
  return tooLarge(Number(headers['content-length'] ?? BODY_LIMIT), 'RequestResponse', payloadLimits.RequestResponse);
}
