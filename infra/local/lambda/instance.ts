import type { Exit, RunningProcess } from '../processes/process.ts';
import { privateMemoryMb } from './memory.ts';
import { type Answer, type Invocation, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

export interface InstanceOptions {
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Started ahead of any invocation, as provisioned concurrency is: none of them pays for its init. */
  readonly isProvisioned: boolean;
  /** Starts the process, which reaches its runtime API at `host:port`. */
  readonly startProcess: (runtimeApi: string) => RunningProcess;
}

/** An answer, and what it cost. */
export interface Outcome extends Answer {
  readonly durationMs: number;
  /** How long the process took to be ready, where this invocation was its first: a cold start. */
  readonly initMs?: number;
  /** The most memory that the process was seen to hold meanwhile. */
  readonly maxMemoryMb?: number;
}

const INIT_LIMIT_MS = 10_000; // Lambda's own
const STOP_GRACE_MS = 2_000; // what Lambda leaves a runtime to shut down
const MEMORY_CHECK_MS = 200;

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
  /** Settles when the process has ended. */
  readonly ended: Promise<Exit>;
  readonly #options: InstanceOptions;
  readonly #api: RuntimeApi;
  readonly #process: RunningProcess;
  readonly #startedAt: number;
  readonly #isReady: Promise<'ready'>;
  readonly #broken: Promise<Answer>;
  #isFresh: boolean;

  constructor(options: InstanceOptions, api: RuntimeApi, process: RunningProcess, startedAt: number) {
    this.#options = options;
    this.#api = api;
    this.#process = process;
    this.#startedAt = startedAt;
    this.#isFresh = !options.isProvisioned;
    this.#isReady = api.isReady.then(() => 'ready');
    this.ended = process.exited;
    const exit = this.ended.then((how) => failure('Runtime.ExitError', `Runtime exited with error: ${describe(how)}`));
    this.#broken = Promise.race([api.initError, exit]);
    void this.#broken.then(() => this.#kill());
    void exit.then(() => api.close());
  }

  get pid(): number {
    return this.#process.pid;
  }

  get isProvisioned(): boolean {
    return this.#options.isProvisioned;
  }

  /** Never throws: whatever goes wrong with the process is an answer. */
  async invoke(given: Pick<Invocation, 'requestId' | 'payload' | 'traceId'>): Promise<Outcome> {
    const init = await this.#within(INIT_LIMIT_MS, this.#isReady);
    const sentAt = performance.now();
    const cost = this.#isFresh ? { initMs: sentAt - this.#startedAt } : {};
    this.#isFresh = false;
    if (init !== 'ready') return { ...named(init, given.requestId), ...cost, durationMs: 0 };
    const { functionArn, timeoutMs } = this.#options;
    const memory = this.#watchMemory();
    const exchange = this.#api.exchange({ ...given, functionArn, deadlineMs: Date.now() + timeoutMs });
    const answer = await this.#within(timeoutMs, Promise.race([exchange, memory.exceeded]));
    const maxMemoryMb = memory.stop();
    const durationMs = performance.now() - sentAt;
    return { ...named(answer, given.requestId), ...cost, ...(maxMemoryMb && { maxMemoryMb }), durationMs };
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

  /** Looks at the process's memory until it is told to stop; one that has more than it may is killed, as Lambda does. */
  #watchMemory(): { exceeded: Promise<Answer>; stop(): number | undefined } {
    const exceeded = Promise.withResolvers<Answer>();
    let most: number | undefined;
    const look = () => {
      const now = privateMemoryMb(this.pid);
      if (now === undefined) return;
      most = Math.max(most ?? 0, now);
      if (now <= this.#options.memoryMb) return;
      exceeded.resolve(failure('Runtime.OutOfMemory', 'Runtime exited with error: signal: killed'));
      this.#kill();
    };
    const timer = setInterval(look, MEMORY_CHECK_MS);
    return {
      exceeded: exceeded.promise,
      stop() {
        clearInterval(timer);
        look();
        return most;
      },
    };
  }

  #kill(): void {
    this.isAlive = false;
    this.#process.kill();
  }
}

/** A failure of the platform's own telling. */
interface Failure extends Answer {
  readonly isOfPlatform: true;
  readonly error: { readonly errorType: string; readonly errorMessage: string };
}

function failure(errorType: string, errorMessage: string): Failure {
  const error = { errorType, errorMessage };
  return { isOfPlatform: true, error, payload: JSON.stringify(error), failed: true };
}

/** What the platform tells of an invocation that it ended names the invocation; what the function answers goes on as it is. */
function named(answer: Answer | Failure, requestId: string): Answer {
  if (!('isOfPlatform' in answer)) return answer;
  const { errorType, errorMessage } = answer.error;
  const told = { errorType, errorMessage: `RequestId: ${requestId} Error: ${errorMessage}` };
  return { payload: JSON.stringify(told), failed: true };
}

const signalNames: Readonly<Record<string, string>> = { SIGKILL: 'killed', SIGABRT: 'aborted', SIGTERM: 'terminated' };

function describe({ code, signal }: Exit): string {
  return signal ? `signal: ${signalNames[signal] ?? signal}` : `exit status ${code}`;
}
