import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { PlaceOrder } from '@grocer/contracts/checkout';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { call, countRows, type Harness, MILK, orderBody, place, placed, startHarness, TEA } from './harness.ts';
import { type ScriptedGateway, scriptedGateway } from './scripted-gateway.ts';

let harness: Harness;
let gateway: ScriptedGateway;
let body: PlaceOrder;
let before: { rows: number; asked: number };
beforeAll(async () => {
  gateway = scriptedGateway();
  harness = await startHarness({ gateway });
  body = await orderBody(harness.database);
});
beforeEach(async () => {
  before = await readWritten();
});
afterAll(() => harness.stop());

const readWritten = async () => ({
  rows: await countRows(harness.database),
  asked: gateway.authorised.length + gateway.cancelled.length,
});

/** No row anywhere, so that the Idempotency-Key stays free, too; and the card was not touched. */
async function expectNothingWritten(): Promise<void> {
  expect(await readWritten()).toEqual(before);
}

const lines = (...given: unknown[]) => ({ lines: given });
const tea = (quantity: unknown) => lines({ sku: TEA, quantity });
const address = (changes: object) => ({ deliveryAddress: { ...body.deliveryAddress, ...changes } });

const bodies: [string, () => unknown, string][] = [
  ['a quantity of 0', () => tea(0), '#/lines/0/quantity'],
  ['a quantity of -1', () => tea(-1), '#/lines/0/quantity'],
  ['a quantity of 1.5', () => tea(1.5), '#/lines/0/quantity'],
  ['a quantity of 100', () => tea(100), '#/lines/0/quantity'],
  ['a quantity of 1e9', () => tea(1e9), '#/lines/0/quantity'],
  ['a quantity as text', () => tea('1'), '#/lines/0/quantity'],
  ['no lines', () => lines(), '#/lines'],
  ['101 lines', () => lines(...Array(101).fill({ sku: TEA, quantity: 1 })), '#/lines'],
  ['a SKU twice', () => lines({ sku: TEA, quantity: 1 }, { sku: TEA, quantity: 2 }), '#/lines/1/sku'],
  [
    'a SKU twice in two forms',
    () => lines({ sku: MILK, quantity: 1 }, { sku: `0${MILK}`, quantity: 2 }),
    '#/lines/1/sku',
  ],
  ['a wrong check digit', () => lines({ sku: '50184386', quantity: 1 }), '#/lines/0/sku'],
  ['a SKU that is no number', () => lines({ sku: 'tea', quantity: 1 }), '#/lines/0/sku'],
  ['a postcode that is none', () => address({ postcode: 'nonsense' }), '#/deliveryAddress/postcode'],
  ['an address without a city', () => address({ city: undefined }), '#/deliveryAddress/city'],
  ['a blank address', () => address({ line1: ' ' }), '#/deliveryAddress/line1'],
  ['a control character', () => address({ line1: 'a\u0000b' }), '#/deliveryAddress/line1'],
  ['half a character', () => address({ line1: 'a\ud800b' }), '#/deliveryAddress/line1'],
  ['an unknown field', () => ({ discount: 100 }), '#/discount'],
  ['an unknown field in a line', () => lines({ sku: TEA, quantity: 1, price: 1 }), '#/lines/0/price'],
  ['a slot id that is none', () => ({ slotId: 'tomorrow' }), '#/slotId'],
  ['a payment method that is none', () => ({ paymentMethod: '4242424242424242' }), '#/paymentMethod'],
  [
    'a negative expected total',
    () => ({ expectedTotal: { amountMinor: -1, currency: 'GBP' } }),
    '#/expectedTotal/amountMinor',
  ],
  ['another currency', () => ({ expectedTotal: { amountMinor: 1, currency: 'EUR' } }), '#/expectedTotal/currency'],
];

