import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isUnavailable } from '@grocer/chassis/errors';
import { createGuard, type GuardFigures } from '@grocer/chassis/guard';
import { createLog } from '@grocer/chassis/log';
import { afterEach, describe, expect, it } from 'vitest';
import { type Catalogue, createCatalogue } from '../src/clients/catalogue.ts';
import { MILK, TEA, UNPRICED } from './harness.ts';

const log = createLog({ name: 'checkout', level: 'silent' });
const figures = { retryAttempts: 2, retryDelayMs: 1, retryPercent: 100, breakerFailures: 100, breakerMs: 60_000 };
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function catalogueThat(answers: RequestListener, changes: Partial<GuardFigures> = {}): Promise<Catalogue> {
  const server = createServer(answers).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const guard = createGuard({ ...figures, ...changes, dependency: 'catalogue', isTrouble: isUnavailable, log });
  return createCatalogue({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs: 300, guard });
}

const product = (sku: string, amountMinor: number | null) => ({
  sku,
  name: `Product ${sku}`,
  brand: null,
  department: 'drinks',
  size: null,
  description: null,
  imageUrl: null,
  dietary: [],
  allergens: null,
  price: amountMinor && { amountMinor, currency: 'GBP', effectiveFrom: '2026-01-01T00:00:00Z' },
  availability: 'in-stock',
});

describe('the catalogue', () => {
  it('quotes many SKUs by one call, and leaves out what has no price', async () => {
    const urls: unknown[] = [];
    const catalogue = await catalogueThat((request, response) => {
      urls.push(request.url);
      response.end(JSON.stringify({ items: [product(TEA, 250), product(UNPRICED, null)] }));
    });
    expect(await catalogue.quote([TEA, MILK, UNPRICED])).toEqual(
      new Map([[TEA, { name: `Product ${TEA}`, unitPriceMinor: 250 }]]),
    );
    expect(urls).toEqual([`/catalogue/v1/products?sku=${TEA},${MILK},${UNPRICED}`]);
  });

  it.each<[string, RequestListener]>([
    ['fails', (_, response) => response.writeHead(500).end('{}')],
    ['answers something else', (_, response) => response.end('{"items":[{"sku":"50184385"}]}')],
    ['answers no JSON', (_, response) => response.end('<html>')],
    ['breaks the connection', (request) => request.socket.destroy()],
    ['does not answer in time', () => {}],
  ])('is unavailable when it %s', async (_, answers) => {
    const catalogue = await catalogueThat(answers);
    await expect(catalogue.quote([TEA])).rejects.toMatchObject({ name: 'Unavailable', dependency: 'catalogue' });
  });

  it.each<[string, RequestListener, number]>([
    ['asked again when it fails', (_, response) => response.writeHead(503).end('{}'), 2],
    ['not asked again when time is over', () => {}, 1],
  ])('is %s', async (_, answers, times) => {
    let asked = 0;
    const catalogue = await catalogueThat((request, response) => {
      asked += 1;
      answers(request, response);
    });
    await expect(catalogue.quote([TEA])).rejects.toThrow('unavailable');
    expect(asked).toBe(times);
  });

  it('is left alone for a while when it fails again and again', async () => {
    let asked = 0;
    const failing: RequestListener = (_, response) => {
      asked += 1;
      response.writeHead(500).end('{}');
    };
    const catalogue = await catalogueThat(failing, { retryAttempts: 1, breakerFailures: 3 });
    for (let count = 0; count < 5; count += 1) await expect(catalogue.quote([TEA])).rejects.toThrow('unavailable');
    expect(asked).toBe(3);
  });
});
