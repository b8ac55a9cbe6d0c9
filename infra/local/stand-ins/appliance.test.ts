import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelegramStream } from '@grocer/contracts/telegram-stream';
import {
  encodeAcknowledgement,
  encodeRequest,
  type TelegramAcknowledgement,
  type TelegramError,
  type TelegramMessage,
  type TelegramRequest,
} from '@grocer/contracts/telegrams';
import { afterEach, expect, test, vi } from 'vitest';
import { type Appliance, type ApplianceOptions, startAppliance } from './appliance.ts';

const order = '01934a6b-7c1d-7e8f-9a0b-1c2d3e4f5a6b';
const other = '01934a6b-7c1d-7e8f-9a0b-1c2d3e4f5a6c';
const pace = { pickMilliseconds: 1, dispatchMilliseconds: 1 };
const ends = { sender: 'SHIM01', receiver: 'APPL01' };
const cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function start(options: Partial<ApplianceOptions> = {}): Promise<Appliance> {
  const appliance = await startAppliance({ port: 0, pace, ...options });
  cleanUp.push(() => appliance.stop());
  return appliance;
}

/** A bare peer: says what it is told, keeps what it hears, acknowledges nothing by itself. */
async function call(appliance: Appliance) {
  const socket = connect(Number(new URL(appliance.url).port), '127.0.0.1');
  const stream = createTelegramStream();
  const requests: TelegramRequest[] = [];
  const answers: TelegramAcknowledgement[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    for (const read of stream.push(chunk)) {
      if (read.kind === 'request') requests.push(read.request);
      if (read.kind === 'acknowledgement') answers.push(read.acknowledgement);
    }
  });
  cleanUp.push(() => socket.destroy());
  const line = {
    socket,
    requests,
    answers,
    say: (sequence: number, message: TelegramMessage) => {
      socket.write(encodeRequest({ ...ends, sequence, ...message }));
    },
    acknowledge: ({ type, sequence }: TelegramRequest, error: TelegramError = '00') => {
      socket.write(encodeAcknowledgement({ ...ends, type, sequence, error }));
    },
    async ask(sequence: number, message: TelegramMessage) {
      const heard = answers.length;
      line.say(sequence, message);
      return vi.waitFor(() => answers[heard] ?? expect.fail('no answer'));
    },
    logOn: (lastReceived: number) => line.ask(0, { type: 'LOGN', body: { unit: 'SHIM01', lastReceived } }),
    /** Acknowledges every telegram as it comes, until there are `count`. */
    async listen(count: number) {
      for (let index = 0; index < count; index += 1) {
        line.acknowledge(await vi.waitFor(() => requests[index] ?? expect.fail('no telegram')));
      }
      return requests.slice(0, count);
    },
  };
  return line;
}

function line(number: number, lines: number, quantity = 2, id = order): TelegramMessage {
  const sku = number === 1 ? '5000159407236' : '12345670';
  return { type: 'PORD', body: { order: id, line: number, lines, sku, quantity } };
}

test('picks an order line by line once all its lines are in, then dispatches it', async () => {
  const shim = await call(await start());
  expect(await shim.logOn(0)).toMatchObject({ type: 'LOGN', error: '00', lastReceived: 0 });
  expect(await shim.ask(1, line(1, 2))).toMatchObject({ type: 'PORD', sequence: 1, error: '00' });
  await shim.ask(2, line(2, 2, 5));
  const heard = await shim.listen(4);
  expect(heard.map(({ type, sequence }) => `${type} ${sequence}`)).toEqual(['PSTA 1', 'PCNF 2', 'PCNF 3', 'DISP 4']);
  expect(heard[2]?.body).toEqual({ order, line: 2, lines: 2, sku: '12345670', picked: 5, reason: '00' });
});

test('reports a short shelf, and does not dispatch what nobody could pick', async () => {
  const appliance = await start({ pick: (id) => (id === order ? 1 : 0) });
  const shim = await call(appliance);
  await shim.logOn(0);
  await shim.ask(1, line(1, 1));
  expect((await shim.listen(3))[1]?.body).toMatchObject({ picked: 1, reason: '01' });
  await shim.ask(2, line(1, 1, 3, other));
  await vi.waitFor(() => expect(appliance.orders()[1]?.state).toBe('empty'));
  expect((await shim.listen(5)).map(({ type }) => type)).toEqual(['PSTA', 'PCNF', 'DISP', 'PSTA', 'PCNF']);
});

test('knows an order and line once, however often they are sent', async () => {
  const appliance = await start();
  const shim = await call(appliance);
  await shim.logOn(0);
  await shim.ask(1, line(1, 1));
  await vi.waitFor(() => expect(appliance.orders()[0]?.state).toBe('dispatched'));
  expect(await shim.ask(2, line(1, 1))).toMatchObject({ error: '00' });
  await shim.listen(3);
  expect(await shim.ask(3, { type: 'PCAN', body: { order } })).toMatchObject({ error: '06' });
  expect(shim.requests).toHaveLength(3);
});

