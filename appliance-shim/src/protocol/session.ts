import {
  nextSequence,
  type ReadTelegram,
  type TelegramAcknowledgement,
  type TelegramError,
  type TelegramHeader,
  type TelegramRequest,
  type telegramTimes,
} from '@grocer/contracts/telegrams';
import type { Effect, Incoming, Input, Numbered } from './effects.ts';
import { judge, reconcile } from './numbering.ts';

/** What the journal remembers of the line: the last numbers both ways, the last answer, our unacknowledged telegram. */
export interface Line {
  readonly sent: number;
  readonly received: number;
  readonly answer: TelegramError;
  readonly outstanding?: Numbered | undefined;
}

/** Both sides' names on the wire, and the pace to keep. */
export interface SessionSettings {
  readonly unit: string;
  readonly peer: string;
  readonly times: Readonly<Record<keyof typeof telegramTimes, number>>;
}

/** One session as the shim sees it (contracts §8): inputs come in with their time, effects go out in order. */
export class Session {
  readonly #settings: SessionSettings;
  #phase: 'logging-on' | 'up' | 'closed' = 'logging-on';
  #sent: number;
  #received: number;
  #answer: TelegramError;
  #outstanding: Numbered | undefined;
  #awaited: { readonly request: TelegramRequest; readonly sentAt: number; readonly resends: number } | undefined;
  #isRecording = false;
  #isNumbering = false;
  #isMoreQueued = true;
  #drainingSince: number | undefined;
  #heardAt = 0;
  #saidAt = 0;

  constructor(line: Line, settings: SessionSettings) {
    this.#settings = settings;
    this.#sent = line.sent;
    this.#received = line.received;
    this.#answer = line.answer;
    this.#outstanding = line.outstanding;
  }

