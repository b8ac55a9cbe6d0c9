import type { RunningProcess } from '../processes/process.ts';
import { type Answer, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

export interface InstanceOptions {
  readonly functionArn: string;
  readonly timeoutMs: number;
  /** Starts the process, which reaches its runtime API at `host:port`. */
  readonly startProcess: (runtimeApi: string) => RunningProcess;
}

/** An answer, and what it cost. */
export interface Outcome extends Answer {
  readonly durationMs: number;
  /** How long the process took to be ready, where this invocation was its first: a cold start. */
  readonly initMs?: number;
}

const INIT_LIMIT_MS = 10_000; // Lambda's own
const STOP_GRACE_MS = 2_000; // what Lambda leaves a runtime to shut down

/** Starts an instance. It loads its bundle while its first invocation waits. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const startedAt = performance.now();
  const api = await startRuntimeApi();
  return new Instance(options, api, options.startProcess(api.address), startedAt);
}

/** One process of a function; it takes one invocation at a time. */
export class Instance {
  /** False once the process has ended, or must. */
  isAlive = true;
  readonly #options: InstanceOptions;
  readonly #api: RuntimeApi;
  readonly #process: RunningProcess;
  readonly #startedAt: number;
  readonly #isReady: Promise<'ready'>;
  readonly #broken: Promise<Answer>;
  #isFresh = true;

  constructor(options: InstanceOptions, api: RuntimeApi, process: RunningProcess, startedAt: number) {
    this.#options = options;
    this.#api = api;
    this.#process = process;
    this.#startedAt = startedAt;
    this.#isReady = api.isReady.then(() => 'ready');
    const exit = process.exited.then(({ code, signal }) =>
      failure('Runtime.ExitError', `Runtime exited: ${signal ?? `status ${code}`}`),
    );
    this.#broken = Promise.race([api.initError, exit]);
    void this.#broken.then(() => this.#kill());
    void exit.then(() => api.close());
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Never throws: whatever goes wrong with the process is an answer. */
  async invoke(requestId: string, payload: string): Promise<Outcome> {
    const init = await this.#within(INIT_LIMIT_MS, this.#isReady);
    const sentAt = performance.now();
    const cost = this.#isFresh ? { initMs: sentAt - this.#startedAt } : {};
    this.#isFresh = false;
    if (init !== 'ready') return { ...init, ...cost, durationMs: 0 };
    const { functionArn, timeoutMs } = this.#options;
    const exchange = this.#api.exchange({ requestId, functionArn, payload, deadlineMs: Date.now() + timeoutMs });
    const answer = await this.#within(timeoutMs, exchange);
    return { ...answer, ...cost, durationMs: performance.now() - sentAt };
  }

  async stop(): Promise<void> {
    this.isAlive = false;
    await this.#process.stop(STOP_GRACE_MS);
  }

  /** What `work` gives, unless the process breaks or time runs out before. */
  async #within<T>(limitMs: number, work: Promise<T>): Promise<T | Answer> {
    const timeout = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => {
      timeout.resolve(failure('Sandbox.Timedout', `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`));
      this.#kill();
    }, limitMs);
    try {
      return await Promise.race([work, this.#broken, timeout.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  #kill(): void {
    this.isAlive = false;
    this.#process.kill();
  }
}

function failure(errorType: string, errorMessage: string): Answer {
  return { payload: JSON.stringify({ errorType, errorMessage }), failed: true };
}
