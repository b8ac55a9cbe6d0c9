import type { Database, Tx } from '@grocer/chassis/postgres';

/** At which of its outside calls a process dies: before the call is made, or when it took effect and nobody heard the answer. */
export interface Death {
  /** The number of the call, from 1, or a call's name: the first of it. */
  readonly call: number | string;
  readonly when: 'before' | 'after';
}

/** A process that dies at one of its outside calls. */
export interface Process {
  /** The outside calls it made, by name, the one it died of included. */
  readonly calls: readonly string[];
  /** A dependency whose every method is an outside call. */
  around<Dependency extends object>(name: string, dependency: Dependency): Dependency;
  /** A database of which every statement, begin and commit is an outside call. A dead process's transaction is rolled back. */
  aroundDatabase(database: Database): Database;
  /** Runs the process's work to its end or its death, and waits for what it had under way. True when it died. */
  live(work: () => Promise<unknown>): Promise<boolean>;
}

class Killed extends Error {}

/** Starts a process; without a death it lives. */
export function startProcess(death?: Death): Process {
  const calls: string[] = [];
  const underWay = new Set<Promise<unknown>>();
  const { promise: dying, reject: kill } = Promise.withResolvers<never>();
  dying.catch(() => undefined);
  let isDead = false;

  function die(): Promise<never> {
    isDead = true;
    kill(new Killed());
    return never();
  }

  /** Counts a call; true when the process dies of it. */
  function isDeadly(name: string): boolean {
    return calls.push(name) === death?.call || (name === death?.call && !isDead);
  }

  async function call<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (isDead) return never();
    const isLast = isDeadly(name);
    if (isLast && death?.when === 'before') return die();
    const [outcome] = await Promise.allSettled([keep(work())]);
    if (isLast) return die();
    if (isDead) return never();
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  function keep<T>(work: Promise<T>): Promise<T> {
    const kept = work.finally(() => underWay.delete(kept));
    kept.catch(() => undefined);
    underWay.add(kept);
    return kept;
  }

  async function transact<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (isDead) return never();
    let isLast = false;
    async function run(tx: Tx): Promise<T> {
      await call('begin', async () => undefined);
      const result = await work({ ...tx, query: (text, values) => call(nameOf(text), () => tx.query(text, values)) });
      isLast = isDeadly('commit');
      return isLast && death?.when === 'before' ? die() : result;
    }
    // Death breaks the connection: what was not committed is rolled back.
    const [outcome] = await Promise.allSettled([keep(database.transaction((tx) => Promise.race([run(tx), dying])))]);
    if (isLast && !isDead) return die();
    if (isDead) return never();
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  return {
    calls,
    around: (name, dependency) =>
      new Proxy(dependency, {
        get(target, key) {
          const value: unknown = Reflect.get(target, key);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => call(`${name}.${String(key)}`, () => Reflect.apply(value, target, args));
        },
      }),
    aroundDatabase: (database) => ({
      ...database,
      query: (text, values) => call(nameOf(text), () => database.query(text, values)),
      transaction: (work) => transact(database, work),
    }),
    async live(work) {
      try {
        await Promise.race([work(), dying]);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
      await Promise.allSettled(underWay);
      return isDead;
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** A statement by what it writes to which tables, or by the first that it reads. */
function nameOf(text: string): string {
  const writes = text.matchAll(/\b(insert|update|delete)\b(?: into| from)? checkout\.(\w+)/g);
  const written = [...writes].map(([, verb, table]) => `${verb} ${table}`);
  if (written.length > 0) return written.join(', ');
  return `select ${/\bcheckout\.(\w+)/.exec(text)?.[1] ?? 'nothing'}`;
}
