import {
  nextSequence,
  type TelegramAcknowledgement,
  type TelegramError,
  type TelegramMessage,
  type TelegramRequest,
  telegramTimes,
} from '@grocer/contracts/telegrams';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Effect, Input, JournalEffect, Numbered } from './effects.ts';
import { Session } from './session.ts';

// A session against a model of the appliance: the line is cut and either side dies at any moment, messages and the
// journal's commits arrive when chance lets them. Whatever happens, each side applies what the other said once, in order.

type Packet =
  | { readonly kind: 'request'; readonly request: TelegramRequest }
  | { readonly kind: 'acknowledgement'; readonly acknowledgement: TelegramAcknowledgement };

const ends = { sender: 'APPL01', receiver: 'SHIM01' };

/** The n-th thing that one side has to say; the other side's list of what it applied shows it as its order. */
function saying(n: number, type: 'PCAN' | 'PSTA'): TelegramMessage {
  return { type, body: { order: `00000000-0000-0000-0000-${String(n).padStart(12, '0')}` } };
}

function orderOf(message: TelegramMessage): number {
  return 'order' in message.body ? Number(message.body.order.slice(-12)) : -1;
}

/** The appliance as contracts §8 has it, with a disk of its own. */
class ModelAppliance {
  applied: number[] = [];
  waiting: TelegramMessage[] = [];
  said = 0;
  #sent: number;
  #received: number;
  #outstanding: Numbered | undefined;
  isUp = false;

  constructor(first: number) {
    this.#sent = first;
    this.#received = first;
  }

