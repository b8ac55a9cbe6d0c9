import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startProcess } from '../processes/process.ts';
import { type FunctionSettings, functionArn, lambdaEnvironment } from './function-settings.ts';
import { type Instance, startInstance } from './instance.ts';
import { startInvocationSpan } from './invocation-span.ts';
import { countInvocations } from './metrics.ts';
import { reportOf } from './report.ts';
import type { Answer } from './runtime-api.ts';

/** The function has as many instances at work as it may. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
}

/** A process of a function. */
export interface LiveInstance {
  readonly pid: number;
  readonly state: 'busy' | 'idle';
}

const STOP_LIMIT_MS = 5_000;
const PROVISION_PAUSE_MS = 1_000;
const runtime = join(import.meta.dirname, 'runtime.mjs');

/** A function with its instances: from those provisioned up to `maxConcurrency`, one invocation in each. */
export class Pool {
  readonly metrics = countInvocations();
  readonly #settings: FunctionSettings;
  readonly #region: string;
  readonly #idle = new Map<Instance, NodeJS.Timeout | undefined>();
  readonly #busy = new Set<Instance>();
  readonly #invocations = new Set<Promise<Answer>>();
  #isStopping = false;

  constructor(settings: FunctionSettings, region: string) {
    this.#settings = settings;
    this.#region = region;
  }

  /** Runs an invocation in an idle instance, else in a new one. Throws Throttled when there may be no more. */
  async invoke(payload: string, traceparent?: string): Promise<Answer> {
    const { name, maxConcurrency } = this.#settings;
    if (this.#isStopping) throw new Throttled(`${name} is stopping`);
    if (this.#invocations.size >= maxConcurrency) {
      this.metrics.throttled();
      throw new Throttled(`${name} has ${maxConcurrency} instances at work`);
    }
    const invocation = this.#run(payload, traceparent);
    this.#invocations.add(invocation);
    return invocation.finally(() => this.#invocations.delete(invocation));
  }

  /** Starts the instances of provisioned concurrency, and another for each that ends. */
  provision(): void {
    for (let count = 0; count < (this.#settings.provisionedConcurrency ?? 0); count += 1) void this.#provisionOne();
  }

  /** The processes that live now. */
  instances(): readonly LiveInstance[] {
    const live = (instances: Iterable<Instance>, state: LiveInstance['state']) =>
      [...instances].filter(({ isAlive }) => isAlive).map(({ pid }) => ({ pid, state }));
    return [...live(this.#busy, 'busy'), ...live(this.#idle.keys(), 'idle')];
  }

  /** Takes no more, gives what runs a few seconds, and ends every instance. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await Promise.race([Promise.allSettled(this.#invocations), delay(STOP_LIMIT_MS, undefined, { ref: false })]);
    for (const timer of this.#idle.values()) clearTimeout(timer);
    await Promise.all([...this.#busy, ...this.#idle.keys()].map((instance) => instance.stop()));
  }

  async #run(payload: string, traceparent: string | undefined): Promise<Answer> {
    const { name, memoryMb, output, tracer } = this.#settings;
    const requestId = randomUUID();
    const span = tracer && startInvocationSpan(tracer, { name, requestId, traceparent });
    const instance = this.#takeIdle() ?? (await this.#start(false));
    this.#busy.add(instance);
    const outcome = await instance.invoke({ requestId, payload, traceId: span?.traceId });
    this.#busy.delete(instance);
    if (instance.isAlive) this.#park(instance);
    span?.end(outcome, memoryMb);
    this.metrics.ended(outcome, memoryMb);
    output.write(reportOf(requestId, outcome, memoryMb));
    return outcome;
  }

  async #provisionOne(): Promise<void> {
    while (!this.#isStopping) {
      const instance = await this.#start(true);
      this.#park(instance);
      if (this.#isStopping) void instance.stop();
      await instance.ended;
      this.#idle.delete(instance);
      await delay(PROVISION_PAUSE_MS, undefined, { ref: false });
    }
  }

  #start(isProvisioned: boolean): Promise<Instance> {
    const { name, timeoutSeconds, memoryMb, output } = this.#settings;
    const region = this.#region;
    return startInstance({
      functionArn: functionArn(name, region),
      timeoutMs: timeoutSeconds * 1000,
      memoryMb,
      isProvisioned,
      startProcess: (runtimeApi) => {
        const instanceId = `${name}-${randomUUID()}`;
        const lambda = lambdaEnvironment(this.#settings, { region, instanceId, runtimeApi, isProvisioned });
        const env = { ...this.#settings.env(instanceId), ...lambda };
        return startProcess({ entry: runtime, env, memoryMb, log: output });
      },
    });
  }

  /** A provisioned instance before others, then the one used last: those too many stay idle, and end. */
  #takeIdle(): Instance | undefined {
    const lastFirst = [...this.#idle].reverse();
    for (const [instance, timer] of lastFirst.toSorted(
      ([a], [b]) => Number(b.isProvisioned) - Number(a.isProvisioned),
    )) {
      clearTimeout(timer);
      this.#idle.delete(instance);
      if (instance.isAlive) return instance;
    }
    return undefined;
  }

  #park(instance: Instance): void {
    if (instance.isProvisioned) return void this.#idle.set(instance, undefined);
    const end = () => {
      this.#idle.delete(instance);
      void instance.stop();
    };
    this.#idle.set(instance, setTimeout(end, this.#settings.idleSeconds * 1000));
  }
}