describe('a body with bad values', () => {
  it.each(bodies)('is refused for %s, and nothing is written', async (_, changes, pointer) => {
    const response = await place(harness, { ...body, ...Object(changes()) });
    expect(response.statusCode).toBe(400);
    expect(response.headers['content-type']).toMatch('application/problem+json');
    const problem = response.json<{ type: string; errors: { pointer: string }[] }>();
    expect(problem.type).toBe('https://grocer.example/problems/validation-failed');
    expect(problem.errors.map((error) => error.pointer)).toContain(pointer);
    await expectNothingWritten();
  });

  it.each([
    ['malformed JSON', '{"lines":', 400],
    ['no object', '[]', 400],
    ['nothing', '', 400],
    ['too much', JSON.stringify({ filler: 'x'.repeat(1_000_000) }), 413],
  ])('is refused when it is %s', async (_, text, status) => {
    expect((await place(harness, text)).statusCode).toBe(status);
    await expectNothingWritten();
  });

  it('is refused as plain text', async () => {
    const response = await harness.app.inject({
      method: 'POST',
      url: '/checkout/v1/orders',
      headers: {
        authorization: `Bearer ${await harness.token('customer-1')}`,
        'content-type': 'text/plain',
        'idempotency-key': 'plain',
      },
      payload: 'tea, please',
    });
    expect(response.statusCode).toBe(415);
    expect(response.json()).toMatchObject({ type: 'https://grocer.example/problems/unsupported-media-type' });
    await expectNothingWritten();
  });
});

describe('an Idempotency-Key', () => {
  it.each([
    ['empty', '', 'idempotency-key-missing'],
    ['of 256 characters', 'k'.repeat(256), 'validation-failed'],
    ['of 300 characters', 'k'.repeat(300), 'validation-failed'],
    ['with a space', 'a b', 'validation-failed'],
    ['with a tab', 'a\tb', 'validation-failed'],
    ['beyond ASCII', 'clé', 'validation-failed'],
  ])('is refused when it is %s', async (_, key, code) => {
    const response = await place(harness, body, { key });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toMatchObject({ type: `https://grocer.example/problems/${code}` });
    expect(response.json<{ errors: unknown[] }>().errors).toHaveLength(1);
    await expectNothingWritten();
  });

  it('is demanded', async () => {
    const response = await harness.app.inject({
      method: 'POST',
      url: '/checkout/v1/orders',
      headers: { authorization: `Bearer ${await harness.token('customer-1')}` },
      payload: body,
    });
    expect(response.json()).toMatchObject({ type: 'https://grocer.example/problems/idempotency-key-missing' });
    await expectNothingWritten();
  });

  it.each(['\u0000', '\u0001', '\u007f'])(
    'is refused with the control character %j, which no header may hold',
    async (character) => {
      const address = new URL(await harness.buildAnother().listen({ host: '127.0.0.1', port: 0 }));
      const socket = connect(Number(address.port), address.hostname);
      const authorization = `Bearer ${await harness.token('customer-1')}`;
      const payload = JSON.stringify(body);
      const headers = {
        host: address.host,
        authorization,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(payload),
        'idempotency-key': `a${character}b`,
        connection: 'close',
      };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`POST /checkout/v1/orders HTTP/1.1\r\n${lines.join('')}\r\n${payload}`);
      const answer = await text(socket);
      expect(answer).toMatch(/^HTTP\/1\.1 400 (.*\r\n)+content-type: application\/problem\+json\r\n/);
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
        type: 'https://grocer.example/problems/validation-failed',
        instance: '/checkout/v1/orders',
        errors: [{ detail: expect.stringContaining('header') }],
      });
      await expectNothingWritten();
    },
  );

  it('may have 255 characters', async () => {
    expect((await place(harness, await orderBody(harness.database), { key: '~'.repeat(255) })).statusCode).toBe(201);
  });
});

