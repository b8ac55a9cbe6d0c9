import type { ProductList } from '@grocer/contracts/catalogue';
import type { SlotList } from '@grocer/contracts/checkout';
import type { TestEstate } from '@grocer/test-support/estate';
import { askJson } from '../ask.ts';
import { signIn } from '../sign-in.ts';
import { addressOf } from './estate-parts.ts';
import { drive } from './load.ts';
import type { Row } from './rows.ts';
import { startServer } from './server.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

const load = { connections: 8, rounds: 5, sliceMs: 1000 };
const postcodes = ['E1 6AN', 'EC1A 1BB', 'N1 9GU', 'NW1 6XE', 'SE1 9SG', 'SW1A 1AA', 'W1A 0AX', 'WC2N 5DU'];

/** Placing orders through checkout (one line each, every one authorised at the gateway) against a bare route that takes the same body. */
export async function measureOrders(estate: TestEstate): Promise<Row[]> {
  const token = await signIn(estate.endpoints, 'customer-1');
  const origin = addressOf(estate, 'checkout');
  const nextBody = await prepareOrders(estate, origin, token);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const order = (path: string) => () => ({
    path,
    method: 'POST' as const,
    headers: { ...headers, 'idempotency-key': crypto.randomUUID() },
    body: nextBody(),
  });
  const bare = await startServer('bare-fastify.ts', { PAYLOAD: nextBody() });
  const rates = await drive(
    [
      { name: 'ours', origin, request: order('/checkout/v1/orders') },
      { name: 'bare', origin: bare.origin, request: order('/') },
    ],
    load,
  );
  bare.stop();
  const [ours = [], limits = []] = [rates.get('ours'), rates.get('bare')];
  return [
    {
      what: 'checkout: place an order',
      unit: 'orders/s',
      ours: spreadOf(ours),
      limit: spreadOf(limits),
      ratio: spreadOf(ratiosOf(ours, limits)),
      note: 'through the activator, warehouse at work : bare Fastify, same body',
    },
  ];
}

/** Bodies that go round the products and the slots, so that neither runs out nor is fought for. */
async function prepareOrders({ endpoints }: TestEstate, checkout: string, token: string): Promise<() => string> {
  const { items: products } = await askJson<ProductList>(
    `${endpoints.edge}/catalogue/v1/products?availability=in-stock&limit=100`,
  );
  const places = await Promise.all(
    postcodes.map(async (postcode) => {
      const query = new URLSearchParams({ postcode });
      const { items } = await askJson<SlotList>(`${checkout}/checkout/v1/slots?${query}`, { token });
      return items.map(({ id }) => ({ slotId: id, postcode }));
    }),
  );
  const slots = places.flat();
  let turn = 0;
  return () => {
    turn += 1;
    const sku = products[turn % products.length]?.sku;
    const { slotId, postcode } = slots[turn % slots.length] ?? {};
    const deliveryAddress = { line1: '1 Bench Street', city: 'London', postcode };
    return JSON.stringify({ lines: [{ sku, quantity: 1 }], slotId, deliveryAddress, paymentMethod: 'pm_card_visa' });
  };
}
