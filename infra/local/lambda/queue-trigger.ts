import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@grocer/chassis/log';
import type { Queues, ReceivedMessage } from '@grocer/chassis/queue';
import { collectBatch } from './batch.ts';
import { failuresOf } from './batch-response.ts';
import { Throttled } from './pool.ts';
import type { Answer } from './runtime-api.ts';
import { sqsEvents } from './sqs-event.ts';

/** The figures of an event source mapping. */
export interface QueueMapping {
  readonly queueUrl: string;
  /** Messages in an invocation at most; more than ten only with a window. */
  readonly batchSize: number;
  /** How long a batch that is not full waits for more. */
  readonly windowSeconds?: number | undefined;
  /** Batches at work at once; as many as the function has instances, where it is not given. */
  readonly maxConcurrency?: number | undefined;
  /** For how long SQS keeps a received message from others. */
  readonly visibilitySeconds?: number | undefined;
}

export interface QueueTriggerOptions extends QueueMapping {
  readonly queues: Pick<Queues, 'receive' | 'acknowledge'>;
  readonly region: string;
  readonly maxConcurrency: number;
  readonly timeoutSeconds: number;
  readonly invoke: (payload: string) => Promise<Answer>;
  readonly log: Log;
}

const PAUSE_AFTER_FAULT_MS = 1000;
const FIRST_THROTTLED_PAUSE_MS = 100;
const LONGEST_THROTTLED_PAUSE_MS = 5000;

/**
 * Lambda's event source mapping of an SQS queue, with `ReportBatchItemFailures`: takes batches as long as instances may be had,
 * deletes what was handled, and leaves the rest to the queue, which delivers it again when its visibility ends.
 */
export function startQueueTrigger(options: QueueTriggerOptions): { stop(): Promise<void> } {
  const { queueUrl, maxConcurrency, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function poll(): Promise<void> {
    const batches = new Set<Promise<void>>();
    while (!signal.aborted) {
      if (batches.size >= maxConcurrency) await Promise.race(batches);
      try {
        const messages = await collectBatch(options, signal);
        if (messages.length === 0) continue;
        const batch = handleBatch(messages, options, signal).finally(() => batches.delete(batch));
        batches.add(batch);
      } catch (error) {
        if (signal.aborted) break;
        log.warn({ err: error }, `cannot receive from ${queueUrl}, trying again`);
        await pause(PAUSE_AFTER_FAULT_MS, signal);
      }
    }
    await Promise.all(batches);
  }

  const polling = poll();
  return {
    async stop() {
      stopping.abort();
      await polling;
    },
  };
}

/** Usually one invocation; several, one after the other, when the messages are too many bytes for one. */
async function handleBatch(
  messages: readonly ReceivedMessage[],
  options: QueueTriggerOptions,
  signal: AbortSignal,
): Promise<void> {
  const { queues, queueUrl, log } = options;
  const giveUpAt = Date.now() + patienceMs(options);
  for (const { payload, of } of sqsEvents(messages, options)) {
    try {
      const failed = failuresOf(await invokePatiently(payload, options, giveUpAt, signal), of);
      const handled = of.filter(({ id }) => !failed.has(id));
      await Promise.all(handled.map(({ receipt }) => queues.acknowledge(queueUrl, receipt)));
    } catch (error) {
      log.warn({ err: error }, `a batch of ${of.length} messages was not handled and will come back`);
    }
  }
}

/** A batch that finds no room is tried again, ever more slowly, as long as nobody else gets its messages before it is done. */
async function invokePatiently(
  payload: string,
  { invoke }: QueueTriggerOptions,
  giveUpAt: number,
  signal: AbortSignal,
): Promise<Answer> {
  for (let pauseMs = FIRST_THROTTLED_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_THROTTLED_PAUSE_MS)) {
    try {
      return await invoke(payload);
    } catch (error) {
      if (!(error instanceof Throttled) || signal.aborted || Date.now() + pauseMs > giveUpAt) throw error;
      await pause(pauseMs, signal);
    }
  }
}

function patienceMs({ visibilitySeconds = 0, timeoutSeconds }: QueueTriggerOptions): number {
  return Math.max(0, visibilitySeconds - timeoutSeconds) * 1000;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
