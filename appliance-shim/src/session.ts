import { AsyncLocalStorage } from 'node:async_hooks';
import { connect } from 'node:net';
import type { Log } from '@grocer/chassis/log';
import { withSpan } from '@grocer/chassis/telemetry/trace';
import { createTelegramStream } from '@grocer/contracts/telegram-stream';
import {
  encodeAcknowledgement,
  encodeRequest,
  type TelegramError,
  type TelegramRequest,
  telegramTimes,
} from '@grocer/contracts/telegrams';
import type { JournalledLine, OutgoingTelegram } from './journal.ts';
import type { Effect, Incoming, Input, JournalEffect } from './protocol/effects.ts';
import { Session, type SessionSettings } from './protocol/session.ts';

/** What a session has written down before it goes on. */
export interface SessionJournal {
  /** Commits a telegram of the appliance's and says how to answer it. */
  record(incoming: Incoming): Promise<TelegramError>;
  number(sequence: number): Promise<OutgoingTelegram | undefined>;
  renumber(sent: number): Promise<void>;
  settle(error: TelegramError | undefined): Promise<void>;
}

export interface SessionOptions {
  readonly appliance: { readonly host: string; readonly port: number };
  readonly journal: SessionJournal;
  readonly times?: Partial<SessionSettings['times']> | undefined;
  readonly log: Log;
  /** Called once, when the appliance has accepted the log-on. */
  readonly onUp: () => void;
  /** Called when the connection is closed, before the journal has caught up. */
  readonly onDown: () => void;
}

/** A session under way. */
export interface OpenSession {
  /** There are new telegrams in the journal. */
  readonly wake: () => void;
  /** Ends after what is under way; nothing new is begun. */
  readonly drain: () => void;
  /** Ends at once. */
  readonly abort: () => void;
  /** Resolves, with the reason, when the connection is closed and the journal has done what it was asked. */
  readonly ended: Promise<string>;
}

const TICK_MS = 100;
const FLUSH_MS = 1000;

/** Connects to the appliance and performs what the protocol's state machine says, until either side closes. */
export function openSession(line: JournalledLine, options: SessionOptions): OpenSession {
  const { appliance, journal, log } = options;
  const session = new Session(line, {
    unit: 'SHIM01',
    peer: 'APPL01',
    times: { ...telegramTimes, ...options.times },
  });
  const roundTrips = createRoundTrips(line.outstanding);
  const stream = createTelegramStream();
  const ended = Promise.withResolvers<string>();
  const socket = connect({ ...appliance, noDelay: true });
  let journalled: Promise<unknown> = Promise.resolve();
  let reason = 'the connection ended';

  // Whoever wakes the session has a span of its own, which must not adopt what the session then does.
  const outside = AsyncLocalStorage.snapshot();
  // Monotonic: the protocol measures silences, and the wall clock may jump.
  const step = (input: Input) => session.step(input, performance.now()).forEach(perform);
  const ticking = setInterval(() => step({ type: 'tick' }), TICK_MS);
  socket.setTimeout(telegramTimes.deadAfterMs, () => close('the appliance does not answer'));
  socket.on('connect', () => session.open(performance.now()).forEach(perform));
  socket.on('data', (chunk: Buffer) => {
    for (const telegram of stream.push(chunk)) step({ type: 'heard', telegram });
  });
  socket.on('error', (error) => {
    reason = error.message;
  });
  socket.on('close', () => {
    clearInterval(ticking);
    roundTrips.end();
    options.onDown();
    void journalled.then(() => ended.resolve(reason));
  });

  function close(why: string): void {
    reason = why;
    socket.destroySoon();
    setTimeout(() => socket.destroy(), FLUSH_MS).unref();
  }

  function perform(effect: Effect): void {
    switch (effect.type) {
      case 'request':
        roundTrips.begin(effect.request);
        socket.write(encodeRequest(effect.request));
        break;
      case 'acknowledge':
        socket.write(encodeAcknowledgement(effect.acknowledgement));
        break;
      case 'up':
        options.onUp();
        break;
      case 'incident':
        log.error({ appliance }, effect.what);
        break;
      case 'close':
        close(effect.reason);
        break;
      default:
        journalled = journalled.then(() => write(effect)).catch(abandon);
    }
  }

  // What cannot be journalled is neither acknowledged nor sent: the connection ends, and the next log-on sorts it out.
  function abandon(error: unknown): void {
    log.error({ err: error }, 'the journal cannot be written');
    close('the journal cannot be written');
  }

  async function write(effect: JournalEffect): Promise<void> {
    if (effect.type === 'record') {
      const { header } = effect.incoming;
      step({ type: 'recorded', header, answer: await journal.record(effect.incoming) });
    } else if (effect.type === 'settle') {
      roundTrips.settle(effect.error);
      await journal.settle(effect.error);
    } else if (effect.type === 'number') {
      const telegram = await journal.number(effect.sequence);
      if (telegram) roundTrips.next(telegram);
      step({ type: 'numbered', telegram });
    } else {
      await journal.renumber(effect.sent);
      step({ type: 'renumbered' });
    }
  }

  return {
    wake: () => outside(step, { type: 'queued' }),
    drain: () => step({ type: 'drain' }),
    abort: () => socket.destroy(),
    ended: ended.promise,
  };
}

/** A span per telegram of ours, from its first sending to its acknowledgement, in the trace of its order. */
function createRoundTrips(outstanding: OutgoingTelegram | undefined) {
  let traceparent = outstanding?.traceparent;
  let trip: PromiseWithResolvers<void> | undefined;
  return {
    next(telegram: OutgoingTelegram): void {
      traceparent = telegram.traceparent;
    },
    begin(request: TelegramRequest): void {
      if (trip || !('order' in request.body)) return;
      const begun = Promise.withResolvers<void>();
      trip = begun;
      const attributes = {
        'grocer.order.id': request.body.order,
        'grocer.telegram.sequence': request.sequence,
        'peer.service': 'appliance',
      };
      const span = { kind: 'client', attributes, parent: traceparent } as const;
      withSpan(`send ${request.type}`, span, () => begun.promise).catch(() => undefined);
    },
    settle(error: TelegramError | undefined): void {
      if (error === undefined || error === '00') trip?.resolve();
      else trip?.reject(new Error(`answered ${error}`));
      trip = undefined;
    },
    end(): void {
      trip?.reject(new Error('connection ended'));
      trip = undefined;
    },
  };
}
