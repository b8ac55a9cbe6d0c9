import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@grocer/chassis/log';
import { Throttled } from './pool.ts';
import type { Answer } from './runtime-api.ts';

export interface AsyncInvokeOptions {
  readonly name: string;
  readonly invoke: (payload: string) => Promise<Answer>;
  /** Keeps an event that was dropped, with why. */
  readonly onFailure?: ((payload: string, reason: string) => Promise<void>) | undefined;
  /** An event that is not handled by then is dropped. */
  readonly maxAgeMs: number;
  /** Before the second try; it doubles each time. Lambda itself waits a minute. */
  readonly firstPauseMs?: number;
  readonly signal: AbortSignal;
  readonly log: Log;
}

const RETRIES = 2; // Lambda's own
const FIRST_PAUSE_MS = 1000;

/** Lambda's asynchronous invocation: nobody waits for the answer, an error is tried twice more, a throttled event until it is too old. */
export async function invokeAsync(payload: string, options: AsyncInvokeOptions): Promise<void> {
  const { invoke, maxAgeMs, firstPauseMs = FIRST_PAUSE_MS, signal } = options;
  const giveUpAt = Date.now() + maxAgeMs;
  let errors = 0;
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs *= 2) {
    const fault = await invoke(payload).then(faultOf, (error: unknown) => error);
    if (fault === undefined) return;
    if (!(fault instanceof Throttled)) errors += 1;
    if (errors > RETRIES || Date.now() + pauseMs > giveUpAt) return drop(payload, String(fault), options);
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

async function drop(payload: string, fault: string, { name, onFailure, log }: AsyncInvokeOptions): Promise<void> {
  log.error({ function: name, fault }, 'an event was dropped');
  await onFailure?.(payload, fault).catch((error: unknown) => {
    log.error({ function: name, err: error }, 'a dropped event could not be kept');
  });
}

function faultOf({ failed, payload }: Answer): string | undefined {
  return failed ? payload : undefined;
}
