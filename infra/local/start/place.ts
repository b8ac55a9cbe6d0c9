import { createTracerProvider } from '@grocer/chassis/telemetry/provider';
import type { DeployableSpec, EstateYaml } from '../estate-yaml.ts';
import { startDeployment } from '../kubernetes.ts';
import type { LogFile } from '../processes/log-file.ts';
import type { Announce, Placement } from '../processes/placement.ts';
import { startScaleToZero } from '../scale-to-zero.ts';
import { startVirtualMachine } from '../vm.ts';
import type { Surroundings } from './environment.ts';
import { environmentOf } from './environment.ts';

/** What placing a deployable takes beside its row in estate.yaml. */
export interface PlaceOptions {
  readonly spec: DeployableSpec;
  readonly models: EstateYaml['computeModels'];
  readonly around: Surroundings;
  /** The entry, absolute. */
  readonly entry: string;
  readonly port: number;
  readonly log: LogFile;
  readonly announce: Announce;
}

/** Runs an HTTP deployable under the compute model its row names, with that model's figures and its own. */
export async function place(options: PlaceOptions): Promise<Placement & { readonly url: string }> {
  const { spec, models, around, entry, port, log, announce } = options;
  const shared = {
    deployable: spec.name,
    entry,
    env: (instanceId: string) => environmentOf(spec, around, instanceId),
    memoryMb: spec.memoryMb,
    port,
    log,
    announce,
  };
  switch (spec.computeModel) {
    case 'kubernetes':
      return startDeployment({ ...shared, ...models.kubernetes, ...spec.scaling });
    case 'vm':
      return startVirtualMachine({ ...shared, ...models.vm, ...spec.scaling });
    case 'scale-to-zero': {
      const resource = { 'service.name': spec.name, 'grocer.compute_model': spec.computeModel };
      const tracer = createTracerProvider({ endpoint: around.telemetryUrl, resource }).getTracer('grocer');
      return startScaleToZero({ ...shared, ...models['scale-to-zero'], ...spec.scaling, tracer });
    }
    case 'function':
      throw new Error(`${spec.name} is a handler: the function host runs it`);
  }
}
