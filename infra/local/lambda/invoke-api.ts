import { Rejection } from '@grocer/chassis/errors';
import { createHttp, type HttpApp } from '@grocer/chassis/http';
import type { Verifier } from '@grocer/chassis/identity';
import type { Log } from '@grocer/chassis/log';
import type { Scope } from '@grocer/contracts/identity';
import { Type } from 'typebox';
import { Throttled } from './pool.ts';
import type { Answer } from './runtime-api.ts';

/** A function, as its callers see it. */
export interface Invocable {
  readonly name: string;
  /** What whoever calls it by hand needs; none: nobody may. */
  readonly invokeScope?: Scope | undefined;
  invoke(event: unknown): Promise<Answer>;
  invokeAsync(event: unknown): Promise<void>;
}

export interface InvokeApiOptions {
  readonly functions: readonly Invocable[];
  readonly verifier: Verifier;
  readonly log: Log;
}

const Headers = Type.Object({
  'x-amz-invocation-type': Type.Optional(Type.Enum(['RequestResponse', 'Event', 'DryRun'])),
});

/** Builds Lambda's Invoke API. Its door is a bearer token instead of AWS's signature; refusals are problem+json. */
export function buildInvokeApi({ functions, verifier, log }: InvokeApiOptions): HttpApp {
  const app = createHttp({ log, verifier, isReady: () => true });
  for (const invoked of functions) addFunction(app, invoked);
  return app;
}

function addFunction(app: HttpApp, { name, invokeScope, invoke, invokeAsync }: Invocable): void {
  app.post(
    `/2015-03-31/functions/${name}/invocations`,
    { config: { scope: invokeScope ?? [] }, schema: { headers: Headers } },
    async (request, reply) => {
      const event = request.body ?? {};
      switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
        case 'DryRun':
          return reply.code(204).send();
        case 'Event':
          void invokeAsync(event);
          return reply.code(202).send();
        case 'RequestResponse': {
          const { payload, failed } = await invoke(event).catch(refuse);
          if (failed) reply.header('x-amz-function-error', 'Unhandled');
          return reply.header('x-amz-executed-version', '$LATEST').type('application/json').send(payload);
        }
      }
    },
  );
}

function refuse(error: unknown): never {
  if (error instanceof Throttled) throw new Rejection('too-many-requests', error.message);
  throw error;
}
