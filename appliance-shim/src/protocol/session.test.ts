import {
  type TelegramError,
  type TelegramHeader,
  type TelegramMessage,
  type TelegramRequest,
  telegramTimes,
} from '@grocer/contracts/telegrams';
import { describe, expect, test } from 'vitest';
import type { Effect, Input } from './effects.ts';
import { type Line, Session } from './session.ts';

const order = '01934a6b-7c1d-7e8f-9a0b-1c2d3e4f5a6b';
const cancel: TelegramMessage = { type: 'PCAN', body: { order } };
const start: TelegramMessage = { type: 'PSTA', body: { order } };
const fresh: Line = { sent: 0, received: 0, answer: '00' };
const { acknowledgeMs, lifeAfterMs, deadAfterMs } = telegramTimes;

/** A session and a clock that moves when told; effects in short: what is said, journalled, raised. */
function createLine(line: Partial<Line> = {}) {
  const session = new Session({ ...fresh, ...line }, { unit: 'SHIM01', peer: 'APPL01', times: telegramTimes });
  let now = 1000;
  const step = (input: Input) => session.step(input, now).map(inShort);
  return {
    open: () => session.open(now).map(inShort),
    step,
    after(ms: number) {
      now += ms;
      return step({ type: 'tick' });
    },
    hear: (message: TelegramMessage, sequence: number) =>
      step({ type: 'heard', telegram: { kind: 'request', request: theirs(message, sequence) } }),
    hearAnswer: (type: string, sequence: number, error: TelegramError = '00', lastReceived?: number) => {
      const header = { type, sender: 'APPL01', receiver: 'SHIM01', sequence, error };
      const acknowledgement = lastReceived === undefined ? header : { ...header, lastReceived };
      return step({ type: 'heard', telegram: { kind: 'acknowledgement', acknowledgement } });
    },
  };
}

function createUp(line: Partial<Line> = {}) {
  const up = createLine(line);
  up.open();
  up.hearAnswer('LOGN', 0, '00', line.sent ?? 0);
  up.step({ type: 'numbered' });
  return up;
}

function theirs(message: TelegramMessage, sequence: number): TelegramRequest {
  return { sender: 'APPL01', receiver: 'SHIM01', sequence, ...message };
}

function headerOf(type: string, sequence: number): TelegramHeader {
  return { type, sender: 'APPL01', receiver: 'SHIM01', sequence };
}

function inShort(effect: Effect): string {
  switch (effect.type) {
    case 'request':
      return `say ${effect.request.type} ${effect.request.sequence}`;
    case 'acknowledge':
      return `answer ${effect.acknowledgement.type} ${effect.acknowledgement.sequence} ${effect.acknowledgement.error}`;
    case 'record':
      return `record ${effect.incoming.header.type} ${effect.incoming.header.sequence}`;
    case 'settle':
      return `settle ${effect.error ?? 'unknown'}`;
    case 'number':
      return `number ${effect.sequence}`;
    case 'renumber':
      return `renumber ${effect.sent}`;
    case 'incident':
      return `incident: ${effect.what}`;
    case 'close':
      return `close: ${effect.reason}`;
    case 'up':
      return 'up';
  }
}

describe('the log-on', () => {
  test('says what was received last, and numbers the next telegram once it is accepted', () => {
    const line = createLine({ sent: 4, received: 9 });
    expect(line.open()).toEqual(['say LOGN 0']);
    expect(line.hearAnswer('LOGN', 0, '00', 4)).toEqual(['up', 'number 5']);
  });

  test('sends an outstanding telegram again that never arrived', () => {
    const line = createLine({ sent: 4, outstanding: { sequence: 4, message: cancel } });
    line.open();
    expect(line.hearAnswer('LOGN', 0, '00', 3)).toEqual(['up', 'say PCAN 4']);
  });

  test('settles an outstanding telegram that arrived, and raises that its answer was lost', () => {
    const line = createLine({ sent: 4, outstanding: { sequence: 4, message: cancel } });
    line.open();
    expect(line.hearAnswer('LOGN', 0, '00', 4)).toEqual([
      'up',
      'incident: the answer to PCAN 4 was lost',
      'settle unknown',
      'number 5',
    ]);
  });

  test('goes on from the other side when the numbers disagree, and says the outstanding one only once that is journalled', () => {
    const line = createLine({ sent: 4, outstanding: { sequence: 4, message: cancel } });
    line.open();
    expect(line.hearAnswer('LOGN', 0, '00', 40).slice(-1)).toEqual(['renumber 41']);
    expect(line.step({ type: 'renumbered' })).toEqual(['say PCAN 41']);
    expect(line.hearAnswer('PCAN', 41)).toEqual(['settle 00', 'number 42']);
  });

  test('closes without an incident when another session is open', () => {
    const line = createLine();
    line.open();
    expect(line.hearAnswer('LOGN', 0, '05')).toEqual(['close: another session is open']);
  });

  test.each([
    ['an error', '01' as const, undefined],
    ['no number', '00' as const, undefined],
  ])('closes with an incident on %s', (_, error, lastReceived) => {
    const line = createLine();
    line.open();
    expect(line.hearAnswer('LOGN', 0, error, lastReceived)).toEqual([
      `incident: LOGN was answered ${error}`,
      `close: LOGN was answered ${error}`,
    ]);
  });

  test('takes no telegram before it is answered', () => {
    const line = createLine();
    line.open();
    expect(line.hear(start, 1)).toEqual(['incident: PSTA before the log-on', 'close: PSTA before the log-on']);
  });
});

