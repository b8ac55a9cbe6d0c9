import { join } from 'node:path';
import { createVerifier } from '@grocer/chassis/identity';
import type { Log } from '@grocer/chassis/log';
import { createQueues } from '@grocer/chassis/queue';
import { createTracerProvider } from '@grocer/chassis/telemetry/provider';
import type { DeployableSpec, EstateYaml } from '../estate-yaml.ts';
import { startFunctionHost } from '../functions.ts';
import { trustLocalIssuer } from '../identity.ts';
import { LARGEST_RECEIVE } from '../lambda/batch.ts';
import type { QueueMapping } from '../lambda/queue-trigger.ts';
import type { LogFile } from '../processes/log-file.ts';
import type { InstanceStatus } from '../processes/placement.ts';
import { StartFault } from '../start-fault.ts';
import { environmentOf, region, type Surroundings } from './environment.ts';

/** What hosting the estate's handlers takes. */
export interface HostFunctionsOptions {
  readonly root: string;
  readonly port: number;
  readonly host?: string;
  readonly handlers: readonly DeployableSpec[];
  readonly yaml: EstateYaml;
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
  const { root, port, handlers, yaml, around, logOf, log } = options;
  const queues = createQueues({
    endpoint: around.sqsUrl,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const host = await startFunctionHost({
    port,
    ...(options.host !== undefined && { host: options.host }),
    region,
    log,
    queues,
    verifier: createVerifier(trustLocalIssuer(around), log),
    functions: handlers.map((spec) => ({
      ...figuresOf(spec, yaml),
      name: spec.name,
      bundle: join(root, spec.folder, spec.entry),
      env: (instanceId: string) => environmentOf(spec, around, instanceId),
      memoryMb: spec.memoryMb,
      schedule: spec.schedule,
      invokeScope: spec.invokeScope,
      receives: spec.receives && mappingOf(spec.name, spec.receives, options),
      onFailureUrl: spec.onFailure && around.queueUrl(spec.onFailure),
      output: logOf(spec.name),
      tracer: tracerOf(spec, around),
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

function figuresOf({ name, scaling }: DeployableSpec, { computeModels }: EstateYaml) {
  const figures = { ...computeModels.function, ...scaling };
  if (figures.provisionedConcurrency <= figures.maxConcurrency) return figures;
  throw new StartFault(`${name}: provisionedConcurrency is more than maxConcurrency, of which it is a part.`);
}

function mappingOf(
  name: string,
  { queue, ...mapping }: NonNullable<DeployableSpec['receives']>,
  { yaml, around }: HostFunctionsOptions,
): QueueMapping {
  if (mapping.batchSize > LARGEST_RECEIVE && !mapping.windowSeconds) {
    throw new StartFault(`${name}: a batchSize above ${LARGEST_RECEIVE} needs windowSeconds of at least 1.`);
  }
  return { ...mapping, queueUrl: around.queueUrl(queue), visibilitySeconds: yaml.queues[queue]?.visibilitySeconds };
}

function tracerOf({ name, computeModel }: DeployableSpec, { telemetryUrl }: Surroundings) {
  const resource = { 'service.name': name, 'grocer.compute_model': computeModel };
  return createTracerProvider({ endpoint: telemetryUrl, resource }).getTracer('grocer');
}
