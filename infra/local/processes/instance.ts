import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { findFreePort } from './free-port.ts';
import type { LogFile } from './log-file.ts';
import type { InstanceStatus } from './placement.ts';
import { describeExit, type Exit, type RunningProcess, startProcess } from './process.ts';

/** How to run one instance of an HTTP deployable, whatever its compute model. */
export interface InstanceOptions {
  readonly deployable: string;
  readonly entry: string;
  /** The instance's environment but for what each instance has of its own: HOST, PORT, and its id. */
  readonly env: (instanceId: string) => Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly log: LogFile;
  /** One that is not ready by then is killed; a minute unless told otherwise. */
  readonly startLimitMs?: number;
}

/** `starting` until it is first ready; `unready` while it says it is not; `stopping` once it was told to end. */
export type InstanceState = 'starting' | 'ready' | 'unready' | 'stopping' | 'ended';

/** One process of an HTTP deployable. */
export interface Instance {
  readonly id: string;
  readonly pid: number;
  readonly port: number;
  readonly startedAt: Date;
  readonly startLimitMs: number;
  state: InstanceState;
  /** Settles when it has ended, with how that came about in a few words. */
  readonly ended: Promise<string>;
  stop(): Promise<Exit>;
  kill(): void;
}

/** Longer than a deployable's own limit for draining. */
const GRACE_MS = 12_000;
const START_LIMIT_MS = 60_000;
const STARTING_PROBE_MS = 15;
const PROBE_TIMEOUT_MS = 2000;

/** Starts an instance; it is `starting` when this returns. */
export async function startInstance(options: InstanceOptions): Promise<Instance> {
  const port = await findFreePort();
  const id = `${options.deployable}-${port}`;
  const env = { ...options.env(id), HOST: '127.0.0.1', PORT: String(port) };
  const startLimitMs = options.startLimitMs ?? START_LIMIT_MS;
  const running: RunningProcess = startProcess({ ...options, env });
  const instance: Instance = {
    id,
    pid: running.pid,
    port,
    startedAt: new Date(),
    startLimitMs,
    state: 'starting',
    ended: running.exited.then((exit) => {
      const isLate = instance.state === 'starting' && exit.signal === 'SIGKILL' && lifeOf(instance) > startLimitMs;
      instance.state = 'ended';
      return isLate ? `not ready after ${startLimitMs / 1000} s` : describeExit(exit);
    }),
    kill: running.kill,
    stop() {
      instance.state = 'stopping';
      return running.stop(GRACE_MS);
    },
  };
  return instance;
}

/** For how long an instance has been there, in milliseconds. */
export function lifeOf({ startedAt }: Instance): number {
  return Date.now() - startedAt.getTime();
}

/** The part of an instance that its status shows. */
export function statusOf({ pid, state, port }: Instance): InstanceStatus {
  return { pid, state, address: `http://127.0.0.1:${port}` };
}

/** Probes a starting instance until it is ready (true) or has ended (false), as one that takes too long is made to. */
export async function untilReady(instance: Instance): Promise<boolean> {
  while (instance.state === 'starting') {
    if ((await probe(instance, 'ready')) && instance.state === 'starting') instance.state = 'ready';
    else await delay(STARTING_PROBE_MS);
    if (instance.state === 'starting' && lifeOf(instance) > instance.startLimitMs) instance.kill();
  }
  return instance.state === 'ready';
}

/** Asks an instance's health endpoint; anything but a 200 in time is a no. */
export function probe(instance: Instance, kind: 'live' | 'ready'): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const asked = request(
    { host: '127.0.0.1', port: instance.port, path: `/health/${kind}`, timeout: PROBE_TIMEOUT_MS, agent: false },
    (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    },
  );
  asked.on('timeout', () => asked.destroy());
  asked.on('error', () => resolve(false));
  asked.end();
  return promise;
}
