import type { Order } from '@grocer/contracts/checkout';
import type { Trace, TraceList, TraceSpan } from '@grocer/contracts/observatory';
import { type Customer, signInCustomer } from '@grocer/test-support/customer';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { runScript } from '@grocer/test-support/script';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

let estate: TestEstate;
let customer: Customer;

beforeAll(async () => {
  estate = await startTestEstate();
  customer = await signInCustomer(estate, 'customer-1');
});
afterAll(() => estate?.stop());

async function placed(key?: string): Promise<Order> {
  const response = await customer.place(await customer.draftOrder(), key);
  expect(response.status).toBe(201);
  return response.json();
}

const untilStatus = (orderId: string, status: Order['status']) =>
  vi.waitFor(
    async () => {
      const order = await customer.read(orderId);
      expect(order.status).toBe(status);
      return order;
    },
    { timeout: 15_000, interval: 100 },
  );

async function traceOf(orderId: string): Promise<Trace> {
  const response = await fetch(`${estate.endpoints.observatory}/api/traces?orderId=${orderId}`);
  const { items }: TraceList = await response.json();
  const trace = items.find(({ spans }) => spans.some(({ name }) => name === 'POST /checkout/v1/orders'));
  if (!trace) throw new Error('the order has no trace of its placing');
  return trace;
}

describe('placing an order', () => {
  it('goes from the edge to dispatched, and takes just what it costs', async () => {
    const response = await customer.place(await customer.draftOrder());
    const order: Order = await response.json();
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`/checkout/v1/orders/${order.id}`);
    expect(order.payment).toMatchObject({ status: 'authorised', amountAuthorised: order.total });

    const dispatched = await untilStatus(order.id, 'dispatched');
    expect(dispatched.history.map(({ status }) => status)).toEqual([
      'pending-payment',
      'confirmed',
      'released',
      'picked',
      'dispatched',
    ]);
    expect(dispatched.payment).toMatchObject({ status: 'captured', amountCaptured: order.total });
    expect(dispatched.lines.map(({ picked, quantity }) => picked === quantity)).toEqual([true, true]);
  });

  it('leaves one trace over all four compute models', async () => {
    const { id } = await placed();
    await untilStatus(id, 'dispatched');
    const wanted = { checkout: 'scale-to-zero', catalogue: 'kubernetes', 'appliance-shim': 'vm', fulfil: 'function' };
    const trace = await vi.waitFor(
      async () => {
        const found = await traceOf(id);
        const models = Object.fromEntries(found.spans.map(({ service, computeModel }) => [service, computeModel]));
        expect(models).toMatchObject(wanted);
        expect(found.spans.filter(isStatusChange).map(statusOf).toSorted()).toEqual(
          ['confirmed', 'dispatched', 'pending-payment', 'picked', 'released'].toSorted(),
        );
        return found;
      },
      { timeout: 5000 },
    );
    expect(edgesOf(trace)).toEqual(
      expect.arrayContaining([
        'edge → checkout',
        'checkout → catalogue',
        'checkout → appliance-shim',
        'appliance-shim → fulfil',
      ]),
    );
    const names = new Set(trace.spans.map(({ service, name }) => `${service}: ${name}`));
    for (const name of ['send warehouse-orders', 'POST /checkout/v1/orders'])
      expect(names).toContain(`checkout: ${name}`);
    expect([...names].some((name) => /^checkout: select/.test(name))).toBe(true);
    expect([...names].some((name) => /^checkout: .*card-gateway|^checkout: POST/.test(name))).toBe(true);
    expect([...names].some((name) => /^appliance-shim: .*PORD/.test(name))).toBe(true);
  });

  it('answers a repeated request with the first answer, byte for byte', async () => {
    const order = await customer.draftOrder();
    const key = crypto.randomUUID();
    const [first, again] = [await customer.place(order, key), await customer.place(order, key)];
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.text()).toBe(await first.text());
    const other = await customer.place({ ...order, lines: order.lines.slice(0, 1) }, key);
    expect([other.status, (await other.json()).type]).toEqual([
      422,
      'https://grocer.example/problems/idempotency-key-reused',
    ]);
  });

  it('keeps a declined order as rejected, with nothing taken from shelf or slot', async () => {
    const draft = await customer.draftOrder();
    const declined = await customer.place({ ...draft, paymentMethod: 'pm_card_chargeDeclinedInsufficientFunds' });
    const problem = await declined.json();
    expect([declined.status, problem.declineCode]).toEqual([402, 'insufficient_funds']);
    expect(await customer.read(problem.orderId)).toMatchObject({ status: 'rejected', payment: { status: 'declined' } });
  });

  it('shows an order to its customer alone', async () => {
    const { id } = await placed();
    const stranger = await signInCustomer(estate, 'customer-2');
    expect((await stranger.ask(`/checkout/v1/orders/${id}`)).status).toBe(404);
    const operator = await signInCustomer(estate, 'operator');
    expect((await operator.ask(`/checkout/v1/orders/${id}`)).status).toBe(200);
  });
});

describe('npm run order', () => {
  it('follows an order to dispatched and tells each step as JSON', async () => {
    const { stdout, stderr, code } = await runScript(estate.folder, 'order', ['--json']);
    expect(code, stderr).toBe(0);
    const { orderId, status, traceId, steps } = JSON.parse(stdout);
    expect(orderId).toMatch(/^[0-9a-f-]{36}$/);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(status).toBe('dispatched');
    expect(steps.map((step: { status: string; deployable: string }) => `${step.status} by ${step.deployable}`)).toEqual(
      [
        'pending-payment by checkout',
        'confirmed by checkout',
        'released by checkout',
        'picked by fulfil',
        'dispatched by fulfil',
      ],
    );
  });
});

describe('npm run check:ledger', () => {
  it('comes to find everything at rest and nothing broken, whatever was ordered before', async () => {
    const report = await vi.waitFor(
      async () => {
        const { stdout, stderr, code } = await runScript(estate.folder, 'check-ledger', ['--json']);
        expect(code, stderr + stdout).toBe(0);
        const found = JSON.parse(stdout);
        expect(found.inFlight).toBe(0);
        return found;
      },
      { timeout: 30_000, interval: 500 },
    );
    expect(report).toMatchObject({
      breaches: 0,
      queues: [
        { depth: 0, deadLetters: 0 },
        { depth: 0, deadLetters: 0 },
      ],
    });
    const charged = report.invariants.find(({ name }: { name: string }) => name === 'charged-once');
    expect(charged.checked).toBeGreaterThan(0);
  });
});

const statusOf = ({ attributes }: TraceSpan) => String(attributes['grocer.order.status']);
const isStatusChange = ({ attributes }: TraceSpan) => attributes['grocer.order.status'] !== undefined;

/** Which deployable's span has a child of which other deployable. */
function edgesOf({ spans }: Trace): string[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const edges = spans.map((span) => {
    const parent = byId.get(span.parentSpanId ?? '');
    return parent && parent.service !== span.service ? `${parent.service} → ${span.service}` : '';
  });
  return [...new Set(edges)].filter(Boolean);
}
