import { setTimeout as delay } from 'node:timers/promises';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { stayAwake } from './awake.ts';
import { type Delivery, type Message, type Processing, processMessage } from './messages.ts';
import type { Queues } from './queue.ts';
import { flushTelemetry, type SpanInput, takeColdStart, withSpan } from './telemetry/trace.ts';
import type { Trigger } from './trigger.ts';

/** What Lambda tells of an invocation, as far as it is read here. */
export interface LambdaContext {
  readonly functionName: string;
  readonly awsRequestId: string;
  /** X-Ray's trace header: `Root=1-…;Parent=…;Sampled=0|1`. */
  readonly xRayTraceId?: string | undefined;
}

/** An SQS event of a Lambda event source mapping, as far as it is read here. */
export interface SqsEvent {
  readonly Records: readonly SqsRecord[];
}

/** One message of an SqsEvent. */
export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly eventSourceARN: string;
  readonly messageAttributes: Readonly<Record<string, { readonly stringValue?: string }>>;
}

/** The answer of `ReportBatchItemFailures`: the messages that are to come back. */
export interface SqsBatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** How a queue's messages are handled; malformed ones go to `dlqUrl`. */
export interface SqsHandling<Schema extends TSchema> extends Pick<Processing<Schema>, 'schema' | 'handle' | 'log'> {
  readonly queues: Pick<Queues, 'deadLetter'>;
  readonly dlqUrl: string;
}

/** EventBridge's envelope of a schedule that came round. */
const ScheduledEvent = Type.Object({ source: Type.Literal('aws.events'), time: Type.String() });

/** A collector that is away delays no answer by more than this. */
const FLUSH_LIMIT_MS = 500;

/** Makes a Lambda handler for an SQS event source mapping that has `ReportBatchItemFailures`: a failed message returns alone. */
export function sqsHandler<Schema extends TSchema>({ queues, dlqUrl, ...handling }: SqsHandling<Schema>) {
  const deadLetter = (body: string, reason: string) => queues.deadLetter(dlqUrl, body, reason);
  return (event: SqsEvent, context: LambdaContext): Promise<SqsBatchResponse> =>
    invocation(context, 'consumer', 'pubsub', async (delivery) => {
      const outcomes = event.Records.map(async (record) => {
        const processing = { ...handling, deadLetter, queue: queueOf(record), delivery };
        const outcome = await processMessage(messageOf(record), processing);
        return outcome === 'failed' ? [{ itemIdentifier: record.messageId }] : [];
      });
      return { batchItemFailures: (await Promise.all(outcomes)).flat() };
    });
}

/** Makes a Lambda handler for a schedule and for direct invocation; what `handle` returns is the answer. */
export function scheduledHandler<Result>({ handle }: { readonly handle: (trigger: Trigger) => Promise<Result> }) {
  return (event: unknown, context: LambdaContext): Promise<Result> => {
    const trigger = triggerOf(event);
    const faasTrigger = trigger.by === 'schedule' ? 'timer' : 'other';
    return invocation(context, 'server', faasTrigger, () => handle(trigger));
  };
}

/** Whether a function takes an event for its schedule's. Nothing in it proves that: whoever lets events in must see who sends it. */
export function isScheduledEvent(event: unknown): event is Static<typeof ScheduledEvent> {
  return Value.Check(ScheduledEvent, event);
}

/** Runs one invocation in a span and exports it before the answer goes out: afterwards the process may be frozen. */
async function invocation<Result>(
  { functionName, awsRequestId, xRayTraceId }: LambdaContext,
  kind: NonNullable<SpanInput['kind']>,
  trigger: 'pubsub' | 'timer' | 'other',
  work: (delivery: Delivery) => Promise<Result>,
): Promise<Result> {
  const delivery = { id: awsRequestId, isCold: takeColdStart() };
  const coldStart = delivery.isCold && { 'faas.coldstart': true };
  const attributes = { 'faas.trigger': trigger, 'faas.invocation_id': awsRequestId, ...coldStart };
  try {
    const span = { kind, attributes, parent: traceparentOf(xRayTraceId) };
    return await stayAwake(() => withSpan(functionName, span, () => work(delivery)));
  } finally {
    await Promise.race([flushTelemetry(), delay(FLUSH_LIMIT_MS, undefined, { ref: false })]);
  }
}

/** The platform's own span of an invocation, when it recorded one: otherwise the invocation begins its trace. */
function traceparentOf(xRayTraceId = ''): string | undefined {
  const [, time, rest, span] =
    /Root=1-([0-9a-f]{8})-([0-9a-f]{24});Parent=([0-9a-f]{16});Sampled=1/.exec(xRayTraceId) ?? [];
  return span && `00-${time}${rest}-${span}-01`;
}

function queueOf({ eventSourceARN }: SqsRecord): string {
  return eventSourceARN.slice(eventSourceARN.lastIndexOf(':') + 1);
}

function messageOf({ messageId, body, messageAttributes }: SqsRecord): Message {
  return { id: messageId, body, traceparent: messageAttributes.traceparent?.stringValue };
}

function triggerOf(event: unknown): Trigger {
  return isScheduledEvent(event) ? { by: 'schedule', at: event.time } : { by: 'hand', input: event };
}
