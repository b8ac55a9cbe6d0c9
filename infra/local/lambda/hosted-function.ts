import type { Log } from '@grocer/chassis/log';
import type { Queues } from '@grocer/chassis/queue';
import { invokeAsync } from './async-invoke.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { Invocable } from './invoke-api.ts';
import { type LiveInstance, Pool } from './pool.ts';
import { startQueueTrigger } from './queue-trigger.ts';
import { scheduledEvent, startSchedule } from './schedule.ts';

/** A function under the host: invocable, and triggered by its queue and its schedule once it is told to. */
export interface HostedFunction extends Invocable {
  instances(): readonly LiveInstance[];
  startTriggers(): void;
  stop(): Promise<void>;
}

/** What functions share. */
export interface FunctionSurroundings {
  readonly region: string;
  readonly queues: Pick<Queues, 'receive' | 'acknowledge'>;
  readonly log: Log;
}

const MAX_EVENT_AGE_MS = 3_600_000;

/** Makes a function invocable; nothing runs before its first invocation. */
export function hostFunction(settings: FunctionSettings, around: FunctionSurroundings): HostedFunction {
  const { name, receives, schedule, invokeScope, maxConcurrency } = settings;
  const { region, log } = around;
  const stopping = new AbortController();
  const triggers: { stop(): void | Promise<void> }[] = [];
  const pool = new Pool(settings, region);
  const invoke = async (event: unknown) => {
    const answer = await pool.invoke(event);
    if (answer.failed) log.warn({ function: name, fault: answer.payload.slice(0, 500) }, `${name} failed`);
    return answer;
  };
  const invokeLater = (event: unknown, maxAgeMs = MAX_EVENT_AGE_MS) =>
    invokeAsync(event, { name, invoke, maxAgeMs, signal: stopping.signal, log });

  function startTriggers(): void {
    if (receives) triggers.push(startQueueTrigger({ ...around, ...receives, maxConcurrency, invoke }));
    if (!schedule) return;
    // What the next run of a rate overtakes is not worth waiting for.
    const maxAgeMs = 'rate' in schedule ? schedule.rate * 1000 : MAX_EVENT_AGE_MS;
    const run = (dueAt: Date) => void invokeLater(scheduledEvent(name, region, dueAt), maxAgeMs);
    triggers.push(startSchedule(schedule, run));
  }

  return {
    name,
    invokeScope,
    invoke,
    invokeAsync: invokeLater,
    instances: () => pool.instances(),
    startTriggers,
    async stop() {
      stopping.abort();
      // What a trigger has begun ends with the pool, which limits how long it may take.
      await Promise.all([pool.stop(), ...triggers.map((trigger) => trigger.stop())]);
    },
  };
}
