import { join } from 'node:path';
import { createVerifier } from '@grocer/chassis/identity';
import type { Log } from '@grocer/chassis/log';
import { createQueues } from '@grocer/chassis/queue';
import type { DeployableSpec, EstateYaml } from '../estate-yaml.ts';
import { startFunctionHost } from '../functions.ts';
import { trustLocalIssuer } from '../identity.ts';
import type { LogFile } from '../processes/log-file.ts';
import type { InstanceStatus } from '../processes/placement.ts';
import { environmentOf, region, type Surroundings } from './environment.ts';

/** What hosting the estate's handlers takes. */
export interface HostFunctionsOptions {
  readonly root: string;
  readonly port: number;
  readonly handlers: readonly DeployableSpec[];
  readonly models: EstateYaml['computeModels'];
  readonly around: Surroundings;
  readonly logOf: (name: string) => LogFile;
  readonly log: Log;
}

/** The handlers of estate.yaml under the function host. */
export interface HostedFunctions {
  readonly url: string;
  instances(name: string): readonly InstanceStatus[];
  stop(): Promise<void>;
}

/** Hosts every handler with its row's figures and triggers. */
export async function hostFunctions(options: HostFunctionsOptions): Promise<HostedFunctions> {
  const { root, port, handlers, models, around, logOf, log } = options;
  const queues = createQueues({
    endpoint: around.sqsUrl,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const host = await startFunctionHost({
    port,
    region,
    log,
    queues,
    verifier: createVerifier(trustLocalIssuer(around), log),
    functions: handlers.map((spec) => ({
      ...models.function,
      ...spec.scaling,
      name: spec.name,
      bundle: join(root, spec.folder, spec.entry),
      env: (instanceId: string) => environmentOf(spec, around, instanceId),
      memoryMb: spec.memoryMb,
      schedule: spec.schedule,
      invokeScope: spec.invokeScope,
      receives: spec.receives && { queueUrl: around.queueUrl(spec.receives.queue), batchSize: spec.receives.batchSize },
      output: logOf(spec.name),
    })),
  });
  return {
    url: host.url,
    instances: (name) => host.instances()[name] ?? [],
    async stop() {
      await host.stop();
      await queues.close();
    },
  };
}
