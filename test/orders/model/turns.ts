import { setImmediate } from 'node:timers/promises';

/** Lets work that runs at once go on one outside call at a time, in an order that is given and can be given again. */
export interface Turns {
  /** An outside call: done at once, or when it is its turn. */
  take<T>(call: () => Promise<T>): Promise<T>;
  /** Runs `work`; of the calls that wait, each pick says which is next, the first in line when there are no more picks. */
  inTurns<T>(picks: readonly number[], work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  const waiting: (() => Promise<void>)[] = [];
  let isTurnBased = false;

  return {
    take(call) {
      if (!isTurnBased) return call();
      return new Promise((resolve, reject) => {
        waiting.push(() => call().then(resolve, reject));
      });
    },
    async inTurns(picks, work) {
      isTurnBased = true;
      let isDone = false;
      const done = work().finally(() => {
        isDone = true;
        isTurnBased = false;
      });
      // A failure is told below, once everybody has had a turn.
      done.catch(() => undefined);
      const left = [...picks];
      while (!isDone) {
        // Between two outside calls nothing but promises is waited for: now everybody stands at the next.
        await setImmediate();
        if (waiting.length === 0) continue;
        const [next] = waiting.splice((left.shift() ?? 0) % waiting.length, 1);
        await next?.();
      }
      return done;
    },
  };
}
