import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gtinCheckDigit } from './gtin.ts';
import { createTelegramStream } from './telegram-stream.ts';
import {
  encodeAcknowledgement,
  encodeRequest,
  nextSequence,
  readTelegram,
  type TelegramMessage,
  type TelegramRequest,
} from './telegrams.ts';

const order = '01934a6b-7c1d-7e8f-9a0b-1c2d3e4f5a6b';
const ends = { sender: 'SHIM01', receiver: 'APPL01' };

const written: [TelegramMessage, number, string][] = [
  [{ type: 'LOGN', body: { unit: 'SHIM01', lastReceived: 7 } }, 0, 'LOGNSHIM01APPL0100000000RQ00000014SHIM0100000007'],
  [{ type: 'LIFE', body: {} }, 0, 'LIFESHIM01APPL0100000000RQ00000000'],
  [
    { type: 'PORD', body: { order, line: 1, lines: 12, sku: '5000159407236', quantity: 3 } },
    42,
    `PORDSHIM01APPL0100000042RQ00000061${order}0010120500015940723600003`,
  ],
  [{ type: 'PCAN', body: { order } }, 43, `PCANSHIM01APPL0100000043RQ00000036${order}`],
  [{ type: 'PSTA', body: { order } }, 99_999_999, `PSTASHIM01APPL0199999999RQ00000036${order}`],
  [
    { type: 'PCNF', body: { order, line: 12, lines: 12, sku: '12345670', picked: 0, reason: '02' } },
    8,
    `PCNFSHIM01APPL0100000008RQ00000063${order}012012000000123456700000002`,
  ],
  [{ type: 'DISP', body: { order } }, 9, `DISPSHIM01APPL0100000009RQ00000036${order}`],
  [
    { type: 'STOK', body: { sku: '5000159407236', delta: -20, reason: '02' } },
    10,
    'STOKSHIM01APPL0100000010RQ0000002405000159407236-000002002',
  ],
];

describe('a request', () => {
  test.each(written)('of type $type is laid out as the contract says', (message, sequence, characters) => {
    const request: TelegramRequest = { ...ends, sequence, ...message };
    expect(new TextDecoder().decode(encodeRequest(request))).toBe(`\x02${characters}\x03`);
    expect(readTelegram(characters)).toEqual({ kind: 'request', request });
  });

  test.each<[string, Partial<TelegramRequest>]>([
    [
      'a quantity of six digits',
      { type: 'PORD', body: { order, line: 1, lines: 1, sku: '12345670', quantity: 100_000 } },
    ],
    ['a quantity of nothing', { type: 'PORD', body: { order, line: 1, lines: 1, sku: '12345670', quantity: 0 } }],
    ['half a piece', { type: 'PORD', body: { order, line: 1, lines: 1, sku: '12345670', quantity: 1.5 } }],
    ['a line past its lines', { type: 'PORD', body: { order, line: 2, lines: 1, sku: '12345670', quantity: 1 } }],
    ['a SKU that is not canonical', { type: 'STOK', body: { sku: '0012345670', delta: 1, reason: '00' } }],
    ['a wrong check digit', { type: 'STOK', body: { sku: '12345671', delta: 1, reason: '00' } }],
    ['an order that is no UUID', { type: 'PCAN', body: { order: 'order-1' } }],
    ['a number past the last', { type: 'PCAN', body: { order }, sequence: 100_000_000 }],
    ['a sender of seven characters', { type: 'PCAN', body: { order }, sender: 'SHIM001' }],
    ['a sender with a control character', { type: 'PCAN', body: { order }, sender: 'SHIM0\x03' }],
  ])('with %s is not written', (_, part) => {
    const request = { ...ends, sequence: 1, ...part } as TelegramRequest;
    expect(() => encodeRequest(request)).toThrow(RangeError);
  });

  test.each([
    ['an unknown type', 'PINGSHIM01APPL0100000001RQ00000000', '02'],
    ['a type in lower case', `pcanSHIM01APPL0100000001RQ00000036${order}`, '02'],
    ['a body shorter than its length', `PCANSHIM01APPL0100000001RQ00000036${order.slice(1)}`, '01'],
    ['a body longer than its length', `PCANSHIM01APPL0100000001RQ00000036${order}0`, '01'],
    ['a body longer than its layout', `PCANSHIM01APPL0100000001RQ00000037${order}0`, '01'],
    ['letters where digits belong', `PORDSHIM01APPL0100000001RQ00000061${order}00A0010500015940723600003`, '01'],
    ['line 0', `PORDSHIM01APPL0100000001RQ00000061${order}0000010500015940723600003`, '01'],
    ['a line past its lines', `PORDSHIM01APPL0100000001RQ00000061${order}0020010500015940723600003`, '01'],
    ['a wrong check digit', `PORDSHIM01APPL0100000001RQ00000061${order}0010010500015940723700003`, '01'],
    ['an unknown reason', `PCNFSHIM01APPL0100000001RQ00000063${order}001001000000123456700000003`, '01'],
    ['no sign', 'STOKSHIM01APPL0100000010RQ0000002405000159407236 000002002', '01'],
    ['an error of its own', `PCANSHIM01APPL0100000001RQ03000036${order}`, '01'],
    ['a number on a LIFE', 'LIFESHIM01APPL0100000001RQ00000000', '01'],
  ])('with %s is refused by error', (_, characters, error) => {
    expect(readTelegram(characters)).toMatchObject({ kind: 'refused', error, header: ends });
  });
});

