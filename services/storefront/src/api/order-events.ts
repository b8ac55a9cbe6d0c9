import type { OrderStatusEvent } from '@grocer/contracts/checkout';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { Refused } from './http.ts';

export interface Following {
  /** Opens the stream behind an event's id. */
  readonly connect: (lastEventId: string) => Promise<Response>;
  /** How many entries of the order's history are known already: an event's id is its position there, from 1. */
  readonly seen: number;
  readonly signal: AbortSignal;
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * An order's events as they happen. A stream that breaks, or that checkout ends because its instance scales in, is
 * resumed behind the last event, after the time that the server asked for. 204 says that there is nothing to come.
 */
export async function* followOrder({
  connect,
  seen,
  signal,
  pause = wait,
}: Following): AsyncGenerator<OrderStatusEvent> {
  let lastEventId = String(seen);
  let retryMs = 1_000;
  while (!signal.aborted) {
    try {
      const response = await connect(lastEventId);
      if (response.status === 204 || response.body === null) return;
      for await (const { id, data } of messagesOf(response.body, (ms) => (retryMs = ms))) {
        lastEventId = id ?? lastEventId;
        yield JSON.parse(data);
      }
    } catch (error) {
      if (!isPassing(error)) throw error;
    }
    await pause(retryMs, signal);
  }
}

// Safari's streams cannot be iterated, so the reader is asked.
async function* messagesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>, onRetry: (ms: number) => void) {
  const reader = body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream({ onRetry }))
    .getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A broken connection and a fault of the server pass; a refusal stays one. */
function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return error.problem.status >= 500 || error.problem.status === 429;
  return error instanceof Error && error.name !== 'SignedOut';
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
}
