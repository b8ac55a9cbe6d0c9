import { randomUUID } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Log } from '@grocer/chassis/log';
import type { Queues } from '@grocer/chassis/queue';
import type { LogFile } from '../log-file.ts';
import { startProcess } from '../process.ts';
import { invokeAsync } from './async-invoke.ts';
import type { Invocable } from './invoke-api.ts';
import { type LiveInstance, Pool } from './pool.ts';
import { startQueueTrigger } from './queue-trigger.ts';
import { type Schedule, startSchedule } from './schedule.ts';

/** A function: a handler in a bundle, its figures, and what triggers it. */
export interface FunctionSettings {
  readonly name: string;
  /** The bundle, absolute; it exports `handler`. */
  readonly bundle: string;
  /** The environment of an instance, beside what Lambda itself sets. */
  readonly env: (instanceId: string) => Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly maxConcurrency: number;
  readonly idleSeconds: number;
  readonly schedule?: Schedule | undefined;
  readonly receives?: { readonly queueUrl: string; readonly batchSize: number } | undefined;
  /** Where its processes write. */
  readonly output: LogFile;
}

export interface HostedFunction extends Invocable {
  readonly name: string;
  instances(): readonly LiveInstance[];
  startTriggers(): void;
  stop(): Promise<void>;
}

interface Host {
  readonly region: string;
  readonly queues: Pick<Queues, 'receive' | 'acknowledge'>;
  readonly log: Log;
}

const ACCOUNT = '000000000000';
const MAX_EVENT_AGE_MS = 3_600_000;

/** Makes a function invocable; nothing runs before the first invocation. */
export function hostFunction(settings: FunctionSettings, host: Host): HostedFunction {
  const { name } = settings;
  const { log } = host;
  const stopping = new AbortController();
  const pool = createPool(settings, host);
  const invoke = (event: unknown) => pool.invoke(event);
  const later = (event: unknown, maxAgeMs: number) =>
    invokeAsync(event, { name, invoke, maxAgeMs, signal: stopping.signal, log });
  const triggers: { stop(): void | Promise<void> }[] = [];
  return {
    name,
    invoke,
    invokeAsync: (event) => later(event, MAX_EVENT_AGE_MS),
    instances: () => pool.instances(),
    startTriggers() {
      const { receives, schedule, maxConcurrency } = settings;
      if (receives) {
        const queueArn = arnOf('sqs', host.region, receives.queueUrl.slice(receives.queueUrl.lastIndexOf('/') + 1));
        triggers.push(startQueueTrigger({ ...host, ...receives, queueArn, maxConcurrency, invoke }));
      }
      if (schedule) {
        // A run that a rate's next one overtakes is not worth waiting for.
        const maxAgeMs = 'rate' in schedule ? schedule.rate * 1000 : MAX_EVENT_AGE_MS;
        triggers.push(
          startSchedule(schedule, (dueAt) => void later(scheduledEvent(name, host.region, dueAt), maxAgeMs)),
        );
      }
    },
    async stop() {
      stopping.abort();
      await Promise.all(triggers.map((trigger) => trigger.stop()));
      await pool.stop();
    },
  };
}

const runtime = join(import.meta.dirname, 'runtime.mjs');

function createPool(settings: FunctionSettings, { region, log }: Host): Pool {
  const { name, bundle, memoryMb, timeoutSeconds, output } = settings;
  return new Pool({
    ...settings,
    log,
    functionArn: arnOf('lambda', region, `function:${name}`),
    timeoutMs: timeoutSeconds * 1000,
    startProcess(runtimeApi) {
      const instanceId = `${name}-${randomUUID()}`;
      const env = {
        ...settings.env(instanceId),
        AWS_REGION: region,
        AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
        AWS_LAMBDA_LOG_STREAM_NAME: instanceId,
        AWS_LAMBDA_RUNTIME_API: runtimeApi,
        LAMBDA_TASK_ROOT: dirname(bundle),
        _HANDLER: `${basename(bundle, '.js')}.handler`,
      };
      return startProcess({ entry: runtime, env, memoryMb, log: output });
    },
  });
}

function arnOf(service: string, region: string, resource: string): string {
  return `arn:aws:${service}:${region}:${ACCOUNT}:${resource}`;
}

/** What EventBridge hands a function whose schedule came round. */
function scheduledEvent(name: string, region: string, dueAt: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: `${dueAt.toISOString().slice(0, 19)}Z`,
    region,
    resources: [arnOf('events', region, `rule/${name}`)],
    detail: {},
  };
}
