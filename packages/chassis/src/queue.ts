import type { SQSClient } from '@aws-sdk/client-sqs';
import type { CloudEvent } from '@grocer/contracts/events';
import { Unavailable } from './errors.ts';
import { inGroups } from './groups.ts';
import { newId } from './ids.ts';
import type { Message } from './messages.ts';
import { activeTraceparent, eventAttributes, type SpanInput, withSpan } from './telemetry/trace.ts';

/** A message taken from a queue; the receipt acknowledges it. */
export interface ReceivedMessage extends Message {
  readonly receipt: string;
}

/** How long to wait for messages and how many to take; `signal` ends the wait. */
export interface ReceiveOptions {
  readonly maxMessages: number;
  readonly waitSeconds: number;
  readonly signal?: AbortSignal;
}

/** SQS, as far as a deployable needs it. Queues are named by their URL. */
export interface Queues {
  /** Sends one event; its trace goes on by `traceparent`, by default the active one. What is sent meanwhile shares a call. */
  send(queueUrl: string, event: CloudEvent, traceparent?: string): Promise<void>;
  /** Sends any number of events, ten at a time; answers those that were not accepted, and throws if that is all of them. */
  sendBatch<Event extends CloudEvent>(queueUrl: string, events: readonly Event[]): Promise<Event[]>;
  /** Sends a body that no retry can mend where a person will look at it. */
  deadLetter(dlqUrl: string, body: string, reason: string): Promise<void>;
  receive(queueUrl: string, options: ReceiveOptions): Promise<ReceivedMessage[]>;
  /** Acknowledges a message: it will not be delivered again. */
  acknowledge(queueUrl: string, receipt: string): Promise<void>;
  /** How many messages a queue holds, those being worked on included; SQS's own figure, which may lag by a minute. */
  depth(queueUrl: string): Promise<number>;
  /** Loads the SDK ahead of the first call. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

const BATCH_SIZE = 10; // SQS's own limit

/** Waiting, being worked on, and not to be delivered yet. */
const depthAttributes = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

interface Outgoing {
  readonly body: string;
  readonly traceparent: string | undefined;
}

/** Makes an event's envelope (CloudEvents 1.0) around its data. */
export function newEvent<const Type extends string, Data>(event: {
  source: string;
  type: Type;
  subject: string;
  data: Data;
  time: Date;
  id?: string;
}) {
  return {
    specversion: '1.0' as const,
    id: event.id ?? newId(),
    source: `/grocer/${event.source}`,
    type: event.type,
    time: event.time.toISOString(),
    subject: event.subject,
    data: event.data,
  };
}

/** Where SQS is. Credentials come from the platform (the SDK's own chain), unless they are given. */
export interface QueuesOptions {
  readonly endpoint?: string | undefined;
  readonly region: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Creates a client of SQS; the SDK, by far the heaviest module of a cold start, is loaded by the first call. */
export function createQueues({ endpoint, region, credentials }: QueuesOptions): Queues {
  const load = () => import('@aws-sdk/client-sqs');
  let loading: Promise<{ sdk: Awaited<ReturnType<typeof load>>; client: SQSClient }> | undefined;
  const sqs = () => {
    loading ??= load().then((sdk) => ({
      sdk,
      client: new sdk.SQSClient({ region, ...(endpoint && { endpoint }), ...(credentials && { credentials }) }),
    }));
    return loading;
  };

  /** Sends at most ten messages by one call; a message that was not accepted is answered by an Error. */
  async function sendTogether(queueUrl: string, messages: readonly Outgoing[]): Promise<(true | Error)[]> {
    const { sdk, client } = await sqs();
    const Entries = messages.map(({ body, traceparent }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageAttributes: attributesOf({ traceparent }),
    }));
    const { Failed = [] } = await client.send(new sdk.SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    const refused = new Map(Failed.map(({ Id, Message }) => [Id, new Error(`not accepted: ${Message}`)]));
    return Entries.map(({ Id }) => refused.get(Id) ?? true);
  }

  const senders = new Map<string, (message: Outgoing) => Promise<true>>();
  function senderTo(queueUrl: string) {
    const sender = senders.get(queueUrl) ?? inGroups(BATCH_SIZE, (messages) => sendTogether(queueUrl, messages));
    senders.set(queueUrl, sender);
    return sender;
  }

  return {
    send: (queueUrl, event, traceparent) =>
      sending(queueUrl, { parent: traceparent, attributes: eventAttributes(event) }, async () => {
        await senderTo(queueUrl)({ body: JSON.stringify(event), traceparent: activeTraceparent() ?? traceparent });
      }),
    sendBatch: (queueUrl, events) =>
      sending(queueUrl, { attributes: { 'messaging.batch.message_count': events.length } }, async () => {
        const traceparent = activeTraceparent();
        const send = senderTo(queueUrl);
        const sent = await Promise.allSettled(
          events.map((event) => send({ body: JSON.stringify(event), traceparent })),
        );
        const faults = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
        if (faults.length > 0 && faults.length === events.length) throw faults[0];
        return events.filter((_, index) => sent[index]?.status === 'rejected');
      }),
    deadLetter: (dlqUrl, body, reason) =>
      sending(dlqUrl, {}, async () => {
        const { sdk, client } = await sqs();
        const MessageAttributes = attributesOf({ reason, traceparent: activeTraceparent() });
        await client.send(new sdk.SendMessageCommand({ QueueUrl: dlqUrl, MessageBody: body, MessageAttributes }));
      }),
    async receive(queueUrl, { maxMessages, waitSeconds, signal }) {
      const { sdk, client } = await sqs();
      const { Messages = [] } = await client.send(
        new sdk.ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: maxMessages,
          WaitTimeSeconds: waitSeconds,
          MessageAttributeNames: ['traceparent'],
        }),
        signal ? { abortSignal: signal } : {},
      );
      return Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '', MessageAttributes }) => ({
        id: MessageId,
        body: Body,
        receipt: ReceiptHandle,
        traceparent: MessageAttributes?.traceparent?.StringValue,
      }));
    },
    async acknowledge(queueUrl, receipt) {
      const { sdk, client } = await sqs();
      await client.send(new sdk.DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }));
    },
    async depth(queueUrl) {
      const { sdk, client } = await sqs();
      const { Attributes = {} } = await client.send(
        new sdk.GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...depthAttributes] }),
      );
      return depthAttributes.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
    async warmUp() {
      await sqs();
    },
    async close() {
      if (loading) (await loading).client.destroy();
    },
  };
}

function sending<Result>(queueUrl: string, input: SpanInput, work: () => Promise<Result>): Promise<Result> {
  const queue = queueUrl.slice(queueUrl.lastIndexOf('/') + 1);
  const attributes = {
    'messaging.system': 'aws_sqs',
    'messaging.operation.type': 'send',
    'messaging.destination.name': queue,
    ...input.attributes,
  };
  return withSpan(`send ${queue}`, { ...input, kind: 'producer', attributes }, async () => {
    try {
      return await work();
    } catch (error) {
      throw new Unavailable('queue', { cause: error });
    }
  });
}

function attributesOf(values: Readonly<Record<string, string | undefined>>) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, { DataType: 'String', StringValue: value }]));
}
