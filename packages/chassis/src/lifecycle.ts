import { setTimeout as delay } from 'node:timers/promises';
import { type Static, type TObject, type TProperties, Type } from 'typebox';
import { stayAwake } from './awake.ts';
import { ConfigError, commonSettings, httpSettings, loadConfig } from './config.ts';
import type { HttpApp } from './http.ts';
import { createLog, type Log } from './log.ts';
import { flushTelemetry } from './telemetry/trace.ts';

/** What a deployable gets to start with. */
export interface Runtime<Config> {
  /** The deployable's name. */
  readonly name: string;
  readonly config: Config;
  /** The environment, for what a platform leaves there of its own; settings are in `config`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Registers what is done at shutdown after the last request, in the order of registration reversed. */
  onStop(task: () => Promise<void>): void;
  /** Exits 1 with the fault's sentence in the log: for what no retry can mend. */
  giveUp(fault: Error): void;
}

/** What runService needs: the deployable's name, its configuration's schema (`httpSettings` and `commonSettings` among it) and source, and how its application is made. */
export interface Service<Properties extends TProperties> {
  readonly name: string;
  readonly schema: TObject<Properties>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly start: (runtime: Runtime<Static<TObject<Properties>>>) => HttpApp | Promise<HttpApp>;
}

const ServiceSettings = Type.Object({ ...httpSettings, ...commonSettings });

const DRAIN_LIMIT_MS = 10_000;
/** For what follows the drain; platforms kill a process that takes much longer. */
const STOP_TASKS_LIMIT_MS = 1500;

/**
 * Runs a service: reads its configuration (every fault in one message, exit 1), listens, and on SIGTERM or SIGINT stops accepting,
 * finishes what runs for at most ten seconds, runs the stop tasks and exits 0.
 */
export async function runService<Properties extends TProperties>(service: Service<Properties>): Promise<void> {
  const config = readConfig(service);
  const settings = loadConfig(ServiceSettings, service.env);
  const log = createLog({ name: service.name, level: settings.logLevel });
  const tasks: (() => Promise<void>)[] = [];
  const runtime: Runtime<Static<TObject<Properties>>> = {
    name: service.name,
    config,
    env: service.env,
    log,
    onStop: (task) => void tasks.unshift(task),
    giveUp: (fault) => giveUp(service.name, fault, log),
  };

  // Rejections that nobody handles end up here too. Left to itself Node prints an error with all that hangs on it.
  process.on('uncaughtException', (error) => {
    log.error({ err: error }, error instanceof Error ? error.message : 'uncaught exception');
    process.exit(1);
  });
  const app = await stayAwake(() => service.start(runtime));
  let isStopping = false;
  const stop = async (signal: string) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('not stopped in time');
      process.exit(1);
    }, DRAIN_LIMIT_MS + STOP_TASKS_LIMIT_MS).unref();
    const drained = app.close().then(() => true);
    const isDrained = await Promise.race([drained, delay(DRAIN_LIMIT_MS, false, { ref: false })]);
    if (!isDrained) log.warn('not drained in time: what still runs is cut off');
    for (const task of tasks) await task();
    await flushTelemetry();
    log.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  await app.listen({ host: settings.host, port: settings.port });
  log.info({ address: app.listeningOrigin, startMs: Math.round(performance.now()) }, 'listening');
}

/** Ends the process with one sentence in its log, because of what only a person can mend. */
export function giveUp(name: string, { message }: Error, log: Log): void {
  log.error(`${name} gives up: ${message}`);
  process.exit(1);
}

function readConfig<Properties extends TProperties>({ name, schema, env }: Service<Properties>) {
  try {
    return loadConfig(schema, env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(`${name} cannot start, its configuration is wrong:\n${error.message}`);
    process.exit(1);
  }
}
