import type { Log } from '@grocer/chassis/log';
import type { Queues } from '@grocer/chassis/queue';
import { invokeAsync } from './async-invoke.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { Invocable } from './invoke-api.ts';
import type { InvocationMetrics } from './metrics.ts';
import { type LiveInstance, Pool } from './pool.ts';
import { startQueueTrigger } from './queue-trigger.ts';
import { scheduledEvent, startSchedule } from './schedule.ts';

/** A function under the host: invocable, and triggered by its queue and its schedule once it is told to. */
export interface HostedFunction extends Invocable {
  readonly metrics: InvocationMetrics;
  instances(): readonly LiveInstance[];
  /** Starts what is provisioned, and from then on what triggers it. */
  startTriggers(): void;
  stop(): Promise<void>;
}

/** What functions share. */
export interface FunctionSurroundings {
  readonly region: string;
  readonly queues: Pick<Queues, 'receive' | 'acknowledge' | 'deadLetter'>;
  readonly log: Log;
}

const MAX_EVENT_AGE_MS = 3_600_000;

/** Makes a function invocable; nothing runs before its triggers are started or it is invoked. */
export function hostFunction(settings: FunctionSettings, around: FunctionSurroundings): HostedFunction {
  const { name, receives, schedule, invokeScope, maxConcurrency, onFailureUrl, timeoutSeconds } = settings;
  const { region, queues, log } = around;
  const stopping = new AbortController();
  const triggers: { stop(): void | Promise<void> }[] = [];
  const pool = new Pool(settings, region);
  const onFailure = onFailureUrl
    ? (payload: string, reason: string) => queues.deadLetter(onFailureUrl, payload, reason)
    : undefined;
  const invoke = async (payload: string, traceparent?: string) => {
    const answer = await pool.invoke(payload, traceparent);
    if (answer.failed) log.warn({ function: name, fault: answer.payload.slice(0, 500) }, `${name} failed`);
    return answer;
  };
  const invokeLater = (payload: string, maxAgeMs = MAX_EVENT_AGE_MS) =>
    invokeAsync(payload, { name, invoke, onFailure, maxAgeMs, signal: stopping.signal, log });

  function startTriggers(): void {
    pool.provision();
    if (receives) {
      const batches = receives.maxConcurrency ?? maxConcurrency;
      triggers.push(startQueueTrigger({ ...around, ...receives, maxConcurrency: batches, timeoutSeconds, invoke }));
    }
    if (!schedule) return;
    // What the next run of a rate overtakes is not worth waiting for.
    const maxAgeMs = 'rate' in schedule ? schedule.rate * 1000 : MAX_EVENT_AGE_MS;
    const run = (dueAt: Date) => void invokeLater(JSON.stringify(scheduledEvent(name, region, dueAt)), maxAgeMs);
    triggers.push(startSchedule(schedule, run));
  }

  return {
    name,
    invokeScope,
    invoke,
    invokeAsync: invokeLater,
    metrics: pool.metrics,
    instances: () => pool.instances(),
    startTriggers,
    async stop() {
      stopping.abort();
      // What a trigger has begun ends with the pool, which limits how long it may take.
      await Promise.all([pool.stop(), ...triggers.map((trigger) => trigger.stop())]);
    },
  };
}
