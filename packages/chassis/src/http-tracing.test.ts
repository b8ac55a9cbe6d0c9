import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createHttp, type HttpApp } from './http.ts';
import { createLog } from './log.ts';
import { activeTraceparent } from './telemetry/trace.ts';

const exporter = new InMemorySpanExporter();
let app: HttpApp;
let neverAsked = 0;
let url: string;
beforeAll(async () => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  app = createHttp({ log: createLog({ name: 'test', level: 'fatal' }), isReady: () => true });
  app.get('/things/:id', async () => ({}));
  app.get('/context', async () => ({ traceparent: activeTraceparent() }));
  app.get('/never', () => {
    neverAsked += 1;
    return new Promise(() => {});
  });
  app.get('/broken', async () => {
    throw new Error('broken');
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(() => exporter.reset());
afterAll(() => app.close());

const spans = () => exporter.getFinishedSpans().map(({ name, attributes }) => ({ name, ...attributes }));

it('has one span per request, named by its route, without the query', async () => {
  await fetch(`${url}/things/1?postcode=SW1A1AA`);
  await expect.poll(spans).toMatchObject([{ name: 'GET /things/:id', 'http.response.status_code': 200 }]);
  expect(JSON.stringify(spans())).not.toContain('SW1A');
});

it('says of a failure that it is one', async () => {
  await fetch(`${url}/broken`);
  await expect.poll(spans).toMatchObject([{ 'http.response.status_code': 500, 'error.type': '500' }]);
});

it('ends the span of a request whose client has gone', async () => {
  const leaving = new AbortController();
  const asked = fetch(`${url}/never`, { signal: leaving.signal }).catch(() => 'gone');
  await expect.poll(() => neverAsked).toBe(1);
  leaving.abort();
  await asked;
  await expect.poll(spans).toMatchObject([{ name: 'GET /never' }]);
});

it('has no span for a probe', async () => {
  await fetch(`${url}/health/live`);
  await fetch(`${url}/things/1`);
  await expect.poll(spans).toMatchObject([{ name: 'GET /things/:id' }]);
});

it('records nothing of a trace that its caller has not sampled, and hands that on', async () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-00` };
  const answer = await fetch(`${url}/context`, { headers });
  expect(await answer.json()).toEqual({
    traceparent: expect.stringMatching(`^00-${traceId}-(?!00f067)[0-9a-f]{16}-00$`),
  });
  await fetch(`${url}/things/1`);
  await expect.poll(spans).toMatchObject([{ name: 'GET /things/:id' }]);
});
