import pg from 'pg';
import type { Credentials } from './credentials.ts';
import { Unavailable } from './errors.ts';
import type { DatabaseOptions } from './postgres.ts';
import { endingOf, isLoginRefused, SessionLost, sqlStateOf } from './postgres-loss.ts';

/** One login's pool. It ends when it is retired and its last user has let go. */
export interface Generation {
  readonly login: Credentials;
  /** Lends a connection out. Throws SessionLost when there is none to be had, or when it ends under the work. */
  lend<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  retire(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5000;
/** The server ends a statement that takes too long; one that does not even do that is given up so much later. */
const GRACE_MS = 1000;

/**
 * One plan for all values, which finds rows by their index: one that scans was made while its tables were small, and would be kept
 * while they grow.
 */
const keptPlans = [
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** How a login connects to the database of `options`. */
export function clientConfig(
  { url, applicationName, isPrepared }: DatabaseOptions,
  login: Credentials,
): pg.ClientConfig {
  const { hostname, port, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    database: pathname.slice(1),
    user: login.user,
    password: login.password,
    application_name: applicationName,
    ...(isPrepared ? { options: keptPlans } : {}),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  };
}

/** Opens a login's pool; `onRefused` is called when the server ends one of its idle sessions. */
export function openGeneration(options: DatabaseOptions, login: Credentials, onRefused: () => void): Generation {
  const { max, log, statementTimeoutMs: limit } = options;
  const limits = limit === undefined ? {} : { statement_timeout: limit, query_timeout: limit + GRACE_MS };
  const pool = new pg.Pool({ ...clientConfig(options, login), ...limits, max, idleTimeoutMillis: 30_000 });
  let users = 0;
  let isRetired = false;
  // A session may end in the moment it begins, before anyone listens; its next statement fails, and says so.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // The error carries the whole client, which is no one's business; that a retired pool's connections end is no news.
  pool.on('error', (error) => {
    if (isRetired) return;
    log.warn({ reason: error.message }, 'an idle database connection ended');
    if (endingOf(error) === 'closed') onRefused();
  });

  async function retire(): Promise<void> {
    isRetired = true;
    if (users === 0 && !pool.ending) await pool.end();
  }
  return {
    login,
    async lend(work) {
      users += 1;
      try {
        return await borrow(await pool.connect().catch(unreachable), work);
      } finally {
        users -= 1;
        if (isRetired) await retire();
      }
    },
    retire,
  };
}

function unreachable(cause: unknown): never {
  throw new SessionLost({ cause, isRepeatable: isLoginRefused(cause) });
}

/** Lends a client out; one whose session ended is thrown away, not returned to the pool. */
async function borrow<T>(client: pg.PoolClient, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let broken: Error | undefined;
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    return await work(client);
  } catch (error) {
    const failure = await failureOf(client, error);
    if (failure instanceof SessionLost) broken ??= failure;
    throw failure;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

async function failureOf(client: pg.PoolClient, error: unknown): Promise<unknown> {
  const ending = endingOf(error);
  if (ending) return new SessionLost({ cause: error, isRepeatable: ending === 'closed' });
  switch (sqlStateOf(error)) {
    case '57014': // too long for statement_timeout
      return new Unavailable('database', { cause: error });
    case '42501': // not permitted
      return (await isLoginDropped(client)) ? new SessionLost({ cause: error, isRepeatable: true }) : error;
    default:
      return error;
  }
}

/** A session that began while its login was being dropped is not ended with the others: it stays, without any right. */
async function isLoginDropped(client: pg.PoolClient): Promise<boolean> {
  return client.query('select session_user').then(
    () => false,
    () => true,
  );
}
