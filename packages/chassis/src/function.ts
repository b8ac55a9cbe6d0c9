import { type Static, type TObject, type TProperties, Type } from 'typebox';
import { stayAwake } from './awake.ts';
import { commonSettings, loadConfig } from './config.ts';
import { giveUp, type Runtime } from './lifecycle.ts';
import { createLog } from './log.ts';
import { flushTelemetry } from './telemetry/trace.ts';

/** What startFunction needs: the deployable's name, its configuration's schema and source, and how its handler is made. */
export interface FunctionStart<Properties extends TProperties, Handler> {
  readonly name: string;
  readonly schema: TObject<Properties>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly start: (runtime: Runtime<Static<TObject<Properties>>>) => Handler | Promise<Handler>;
}

/**
 * Starts a function once per process, whatever its host: reads its configuration (every fault in one ConfigError) and makes its
 * handler. On SIGTERM, which reaches an idle instance, it runs the stop tasks and exits 0.
 */
export async function startFunction<Properties extends TProperties, Handler>({
  name,
  schema,
  env,
  start,
}: FunctionStart<Properties, Handler>): Promise<Handler> {
  const config = loadConfig(schema, env);
  const log = createLog({ name, level: loadConfig(Type.Object(commonSettings), env).logLevel });
  const tasks: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const task of tasks)
      await task().catch((error: unknown) => log.warn({ err: error }, 'could not stop cleanly'));
    await flushTelemetry();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  const runtime: Runtime<Static<TObject<Properties>>> = {
    name,
    config,
    env,
    log,
    onStop: (task) => void tasks.unshift(task),
    giveUp: (fault) => giveUp(name, fault, log),
  };
  return stayAwake(() => start(runtime));
}
