import { StartFault } from '../start-fault.ts';

/** The first start of a deployable that is to run all the time. */
export interface FirstStart {
  /** Settles when it is ready; throws a StartFault when its processes ended too often before. */
  readonly ready: Promise<void>;
  succeed(): void;
  fail(how: string): void;
}

const FAILURES_LIMIT = 3;

/** Waits for a deployable's first start: a wrong setting is told then, instead of being tried for ever. */
export function createFirstStart(deployable: string): FirstStart {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  let failures = 0;
  ready.catch(() => undefined); // not everyone waits
  return {
    ready,
    succeed: resolve,
    fail(how) {
      failures += 1;
      if (failures < FAILURES_LIMIT) return;
      reject(
        new StartFault(`${deployable} does not start (${how}): see what its log says in the folder logs of .estate/.`),
      );
    },
  };
}
