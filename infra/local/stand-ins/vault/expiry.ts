/** Runs a sweep whenever something ends. */
export interface Expiry {
  /** Sweeps now, and resolves when that is done. */
  sweep(): Promise<void>;
  /** Looks again at what ends next. */
  reschedule(): void;
  pause(): void;
  stop(): Promise<void>;
}

const retryMs = 5_000;
const longestTimerMs = 2_147_483_647;

/** One timer, set to the moment at which something next ends; what a sweep has left over is tried again five seconds later. */
export function createExpiry(nextExpiry: () => number | undefined, sweepOnce: () => Promise<void>): Expiry {
  let timer: NodeJS.Timeout | undefined;
  let sweeping = Promise.resolve();

  const pause = () => clearTimeout(timer);
  const reschedule = () => {
    pause();
    const at = nextExpiry();
    if (at === undefined) return;
    const delayMs = at > Date.now() ? at - Date.now() : retryMs;
    timer = setTimeout(() => void sweep(), Math.min(delayMs, longestTimerMs));
  };
  const sweep = () => {
    sweeping = sweeping.then(sweepOnce).then(reschedule);
    return sweeping;
  };

  return {
    sweep,
    reschedule,
    pause,
    async stop() {
      await sweeping;
      pause();
    },
  };
}
