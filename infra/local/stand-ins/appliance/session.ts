import type { Socket } from 'node:net';
import { createTelegramStream } from '@grocer/contracts/telegram-stream';
import {
  encodeAcknowledgement,
  encodeRequest,
  nextSequence,
  type ReadTelegram,
  type TelegramAcknowledgement,
  type TelegramError,
  type TelegramHeader,
  type TelegramRequest,
} from '@grocer/contracts/telegrams';
import type { Journal } from './journal.ts';

export interface Times {
  readonly acknowledgeMs: number;
  readonly resends: number;
  readonly lifeAfterMs: number;
  readonly deadAfterMs: number;
}

/** What a connection needs of the appliance. */
export interface SessionOptions {
  readonly journal: Journal;
  readonly times: Times;
  /** Claims the one session for this connection; false when another holds it. */
  readonly claim: () => boolean;
  /** Applies a telegram with the next number; `02` for a type that is none of the appliance's business. */
  readonly apply: (request: TelegramRequest) => TelegramError;
  readonly incident: (what: string) => void;
  /** True while the appliance plays dead: it neither reads nor says anything. */
  readonly isSilent: () => boolean;
}

export interface Session {
  /** Sends the next queued telegram, if the line is free for it. */
  pump(): void;
  close(): void;
}

const unit = 'APPL01';

/** The appliance's end of one connection. Everything about the order of telegrams is here; what they mean is in floor.ts. */
export function createSession(socket: Socket, options: SessionOptions): Session {
  const { journal, times, incident } = options;
  const stream = createTelegramStream();
  let peer: string | undefined;
  let heardAt = Date.now();
  let saidAt = Date.now();
  let isClosed = false;
  let awaited: { telegram: TelegramRequest; sentAt: number; resends: number } | undefined;

  const timer = setInterval(tick, Math.min(times.acknowledgeMs, times.lifeAfterMs, times.deadAfterMs) / 10);
  socket.on('data', (chunk: Buffer) => {
    if (options.isSilent()) return;
    for (const telegram of stream.push(chunk)) if (!isClosed) receive(telegram);
  });
  socket.on('error', () => undefined);
  socket.on('close', close);

  function say(bytes: Uint8Array): void {
    if (options.isSilent() || !socket.writable) return;
    saidAt = Date.now();
    socket.write(bytes);
  }

  function answer({ type, sender, sequence }: TelegramHeader, error: TelegramError, lastReceived?: number): void {
    const acknowledgement: TelegramAcknowledgement = { type, sender: unit, receiver: sender, sequence, error };
    say(encodeAcknowledgement(lastReceived === undefined ? acknowledgement : { ...acknowledgement, lastReceived }));
  }

  function tick(): void {
    const now = Date.now();
    if (options.isSilent()) return;
    if (now - heardAt >= times.deadAfterMs) socket.destroy();
    else if (awaited && now - awaited.sentAt >= times.acknowledgeMs) sayAgain(awaited, now);
    else if (peer !== undefined && now - saidAt >= times.lifeAfterMs) {
      say(encodeRequest({ sender: unit, receiver: peer, sequence: 0, type: 'LIFE', body: {} }));
    }
  }

  function sayAgain(late: NonNullable<typeof awaited>, now: number): void {
    if (late.resends < times.resends) {
      late.resends += 1;
      late.sentAt = now;
      say(encodeRequest(late.telegram));
    } else close();
  }

  function receive(read: ReadTelegram): void {
    heardAt = Date.now();
    if (read.kind === 'unreadable') {
      incident(`unreadable: ${read.reason}`);
      close();
    } else if (read.kind === 'acknowledgement') settle(read.acknowledgement);
    else if (read.kind === 'request' && read.request.type === 'LOGN')
      logOn(read.request, read.request.body.lastReceived);
    else if (peer === undefined) close();
    else if (read.kind === 'refused') take(read.header, () => read.error);
    else take(read.request, () => options.apply(read.request));
  }

  // Applies a telegram with the next number; a repeated one gets the answer it got before. LIFE has no number.
  function take(header: TelegramHeader, apply: () => TelegramError): void {
    const { received, answer: last } = journal.numbers();
    if (header.type === 'LIFE') answer(header, '00');
    else if (header.sequence === received && received !== 0) answer(header, last);
    else if (header.sequence !== nextSequence(received)) answer(header, '04');
    else answer(header, journal.receive(header.sequence, apply));
    pump();
  }

  function logOn(header: TelegramHeader, peerReceived: number): void {
    if (options.claim()) {
      peer = header.sender;
      awaited = undefined;
      catchUp(peerReceived);
      answer(header, '00', journal.numbers().received);
      pump();
    } else {
      answer(header, '05');
      close();
    }
  }

  // What the other side has already received is settled; anything but that or the one before is an incident.
  function catchUp(peerReceived: number): void {
    const outstanding = journal.outstanding();
    const expected = outstanding ? outstanding.sequence : nextSequence(journal.numbers().sent);
    if (expected === nextSequence(peerReceived)) return;
    if (outstanding?.sequence === peerReceived) {
      incident(`the answer to ${outstanding.message.type} ${peerReceived} was lost`);
      journal.settle();
    } else {
      incident(`peer last received ${peerReceived}, expected the one before ${expected}`);
      if (outstanding) journal.renumber(nextSequence(peerReceived));
      else journal.setSent(peerReceived);
    }
  }

  function settle({ type, sequence, error }: TelegramAcknowledgement): void {
    if (awaited?.telegram.type !== type || awaited.telegram.sequence !== sequence) return;
    awaited = undefined;
    if (error !== '00') incident(`${type} ${sequence} was answered ${error}`);
    if (error === '04' || error === '05') close();
    else {
      journal.settle();
      pump();
    }
  }

  function pump(): void {
    if (peer === undefined || awaited || !socket.writable) return;
    const next = journal.outstanding() ?? journal.takeNext();
    if (next === undefined) return;
    const telegram = { sender: unit, receiver: peer, sequence: next.sequence, ...next.message };
    awaited = { telegram, sentAt: Date.now(), resends: 0 };
    say(encodeRequest(telegram));
  }

  function close(): void {
    if (isClosed) return;
    isClosed = true;
    peer = undefined;
    clearInterval(timer);
    socket.destroySoon();
  }

  return { pump, close };
}
