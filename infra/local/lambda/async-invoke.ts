import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@grocer/chassis/log';
import { Throttled } from './pool.ts';
import type { Answer } from './runtime-api.ts';

export interface AsyncInvokeOptions {
  readonly name: string;
  readonly invoke: (event: unknown) => Promise<Answer>;
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
export async function invokeAsync(event: unknown, options: AsyncInvokeOptions): Promise<void> {
  const { name, invoke, maxAgeMs, firstPauseMs = FIRST_PAUSE_MS, signal, log } = options;
  const giveUpAt = Date.now() + maxAgeMs;
  let errors = 0;
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs *= 2) {
    const fault = await invoke(event).then(faultOf, (error: unknown) => error);
    if (fault === undefined) return;
    if (!(fault instanceof Throttled)) errors += 1;
    if (errors > RETRIES || Date.now() + pauseMs > giveUpAt) {
      return log.error({ function: name, fault: String(fault) }, 'an event was dropped');
    }
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

function faultOf({ failed, payload }: Answer): string | undefined {
  return failed ? payload : undefined;
}
