import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { Type } from 'typebox';
import { beforeEach, expect, test, vi } from 'vitest';
import { type LambdaContext, type SqsRecord, scheduledHandler, sqsHandler } from './aws-lambda.ts';
import type { Trigger } from './trigger.ts';

const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
beforeEach(() => exporter.reset());

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const lambda: LambdaContext = { functionName: 'count', awsRequestId: 'request-1' };
const orderTrace = '0af7651916cd43dd8448eb211c80319c';

function record(messageId: string, body: string, traceparent?: string): SqsRecord {
  const messageAttributes = traceparent === undefined ? {} : { traceparent: { stringValue: traceparent } };
  return { messageId, body, messageAttributes, eventSourceARN: 'arn:aws:sqs:eu-west-2:000000000000:counts' };
}

function countHandler(makeHandler = sqsHandler) {
  const deadLetters: string[][] = [];
  const handler = makeHandler({
    schema: Type.Object({ count: Type.Integer() }),
    dlqUrl: 'http://queues/counts-dlq',
    queues: { deadLetter: async (...letter: string[]) => void deadLetters.push(letter) },
    handle: ({ count }) => (count < 0 ? Promise.reject(new Error('cannot count down')) : Promise.resolve()),
    log,
  });
  return { handler, deadLetters };
}

test('returns only the failed messages of a batch to the queue', async () => {
  const { handler, deadLetters } = countHandler();
  const Records = [record('good', '{"count":1}'), record('bad', '{"count":-1}'), record('ugly', 'not JSON')];
  expect(await handler({ Records }, lambda)).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
  expect(deadLetters).toEqual([['http://queues/counts-dlq', 'not JSON', 'not JSON']]);
});

test("continues each message's own trace and links the invocation to it", async () => {
  const { handler } = countHandler();
  const Records = [record('m1', '{"count":1}', `00-${orderTrace}-b7ad6b7169203331-01`), record('m2', '{"count":2}')];
  await handler({ Records }, lambda);

  const spans = exporter.getFinishedSpans();
  const invocation = spans.find((span) => span.name === 'count');
  const processed = spans.filter((span) => span.name === 'process counts');
  const first = processed.find((span) => span.attributes['messaging.message.id'] === 'm1');
  expect(first?.spanContext().traceId).toBe(orderTrace);
  expect(first?.parentSpanContext?.spanId).toBe('b7ad6b7169203331');
  expect(first?.kind).toBe(SpanKind.CONSUMER);
  expect(invocation?.spanContext().traceId).not.toBe(orderTrace);
  expect(invocation?.links.map((link) => link.context.spanId).toSorted()).toEqual(
    processed.map((span) => span.spanContext().spanId).toSorted(),
  );
});

test.each([
  ['continues the trace of a platform that recorded the invocation', 'Sampled=1', orderTrace],
  ['begins a trace where the platform recorded none', 'Sampled=0', undefined],
])('%s', async (_case, sampled, expected) => {
  const xRayTraceId = `Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;${sampled}`;
  await scheduledHandler({ handle: async () => undefined })({}, { ...lambda, xRayTraceId });
  const [invocation] = exporter.getFinishedSpans();
  expect(invocation?.parentSpanContext?.traceId).toBe(expected);
});

test('marks only the first invocation of the process, and its messages, as a cold start', async () => {
  vi.resetModules();
  const { sqsHandler: freshSqsHandler } = await import('./aws-lambda.ts');
  const { handler } = countHandler(freshSqsHandler);
  const coldStarts = async (messageId: string) => {
    exporter.reset();
    await handler({ Records: [record(messageId, '{"count":1}')] }, lambda);
    return exporter.getFinishedSpans().map((span) => span.attributes['faas.coldstart']);
  };
  expect(await coldStarts('m1')).toEqual([true, true]);
  expect(await coldStarts('m2')).toEqual([undefined, undefined]);
});

test('tells a schedule that came round from an invocation by hand', async () => {
  const triggers: Trigger[] = [];
  const handler = scheduledHandler({ handle: async (trigger) => triggers.push(trigger) });
  await handler({ source: 'aws.events', 'detail-type': 'Scheduled Event', time: '2026-11-24T02:00:00Z' }, lambda);
  expect(await handler({ runId: 'r1' }, lambda)).toBe(2);
  expect(triggers).toEqual([
    { by: 'schedule', at: '2026-11-24T02:00:00Z' },
    { by: 'hand', input: { runId: 'r1' } },
  ]);
  expect(exporter.getFinishedSpans().map((span) => span.attributes['faas.trigger'])).toEqual(['timer', 'other']);
});

test('lets the error of a handler through to the host and marks the span', async () => {
  const handler = scheduledHandler({ handle: () => Promise.reject(new TypeError('no such rule')) });
  await expect(handler({}, lambda)).rejects.toThrow('no such rule');
  expect(exporter.getFinishedSpans()[0]?.attributes['error.type']).toBe('TypeError');
});
