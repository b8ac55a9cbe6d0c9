import { context, trace } from '@opentelemetry/api';
import pg from 'pg';
import type { Credentials, CredentialsSource } from './credentials.ts';
import { Unavailable } from './errors.ts';
import { createLine } from './line.ts';
import type { Log } from './log.ts';
import { summarize } from './telemetry/statement.ts';
import { withSpan } from './telemetry/trace.ts';

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
 * A pool of connections that follows its login: on new credentials a new pool takes over and the old one drains. Who finds no
 * free connection stands in line (line.ts).
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
  readonly applicationName: string;
  readonly log: Log;
}

const CONNECT_TIMEOUT_MS = 5000;
/** When no connection becomes free for so long, nobody waits for one any more. */
const MAX_STANDSTILL_MS = 5000;

/** One login's pool. It ends when it is retired and its last user has let go. */
interface Generation {
  readonly pool: pg.Pool;
  users: number;
  isRetired: boolean;
}

/** Creates a pool; it connects on first use, and statements wait for the first credentials. */
export function createDatabase(options: DatabaseOptions): Database {
  const { credentials, log, max } = options;
  // The pool is never the queue: who has no connection yet stands in line for one.
  const line = createLine({ places: max, maxStandstillMs: MAX_STANDSTILL_MS });
  const listeners = new Set<() => void>();
  let current: Promise<Generation> | undefined;

  const generation = () => {
    current ??= credentials.current().then((login) => openGeneration(options, login));
    current.catch(() => {
      current = undefined;
    });
    return current;
  };
  const stopRotation = credentials.onRotate((login) => {
    const previous = current;
    current = Promise.resolve(openGeneration(options, login));
    void previous?.then(retire, () => undefined);
    log.info('database credentials rotated');
    for (const listener of listeners) listener();
  });

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const leave = await line.enter().catch(unavailable);
    try {
      const used = await generation();
      used.users += 1;
      try {
        return await borrow(await used.pool.connect().catch(unavailable), work);
      } finally {
        used.users -= 1;
        if (used.isRetired) await retire(used);
      }
    } finally {
      leave();
    }
  }

  return {
    query: (text, values) => withClient((client) => runStatement(client, text, values)),
    isReady: () =>
      withClient((client) => client.query('select 1')).then(
        () => true,
        () => false,
      ),
    transaction: (work) => withClient((client) => runTransaction(client, work)),
    openConnection: async () => openConnection(options, await credentials.current()),
    onRotate(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async end() {
      stopRotation();
      const last = await current?.catch(() => undefined);
      if (last) await retire(last);
    },
  };
}

/**
 * Runs `work` in one transaction: committed when it returns, rolled back when it throws.
 * No network call belongs inside: a transaction holds its locks and its connection meanwhile.
 */
export function inTransaction<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.transaction(work);
}

function unavailable(error: unknown): never {
  throw new Unavailable('database', { cause: error });
}

function clientConfig({ url, applicationName }: DatabaseOptions, { user, password }: Credentials): pg.ClientConfig {
  const { hostname, port, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    database: pathname.slice(1),
    user,
    password,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
}

function openGeneration(options: DatabaseOptions, login: Credentials): Generation {
  const pool = new pg.Pool({ ...clientConfig(options, login), max: options.max, idleTimeoutMillis: 30_000 });
  const generation: Generation = { pool, users: 0, isRetired: false };
  // A session may end in the moment it begins, before anyone listens; its next statement fails, and says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // The error carries the whole client, which is no one's business; that a retired pool's connections end is no news.
  pool.on('error', ({ message }) => {
    if (!generation.isRetired) options.log.warn({ reason: message }, 'an idle database connection ended');
  });
  return generation;
}

async function retire(generation: Generation): Promise<void> {
  generation.isRetired = true;
  if (generation.users === 0 && !generation.pool.ending) await generation.pool.end();
}

/** Lends a client out; one whose connection broke is thrown away, not returned to the pool. */
async function borrow<T>(client: pg.PoolClient, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    return await work(client);
  } catch (error) {
    if (!isConnectionLoss(error) && !broken) throw error;
    broken ??= error instanceof Error ? error : new Error('connection lost');
    throw new Unavailable('database', { cause: error });
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function runTransaction<T>(client: pg.PoolClient, work: (tx: Tx) => Promise<T>): Promise<T> {
  await client.query('begin');
  try {
    const result = await work({
      isTransaction: true,
      query: (text, values) => runStatement(client, text, values),
    });
    await runStatement(client, 'commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/** Runs one statement under a span, when a trace is under way; values are never recorded. */
async function runStatement<Row extends object>(
  client: pg.ClientBase,
  text: string,
  values: readonly unknown[] = [],
): Promise<Result<Row>> {
  const run = async () => {
    const { rows, rowCount } = await client.query<Row>(text, [...values]);
    return { rows, rowCount: rowCount ?? 0 };
  };
  if (!trace.getSpan(context.active())) return run();
  const attributes = { 'db.system.name': 'postgresql', 'db.query.text': text.trim() };
  return withSpan(summaryOf(text), { kind: 'client', attributes }, run);
}

const summaries = new Map<string, string>();

function summaryOf(text: string): string {
  const summary = summaries.get(text) ?? summarize(text);
  summaries.set(text, summary);
  return summary;
}

async function openConnection(options: DatabaseOptions, login: Credentials): Promise<Connection> {
  const client = new pg.Client(clientConfig(options, login));
  let hasEnded = false;
  client.on('error', (error) => options.log.warn({ err: error }, 'a database connection ended'));
  client.on('end', () => {
    hasEnded = true;
  });
  await client.connect().catch(unavailable);
  return {
    query: (text, values) => runStatement(client, text, values),
    onNotification: (listener) => client.on('notification', ({ channel, payload }) => listener(channel, payload ?? '')),
    onEnd: (listener) => (hasEnded ? listener() : client.once('end', listener)),
    close: () => client.end(),
  };
}

/** SQLSTATE classes 08 (connection), 57P0x (shutdown, terminated) and 28 (login refused), or a broken socket. */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^(08|57P0|28|E[A-Z]+$)/.test(code) || /^(Connection terminated|Client has encountered)/.test(error.message);
}