describe('a caller', () => {
  const post = (headers: Record<string, string>) =>
    harness.app.inject({ method: 'POST', url: '/checkout/v1/orders', headers, payload: body });

  it('without a token is told to bring one', async () => {
    const response = await post({});
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toMatch(/^Bearer /);
    await expectNothingWritten();
  });

  it('with an unusable token is told so', async () => {
    const response = await post({ authorization: 'Bearer nonsense' });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toMatch('invalid_token');
    await expectNothingWritten();
  });

  it('without the scope is refused before the body is looked at', async () => {
    const response = await harness.app.inject({
      method: 'POST',
      url: '/checkout/v1/orders',
      headers: { authorization: `Bearer ${await harness.token('operator', 'orders:read')}` },
      payload: { nonsense: true },
    });
    expect(response.statusCode).toBe(403);
    expect(response.json()).toMatchObject({ type: 'https://grocer.example/problems/forbidden' });
    await expectNothingWritten();
  });
});

describe('a path, query or header with bad values', () => {
  it.each([
    ['/checkout/v1/orders/nonsense', 'id'],
    ['/checkout/v1/orders?limit=0', 'limit'],
    ['/checkout/v1/orders?limit=101', 'limit'],
    ['/checkout/v1/orders?limit=ten', 'limit'],
    ['/checkout/v1/orders?cursor=bm9uc2Vuc2U', 'cursor'],
    ['/checkout/v1/orders?page=2', 'page'],
    [`/checkout/v1/orders/${crypto.randomUUID()}?fields=id`, 'fields'],
    [`/checkout/v1/orders/${crypto.randomUUID()}/events?since=1`, 'since'],
    ['/checkout/v1/slots', 'postcode'],
    ['/checkout/v1/slots?postcode=nonsense', 'postcode'],
    ['/checkout/v1/slots?postcode=SW1A+1AA&from=tomorrow', 'from'],
    ['/checkout/v1/slots?postcode=SW1A+1AA&from=2026-02-30T00:00:00Z', 'from'],
    [`/checkout/v1/slots?postcode=SW1A+1AA&from=${new Date().toISOString().slice(0, 10)}T23:59:60Z`, 'from'],
    ['/checkout/v1/orders?limit=1.5', 'limit'],
    ['/checkout/v1/slots?postcode=SW1A+1AA&from=2020-01-01T00:00:00Z', 'from'],
    ['/checkout/v1/slots?postcode=SW1A+1AA&from=2099-01-01T00:00:00Z', 'from'],
  ])('is refused: %s', async (url, parameter) => {
    const response = await call(harness, 'GET', url);
    expect(response.statusCode).toBe(400);
    expect(response.json<{ errors: { parameter: string }[] }>().errors.map((error) => error.parameter)).toEqual([
      parameter,
    ]);
    await expectNothingWritten();
  });

  it('is a 404 where nothing is, and a 405 where another method would do', async () => {
    expect((await call(harness, 'GET', '/checkout/v1/nothing')).statusCode).toBe(404);
    const response = await call(harness, 'GET', `/checkout/v1/orders/${crypto.randomUUID()}/cancel`);
    expect(response.statusCode).toBe(405);
    expect(response.json()).toMatchObject({ type: 'https://grocer.example/problems/method-not-allowed' });
    expect(response.headers.allow).toBe('POST');
    await expectNothingWritten();
  });
});

describe('an order of somebody else', () => {
  it('is not found, whatever is done to it', async () => {
    const { id } = await placed(harness);
    before = await readWritten();
    const stranger = { customer: 'customer-2' };
    for (const [method, url] of [
      ['GET', `/checkout/v1/orders/${id}`],
      ['GET', `/checkout/v1/orders/${id}/events`],
      ['POST', `/checkout/v1/orders/${id}/cancel`],
    ] as const) {
      const response = await call(harness, method, url, stranger);
      expect(response.statusCode).toBe(404);
      expect(response.json()).toMatchObject({ type: 'https://grocer.example/problems/not-found' });
    }
    await expectNothingWritten();
    expect((await call(harness, 'GET', `/checkout/v1/orders/${id}`)).json()).toMatchObject({ status: 'released' });
  });
});
