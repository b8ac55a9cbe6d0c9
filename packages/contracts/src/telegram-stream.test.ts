import { expect, test } from 'vitest';
import { createTelegramStream } from './telegram-stream.ts';
import { encodeRequest } from './telegrams.ts';

const life = encodeRequest({ sender: 'SHIM01', receiver: 'APPL01', sequence: 0, type: 'LIFE', body: {} });

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

test('waits for the end of a telegram', () => {
  const stream = createTelegramStream();
  expect(stream.push(life.slice(0, 10))).toEqual([]);
  expect(stream.push(life.slice(10)).map(({ kind }) => kind)).toEqual(['request']);
});

test('takes several telegrams from one chunk', () => {
  expect(createTelegramStream().push(Uint8Array.from([...life, ...life]))).toHaveLength(2);
});

test.each([
  ['bytes between telegrams', 'GET / HTTP/1.1\r\n'],
  ['no telegram header', '\x02\x03'],
  ['not printable ASCII', '\x02LIFE\n'],
  ['not printable ASCII', '\x02LI\x02FE'],
  ['not printable ASCII', '\x02LIF\u00c9'],
  ['longer than a telegram may be', `\x02${'A'.repeat(511)}`],
])('ends at what it cannot read: %s', (reason, text) => {
  expect(createTelegramStream().push(bytes(text))).toEqual([{ kind: 'unreadable', reason }]);
});

test('reads a telegram of 512 bytes and none of 513', () => {
  const telegram = (length: number) => bytes(`\x02PINGSHIM01APPL0100000001RQ00000${length}${'x'.repeat(length)}\x03`);
  expect(telegram(476)).toHaveLength(512);
  expect(createTelegramStream().push(telegram(476))).toMatchObject([{ kind: 'refused', error: '02' }]);
  expect(createTelegramStream().push(telegram(477))).toMatchObject([{ kind: 'unreadable' }]);
});

test('hands over what came before the unreadable, and nothing after it', () => {
  const stream = createTelegramStream();
  const read = stream.push(Uint8Array.from([...life, 0x0a, ...life]));
  expect(read.map(({ kind }) => kind)).toEqual(['request', 'unreadable']);
  expect(stream.push(life)).toEqual([]);
});
