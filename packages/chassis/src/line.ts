import { AsyncLocalStorage } from 'node:async_hooks';

/** Places that are taken in turn, such as a pool's connections. */
export interface Line {
  /** Takes a place, once there is one; returns how to give it back. Throws when nothing moves any more. */
  enter(): Promise<() => void>;
}

/** How many places there are, and for how long none may become free before all who wait are sent away. */
export interface LineOptions {
  readonly places: number;
  readonly maxStandstillMs: number;
}

interface Waiting {
  readonly admit: () => void;
  readonly refuse: (error: Error) => void;
}

const turns = new AsyncLocalStorage<{ hasBegun: boolean }>();

/** Runs a new piece of work: its first place is had after all who have begun, every later one before all who have not. */
export function asNewcomer<T>(work: () => T): T {
  return turns.run({ hasBegun: false }, work);
}

/**
 * Creates a line. Who has begun goes first, so that a crowd of newcomers keeps nobody from finishing: under overload an order
 * that holds stock and a card is settled before another is begun. Work outside `asNewcomer` counts as begun. A line that moves
 * may be long, for whoever lets people in bounds it; one at a standstill is sent away whole, and does not fail one by one.
 */
export function createLine({ places, maxStandstillMs }: LineOptions): Line {
  const begun: Waiting[] = [];
  const newcomers: Waiting[] = [];
  let free = places;
  let standstill: NodeJS.Timeout | undefined;

  function leave(): void {
    clearTimeout(standstill);
    const next = begun.shift() ?? newcomers.shift();
    if (next) next.admit();
    else free += 1;
    if (begun.length + newcomers.length > 0) standstill = setTimeout(sendAway, maxStandstillMs);
  }

  function sendAway(): void {
    const error = new Error(`no place became free in ${maxStandstillMs} ms`);
    for (const { refuse } of [...begun.splice(0), ...newcomers.splice(0)]) refuse(error);
  }

  return {
    enter() {
      const turn = turns.getStore();
      const { promise, resolve, reject } = Promise.withResolvers<() => void>();
      const admit = () => {
        if (turn) turn.hasBegun = true;
        resolve(once(leave));
      };
      if (free > 0) {
        free -= 1;
        admit();
        return promise;
      }
      if (begun.length + newcomers.length === 0) standstill = setTimeout(sendAway, maxStandstillMs);
      const waiting = turn && !turn.hasBegun ? newcomers : begun;
      waiting.push({ admit, refuse: reject });
      return promise;
    },
  };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
