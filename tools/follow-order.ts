import { setTimeout as delay } from 'node:timers/promises';
import type { OrderStatusEvent } from '@grocer/contracts/checkout';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ask } from './ask.ts';

export interface Followed {
  /** Where the order's events are. */
  readonly url: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** An order's events from the first to its final status. A stream that breaks is resumed behind the last event. */
export async function* followOrder({ url, token, signal }: Followed): AsyncGenerator<OrderStatusEvent> {
  let lastEventId: string | undefined;
  for (;;) {
    const response = await ask(url, {
      token,
      signal,
      ...(lastEventId && { headers: { 'last-event-id': lastEventId } }),
    });
    if (response.status === 204 || !response.body) return;
    const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    try {
      for await (const { id, data } of messages) {
        lastEventId = id ?? lastEventId;
        yield JSON.parse(data);
      }
    } catch (error) {
      if (signal.aborted) throw error;
    }
    // Checkout may have scaled in: it is the script that waits, so not as long as the pages do.
    await delay(200, undefined, { signal });
  }
}
