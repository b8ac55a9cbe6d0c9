import { randomUUID } from 'node:crypto';
import type { Log } from '@grocer/chassis/log';
import { type Instance, type InstanceOptions, type Outcome, startInstance } from './instance.ts';
import type { Answer } from './runtime-api.ts';

/** The function has as many instances at work as it may. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
}

export interface PoolOptions extends InstanceOptions {
  readonly name: string;
  readonly memoryMb: number;
  readonly maxConcurrency: number;
  readonly idleSeconds: number;
  readonly log: Log;
}

/** A process of a function. */
export interface LiveInstance {
  readonly pid: number;
  readonly state: 'busy' | 'idle';
}

/** A function with its instances: from zero up to `maxConcurrency`, one invocation in each. */
export class Pool {
  readonly name: string;
  readonly #options: PoolOptions;
  readonly #idle = new Map<Instance, NodeJS.Timeout>();
  readonly #busy = new Set<Instance>();
  readonly #invocations = new Set<Promise<Answer>>();
  #isStopping = false;

  constructor(options: PoolOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Runs an invocation in an idle instance, else in a new one. Throws Throttled when there may be no more. */
  async invoke(event: unknown): Promise<Answer> {
    const { name, maxConcurrency } = this.#options;
    if (this.#isStopping) throw new Throttled(`${name} is stopping`);
    if (this.#invocations.size >= maxConcurrency)
      throw new Throttled(`${name} has ${maxConcurrency} instances at work`);
    const invocation = this.#run(randomUUID(), JSON.stringify(event));
    this.#invocations.add(invocation);
    return invocation.finally(() => this.#invocations.delete(invocation));
  }

  /** The processes that live now. */
  instances(): readonly LiveInstance[] {
    const told = (state: LiveInstance['state']) => (instance: Instance) => ({ pid: instance.pid, state });
    return [...[...this.#busy].map(told('busy')), ...[...this.#idle.keys()].map(told('idle'))];
  }

  /** Takes no more, lets what runs finish within its timeout, and ends every instance. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.allSettled(this.#invocations);
    const ending = [...this.#idle].map(([instance, timer]) => {
      clearTimeout(timer);
      return instance.stop();
    });
    await Promise.all(ending);
  }

  async #run(requestId: string, payload: string): Promise<Answer> {
    const instance = this.#takeIdle() ?? (await startInstance(this.#options));
    this.#busy.add(instance);
    const outcome = await instance.invoke(requestId, payload);
    this.#busy.delete(instance);
    if (instance.isAlive) this.#park(instance);
    this.#report(requestId, outcome);
    return outcome;
  }

  /** The instance used last: those too many stay idle, and end. */
  #takeIdle(): Instance | undefined {
    for (const [instance, timer] of [...this.#idle].reverse()) {
      clearTimeout(timer);
      this.#idle.delete(instance);
      if (instance.isAlive) return instance;
    }
    return undefined;
  }

  #park(instance: Instance): void {
    const { idleSeconds, log, name } = this.#options;
    const end = () => {
      this.#idle.delete(instance);
      log.info({ function: name, pid: instance.pid }, `idle for ${idleSeconds} s, ending`);
      void instance.stop();
    };
    this.#idle.set(instance, setTimeout(end, idleSeconds * 1000));
  }

  /** Lambda's own line at the end of every invocation; an init is billed as well. */
  #report(requestId: string, { durationMs, initMs, failed }: Outcome): void {
    const { name, memoryMb, log } = this.#options;
    const billedMs = Math.ceil(durationMs + (initMs ?? 0));
    const init = initMs === undefined ? '' : ` Init Duration: ${initMs.toFixed(2)} ms`;
    const cost = `Duration: ${durationMs.toFixed(2)} ms Billed Duration: ${billedMs} ms Memory Size: ${memoryMb} MB`;
    log.info(
      { function: name, coldStart: initMs !== undefined, failed },
      `REPORT RequestId: ${requestId} ${cost}${init}`,
    );
  }
}
