import { basename, dirname } from 'node:path';
import type { Scope } from '@grocer/contracts/identity';
import type { Tracer } from '@opentelemetry/api';
import type { LogFile } from '../processes/log-file.ts';
import { arnOf } from './arn.ts';
import type { QueueMapping } from './queue-trigger.ts';
import type { Schedule } from './schedule.ts';

/** A function: a handler in a bundle, its figures, and what triggers it. */
export interface FunctionSettings {
  readonly name: string;
  /** The bundle, absolute; it exports `handler`. */
  readonly bundle: string;
  /** The environment of an instance, beside what Lambda itself sets. */
  readonly env: (instanceId: string) => Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Reserved concurrency: invocations at once, whoever triggers them; none at all when it is 0. */
  readonly maxConcurrency: number;
  /** Instances that are started ahead and stay. */
  readonly provisionedConcurrency?: number;
  readonly idleSeconds: number;
  readonly schedule?: Schedule | undefined;
  /** What whoever calls it by hand needs; none: nobody may. */
  readonly invokeScope?: Scope | undefined;
  readonly receives?: QueueMapping | undefined;
  /** The queue for events that nobody waits for and that all tries have failed. */
  readonly onFailureUrl?: string | undefined;
  /** Makes the span of each invocation, as the function. */
  readonly tracer?: Tracer | undefined;
  /** Where its processes write, and the host's report of each invocation. */
  readonly output: LogFile;
}

/** What Lambda tells an instance about itself and its function. */
export function lambdaEnvironment(
  { name, bundle, memoryMb }: FunctionSettings,
  instance: { region: string; instanceId: string; runtimeApi: string; isProvisioned: boolean },
): Record<string, string> {
  const { region, instanceId, runtimeApi, isProvisioned } = instance;
  return {
    AWS_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: isProvisioned ? 'provisioned-concurrency' : 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: instanceId,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: dirname(bundle),
    _HANDLER: `${basename(bundle, '.js')}.handler`,
  };
}

export function functionArn(name: string, region: string): string {
  return arnOf('lambda', region, `function:${name}`);
}