  /** The connection is there: logs on. */
  open(now: number): Effect[] {
    this.#heardAt = now;
    const body = { unit: this.#settings.unit, lastReceived: this.#received };
    return this.#ask({ ...this.#ends(0), type: 'LOGN', body }, now);
  }

  step(input: Input, now: number): Effect[] {
    if (this.#phase === 'closed') return [];
    const effects = this.#take(input, now);
    return this.#isDrained() ? [...effects, ...this.#close('drained')] : effects;
  }

  #take(input: Input, now: number): Effect[] {
    switch (input.type) {
      case 'heard':
        this.#heardAt = now;
        return this.#hear(input.telegram, now);
      case 'tick':
        return this.#tick(now);
      case 'queued':
        this.#isMoreQueued = true;
        return this.#number();
      case 'recorded':
        this.#isRecording = false;
        this.#received = input.header.sequence;
        this.#answer = input.answer;
        return this.#acknowledge(input.header, input.answer, now);
      case 'numbered':
        this.#isNumbering = false;
        return input.telegram ? this.#send(input.telegram, now) : this.#number();
      case 'renumbered':
        this.#isNumbering = false;
        return this.#proceed(now);
      case 'drain':
        this.#drainingSince = now;
        return [];
    }
  }

  #tick(now: number): Effect[] {
    const { acknowledgeMs, resends, lifeAfterMs, deadAfterMs } = this.#settings.times;
    if (now - this.#heardAt >= deadAfterMs) return this.#close('the appliance is silent');
    if (now - (this.#drainingSince ?? now) >= acknowledgeMs) return this.#close('not drained in time');
    if (this.#awaited && now - this.#awaited.sentAt >= acknowledgeMs) {
      const { request, resends: sofar } = this.#awaited;
      if (sofar >= resends) return this.#fail(`${request.type} ${request.sequence} was never acknowledged`);
      return this.#ask(request, now, sofar + 1);
    }
    if (now - this.#saidAt < lifeAfterMs) return [];
    return this.#say({ ...this.#ends(0), type: 'LIFE', body: {} }, now);
  }

  #hear(telegram: ReadTelegram, now: number): Effect[] {
    if (telegram.kind === 'acknowledgement') return this.#hearAcknowledgement(telegram.acknowledgement, now);
    if (telegram.kind === 'unreadable') return this.#fail(`unreadable: ${telegram.reason}`);
    const header = telegram.kind === 'request' ? telegram.request : telegram.header;
    const content = telegram.kind === 'request' ? telegram.request : telegram.error;
    if (header.type === 'LIFE') return this.#acknowledge(header, '00', now);
    if (this.#phase !== 'up') return this.#fail(`${header.type} before the log-on`);
    return this.#hearNumbered({ header, content }, now);
  }

  #hearNumbered(incoming: Incoming, now: number): Effect[] {
    const { header } = incoming;
    const judgement = judge(header.sequence, this.#received);
    if (judgement === 'repeated') return this.#acknowledge(header, this.#answer, now);
    if (judgement === 'out-of-sequence') {
      const what = `${header.type} ${header.sequence} came after ${this.#received}`;
      return [incident(what), ...this.#acknowledge(header, '04', now)];
    }
    // Answered once it is recorded. Until then its repetitions find no answer, and while draining a new one finds none.
    if (this.#isRecording || this.#drainingSince !== undefined) return [];
    this.#isRecording = true;
    return [{ type: 'record', incoming }];
  }

  #hearAcknowledgement({ type, sequence, error, lastReceived }: TelegramAcknowledgement, now: number): Effect[] {
    const awaited = this.#awaited?.request;
    if (awaited?.type !== type || awaited.sequence !== sequence) return [];
    this.#awaited = undefined;
    if (type === 'LOGN') return this.#hearLogOn(error, lastReceived, now);
    const what = `${type} ${sequence} was answered ${error}`;
    if (error === '04' || error === '05') return this.#fail(what);
    return [...(error === '00' ? [] : [incident(what)]), ...this.#settle(error), ...this.#number()];
  }

  #hearLogOn(error: TelegramError, lastReceived: number | undefined, now: number): Effect[] {
    // Another session, perhaps a dead one of our own that the appliance has not given up yet: no incident.
    if (error === '05') return this.#close('another session is open');
    if (error !== '00' || lastReceived === undefined) return this.#fail(`LOGN was answered ${error}`);
    this.#phase = 'up';
    return [{ type: 'up' }, ...this.#fit(lastReceived, now)];
  }

  #fit(lastReceived: number, now: number): Effect[] {
    const fit = reconcile(this.#sent, this.#outstanding !== undefined, lastReceived);
    if (fit.type === 'agreed') return this.#proceed(now);
    if (fit.type === 'settled') {
      const what = `the answer to ${this.#outstanding?.message.type} ${this.#sent} was lost`;
      return [incident(what), ...this.#settle(undefined), ...this.#proceed(now)];
    }
    const what = `the appliance last received ${lastReceived} where we sent ${this.#sent}: going on from ${fit.sent}`;
    this.#sent = fit.sent;
    this.#outstanding &&= { ...this.#outstanding, sequence: fit.sent };
    this.#isNumbering = true;
    return [incident(what), { type: 'renumber', sent: fit.sent }];
  }

  #proceed(now: number): Effect[] {
    return this.#outstanding ? this.#send(this.#outstanding, now) : this.#number();
  }

  // The next telegram is numbered only when nothing of ours is outstanding, and when there may be one at all.
  #number(): Effect[] {
    const isFree = this.#phase === 'up' && !this.#outstanding && !this.#isNumbering;
    if (!isFree || !this.#isMoreQueued || this.#drainingSince !== undefined) return [];
    this.#isNumbering = true;
    this.#isMoreQueued = false;
    return [{ type: 'number', sequence: nextSequence(this.#sent) }];
  }

  #send(telegram: Numbered, now: number): Effect[] {
    this.#sent = telegram.sequence;
    this.#outstanding = telegram;
    this.#isMoreQueued = true;
    if (this.#drainingSince !== undefined) return [];
    return this.#ask({ ...this.#ends(telegram.sequence), ...telegram.message }, now);
  }

  #settle(error: TelegramError | undefined): Effect[] {
    this.#outstanding = undefined;
    return [{ type: 'settle', error }];
  }

  #ask(request: TelegramRequest, now: number, resends = 0): Effect[] {
    this.#awaited = { request, sentAt: now, resends };
    return this.#say(request, now);
  }

  #say(request: TelegramRequest, now: number): Effect[] {
    this.#saidAt = now;
    return [{ type: 'request', request }];
  }

  #acknowledge({ type, sender, sequence }: TelegramHeader, error: TelegramError, now: number): Effect[] {
    this.#saidAt = now;
    const acknowledgement = { type, sender: this.#settings.unit, receiver: sender, sequence, error };
    return [{ type: 'acknowledge', acknowledgement }];
  }

  #ends(sequence: number) {
    return { sender: this.#settings.unit, receiver: this.#settings.peer, sequence };
  }

  #isDrained(): boolean {
    if (this.#drainingSince === undefined || this.#phase === 'closed') return false;
    const isAwaiting = this.#awaited !== undefined && this.#phase === 'up';
    return !isAwaiting && !this.#isRecording && !this.#isNumbering;
  }

  #fail(what: string): Effect[] {
    return [incident(what), ...this.#close(what)];
  }

  #close(reason: string): Effect[] {
    this.#phase = 'closed';
    return [{ type: 'close', reason }];
  }
}

function incident(what: string): Effect {
  return { type: 'incident', what };
}
