import { createTracerProvider } from '@grocer/chassis/telemetry/provider';
import { TraceList } from '@grocer/contracts/observatory';
import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { Value } from 'typebox/value';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Observatory, startObservatory } from '../stand-ins/observatory.ts';

const orderId = '0199b2c4-0000-7000-8000-000000000001';
let observatory: Observatory;

beforeEach(async () => {
  observatory = await startObservatory({ port: 0 });
});

afterEach(() => observatory.stop());

test('shows what a real exporter sends, within two seconds of its end', async () => {
  const traceId = await recordOrder();

  const { items } = await vi.waitFor(() => getTraces(`?orderId=${orderId}`, 1), { timeout: 2000 });

  expect(Value.Check(TraceList, { items })).toBe(true);
  const [first] = items;
  expect(first).toMatchObject({ traceId, orderId });
  expect(first.spans).toHaveLength(2);
  expect(first.spans.find((span: { name: string }) => span.name === 'authorise')).toMatchObject({
    service: 'checkout',
    computeModel: 'scale-to-zero',
    status: 'error',
    coldStart: false,
  });
  const one = await get(`/api/traces/${traceId}`);
  expect(await one.json()).toEqual(first);
});

test('lists traces and draws one as pages without scripts', async () => {
  const traceId = await recordOrder();
  await vi.waitFor(() => getTraces('', 1), { timeout: 2000 });

  const list = await get('/');
  expect(await list.text()).toContain(`<a href="/traces/${traceId}">POST &lt;orders&gt;</a>`);
  const otherOrder = await get('/?orderId=01a2101e-99f8-71d1-a27b-4743b6e7828d');
  expect(await otherOrder.text()).toMatch(/None yet/);
  const page = await get(`/traces/${traceId}`);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toMatch(/scale-to-zero[\s\S]*authorise <strong class="failed">failed/);
});

test.each([
  ['/api/traces?orderId=1', 400, 'validation-failed'],
  ['/?orderId=1', 400, 'validation-failed'],
  ['/api/traces?limit=0', 400, 'validation-failed'],
  ['/api/traces?order=1', 400, 'validation-failed'],
  ['/api/traces/xyz', 400, 'validation-failed'],
  ['/api/traces/0af7651916cd43dd8448eb211c80319c', 404, 'not-found'],
  ['/api/nothing', 404, 'not-found'],
])('answers %s with a %i problem', async (path, status, code) => {
  const response = await get(path);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(await response.json()).toMatchObject({ status, type: `https://grocer.example/problems/${code}` });
});

test.each([
  ['no JSON', 'application/json', '{', 400],
  ['no spans', 'application/json', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x"}]}]}]}', 400],
  ['protobuf', 'application/x-protobuf', 'x', 415],
])('refuses an export that is %s', async (_, type, body, status) => {
  const response = await fetch(`${observatory.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  expect(response.status).toBe(status);
});

test('takes an export larger than any body a service takes', async () => {
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    name: 'x'.repeat(1000),
    startTimeUnixNano: '1795564800000000000',
    endTimeUnixNano: '1795564800000000001',
  };
  const spans = Array.from({ length: 1000 }, (_, index) => ({ ...span, spanId: index.toString(16).padStart(16, '0') }));
  const response = await fetch(`${observatory.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] }),
  });
  expect(response.status).toBe(200);
  expect((await getTraces('', 1)).items[0].spans).toHaveLength(1000);
});

/** An order's trace of two spans, as checkout would send it. */
async function recordOrder(): Promise<string> {
  const provider = createTracerProvider({
    endpoint: observatory.url,
    resource: { 'service.name': 'checkout', 'grocer.compute_model': 'scale-to-zero' },
  });
  const tracer = provider.getTracer('test');
  const root = tracer.startSpan('POST <orders>', { attributes: { 'grocer.order.id': orderId } }, ROOT_CONTEXT);
  const child = tracer.startSpan('authorise', {}, trace.setSpan(ROOT_CONTEXT, root));
  child.setStatus({ code: SpanStatusCode.ERROR });
  child.end();
  root.end();
  await provider.forceFlush();
  await provider.shutdown();
  return root.spanContext().traceId;
}

async function getTraces(query: string, atLeast: number) {
  const list = await (await get(`/api/traces${query}`)).json();
  expect(list.items.length).toBeGreaterThanOrEqual(atLeast);
  return list;
}

function get(path: string): Promise<Response> {
  return fetch(observatory.url + path);
}
