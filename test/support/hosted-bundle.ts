import { join } from 'node:path';
import { type FunctionHost, startFunctionHost } from '@grocer/local/functions';
import { buildBundle } from '@grocer/local/start/bundles';
import { sqsSettings, type TestQueue } from './queues.ts';

const root = join(import.meta.dirname, '../..');
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

export interface BundleUnderTest {
  name: string;
  /** The bundle, from the repository's root; it is built if its sources have changed. */
  file: string;
  env: Record<string, string>;
  /** What feeds it, up to ten messages at a time. */
  queue: TestQueue;
}

/** Runs the very bundle that is published as a function fed by a queue. */
export async function hostBundle({ name, file, env, queue }: BundleUnderTest): Promise<FunctionHost> {
  const bundle = join(root, file);
  await buildBundle({ root, file: bundle });
  const { endpoint, region } = sqsSettings();
  const sqs = { SQS_ENDPOINT: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const figures = { memoryMb: 256, timeoutSeconds: 60, maxConcurrency: 2, idleSeconds: 10 };
  return startFunctionHost({
    port: 0,
    region,
    queues: queue.queues,
    verifier: { verify: () => Promise.reject(new Error('nobody calls')), warmUp: async () => undefined },
    log,
    functions: [
      {
        ...figures,
        name,
        bundle,
        env: () => ({ ...sqs, ...env }),
        receives: { queueUrl: queue.url, batchSize: 10 },
        output: { write: silent, close: async () => undefined },
      },
    ],
  });
}
