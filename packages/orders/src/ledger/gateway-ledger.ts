import { Unavailable } from '@grocer/chassis/errors';
import { tracedRequest } from '@grocer/chassis/http-client';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Movement } from './books.ts';

const TIMEOUT_MS = 30_000;

const Ledger = Type.Object({
  items: Type.Array(
    Type.Object({
      sequence: Type.Integer(),
      at: Type.String(),
      kind: Type.Enum(['authorised', 'captured', 'released', 'declined']),
      amount: Type.Integer(),
      paymentIntent: Type.String(),
      metadata: Type.Object({ order_id: Type.Optional(Type.String()) }),
    }),
  ),
});
const answer = Compile(Ledger);

/** Reads the gateway's ledger, oldest first. It is the stand-in's own; at Stripe the balance transactions take its place. */
export async function readGatewayLedger({ url, apiKey }: { url: string; apiKey: string }): Promise<Movement[]> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const { status, text } = await tracedRequest(`${url}/ledger`, {
    headers,
    dependency: 'payment-gateway',
    timeoutMs: TIMEOUT_MS,
  });
  const body: unknown = status === 200 ? JSON.parse(text) : undefined;
  if (answer.Check(body)) return body.items.map(movementOf);
  throw new Unavailable('payment-gateway', { cause: new Error(`its ledger answered ${status}`) });
}

function movementOf({ sequence, at, kind, amount, paymentIntent, metadata }: Static<typeof Ledger>['items'][number]) {
  return { sequence, at: new Date(at), kind, amountMinor: amount, paymentIntent, orderId: metadata.order_id };
}