describe('a telegram of the appliance', () => {
  test('is acknowledged when it is recorded, not before', () => {
    const line = createUp();
    expect(line.hear(start, 1)).toEqual(['record PSTA 1']);
    expect(line.hear(start, 1)).toEqual([]);
    expect(line.step({ type: 'recorded', header: headerOf('PSTA', 1), answer: '03' })).toEqual(['answer PSTA 1 03']);
  });

  test('gets the same answer when it comes again', () => {
    expect(createUp({ received: 7, answer: '03' }).hear(start, 7)).toEqual(['answer PSTA 7 03']);
  });

  test('with any number but the next is out of sequence', () => {
    expect(createUp({ received: 7 }).hear(start, 9)).toEqual(['incident: PSTA 9 came after 7', 'answer PSTA 9 04']);
  });

  test('that makes no sense is recorded like any other', () => {
    const line = createUp();
    const telegram = { kind: 'refused', header: headerOf('PING', 1), error: '02' } as const;
    expect(line.step({ type: 'heard', telegram })).toEqual(['record PING 1']);
  });

  test('that cannot be read ends the session', () => {
    const line = createUp();
    const telegram = { kind: 'unreadable', reason: 'no telegram header' } as const;
    expect(line.step({ type: 'heard', telegram }).slice(-1)).toEqual(['close: unreadable: no telegram header']);
    expect(line.hear(start, 1)).toEqual([]);
  });
});

describe('a telegram of ours', () => {
  test('goes out alone: the next is numbered when it is settled', () => {
    const line = createUp();
    expect(line.step({ type: 'queued' })).toEqual(['number 1']);
    expect(line.step({ type: 'queued' })).toEqual([]);
    expect(line.step({ type: 'numbered', telegram: { sequence: 1, message: cancel } })).toEqual(['say PCAN 1']);
    expect(line.step({ type: 'queued' })).toEqual([]);
    expect(line.hearAnswer('PCAN', 2)).toEqual([]);
    expect(line.hearAnswer('PORD', 1)).toEqual([]);
    expect(line.hearAnswer('PCAN', 1)).toEqual(['settle 00', 'number 2']);
  });

  test('that is queued while the journal finds none is asked for again', () => {
    const line = createLine();
    line.open();
    expect(line.hearAnswer('LOGN', 0, '00', 0)).toEqual(['up', 'number 1']);
    expect(line.step({ type: 'queued' })).toEqual([]);
    expect(line.step({ type: 'numbered' })).toEqual(['number 1']);
    expect(line.step({ type: 'numbered' })).toEqual([]);
  });

  test.each(['01', '02', '03', '06'] as const)('answered %s is settled and raised', (error) => {
    const line = createUp();
    line.step({ type: 'numbered', telegram: { sequence: 1, message: cancel } });
    expect(line.hearAnswer('PCAN', 1, error)).toEqual([
      `incident: PCAN 1 was answered ${error}`,
      `settle ${error}`,
      'number 2',
    ]);
  });

  test('answered 04 is not settled: the session ends', () => {
    const line = createUp();
    line.step({ type: 'numbered', telegram: { sequence: 1, message: cancel } });
    expect(line.hearAnswer('PCAN', 1, '04')).toEqual([
      'incident: PCAN 1 was answered 04',
      'close: PCAN 1 was answered 04',
    ]);
  });

  test('is said again after 3 s with the same number, five times, and then the session ends', () => {
    const line = createUp();
    line.step({ type: 'numbered', telegram: { sequence: 1, message: cancel } });
    expect(line.after(acknowledgeMs - 1)).toEqual([]);
    expect(line.after(1)).toEqual(['say PCAN 1']);
    for (let resend = 2; resend <= 5; resend += 1) {
      line.hear({ type: 'LIFE', body: {} }, 0);
      expect(line.after(acknowledgeMs)).toEqual(['say PCAN 1']);
    }
    line.hear({ type: 'LIFE', body: {} }, 0);
    expect(line.after(acknowledgeMs).slice(-1)).toEqual(['close: PCAN 1 was never acknowledged']);
  });
});

describe('a silence', () => {
  test('is broken by LIFE after 5 s, also while a telegram is outstanding', () => {
    const line = createUp();
    expect(line.after(lifeAfterMs - 1)).toEqual([]);
    expect(line.after(1)).toEqual(['say LIFE 0']);
    expect(line.hearAnswer('LIFE', 0)).toEqual([]);
    expect(line.hear({ type: 'LIFE', body: {} }, 0)).toEqual(['answer LIFE 0 00']);
  });

  test('of 15 s means that the appliance is dead', () => {
    const line = createUp();
    line.after(lifeAfterMs);
    expect(line.after(deadAfterMs - lifeAfterMs)).toEqual(['close: the appliance is silent']);
  });
});

describe('draining', () => {
  test('closes at once when nothing is under way', () => {
    expect(createUp().step({ type: 'drain' })).toEqual(['close: drained']);
  });

  test('waits for what is outstanding and for what is being recorded, and begins nothing', () => {
    const line = createUp();
    line.step({ type: 'numbered', telegram: { sequence: 1, message: cancel } });
    line.hear(start, 1);
    expect(line.step({ type: 'drain' })).toEqual([]);
    expect(line.hearAnswer('PCAN', 1)).toEqual(['settle 00']);
    const header = headerOf('PSTA', 1);
    expect(line.step({ type: 'recorded', header, answer: '00' })).toEqual(['answer PSTA 1 00', 'close: drained']);
  });

  test('does not wait for ever', () => {
    const line = createUp();
    line.step({ type: 'numbered', telegram: { sequence: 1, message: cancel } });
    line.step({ type: 'drain' });
    expect(line.after(acknowledgeMs)).toEqual(['close: not drained in time']);
  });
});
