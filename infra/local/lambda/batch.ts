import { setTimeout as delay } from 'node:timers/promises';
import type { Queues, ReceivedMessage } from '@grocer/chassis/queue';

/** What collecting a batch takes. */
export interface Collecting {
  readonly queues: Pick<Queues, 'receive'>;
  readonly queueUrl: string;
  readonly batchSize: number;
  readonly windowSeconds?: number | undefined;
}

const WAIT_SECONDS = 20; // SQS's longest poll
/** The most that SQS gives at once. */
export const LARGEST_RECEIVE = 10;

/** Waits for messages, and with a window for more of them, until the batch is full or the window has passed since the first came. */
export async function collectBatch(collecting: Collecting, signal: AbortSignal): Promise<ReceivedMessage[]> {
  const { queues, queueUrl, batchSize, windowSeconds = 0 } = collecting;
  const receive = (missing: number, waitSeconds: number) =>
    queues.receive(queueUrl, { maxMessages: Math.min(missing, LARGEST_RECEIVE), waitSeconds, signal });
  const messages = await receive(batchSize, WAIT_SECONDS);
  if (messages.length === 0) return messages;
  const endsAt = Date.now() + windowSeconds * 1000;
  for (let leftMs = endsAt - Date.now(); leftMs > 0 && messages.length < batchSize; leftMs = endsAt - Date.now()) {
    // SQS waits for whole seconds; what is left below one is waited for here.
    const waitSeconds = Math.min(WAIT_SECONDS, Math.floor(leftMs / 1000));
    if (waitSeconds === 0) await delay(leftMs, undefined, { signal }).catch(() => undefined);
    const more = await receive(batchSize - messages.length, waitSeconds).catch(() => []);
    messages.push(...more);
    if (signal.aborted) break;
  }
  return messages;
}
