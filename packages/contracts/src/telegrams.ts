import { canonicalSku } from './gtin.ts';

/** The body of each type of telegram, as values; the wire's layout is the table `layouts` (contracts §8). */
export interface TelegramBodies {
  LOGN: { unit: string; lastReceived: number };
  LIFE: Record<never, never>;
  PORD: { order: string; line: number; lines: number; sku: string; quantity: number };
  PCAN: { order: string };
  PSTA: { order: string };
  PCNF: { order: string; line: number; lines: number; sku: string; picked: number; reason: PickReason };
  DISP: { order: string };
  STOK: { sku: string; delta: number; reason: StockReason };
}

/** `00` complete, `01` short, `02` damaged. */
export type PickReason = '00' | '01' | '02';

/** `00` goods in, `01` counted, `02` spoilt. */
export type StockReason = '00' | '01' | '02';

/** The four letters that open a telegram. */
export type TelegramType = keyof TelegramBodies;

/** A type together with its body: what a telegram says, before it has a number. */
export type TelegramMessage = { [T in TelegramType]: { type: T; body: TelegramBodies[T] } }[TelegramType];

/** `00` done, `01` malformed, `02` unknown type, `03` order unknown, `04` out of sequence, `05` second session, `06` order gone. */
export type TelegramError = '00' | '01' | '02' | '03' | '04' | '05' | '06';

/** What precedes every body. `type` may be one that we do not know; sender and receiver are exactly 6 characters. */
export interface TelegramHeader {
  readonly type: string;
  readonly sender: string;
  readonly receiver: string;
  readonly sequence: number;
}

/** A telegram of the peer's own: handshake `RQ`. */
export type TelegramRequest = Omit<TelegramHeader, 'type'> & TelegramMessage;

/** An answer: handshake `AK`. `lastReceived` is there on the answer to an accepted LOGN and on no other. */
export type TelegramAcknowledgement = TelegramHeader & { error: TelegramError; lastReceived?: number };

/** One telegram as read. `refused`: its number can be answered, with that error; `unreadable`: it cannot, so close. */
export type ReadTelegram =
  | { kind: 'request'; request: TelegramRequest }
  | { kind: 'acknowledgement'; acknowledgement: TelegramAcknowledgement }
  | { kind: 'refused'; header: TelegramHeader; error: '01' | '02' }
  | { kind: 'unreadable'; reason: string };

/** The bounds of a telegram in bytes, STX and ETX included, and of its numbering. */
export const telegramLimits = { headerLength: 34, maxLength: 512, lastSequence: 99_999_999 } as const;

/** The pace that both sides keep: a telegram unanswered, a line silent, a peer taken for dead. */
export const telegramTimes = { acknowledgeMs: 3_000, resends: 5, lifeAfterMs: 5_000, deadAfterMs: 15_000 } as const;

/** The number after `sequence`; 99999999 is followed by 1. */
export function nextSequence(sequence: number): number {
  return sequence >= telegramLimits.lastSequence ? 1 : sequence + 1;
}

/** The bytes of a telegram of one's own. Throws RangeError when a value does not fit its field. */
export function encodeRequest(request: TelegramRequest): Uint8Array {
  return encode(request, 'RQ', '00', writeBody(request.type, request.body));
}

/** The bytes of an answer, which repeats the type and number of what it answers. Throws RangeError as encodeRequest does. */
export function encodeAcknowledgement(acknowledgement: TelegramAcknowledgement): Uint8Array {
  const { error, lastReceived } = acknowledgement;
  const body = lastReceived === undefined ? '' : write('lastReceived', sequence, lastReceived);
  return encode(acknowledgement, 'AK', error, body);
}

/** Reads the characters between STX and ETX. Never throws: what is wrong with them is in the answer. */
export function readTelegram(characters: string): ReadTelegram {
  const [
    whole,
    type = '',
    sender = '',
    receiver = '',
    number = '',
    handshake = '',
    error = '',
    length = '',
    rest = '',
  ] = pattern.exec(characters) ?? [];
  if (whole === undefined) return { kind: 'unreadable', reason: 'no telegram header' };
  const header = { type, sender, receiver, sequence: Number(number) };
  const body = rest.length === Number(length) ? rest : undefined;
  return handshake === 'AK' ? readAcknowledgement(header, error, body) : readRequest(header, error, body);
}

function readRequest(header: TelegramHeader, error: string, body: string | undefined): ReadTelegram {
  if (!isType(header.type)) return { kind: 'refused', header, error: '02' };
  const unnumbered = header.type === 'LOGN' || header.type === 'LIFE';
  const message = body === undefined ? undefined : readBody(header.type, body);
  if (message === undefined || error !== '00' || (unnumbered && header.sequence !== 0)) {
    return { kind: 'refused', header, error: '01' };
  }
  return { kind: 'request', request: { ...header, ...message } };
}

