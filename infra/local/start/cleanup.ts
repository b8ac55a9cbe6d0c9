/** What has to be undone, in the order reversed. */
export interface Cleanup {
  /** What is added after `run` has begun is undone at once. */
  add(task: () => void | Promise<void>): void;
  /** Runs every task once, the latest first; one that fails does not keep the others from running. */
  run(): Promise<void>;
}

/** Collects cleanup tasks; `onError` is told of each that fails. */
export function createCleanup(onError: (error: unknown) => void): Cleanup {
  const tasks: (() => void | Promise<void>)[] = [];
  let hasBegun = false;

  async function run(): Promise<void> {
    hasBegun = true;
    for (let task = tasks.pop(); task; task = tasks.pop()) {
      try {
        await task();
      } catch (error) {
        onError(error);
      }
    }
  }

  return {
    add(task) {
      tasks.push(task);
      if (hasBegun) void run();
    },
    run,
  };
}
