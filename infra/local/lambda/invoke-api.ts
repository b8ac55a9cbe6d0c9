import { Rejection } from '@grocer/chassis/errors';
import { createHttp, type HttpApp } from '@grocer/chassis/http';
import type { Verifier } from '@grocer/chassis/identity';
import type { Log } from '@grocer/chassis/log';
import { Type } from 'typebox';
import { Throttled } from './pool.ts';
import type { Answer } from './runtime-api.ts';

/** A function, as its callers see it. */
export interface Invocable {
  invoke(event: unknown): Promise<Answer>;
  invokeAsync(event: unknown): Promise<void>;
}

export interface InvokeApiOptions {
  readonly functions: ReadonlyMap<string, Invocable>;
  readonly verifier: Verifier;
  readonly log: Log;
}

const Params = Type.Object({ name: Type.String() });
const Headers = Type.Object({
  'x-amz-invocation-type': Type.Optional(Type.Enum(['RequestResponse', 'Event', 'DryRun'])),
});

/** Builds Lambda's Invoke API. Its door is a bearer token instead of AWS's signature; refusals are problem+json. */
export function buildInvokeApi({ functions, verifier, log }: InvokeApiOptions): HttpApp {
  const app = createHttp({ log, verifier, isReady: () => true });
  app.post(
    '/2015-03-31/functions/:name/invocations',
    { config: { scope: 'pricing:run' }, schema: { params: Params, headers: Headers } },
    async (request, reply) => {
      const { name } = request.params;
      const invoked = functions.get(name);
      if (!invoked) throw new Rejection('not-found', `there is no function ${name}`);
      const event = request.body ?? {};
      switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
        case 'DryRun':
          return reply.code(204).send();
        case 'Event':
          void invoked.invokeAsync(event);
          return reply.code(202).send();
        case 'RequestResponse': {
          const { payload, failed } = await invoked.invoke(event).catch(refuse);
          if (failed) reply.header('x-amz-function-error', 'Unhandled');
          return reply.header('x-amz-executed-version', '$LATEST').type('application/json').send(payload);
        }
      }
    },
  );
  return app;
}

function refuse(error: unknown): never {
  if (error instanceof Throttled) throw new Rejection('too-many-requests', error.message);
  throw error;
}
