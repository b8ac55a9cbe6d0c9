import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PortInUse } from '../processes/ports.ts';
import { type Sqs, startSqs } from '../stand-ins/sqs.ts';

const queues = { 'warehouse-orders': { visibilitySeconds: 30, maxReceiveCount: 2 } };
let stateDir: string;
let sqs: Sqs;

beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'grocer-sqs-'));
  sqs = await startSqs({ port: 0, stateDir, queues });
});

afterEach(async () => {
  await sqs.stop();
  await rm(stateDir, { recursive: true });
});

test('keeps messages, attributes and what is in flight over a restart on another port', async () => {
  const attributes = { traceparent: { DataType: 'String', StringValue: '00-abc' } };
  await send('first');
  await send('second', attributes);
  await receive({ VisibilityTimeout: 600 });

  await restart();

  const [message, ...others] = await receive({ MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] });
  expect(message).toMatchObject({ Body: 'second', MessageAttributes: attributes });
  expect(others).toEqual([]);
});

test('forgets over a restart what was acknowledged', async () => {
  await send('done');
  const [message] = await receive();
  await call('DeleteMessage', { QueueUrl: queueUrl(), ReceiptHandle: message?.ReceiptHandle });

  await restart();

  expect(await receive()).toEqual([]);
});

test('moves a message to the dead-letter queue after its last permitted receive', async () => {
  await send('poison');
  await receive({ VisibilityTimeout: 0 });
  await receive({ VisibilityTimeout: 0 });
  expect(await receive()).toEqual([]);

  expect(await receive({ QueueUrl: sqs.dlqUrl('warehouse-orders') })).toMatchObject([{ Body: 'poison' }]);
});

test('gives a message back at once, and remembers it', async () => {
  await send('refused');
  const [first] = await receive();
  const handBack = { QueueUrl: queueUrl(), ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 };
  await call('ChangeMessageVisibility', handBack);

  await restart();

  expect(await receive()).toMatchObject([{ Body: 'refused' }]);
});

test('follows changed settings on a queue that already exists', async () => {
  await send('kept');
  await sqs.stop();
  sqs = await startSqs({
    port: 0,
    stateDir,
    queues: { 'warehouse-orders': { visibilitySeconds: 7, maxReceiveCount: 2 } },
  });

  const { Attributes } = await call('GetQueueAttributes', { QueueUrl: queueUrl(), AttributeNames: ['All'] });
  expect(Attributes).toMatchObject({ VisibilityTimeout: '7', ApproximateNumberOfMessages: '1' });
});

test('names its queues by the address it listens on', async () => {
  const { QueueUrl } = await call('GetQueueUrl', { QueueName: 'warehouse-orders' });
  expect(QueueUrl).toBe(queueUrl());
});

test('tells a port in use by name', async () => {
  const port = Number(new URL(sqs.url).port);
  await expect(startSqs({ port, queues })).rejects.toThrow(PortInUse);
});

interface Message {
  Body: string;
  ReceiptHandle: string;
}

function queueUrl(): string {
  return sqs.queueUrl('warehouse-orders');
}

async function restart(): Promise<void> {
  await sqs.stop();
  sqs = await startSqs({ port: 0, stateDir, queues });
}

async function send(MessageBody: string, MessageAttributes = {}): Promise<void> {
  await call('SendMessage', { QueueUrl: queueUrl(), MessageBody, MessageAttributes });
}

async function receive(parameters = {}): Promise<Message[]> {
  const { Messages = [] } = await call('ReceiveMessage', { QueueUrl: queueUrl(), ...parameters });
  return Messages;
}

async function call(action: string, parameters: object) {
  const response = await fetch(sqs.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
    body: JSON.stringify(parameters),
  });
  expect(response.status).toBe(200);
  return response.json();
}
