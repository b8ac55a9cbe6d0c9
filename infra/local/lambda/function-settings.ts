import { basename, dirname } from 'node:path';
import type { Scope } from '@grocer/contracts/identity';
import type { LogFile } from '../processes/log-file.ts';
import { arnOf } from './arn.ts';
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
  readonly maxConcurrency: number;
  readonly idleSeconds: number;
  readonly schedule?: Schedule | undefined;
  /** What whoever calls it by hand needs; none: nobody may. */
  readonly invokeScope?: Scope | undefined;
  readonly receives?: { readonly queueUrl: string; readonly batchSize: number } | undefined;
  /** Where its processes write, and the host's report of each invocation. */
  readonly output: LogFile;
}

/** What Lambda tells an instance about itself and its function. */
export function lambdaEnvironment(
  { name, bundle, memoryMb }: FunctionSettings,
  { region, instanceId, runtimeApi }: { region: string; instanceId: string; runtimeApi: string },
): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_STREAM_NAME: instanceId,
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: dirname(bundle),
    _HANDLER: `${basename(bundle, '.js')}.handler`,
  };
}

export function functionArn(name: string, region: string): string {
  return arnOf('lambda', region, `function:${name}`);
}