test('answers a repeated number as before, and refuses any but the next', async () => {
  const shim = await call(await start());
  await shim.logOn(0);
  const unknown = await shim.ask(1, { type: 'PCAN', body: { order } });
  expect(unknown.error).toBe('03');
  expect(await shim.ask(1, { type: 'PCAN', body: { order } })).toEqual(unknown);
  expect(await shim.ask(3, line(1, 2))).toMatchObject({ sequence: 3, error: '04' });
  expect(await shim.ask(0, line(1, 2))).toMatchObject({ sequence: 0, error: '04' });
  expect(await shim.ask(2, { type: 'DISP', body: { order } })).toMatchObject({ sequence: 2, error: '02' });
  expect(await shim.ask(3, line(1, 2))).toMatchObject({ error: '00' });
});

test('takes a cancel back to the shelf, and says no more of the order', async () => {
  const appliance = await start({ pace: { pickMilliseconds: 1, dispatchMilliseconds: 60_000 } });
  const shim = await call(appliance);
  await shim.logOn(0);
  await shim.ask(1, line(1, 1));
  await vi.waitFor(() => expect(appliance.orders()[0]?.state).toBe('picked'));
  expect(await shim.ask(2, { type: 'PCAN', body: { order } })).toMatchObject({ error: '00' });
  expect(await shim.ask(3, { type: 'PCAN', body: { order } })).toMatchObject({ error: '00' });
  expect(appliance.orders()[0]).toMatchObject({ state: 'cancelled', lines: [{ picked: 0 }] });
  expect((await shim.listen(1)).map(({ type }) => type)).toEqual(['PSTA']);
});

test('refuses a second session while the first lasts', async () => {
  const appliance = await start();
  const first = await call(appliance);
  await first.logOn(0);
  const second = await call(appliance);
  expect(await second.logOn(0)).toMatchObject({ error: '05' });
  await vi.waitFor(() => expect(second.socket.destroyed).toBe(true));
  first.socket.destroy();
  await vi.waitFor(async () => expect(await (await call(appliance)).logOn(0)).toMatchObject({ error: '00' }));
});

test('sends again what is not acknowledged, then gives the connection up', async () => {
  const shim = await call(await start({ times: { acknowledgeMs: 20 } }));
  await shim.logOn(0);
  await shim.ask(1, line(1, 1));
  await vi.waitFor(() => expect(shim.socket.destroyed).toBe(true));
  expect(shim.requests.map(({ type, sequence }) => `${type} ${sequence}`)).toEqual(Array(6).fill('PSTA 1'));
});

test('says LIFE into a silence and takes a silent peer for dead', async () => {
  const shim = await call(await start({ times: { lifeAfterMs: 20, deadAfterMs: 100 } }));
  await shim.logOn(0);
  await vi.waitFor(() => expect(shim.requests[0]).toMatchObject({ type: 'LIFE', sequence: 0 }));
  await vi.waitFor(() => expect(shim.socket.destroyed).toBe(true));
});

test('goes on after a restart where it was, sending again only what the other side lacks', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'appliance-'));
  cleanUp.push(() => rm(stateDir, { recursive: true }));
  const first = await startAppliance({ port: 0, pace, stateDir });
  const before = await call(first);
  await before.logOn(0);
  await before.ask(1, line(1, 1));
  await vi.waitFor(() => expect(first.orders()[0]?.state).toBe('dispatched'));
  before.acknowledge(before.requests[0] ?? expect.fail('no PSTA'));
  await vi.waitFor(() => expect(before.requests[1]).toMatchObject({ type: 'PCNF', sequence: 2 }));
  await first.stop();

  const incidents: string[] = [];
  const second = await start({ stateDir, onIncident: (what) => incidents.push(what) });
  const after = await call(second);
  expect(await after.logOn(2)).toMatchObject({ lastReceived: 1 });
  expect((await after.listen(1))[0]).toMatchObject({ type: 'DISP', sequence: 3 });
  expect(incidents).toEqual(['the answer to PCNF 2 was lost']);
});

test('goes on from the number the other side names when the two disagree', async () => {
  const incidents: string[] = [];
  const appliance = await start({ onIncident: (what) => incidents.push(what) });
  appliance.adjustStock('12345670', -3, '02');
  const shim = await call(appliance);
  await shim.logOn(99_999_999);
  expect(incidents).toEqual([]);
  expect((await shim.listen(1))[0]).toMatchObject({ sequence: 1, type: 'STOK', body: { delta: -3, reason: '02' } });
  appliance.adjustStock('12345670', 10, '00');
  await vi.waitFor(() => expect(shim.requests[1]).toMatchObject({ sequence: 2 }));
  shim.socket.destroy();
  await vi.waitFor(async () => {
    const again = await call(appliance);
    await again.logOn(40);
    expect((await again.listen(1))[0]).toMatchObject({ sequence: 41, type: 'STOK', body: { delta: 10 } });
  });
  expect(incidents).toEqual(['peer last received 40, expected the one before 2']);
});
