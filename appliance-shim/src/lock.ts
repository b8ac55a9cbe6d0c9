import type { Log } from '@grocer/chassis/log';
import type { Connection, Database } from '@grocer/chassis/postgres';

/** The right to the appliance's session, held by a connection to the database. */
export interface Lock {
  /** Aborts when the lock is gone although nobody released it. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

const KEY = `hashtextextended('warehouse.session', 0)`;
/** How long to wait for a standby that was faster than our own new connection. */
const HANDOVER_TIMEOUT = '1s';

/** Takes the lock if nobody holds it. A standby asks again and again: it must not queue before a holder that changes its login. */
export async function tryLock(database: Database, log: Log): Promise<Lock | undefined> {
  const connection = await database.openConnection();
  let isHeld = false;
  try {
    const { rows } = await connection.query<{ held: boolean }>(`select pg_try_advisory_lock(${KEY}) as held`);
    isHeld = rows[0]?.held === true;
  } finally {
    if (!isHeld) await connection.close();
  }
  return isHeld ? hold(database, connection, log) : undefined;
}

function hold(database: Database, first: Connection, log: Log): Lock {
  const lost = new AbortController();
  let holder = first;
  let isReleased = false;
  const watch = (connection: Connection) =>
    connection.onEnd(() => {
      if (connection === holder && !isReleased) lost.abort();
    });

  // The old login ends soon, and its connection with it: a new connection waits for the lock, then the old one lets go.
  async function moveToNewLogin(): Promise<void> {
    const next = await database.openConnection();
    await next.query(`set lock_timeout = '${HANDOVER_TIMEOUT}'`);
    const previous = holder;
    holder = next;
    watch(next);
    await Promise.all([next.query(`select pg_advisory_lock(${KEY})`), previous.close()]);
  }

  watch(first);
  const stopRotation = database.onRotate(() => {
    moveToNewLogin().catch((error: unknown) => {
      if (isReleased) return;
      log.warn({ err: error }, 'the lock did not move to the new login');
      lost.abort();
    });
  });
  return {
    lost: lost.signal,
    async release() {
      isReleased = true;
      stopRotation();
      await holder.close();
    },
  };
}
