import type { Verifier } from '@grocer/chassis/identity';
import type { Log } from '@grocer/chassis/log';
import type { Queues } from '@grocer/chassis/queue';
import type { FunctionSettings } from './lambda/function-settings.ts';
import { hostFunction } from './lambda/hosted-function.ts';
import { buildInvokeApi } from './lambda/invoke-api.ts';
import { renderMetrics } from './lambda/metrics.ts';
import type { LiveInstance } from './lambda/pool.ts';
import { claimPort, LOOPBACK, portOf } from './processes/ports.ts';

export interface FunctionHostOptions {
  readonly port: number;
  readonly host?: string;
  readonly region: string;
  readonly functions: readonly FunctionSettings[];
  readonly queues: Pick<Queues, 'receive' | 'acknowledge' | 'deadLetter'>;
  readonly verifier: Verifier;
  readonly log: Log;
}

export interface FunctionHost {
  /** The Invoke API; what invocations have come to is at `/metrics`. */
  readonly url: string;
  /** The processes that live now, by function. */
  instances(): Record<string, readonly LiveInstance[]>;
  /** Triggers no more, lets what runs finish, and ends every process. */
  stop(): Promise<void>;
}

/** Runs functions as Lambda does: triggered by queues, schedules and calls, every instance a process that loads the published bundle. */
export async function startFunctionHost(options: FunctionHostOptions): Promise<FunctionHost> {
  const { port, host = LOOPBACK, verifier, log } = options;
  const hosted = options.functions.map((settings) => hostFunction(settings, options));
  const api = buildInvokeApi({ functions: hosted, verifier, log });
  api.get('/metrics', { config: { isProbe: true } }, (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(renderMetrics(hosted)),
  );
  await claimPort(port, 'ESTATE_FUNCTIONS_PORT', () => api.listen({ host, port }));
  for (const one of hosted) one.startTriggers();
  return {
    url: `http://localhost:${portOf(api.server)}`,
    instances: () => Object.fromEntries(hosted.map((one) => [one.name, one.instances()])),
    async stop() {
      await Promise.all([api.close(), ...hosted.map((one) => one.stop())]);
    },
  };
}
