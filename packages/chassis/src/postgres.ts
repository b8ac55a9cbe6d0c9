import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Credentials, CredentialsSource } from './credentials.ts';
import { Unavailable } from './errors.ts';
import { createLine } from './line.ts';
import type { Log } from './log.ts';
import { endingOf, isLoginRefused, SessionLost } from './postgres-loss.ts';
import { clientConfig, type Generation, openGeneration } from './postgres-pool.ts';
import { runStatement, runTransaction } from './postgres-statement.ts';

/** Rows of a statement, and how many it touched. */
export interface Result<Row> {
  readonly rows: Row[];
  readonly rowCount: number;
}

/** Anything that runs one SQL statement with `$1`-style parameters. */
export interface Queryable {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Result<Row>>;
}

/** An open transaction: only inTransaction makes one, so a function that takes it cannot run outside. */
export interface Tx extends Queryable {
  readonly isTransaction: true;
}

/** A connection of its own, outside the pool and its rotation: for LISTEN and for session-level locks. */
export interface Connection extends Queryable {
  onNotification(listener: (channel: string, payload: string) => void): void;
  /** Calls back once when the connection is gone, however it ended. */
  onEnd(listener: () => void): void;
  close(): Promise<void>;
}

/**
 * A pool of connections that follows its login: on new credentials a new pool takes over and the old one drains. When a login is
 * taken away, what has certainly not come to pass is done once more, by the next login. Who finds no free connection stands in
 * line (line.ts).
 */
export interface Database extends Queryable {
  /** One statement's success on a pooled connection. */
  isReady(): Promise<boolean>;
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  openConnection(): Promise<Connection>;
  /** Calls back after the pool has moved to new credentials. Returns how to stop. */
  onRotate(listener: () => void): () => void;
  end(): Promise<void>;
}

/** What createDatabase needs; `url` carries host, port and database, never a login. */
export interface DatabaseOptions {
  readonly url: string;
  readonly credentials: CredentialsSource;
  readonly max: number;
  /** How long a statement of the pool may take, then it fails as Unavailable; without it, as long as it likes. */
  readonly statementTimeoutMs?: number;
  /**
   * Prepare each statement once per connection, under one plan for all values: for few statements, repeated often, whose plan does
   * not depend on them. What stands between must know named statements, as PgBouncer does from 1.21 on.
   */
  readonly isPrepared?: boolean;
  readonly applicationName: string;
  readonly log: Log;
}

/** When no connection becomes free for so long, nobody waits for one any more. */
const MAX_STANDSTILL_MS = 5000;
/** So long the next login is waited for when one was taken away; then the old one is tried again. */
const REPLACE_LIMIT_MS = 5000;

/** Creates a pool; it connects on first use, and statements wait for the first credentials. */
export function createDatabase(options: DatabaseOptions): Database {
  const { credentials, log, max, isPrepared = false } = options;
  // The pool is never the queue: who has no connection yet stands in line for one.
  const line = createLine({ places: max, maxStandstillMs: MAX_STANDSTILL_MS });
  const listeners = new Set<() => void>();
  let current: Promise<Generation> | undefined;

  const open = (login: Credentials) => openGeneration(options, login, () => void replaceLogin(credentials, login));
  const generation = () => {
    current ??= credentials.current().then(open);
    current.catch(() => {
      current = undefined;
    });
    return current;
  };
  const stopRotation = credentials.onRotate((login) => {
    const previous = current;
    current = Promise.resolve(open(login));
    void previous?.then(({ retire }) => retire()).catch(() => undefined);
    log.info('database credentials rotated');
    for (const listener of listeners) listener();
  });

  async function run<T>(work: (client: pg.PoolClient) => Promise<T>, isRepeated = false): Promise<T> {
    const leave = await line.enter().catch(unavailable);
    let login: Credentials | undefined;
    try {
      const used = await generation();
      login = used.login;
      return await used.lend(work);
    } catch (error) {
      if (isRepeated || !login || !(error instanceof SessionLost) || !error.isRepeatable) throw error;
      log.warn({ err: error.cause }, 'a database session was taken away: its work is done once more');
    } finally {
      leave(); // who waits for a login holds no place
    }
    await replaceLogin(credentials, login);
    return run(work, true);
  }

  return {
    query: (text, values) => run((client) => runStatement(client, { text, values, isPrepared })),
    isReady: () =>
      run((client) => client.query('select 1')).then(
        () => true,
        () => false,
      ),
    transaction: (work) => run((client) => runTransaction(client, work, isPrepared)),
    openConnection: () => openConnection(options),
    onRotate(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async end() {
      stopRotation();
      const last = await current?.catch(() => undefined);
      await last?.retire();
    },
  };
}

/**
 * Runs `work` in one transaction: committed when it returns, rolled back when it throws. When its session is taken away before
 * the commit, `work` runs once more from its beginning, so it must be a function of the database alone.
 * No network call belongs inside: a transaction holds its locks and its connection meanwhile.
 */
export function inTransaction<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.transaction(work);
}

function unavailable(error: unknown): never {
  throw new Unavailable('database', { cause: error });
}

/** Resolves when another login is in place of `login`, or not for too long. */
async function replaceLogin(credentials: CredentialsSource, login: Credentials): Promise<void> {
  const waiting = new AbortController();
  const tooLong = delay(REPLACE_LIMIT_MS, undefined, { signal: waiting.signal, ref: false });
  await Promise.race([credentials.replace(login), tooLong]).catch(() => undefined);
  waiting.abort();
  await tooLong.catch(() => undefined);
}

async function openConnection(options: DatabaseOptions): Promise<Connection> {
  const { credentials } = options;
  const login = await credentials.current();
  try {
    return await connect(options, login);
  } catch (error) {
    if (!isLoginRefused(error)) return unavailable(error);
    await replaceLogin(credentials, login);
    return connect(options, await credentials.current()).catch(unavailable);
  }
}

async function connect(options: DatabaseOptions, login: Credentials): Promise<Connection> {
  const client = new pg.Client(clientConfig(options, login));
  let hasEnded = false;
  client.on('error', (error) => {
    options.log.warn({ reason: error.message }, 'a database connection ended');
    if (endingOf(error) === 'closed') void replaceLogin(options.credentials, login);
  });
  client.on('end', () => {
    hasEnded = true;
  });
  await client.connect();
  return {
    query: (text, values) => runStatement(client, { text, values, isPrepared: false }),
    onNotification: (listener) => client.on('notification', ({ channel, payload }) => listener(channel, payload ?? '')),
    onEnd: (listener) => (hasEnded ? listener() : client.once('end', listener)),
    close: () => client.end(),
  };
}
