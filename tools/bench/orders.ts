import type { TestEstate } from '@grocer/test-support/estate';
import { signIn } from '../sign-in.ts';
import { addressOf } from './estate-parts.ts';
import { drive } from './load.ts';
import { anyOrder, readChoice } from './order-bodies.ts';
import type { Row } from './rows.ts';
import { startServer } from './server.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

const load = { connections: 8, rounds: 5, sliceMs: 1000 };

/** Placing orders through checkout (one line each, every one authorised at the gateway) against a bare route that takes the same body. */
export async function measureOrders(estate: TestEstate): Promise<Row[]> {
  const token = await signIn(estate.endpoints, 'customer-1');
  const origin = addressOf(estate, 'checkout');
  const nextBody = anyOrder(await readChoice(estate.endpoints, origin, token));
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
