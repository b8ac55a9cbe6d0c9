import { setTimeout as delay } from 'node:timers/promises';
import type { TSchema } from 'typebox';
import { newId } from './ids.ts';
import { type Processing, processMessage } from './messages.ts';
import type { Queues } from './queue.ts';
import { takeColdStart } from './telemetry/trace.ts';

/** A worker's loop over one queue: the counterpart of a function's trigger. */
export interface Consumption<Schema extends TSchema>
  extends Omit<Processing<Schema>, 'deadLetter' | 'queue' | 'delivery'> {
  readonly queues: Queues;
  readonly queueUrl: string;
  readonly dlqUrl: string;
  /** Messages taken at a time, 1 to 10. */
  readonly batchSize: number;
  /** Ends the loop; what is being processed is finished first. */
  readonly signal: AbortSignal;
}

const WAIT_SECONDS = 20; // SQS's longest poll
const PAUSE_AFTER_FAULT_MS = 1000;

/** Takes messages and processes them until `signal` aborts. A message that fails is not acknowledged: the queue brings it again. */
export async function consume<Schema extends TSchema>(consumption: Consumption<Schema>): Promise<void> {
  const { queues, queueUrl, dlqUrl, batchSize, signal, ...handling } = consumption;
  const processing = {
    ...handling,
    queue: queueUrl.slice(queueUrl.lastIndexOf('/') + 1),
    deadLetter: (body: string, reason: string) => queues.deadLetter(dlqUrl, body, reason),
  };
  while (!signal.aborted) {
    try {
      const messages = await queues.receive(queueUrl, { maxMessages: batchSize, waitSeconds: WAIT_SECONDS, signal });
      if (messages.length === 0) continue;
      const delivery = { id: newId(), isCold: takeColdStart() };
      for (const message of messages) {
        const outcome = await processMessage(message, { ...processing, delivery });
        if (outcome === 'done') await queues.acknowledge(queueUrl, message.receipt);
      }
    } catch (error) {
      if (signal.aborted) return;
      processing.log.warn({ err: error }, `cannot receive from ${processing.queue}, trying again`);
      await delay(PAUSE_AFTER_FAULT_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
