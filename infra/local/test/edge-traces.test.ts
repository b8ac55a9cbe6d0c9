import { type EdgeRig, startEdgeRig } from '@grocer/test-support/edge-rig';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Observatory, startObservatory } from '../stand-ins/observatory.ts';

let observatory: Observatory;
let rig: EdgeRig;

beforeAll(async () => {
  observatory = await startObservatory({ port: 0 });
});
afterAll(() => observatory.stop());

beforeEach(async () => {
  rig = await startEdgeRig({ telemetryUrl: observatory.url });
});
afterEach(() => rig.stop());

describe('traces', () => {
  test('begin at the edge and go on behind it', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    rig.script = ({ headers }, response) => {
      resolve(String(headers.traceparent));
      response.end();
    };
    await rig.get('/catalogue/v1/products');
    const [, traceId, spanId] = (await promise).split('-');
    const trace = await vi.waitFor(() => traceOf(traceId), { timeout: 2000 });
    expect(trace.spans).toMatchObject([{ spanId, service: 'edge', name: 'GET /catalogue', parentSpanId: null }]);
    expect(trace.spans[0].attributes).toMatchObject({ 'http.response.status_code': 200 });
  });

  test('are told of the order, whose address the answer has or the request', async () => {
    const orderId = '01a2100b-4dae-73dc-98cf-e0c08a9eb03a';
    rig.script = ({ method }, response) => {
      response.writeHead(method === 'POST' ? 201 : 200, { location: `/checkout/v1/orders/${orderId}` }).end();
    };
    await fetch(`${rig.url}/checkout/v1/orders`, { method: 'POST' });
    await rig.get(`/checkout/v1/orders/${orderId}/events`);
    const traces = await vi.waitFor(
      async () => {
        const { items } = await (await fetch(`${observatory.url}/api/traces?orderId=${orderId}`)).json();
        expect(items).toHaveLength(2);
        return items;
      },
      { timeout: 2000 },
    );
    expect(traces).toMatchObject([{ orderId }, { orderId }]);
  });

  test('continue that of the caller', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await rig.get('/catalogue/v1/products', { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
    const trace = await vi.waitFor(() => traceOf(traceId), { timeout: 2000 });
    expect(trace.spans).toMatchObject([{ parentSpanId: 'b7ad6b7169203331' }]);
  });
});

async function traceOf(traceId: string | undefined) {
  const response = await fetch(`${observatory.url}/api/traces/${traceId}`);
  expect(response.status).toBe(200);
  return response.json();
}
