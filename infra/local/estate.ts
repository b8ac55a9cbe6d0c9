import { join } from 'node:path';
import type { Log } from '@grocer/chassis/log';
import { readEdgeRules } from './edge/rules.ts';
import { startEdge } from './edge.ts';
import { type DeployableSpec, type EstateYaml, placeDeployables } from './estate-yaml.ts';
import { findFreePort } from './processes/free-port.ts';
import { openLogFile } from './processes/log-file.ts';
import type { Announce, InstanceStatus } from './processes/placement.ts';
import type { Ports } from './start/addresses.ts';
import { startBacking } from './start/backing.ts';
import { createCleanup } from './start/cleanup.ts';
import { type Surroundings, taskEnvironmentOf } from './start/environment.ts';
import type { EstateFolder } from './start/estate-folder.ts';
import { hostFunctions } from './start/host-functions.ts';
import { place } from './start/place.ts';
import { runTask } from './start/tasks.ts';

/** What an estate is started with. */
export interface EstateOptions {
  /** The repository. */
  readonly root: string;
  readonly folder: EstateFolder;
  readonly ports: Ports;
  readonly yaml: EstateYaml;
  /** Deployables that run under another compute model than their row says. */
  readonly placements: ReadonlyMap<string, string>;
  readonly announce: Announce;
  readonly log: Log;
  /** Ends the start, which then throws the signal's reason. */
  readonly signal: AbortSignal;
}

/** Absolute addresses without a trailing slash (contracts §2). */
export type Endpoints = Readonly<Record<keyof Ports, string>>;

/** How one deployable stands. */
export interface DeployableStatus {
  readonly deployable: string;
  readonly computeModel: string;
  readonly address?: string;
  readonly instances: readonly InstanceStatus[];
}

/** A running estate: an order can be placed. */
export interface Estate {
  readonly endpoints: Endpoints;
  /** The secret of the client `grocer-cli`. */
  readonly cliSecret: string;
  status(): DeployableStatus[];
  stop(): Promise<void>;
}

/** Starts everything; when it returns an order can be placed. When it throws, nothing is left running. */
export async function startEstate(options: EstateOptions): Promise<Estate> {
  const cleanup = createCleanup((error) => options.log.error({ err: error }, 'could not stop cleanly'));
  try {
    return await start(options, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function start(options: EstateOptions, cleanup: ReturnType<typeof createCleanup>): Promise<Estate> {
  const { root, folder, ports, yaml, announce, log, signal } = options;
  const specs = placeDeployables(yaml, options.placements);
  const services = specs.filter(({ http }) => http);
  const handlers = specs.filter(({ http }) => !http);
  // A process of its own: the bundler's memory ends with it.
  const building = runTask({ root, folder, name: 'build', entry: 'tools/build.ts', args: [], env: {}, signal });
  building.catch(() => undefined); // awaited below, once the backing services are up
  const servicePorts = new Map<string, number>();
  for (const { name } of services) servicePorts.set(name, await findFreePort());

  const backing = await startBacking({ ...options, cleanup });
  const around: Surroundings = {
    ...backing.surroundings,
    urlOf: (name) => `http://127.0.0.1:${servicePorts.get(name)}`,
    compileCache: folder.join('compile-cache'),
  };
  for (const [name, task] of Object.entries(yaml.tasks)) {
    const env = taskEnvironmentOf(name, around);
    await runTask({ root, folder, name, entry: join(task.folder, task.entry), args: task.args, env, signal });
  }
  await building;
  announce('database migrated and seeded');

  const logOf = (name: string) => {
    const file = openLogFile(folder.join('logs', `${name}.log`));
    cleanup.add(file.close);
    return file;
  };
  const placed = await Promise.all(
    services.map(async (spec) => {
      const entry = join(root, spec.folder, spec.entry);
      const port = servicePorts.get(spec.name) ?? 0;
      const models = yaml.computeModels;
      const placement = await place({ spec, models, around, entry, port, log: logOf(spec.name), announce });
      cleanup.add(placement.stop);
      return { spec, placement };
    }),
  );
  await Promise.race([Promise.all(placed.map(({ placement }) => placement.ready)), untilAborted(signal)]);
  const functions = await hostFunctions({
    root,
    port: ports.functions,
    handlers,
    yaml,
    around,
    logOf,
    log,
  });
  cleanup.add(functions.stop);
  const edge = await startEdge({
    port: ports.edge,
    ...yaml.edge,
    pages: join(root, yaml.edge.pages),
    routes: placed.flatMap(({ spec, placement }) =>
      (spec.http?.paths ?? []).map((prefix) => ({ prefix, url: placement.url })),
    ),
    rules: readEdgeRules(join(root, 'infra/base/edge/rules.yaml')),
    purgeCredentials: backing.purgeCredentials,
    issuer: around,
    telemetryUrl: around.telemetryUrl,
  });
  cleanup.add(edge.stop);
  signal.throwIfAborted();

  return {
    endpoints: { ...backing.endpoints, functions: functions.url, edge: edge.url },
    cliSecret: backing.cliSecret,
    status: () => [
      ...placed.map(({ spec, placement }) => statusOf(spec, placement.instances(), placement.url)),
      ...handlers.map((spec) => statusOf(spec, functions.instances(spec.name))),
    ],
    stop: cleanup.run,
  };
}

/** Never settles but to throw the signal's reason. */
function untilAborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined); // the race may be over
  if (signal.aborted) reject(signal.reason);
  signal.addEventListener('abort', () => reject(signal.reason));
  return promise;
}

function statusOf(
  { name, computeModel }: DeployableSpec,
  instances: readonly InstanceStatus[],
  address?: string,
): DeployableStatus {
  return { deployable: name, computeModel, ...(address && { address }), instances };
}