function readAcknowledgement(header: TelegramHeader, error: string, body: string | undefined): ReadTelegram {
  if (!isError(error) || body === undefined) return { kind: 'unreadable', reason: 'an acknowledgement without sense' };
  if (body === '') return { kind: 'acknowledgement', acknowledgement: { ...header, error } };
  const lastReceived = header.type === 'LOGN' ? sequence.read(body) : undefined;
  if (lastReceived === undefined) return { kind: 'unreadable', reason: 'an acknowledgement with a body' };
  return { kind: 'acknowledgement', acknowledgement: { ...header, error, lastReceived } };
}

// One field of a body. `read` is the judge: what it would not read back is not written either.
interface Field<Value> {
  readonly width: number;
  readonly write: (value: Value) => string;
  readonly read: (characters: string) => Value | undefined;
}

type Layout<Body> = { readonly [Key in keyof Body]: Field<Body[Key]> };

const pattern = /^([!-~]{4})([ -~]{6})([ -~]{6})(\d{8})(RQ|AK)(\d{2})(\d{6})([ -~]*)$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const sequence = digits(8, 0);
const order = text(36, uuid);
const line = digits(3, 1);
const reason: Field<'00' | '01' | '02'> = {
  width: 2,
  write: (value) => value,
  read: (characters) => (['00', '01', '02'] as const).find((code) => code === characters),
};
const sku: Field<string> = {
  width: 14,
  write: (value) => value.padStart(14, '0'),
  read: (characters) => (/^\d{14}$/.test(characters) ? canonicalSku(characters) : undefined),
};
const delta: Field<number> = {
  width: 8,
  write: (value) => (value < 0 ? '-' : '+') + String(Math.abs(value)).padStart(7, '0'),
  read: (characters) => (/^[+-]\d{7}$/.test(characters) ? Number(characters) + 0 : undefined),
};

// The fields of each body in their order on the wire.
const layouts: { readonly [T in TelegramType]: Layout<TelegramBodies[T]> } = {
  LOGN: { unit: text(6, /^[ -~]{6}$/), lastReceived: sequence },
  LIFE: {},
  PORD: { order, line, lines: line, sku, quantity: digits(5, 1) },
  PCAN: { order },
  PSTA: { order },
  PCNF: { order, line, lines: line, sku, picked: digits(5, 0), reason },
  DISP: { order },
  STOK: { sku, delta, reason },
};

function digits(width: number, least: number): Field<number> {
  const allowed = new RegExp(`^\\d{${width}}$`);
  return {
    width,
    write: (value) => String(value).padStart(width, '0'),
    read: (characters) => (allowed.test(characters) && Number(characters) >= least ? Number(characters) : undefined),
  };
}

function text(width: number, allowed: RegExp): Field<string> {
  return { width, write: (value) => value, read: (characters) => (allowed.test(characters) ? characters : undefined) };
}

function write<Value>(name: string, field: Field<Value>, value: Value): string {
  const characters = field.write(value);
  if (characters.length === field.width && field.read(characters) === value) return characters;
  throw new RangeError(`${name} does not fit its ${field.width} characters`);
}

function writeBody<T extends TelegramType>(type: T, body: TelegramBodies[T]): string {
  const layout: Layout<TelegramBodies[T]> = layouts[type];
  const written = keysOf(layout).map((key) => write(`${type} ${String(key)}`, layout[key], body[key]));
  if (!isOneOfItsLines(body)) throw new RangeError(`${type} line is past its lines`);
  return written.join('');
}

function readBody<T extends TelegramType>(type: T, characters: string): TelegramMessage | undefined {
  const layout: Layout<TelegramBodies[T]> = layouts[type];
  const body: Partial<TelegramBodies[T]> = {};
  let at = 0;
  for (const key of keysOf(layout)) {
    const { width, read } = layout[key];
    const value = read(characters.slice(at, at + width));
    if (value === undefined) return undefined;
    body[key] = value;
    at += width;
  }
  // Every key of the layout has been read: the body is whole.
  return at === characters.length && isOneOfItsLines(body) ? ({ type, body } as TelegramMessage) : undefined;
}

function encode(
  { type, sender, receiver, sequence: number }: TelegramHeader,
  ...rest: [string, string, string]
): Uint8Array {
  const [handshake, error, body] = rest;
  const length = String(body.length).padStart(6, '0');
  const characters = `${type}${sender}${receiver}${write('sequence', sequence, number)}${handshake}${error}${length}${body}`;
  if (!pattern.test(characters)) throw new RangeError('sender and receiver are 6 printable characters each');
  return new TextEncoder().encode(`\x02${characters}\x03`);
}

function isOneOfItsLines(body: object): boolean {
  return !('line' in body && 'lines' in body) || Number(body.line) <= Number(body.lines);
}

function isType(type: string): type is TelegramType {
  return Object.hasOwn(layouts, type);
}

function isError(error: string): error is TelegramError {
  return /^0[0-6]$/.test(error);
}

function keysOf<Body extends object>(layout: Layout<Body>): (keyof Body)[] {
  return Object.keys(layout) as (keyof Body)[];
}
