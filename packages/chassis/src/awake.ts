const LONG_MS = 2 ** 30;

/**
 * Keeps the process while `work` runs: a wait for a login holds nothing open, and Node ends a process that has nothing open, whatever
 * it awaits (exit code 13).
 */
export async function stayAwake<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  const timer = setInterval(() => undefined, LONG_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
