import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@grocer/chassis/log';
import type { Queues, ReceivedMessage } from '@grocer/chassis/queue';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { arnOf } from './arn.ts';
import type { Answer } from './runtime-api.ts';

export interface QueueTriggerOptions {
  readonly queues: Pick<Queues, 'receive' | 'acknowledge'>;
  readonly queueUrl: string;
  readonly region: string;
  readonly batchSize: number;
  /** Batches at work at once. */
  readonly maxConcurrency: number;
  readonly invoke: (event: unknown) => Promise<Answer>;
  readonly log: Log;
}

/** No answer, or one without failures, means that all were handled. */
const BatchResponse = Type.Union([
  Type.Null(),
  Type.Object({ batchItemFailures: Type.Optional(Type.Array(Type.Object({ itemIdentifier: Type.String() }))) }),
]);

const WAIT_SECONDS = 20; // SQS's longest poll
const PAUSE_AFTER_FAULT_MS = 1000;

/**
 * Lambda's event source mapping of an SQS queue, with `ReportBatchItemFailures`: takes batches as long as instances may be had,
 * deletes what was handled, and leaves the rest to the queue, which delivers it again when its visibility ends.
 */
export function startQueueTrigger(options: QueueTriggerOptions): { stop(): Promise<void> } {
  const { queues, queueUrl, batchSize, maxConcurrency, log } = options;
  const stopping = new AbortController();
  const { signal } = stopping;

  async function poll(): Promise<void> {
    const batches = new Set<Promise<void>>();
    while (!signal.aborted) {
      if (batches.size >= maxConcurrency) await Promise.race(batches);
      try {
        const messages = await queues.receive(queueUrl, { maxMessages: batchSize, waitSeconds: WAIT_SECONDS, signal });
        if (messages.length === 0) continue;
        const batch = handleBatch(messages, options).finally(() => batches.delete(batch));
        batches.add(batch);
      } catch (error) {
        if (signal.aborted) break;
        log.warn({ err: error }, `cannot receive from ${queueUrl}, trying again`);
        await delay(PAUSE_AFTER_FAULT_MS, undefined, { signal }).catch(() => undefined);
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

async function handleBatch(messages: ReceivedMessage[], options: QueueTriggerOptions): Promise<void> {
  const { queues, queueUrl, region, invoke, log } = options;
  const queueArn = arnOf('sqs', region, queueUrl.slice(queueUrl.lastIndexOf('/') + 1));
  try {
    const answer = await invoke({ Records: messages.map((message) => recordOf(message, queueArn, region)) });
    const failed = failuresOf(answer, messages);
    const handled = messages.filter(({ id }) => !failed.has(id));
    await Promise.all(handled.map(({ receipt }) => queues.acknowledge(queueUrl, receipt)));
  } catch (error) {
    log.warn({ err: error }, `a batch of ${messages.length} messages was not handled and will come back`);
  }
}

function recordOf({ id, receipt, body, traceparent }: ReceivedMessage, queueArn: string, region: string) {
  const messageAttributes = traceparent === undefined ? {} : { traceparent: textAttribute(traceparent) };
  return {
    messageId: id,
    receiptHandle: receipt,
    body,
    messageAttributes,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}

function textAttribute(stringValue: string) {
  return { stringValue, dataType: 'String', stringListValues: [], binaryListValues: [] };
}

/** The messages that are to come back: all, when the function failed or names one that was not in the batch. */
function failuresOf(answer: Answer, messages: readonly ReceivedMessage[]): ReadonlySet<string> {
  const all = new Set(messages.map(({ id }) => id));
  if (answer.failed) return all;
  const response: unknown = JSON.parse(answer.payload);
  if (!Value.Check(BatchResponse, response)) return all;
  const failed = new Set(response?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  return failed.isSubsetOf(all) ? failed : all;
}
