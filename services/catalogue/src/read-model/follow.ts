import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '@grocer/chassis/log';
import type { Connection, Database } from '@grocer/chassis/postgres';
import { createTurns } from './turns.ts';

/** How a follower learns of changes, and what it does then. */
export interface FollowOptions<Part extends string> {
  readonly database: Database;
  readonly log: Log;
  /** The channels to listen on, and what has changed when one is heard. */
  readonly channels: Readonly<Record<string, Part>>;
  readonly parts: readonly Part[];
  /** Reads some parts; called at each notification, after each new connection and every `pollMs` for all. One at a time. */
  readonly refresh: (wanted: ReadonlySet<Part>) => Promise<void>;
  readonly pollMs: number;
}

/** Follows the database until it is stopped. */
export interface Follower<Part extends string> {
  /** Resolves after a refresh of these parts, by default all, that began after this call. */
  catchUp(wanted?: readonly Part[]): Promise<void>;
  stop(): Promise<void>;
}

/** While nothing is heard, or the last refresh failed, it is asked this often: a change is seen within a second all the same. */
const DEAF_POLL_MS = 500;
/** Whoever announces many changes in a row, as an import does, is asked no more often for what they were. */
const HEARD_EVERY_MS = 200;
/** A connection that does not answer in so long is dead, whatever the network says. */
const PING_LIMIT_MS = 2000;

/** Follows the database by LISTEN on a connection of its own, which is made anew when it is lost or credentials rotate. */
export function follow<Part extends string>(options: FollowOptions<Part>): Follower<Part> {
  const { database, log, channels, parts, pollMs } = options;
  const turns = createTurns(options.refresh);
  let isStopped = false;
  let ear: Connection | undefined;
  let alarm = new AbortController();
  let fault: string | undefined;

  function complain(error: unknown, message: string): void {
    if (fault !== message) log.warn({ err: error }, message);
    fault = message;
  }

  async function refreshQuietly(wanted: readonly Part[]): Promise<boolean> {
    return turns.ask(wanted).then(
      () => true,
      (error: unknown) => {
        complain(error, 'the read model cannot follow the database');
        return false;
      },
    );
  }

  const heard = new Set<Part>();
  let heardAt = Number.NEGATIVE_INFINITY;
  let pause: NodeJS.Timeout | undefined;

  /** The first word is acted on at once, those that come soon after it together. */
  function hear(part: Part): void {
    heard.add(part);
    pause ??= setTimeout(act, Math.max(0, heardAt + HEARD_EVERY_MS - performance.now()));
  }

  function act(): void {
    pause = undefined;
    heardAt = performance.now();
    const wanted = [...heard];
    heard.clear();
    void refreshQuietly(wanted);
  }

  /** The new connection listens before the old one goes: nothing is said that neither hears. */
  async function listen(): Promise<void> {
    const connection = await database.openConnection();
    connection.onNotification((channel) => {
      const part = channels[channel];
      if (part !== undefined) hear(part);
    });
    for (const channel of Object.keys(channels)) await connection.query(`listen ${channel}`);
    const previous = ear;
    ear = connection;
    connection.onEnd(() => {
      if (ear !== connection) return;
      ear = undefined;
      alarm.abort();
    });
    await previous?.close();
  }

  async function keepListening(): Promise<boolean> {
    try {
      if (ear) await ping(ear);
      else await listen();
      return true;
    } catch (error) {
      complain(error, 'the read model hears nothing from the database');
      return false;
    }
  }

  async function ping(connection: Connection): Promise<void> {
    const answer = connection.query('select 1').then(() => true);
    if (await Promise.race([answer, delay(PING_LIMIT_MS, false, { ref: false })])) return;
    ear = undefined;
    void connection.close().catch(() => undefined);
    throw new Error(`no answer in ${PING_LIMIT_MS} ms`);
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      alarm = new AbortController();
      const [hears, sees] = [await keepListening(), await refreshQuietly(parts)];
      if (hears && sees) fault = undefined;
      const ms = hears && sees ? pollMs : DEAF_POLL_MS;
      await delay(ms, undefined, { ref: false, signal: alarm.signal }).catch(() => undefined);
    }
    await ear?.close();
  }

  const stopRotation = database.onRotate(() => {
    void listen()
      .catch((error: unknown) => complain(error, 'the read model hears nothing from the database'))
      .then(() => refreshQuietly(parts));
  });
  const running = run();
  return {
    catchUp: (wanted = parts) => turns.ask(wanted),
    async stop() {
      isStopped = true;
      stopRotation();
      clearTimeout(pause);
      alarm.abort();
      await running;
    },
  };
}
