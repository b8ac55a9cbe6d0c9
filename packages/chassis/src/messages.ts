import { CloudEvent } from '@grocer/contracts/events';
import { trace } from '@opentelemetry/api';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { Rejection } from './errors.ts';
import type { Log } from './log.ts';
import { annotate, eventAttributes, withSpan } from './telemetry/trace.ts';

/** A message as any host hands it over; `traceparent` is the message attribute of that name. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly traceparent?: string | undefined;
}

/** How messages came to this process: one invocation, or one turn of a worker's loop. */
export interface Delivery {
  readonly id: string;
  /** True for the first of its process. */
  readonly isCold: boolean;
}

/** What becomes of the messages of one queue, equal for a function and for a worker's loop. */
export interface Processing<Schema extends TSchema> {
  /** The queue's name, as spans tell it. */
  readonly queue: string;
  readonly schema: Schema;
  readonly handle: (event: Static<Schema>, delivery: Delivery) => Promise<void>;
  /** Sends a body that no retry can mend to the dead-letter queue. */
  readonly deadLetter: (body: string, reason: string) => Promise<void>;
  readonly log: Log;
  readonly delivery: Delivery;
}

/** `done`: acknowledge the message. `failed`: leave it, the queue delivers it again. */
export type Outcome = 'done' | 'failed';

/**
 * Processes one message in a span of its own, a child of the message's trace, to which the active span is linked.
 * A malformed message is dead-lettered, a Rejection logged: both are done. Any other error fails the message; it never throws.
 */
export async function processMessage<Schema extends TSchema>(
  message: Message,
  processing: Processing<Schema>,
): Promise<Outcome> {
  const receiver = trace.getActiveSpan();
  const attributes = {
    'messaging.system': 'aws_sqs',
    'messaging.operation.type': 'process',
    'messaging.destination.name': processing.queue,
    'messaging.message.id': message.id,
    ...(processing.delivery.isCold && { 'faas.coldstart': true }),
  };
  const parent = message.traceparent;
  const processed = withSpan(`process ${processing.queue}`, { kind: 'consumer', attributes, parent }, async (span) => {
    receiver?.addLink({ context: span.spanContext() });
    await applyMessage(message, processing);
  });
  return processed.then(
    () => 'done',
    () => 'failed',
  );
}

async function applyMessage<Schema extends TSchema>(
  { id, body }: Message,
  { schema, handle, deadLetter, log, delivery }: Processing<Schema>,
): Promise<void> {
  try {
    const parsed = parse(body, schema);
    if (parsed.fault === undefined) {
      if (Value.Check(CloudEvent, parsed.event)) annotate(eventAttributes(parsed.event));
      return await handle(parsed.event, delivery);
    }
    log.warn({ messageId: id, reason: parsed.fault }, 'malformed message dead-lettered');
    await deadLetter(body, parsed.fault);
  } catch (error) {
    if (error instanceof Rejection) {
      annotate({ 'grocer.rejection': error.code });
      return log.warn({ messageId: id, code: error.code, detail: error.message }, 'message rejected');
    }
    log.error({ messageId: id, err: error }, 'message failed');
    throw error;
  }
}

type Parsed<Event> = { readonly event: Event; readonly fault?: never } | { readonly fault: string };

function parse<Schema extends TSchema>(body: string, schema: Schema): Parsed<Static<Schema>> {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    return { fault: 'not JSON' };
  }
  if (Value.Check(schema, event)) return { event };
  const first = Value.Errors(schema, event)[0];
  return { fault: `${first?.instancePath || '/'} ${first?.message ?? 'does not match'}` };
}
