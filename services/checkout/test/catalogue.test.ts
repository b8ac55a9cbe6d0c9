import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Catalogue, createCatalogue } from '../src/clients/catalogue.ts';
import { MILK, TEA, UNPRICED } from './harness.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function catalogueThat(answers: RequestListener): Promise<Catalogue> {
  const server = createServer(answers).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return createCatalogue({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs: 300 });
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
});
