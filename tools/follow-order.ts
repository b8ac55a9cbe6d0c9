import { setTimeout as delay } from 'node:timers/promises';
import type { OrderStatusEvent } from '@grocer/contracts/checkout';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ask } from './ask.ts';
import { ToolFault } from './run-tool.ts';

// It is the script that waits, not a shop full of browsers: sooner than the server asks for.
const resumeMs = 200;

export interface Followed {
  /** Where the order's events are. */
  readonly url: string;
  readonly token: string;
  /** An order that has not come to its end by then is a fault. */
  readonly patienceMs: number;
}

/** An order's events from the first to its final status. A stream that breaks is resumed behind the last event. */
export async function* followOrder({ url, token, patienceMs }: Followed): AsyncGenerator<OrderStatusEvent> {
  const signal = AbortSignal.timeout(patienceMs);
  let lastEventId: string | undefined;
  while (!signal.aborted) {
    const headers: Record<string, string> = lastEventId ? { 'last-event-id': lastEventId } : {};
    const response = await ask(url, { token, signal, headers });
    if (response.status === 204 || !response.body) return;
    const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    try {
      for await (const { id, data } of messages) {
        lastEventId = id ?? lastEventId;
        yield JSON.parse(data);
      }
    } catch {
      // Checkout has scaled in, or the time is up.
    }
    await delay(resumeMs);
  }
  throw new ToolFault(
    `The order has not come to its end within ${patienceMs / 1_000} s; npm run estate:logs tells more.`,
  );
}
