import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { createGuard, type GuardFigures } from '@grocer/chassis/guard';
import { newId } from '@grocer/chassis/ids';
import { startTestGateway, type TestGateway } from '@grocer/test-support/gateway';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { isGatewayTrouble } from '../src/payment-outcomes.ts';

let standIn: TestGateway;
const relays: Server[] = [];
beforeAll(async () => {
  standIn = await startTestGateway();
});
afterEach(() => {
  for (const relay of relays.splice(0)) relay.close();
});
afterAll(() => standIn.stop());

const newOrder = () => ({ id: newId(), totalMinor: 899, paymentMethod: 'pm_card_visa', placedAt: new Date() });

/** Passes connections on to the gateway; the first `broken` of them it breaks. */
function createRelay(broken = 0): Server {
  let connections = 0;
  const relay = createServer((socket) => {
    connections += 1;
    if (connections <= broken) return void socket.destroy();
    const onward = connect(Number(new URL(standIn.url).port), '127.0.0.1');
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
    socket.pipe(onward).pipe(socket);
  });
  relays.push(relay);
  return relay;
}

async function listen(relay: Server, port = 0): Promise<number> {
  await once(relay.listen(port, '127.0.0.1'), 'listening');
  return (relay.address() as AddressInfo).port;
}

function gatewayAt(port: number, changes: Partial<GuardFigures> = {}) {
  const guard = createGuard({
    dependency: 'payment-gateway',
    isTrouble: isGatewayTrouble,
    log: { warn: () => undefined, info: () => undefined },
    retryAttempts: 20,
    retryDelayMs: 10,
    retryPercent: 100,
    breakerFailures: 100,
    breakerMs: 60_000,
    ...changes,
  });
  return standIn.connect({ url: `http://127.0.0.1:${port}`, guard });
}

it('asks for a hold again while nobody listens: the request has not arrived', async () => {
  const probe = createRelay();
  const port = await listen(probe);
  probe.close();
  const outcome = gatewayAt(port).authorise(newOrder());
  await listen(createRelay(), port);
  expect(await outcome).toMatchObject({ kind: 'authorised' });
});

it('asks once for a hold when the connection breaks: nobody knows what became of it', async () => {
  const gateway = gatewayAt(await listen(createRelay(1)));
  expect(await gateway.authorise(newOrder())).toMatchObject({ kind: 'unknown' });
});

it('captures, voids and finds again when the connection breaks: repeating them does no harm', async () => {
  const orders = [newOrder(), newOrder()];
  const [first, second] = await Promise.all(orders.map((order) => standIn.gateway.authorise(order)));
  if (first?.kind !== 'authorised' || second?.kind !== 'authorised') throw new Error('not authorised');
  const flaky = async () => gatewayAt(await listen(createRelay(1)));
  expect(await (await flaky()).capture(first.hold.intent, 500)).toEqual({ kind: 'captured', amountMinor: 500 });
  expect(await (await flaky()).cancel(second.hold.intent)).toEqual({ kind: 'voided' });
  expect(await (await flaky()).find(newOrder())).toEqual({ kind: 'none' });
});

it('leaves a gateway alone that fails again and again: the outcome is unknown at once', async () => {
  const gateway = gatewayAt(await listen(createRelay(1000)), { breakerFailures: 2 });
  const outcomes = [];
  for (let count = 0; count < 3; count += 1) outcomes.push(await gateway.authorise(newOrder()));
  expect(outcomes.map(({ kind }) => kind)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(outcomes.at(-1)).toMatchObject({ reason: 'Unavailable' });
});
