/** How long to wait before what keeps ending is started again. */
export interface BackOff {
  /** The wait after one more failure of what had lived for so long. */
  next(livedMs: number): number;
  reset(): void;
}

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const FORGOTTEN_AFTER_MS = 60_000;

/** Kubernetes' CrashLoopBackOff: the wait doubles with each failure, and is forgotten after a minute of life. */
export function createBackOff(): BackOff {
  let failures = 0;
  return {
    next(livedMs) {
      if (livedMs > FORGOTTEN_AFTER_MS) failures = 0;
      failures += 1;
      return Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);
    },
    reset: () => {
      failures = 0;
    },
  };
}