describe('an acknowledgement', () => {
  test.each([
    [{ type: 'PORD', sequence: 42, error: '00' as const }, 'PORDSHIM01APPL0100000042AK00000000'],
    [{ type: 'PING', sequence: 1, error: '02' as const }, 'PINGSHIM01APPL0100000001AK02000000'],
    [
      { type: 'LOGN', sequence: 0, error: '00' as const, lastReceived: 7 },
      'LOGNSHIM01APPL0100000000AK0000000800000007',
    ],
    [{ type: 'LOGN', sequence: 0, error: '05' as const }, 'LOGNSHIM01APPL0100000000AK05000000'],
  ])('of %j repeats type and number', (answer, characters) => {
    const acknowledgement = { ...ends, ...answer };
    expect(new TextDecoder().decode(encodeAcknowledgement(acknowledgement))).toBe(`\x02${characters}\x03`);
    expect(readTelegram(characters)).toEqual({ kind: 'acknowledgement', acknowledgement });
  });

  test.each([
    ['an error that does not exist', 'PORDSHIM01APPL0100000042AK07000000'],
    ['a body', `PCANSHIM01APPL0100000042AK00000036${order}`],
    ['a length without a body', 'PORDSHIM01APPL0100000042AK00000001'],
    ['a LOGN body of seven digits', 'LOGNSHIM01APPL0100000000AK000000070000007'],
  ])('with %s is unreadable', (_, characters) => {
    expect(readTelegram(characters).kind).toBe('unreadable');
  });
});

test.each(['', 'PORD', 'PORDSHIM01APPL01000000A2RQ00000000', 'PORDSHIM01APPL0100000042XX00000000'])(
  'finds no header in %j',
  (characters) => {
    expect(readTelegram(characters)).toEqual({ kind: 'unreadable', reason: 'no telegram header' });
  },
);

test.each([
  [0, 1],
  [1, 2],
  [99_999_998, 99_999_999],
  [99_999_999, 1],
])('number %i is followed by %i', (sequence, next) => {
  expect(nextSequence(sequence)).toBe(next);
});

const skus = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 })
  .map((digits) => `1${digits.join('')}`)
  .map((digits) => digits + gtinCheckDigit(digits));
const lines = fc
  .tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 }))
  .map(([one, other]) => ({ line: Math.min(one, other), lines: Math.max(one, other) }));
const reasons = fc.constantFrom('00' as const, '01' as const, '02' as const);
const messages: fc.Arbitrary<TelegramMessage> = fc.oneof(
  fc.record({ type: fc.constant('PCAN' as const), body: fc.record({ order: fc.uuid() }) }),
  fc
    .tuple(fc.uuid(), lines, skus, fc.integer({ min: 1, max: 99_999 }))
    .map(([id, of, sku, quantity]) => ({ type: 'PORD' as const, body: { order: id, ...of, sku, quantity } })),
  fc.tuple(fc.uuid(), lines, skus, fc.integer({ min: 0, max: 99_999 }), reasons).map(([id, of, sku, picked, why]) => ({
    type: 'PCNF' as const,
    body: { order: id, ...of, sku, picked, reason: why },
  })),
  fc
    .tuple(skus, fc.integer({ min: -9_999_999, max: 9_999_999 }), reasons)
    .map(([sku, delta, why]) => ({ type: 'STOK' as const, body: { sku, delta, reason: why } })),
);
const requests: fc.Arbitrary<TelegramRequest> = fc
  .tuple(messages, fc.integer({ min: 1, max: 99_999_999 }))
  .map(([message, sequence]) => ({ ...ends, sequence, ...message }));

test('reads back whatever it wrote, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(requests, { maxLength: 5 }), fc.integer({ min: 1, max: 80 }), (sent, size) => {
      const bytes = sent.flatMap((request) => [...encodeRequest(request)]);
      const stream = createTelegramStream();
      const read = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        stream.push(Uint8Array.from(bytes.slice(index * size, (index + 1) * size))),
      );
      expect(read.flat()).toEqual(sent.map((request) => ({ kind: 'request', request })));
    }),
  );
});

test('never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const read = createTelegramStream().push(Uint8Array.from([0x02, ...bytes]));
      expect(read.filter(({ kind }) => kind === 'unreadable').length).toBeLessThanOrEqual(1);
    }),
  );
});