  hear(packet: Packet): Packet[] {
    if (packet.kind === 'acknowledgement') return this.#settle(packet.acknowledgement);
    const { request } = packet;
    if (request.type === 'LIFE') return [this.#answer(request, '00')];
    if (request.type === 'LOGN') return this.#logOn(request.body.lastReceived, request);
    if (request.sequence === this.#received) return [this.#answer(request, '00')];
    if (request.sequence !== nextSequence(this.#received)) return [this.#answer(request, '04')];
    this.#received = request.sequence;
    this.applied.push(orderOf(request));
    return [this.#answer(request, '00'), ...this.pump()];
  }

  pump(): Packet[] {
    if (!this.isUp || this.#outstanding) return [];
    const message = this.waiting.shift();
    if (!message) return [];
    this.#sent = nextSequence(this.#sent);
    this.#outstanding = { sequence: this.#sent, message };
    return this.repeat();
  }

  /** What it would say again after 3 s. */
  repeat(): Packet[] {
    if (!this.isUp || !this.#outstanding) return [];
    const { sequence, message } = this.#outstanding;
    return [{ kind: 'request', request: { ...ends, sequence, ...message } }];
  }

  #logOn(shimReceived: number, request: TelegramRequest): Packet[] {
    this.isUp = true;
    if (this.#outstanding?.sequence === shimReceived) this.#outstanding = undefined;
    expect(this.#outstanding?.sequence ?? nextSequence(this.#sent)).toBe(nextSequence(shimReceived));
    const again = this.#outstanding ? this.repeat() : this.pump();
    return [this.#answer(request, '00', this.#received), ...again];
  }

  #settle({ sequence, error }: TelegramAcknowledgement): Packet[] {
    expect(error).toBe('00');
    if (this.#outstanding?.sequence === sequence) this.#outstanding = undefined;
    return this.pump();
  }

  #answer({ type, sequence }: TelegramRequest, error: TelegramError, lastReceived?: number): Packet {
    const acknowledgement = { ...ends, type, sequence, error };
    return {
      kind: 'acknowledgement',
      acknowledgement: lastReceived === undefined ? acknowledgement : { ...acknowledgement, lastReceived },
    };
  }
}

/** The shim around a session: its journal survives, its session and what was not committed do not. */
class ModelShim {
  applied: number[] = [];
  waiting: TelegramMessage[] = [];
  said = 0;
  incidents: string[] = [];
  #line: { sent: number; received: number; answer: TelegramError; outstanding: Numbered | undefined };
  #session: Session | undefined;
  #uncommitted: JournalEffect[] = [];
  #now = 0;

  constructor(first: number) {
    this.#line = { sent: first, received: first, answer: '00', outstanding: undefined };
  }

  get isConnected(): boolean {
    return this.#session !== undefined;
  }

  connect(): Packet[] {
    this.#session = new Session(this.#line, { unit: 'SHIM01', peer: 'APPL01', times: telegramTimes });
    return this.#perform(this.#session.open(this.#now));
  }

  /** The connection is gone; what was asked of the journal is still committed, unless the process dies with it. */
  end(dies: boolean): void {
    if (!dies) while (this.#uncommitted.length > 0) this.commit();
    this.#session = undefined;
    this.#uncommitted = [];
  }

  step(input: Input): Packet[] {
    return this.#session ? this.#perform(this.#session.step(input, this.#now)) : [];
  }

  wait(ms: number): Packet[] {
    this.#now += ms;
    return this.step({ type: 'tick' });
  }

  /** The journal commits the first thing it was asked for. */
  commit(): Packet[] {
    const effect = this.#uncommitted.shift();
    if (effect?.type === 'record') {
      const { header, content } = effect.incoming;
      this.#line = { ...this.#line, received: header.sequence };
      this.applied.push(typeof content === 'string' ? -1 : orderOf(content));
      return this.step({ type: 'recorded', header, answer: '00' });
    }
    if (effect?.type === 'settle') this.#line = { ...this.#line, outstanding: undefined };
    if (effect?.type === 'renumber') expect.fail('the numbers disagree');
    if (effect?.type !== 'number') return [];
    const message = this.waiting.shift();
    const telegram = message && { sequence: effect.sequence, message };
    if (telegram) this.#line = { ...this.#line, sent: effect.sequence, outstanding: telegram };
    return this.step({ type: 'numbered', telegram });
  }

  #perform(effects: Effect[]): Packet[] {
    return effects.flatMap((effect): Packet[] => {
      switch (effect.type) {
        case 'request':
          return [{ kind: 'request', request: effect.request }];
        case 'acknowledge':
          return [{ kind: 'acknowledgement', acknowledgement: effect.acknowledgement }];
        case 'incident':
          this.incidents.push(effect.what);
          return [];
        case 'up':
        case 'close':
          return [];
        default:
          this.#uncommitted.push(effect);
          return [];
      }
    });
  }
}

const moves = ['say', 'hear', 'shim hears', 'appliance hears', 'commit', 'wait', 'repeat', 'cut', 'kill'] as const;

function play(
  script: readonly (typeof moves)[number][],
  first: number,
): { shim: ModelShim; appliance: ModelAppliance } {
  const shim = new ModelShim(first);
  const appliance = new ModelAppliance(first);
  let toAppliance: Packet[] = [];
  let toShim: Packet[] = [];

  function drop(dies: boolean): void {
    toAppliance = [];
    toShim = [];
    appliance.isUp = false;
    shim.end(dies);
  }

  function move(name: (typeof moves)[number]): void {
    if (!shim.isConnected) toAppliance.push(...shim.connect());
    switch (name) {
      case 'say':
        shim.waiting.push(saying(shim.said++, 'PCAN'));
        toAppliance.push(...shim.step({ type: 'queued' }));
        break;
      case 'hear':
        appliance.waiting.push(saying(appliance.said++, 'PSTA'));
        toShim.push(...appliance.pump());
        break;
      case 'shim hears':
        for (const packet of toShim.splice(0, 1)) toAppliance.push(...shim.step({ type: 'heard', telegram: packet }));
        break;
      case 'appliance hears':
        for (const packet of toAppliance.splice(0, 1)) toShim.push(...appliance.hear(packet));
        break;
      case 'commit':
        toAppliance.push(...shim.commit());
        break;
      case 'wait':
        toAppliance.push(...shim.wait(telegramTimes.acknowledgeMs));
        break;
      case 'repeat':
        toShim.push(...appliance.repeat());
        break;
      default:
        drop(name === 'kill');
    }
  }

  for (const name of script) move(name);
  // A last cut, since a session that chance has let close stays closed; then everything is let through.
  drop(true);
  for (let round = 0; round < 20 * (shim.said + appliance.said) + 20; round += 1) {
    for (const name of ['appliance hears', 'commit', 'shim hears', 'commit'] as const) move(name);
  }
  return { shim, appliance };
}

test('each side applies what the other said once and in order, whatever is cut, killed, repeated or slow', () => {
  const usual = fc.constantFrom(...moves.filter((move) => move !== 'cut' && move !== 'kill'));
  const move = fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...moves) });
  const scripts = fc.array(move, { maxLength: 300, size: 'max' });
  fc.assert(
    fc.property(scripts, fc.constantFrom(0, 99_999_990), (script, first) => {
      const { shim, appliance } = play(script, first);
      expect(appliance.applied).toEqual(Array.from({ length: shim.said }, (_, n) => n));
      expect(shim.applied).toEqual(Array.from({ length: appliance.said }, (_, n) => n));
      expect(
        shim.incidents.filter((what) => !what.endsWith('was lost') && !what.includes('never acknowledged')),
      ).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
