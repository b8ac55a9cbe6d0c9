import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createTracerProvider, type SendingTracerProvider } from './provider.ts';
import { samplerOf } from './sampler.ts';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

let collector: Server;
let endpoint: string;
let status: number;
let received: string[];
beforeEach(async () => {
  status = 200;
  received = [];
  collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      if (status === 200) received.push(body);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => collector.once('listening', resolve));
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
});
afterEach(() => {
  collector.closeAllConnections();
  collector.close();
});

const provide = (name?: string, argument?: string): SendingTracerProvider =>
  createTracerProvider({ endpoint, resource: { 'service.name': 'shop' }, sampler: samplerOf(name, argument) });

const batches = () => received.map((body) => JSON.parse(body).resourceSpans[0]);
const spans = (): SentSpan[] => batches().flatMap(({ scopeSpans }) => scopeSpans[0].spans);

it('sends a span as OTLP has it, with all that was said of it', async () => {
  const provider = provide();
  const tracer = provider.getTracer('test');
  const parent = tracer.startSpan('parent');
  const other = tracer.startSpan('other');
  const attributes = { text: 'Crème "fraîche" 🧀\n', whole: 3, part: 0.5, yes: true, list: ['a', 'b'] };
  const options = { kind: SpanKind.CLIENT, attributes, links: [{ context: other.spanContext() }] };
  const child = tracer.startSpan('child', options, trace.setSpan(ROOT_CONTEXT, parent));
  child.addEvent('said', { by: 'me' }).setStatus({ code: SpanStatusCode.ERROR });
  child.end();
  child.end();
  await provider.forceFlush();

  const [{ resource }] = batches();
  expect(resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'shop' } }]);
  expect(spans()).toEqual([
    {
      ...{ traceId: parent.spanContext().traceId, spanId: child.spanContext().spanId },
      parentSpanId: parent.spanContext().spanId,
      ...{ name: 'child', kind: 3 },
      startTimeUnixNano: expect.stringMatching(/^\d{19}$/),
      endTimeUnixNano: expect.stringMatching(/^\d{19}$/),
      attributes: [
        { key: 'text', value: { stringValue: attributes.text } },
        { key: 'whole', value: { intValue: 3 } },
        { key: 'part', value: { doubleValue: 0.5 } },
        { key: 'yes', value: { boolValue: true } },
        { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
      ],
      events: [
        {
          name: 'said',
          timeUnixNano: expect.stringMatching(/^\d{19}$/),
          attributes: [{ key: 'by', value: { stringValue: 'me' } }],
        },
      ],
      links: [{ traceId: other.spanContext().traceId, spanId: other.spanContext().spanId, attributes: [] }],
      status: { code: 2 },
    },
  ]);
});

it('loses none of many thousands', async () => {
  const provider = provide();
  const tracer = provider.getTracer('test');
  for (let number = 0; number < 5000; number += 1) tracer.startSpan(`span ${number}`).end();
  await provider.forceFlush();
  expect(new Set(spans().map(({ name }) => name)).size).toBe(5000);
  expect(new Set(spans().map(({ spanId }) => spanId)).size).toBe(5000);
});

it('sends again what the collector could not take, in time', async () => {
  const provider = provide();
  const tracer = provider.getTracer('test');
  status = 503;
  tracer.startSpan('first').end();
  await provider.forceFlush();
  status = 200;
  tracer.startSpan('second').end();
  await provider.forceFlush();
  expect(spans().map(({ name }) => name)).toEqual(['first', 'second']);
});

it.each([
  [undefined, undefined, 100, 100],
  ['always_off', undefined, 100, 0],
  ['parentbased_always_off', undefined, 100, 0],
  ['parentbased_traceidratio', '0', 100, 0],
  ['parentbased_traceidratio', 'half', 100, 100],
])('records by OTEL_TRACES_SAMPLER=%s and argument %s, of %i traces %i', async (name, argument, asked, recorded) => {
  const provider = provide(name, argument);
  for (let number = 0; number < asked; number += 1) provider.getTracer('test').startSpan('span').end();
  await provider.forceFlush();
  expect(spans()).toHaveLength(recorded);
});

it('records a tenth when it is told so, and a whole trace or nothing of it', async () => {
  const provider = provide('parentbased_traceidratio', '0.1');
  const tracer = provider.getTracer('test');
  for (let number = 0; number < 2000; number += 1) {
    const parent = tracer.startSpan('parent');
    const child = tracer.startSpan('child', {}, trace.setSpan(context.active(), parent));
    expect(child.isRecording()).toBe(parent.isRecording());
    child.end();
    parent.end();
  }
  await provider.forceFlush();
  const [parents, children] = ['parent', 'child'].map((wanted) => spans().filter(({ name }) => name === wanted));
  expect(parents?.length).toBe(children?.length);
  expect(parents?.length).toBeGreaterThan(100);
  expect(parents?.length).toBeLessThan(320);
});
