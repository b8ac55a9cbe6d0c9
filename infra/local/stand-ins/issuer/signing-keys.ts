import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { transact } from '../state.ts';

/** One published key, with its status in Okta's words; an expired one signs nothing more and is published while its tokens live. */
export interface PublishedKey {
  readonly kid: string;
  readonly status: 'ACTIVE' | 'NEXT' | 'EXPIRED';
  /** RFC 3339; of an expired key. */
  readonly publishedUntil?: string;
}

export interface SigningKeys {
  /** Private keys of all that is published: the one that signs, the next one, then the expired. The same array until it changes. */
  published(): readonly JWK[];
  list(): PublishedKey[];
  /** Makes the next key sign and publishes another; throws NextKeyTooNew. */
  rotate(): Promise<void>;
}

/** The next key has not been published for long enough that every verifier may know it. */
export class NextKeyTooNew extends Error {
  override readonly name = 'NextKeyTooNew';
  readonly waitSeconds: number;

  constructor(waitSeconds: number) {
    super(`the next key may sign in ${waitSeconds} s, when no verifier can have missed it`);
    this.waitSeconds = waitSeconds;
  }
}

export interface SigningKeysOptions {
  readonly database: DatabaseSync;
  /** How long a token may live, leeway included: so long an expired key stays published. */
  readonly tokenLifeMs: number;
  readonly now?: () => number;
}

/** A verifier that meets an unknown key asks for the set again, but no more often than every 30 s (jose's cool-down). */
const publishAheadMs = 30_000;

interface Row {
  readonly jwk: JWK;
  readonly publishedAt: number;
  readonly retiredAt: number | null;
}

/** The issuer's signing keys, made at its first start and kept: two at all times, one that signs and one that will. */
export async function openSigningKeys(options: SigningKeysOptions): Promise<SigningKeys> {
  const { database, tokenLifeMs, now = Date.now } = options;
  database.exec(`
    create table if not exists signing_keys (
      position integer primary key, jwk text not null, published_at integer not null, retired_at integer)`);
  // Nobody has asked for keys before the first two are there: the second may sign at any moment.
  while (readRows(database).length < 2) insertKey(database, await makeSigningKey(), 0);
  let rows = readRows(database);
  let published: readonly JWK[] = [];

  function refresh(): Row[] {
    const active = rows.filter(({ retiredAt }) => retiredAt === null);
    const expired = rows.filter(({ retiredAt }) => retiredAt !== null && retiredAt + tokenLifeMs > now());
    const all = [...active, ...expired];
    if (all.length !== published.length || all.some(({ jwk }, index) => jwk !== published[index]))
      published = all.map(({ jwk }) => jwk);
    return all;
  }

  async function rotate(): Promise<void> {
    const made = await makeSigningKey();
    const [current, next] = refresh();
    if (!current || !next) throw new Error('there are two signing keys at all times');
    const waitMs = next.publishedAt + publishAheadMs - now();
    if (waitMs > 0) throw new NextKeyTooNew(Math.ceil(waitMs / 1000));
    transact(database, () => {
      database.prepare('delete from signing_keys where retired_at <= ?').run(now() - tokenLifeMs);
      const retire = database.prepare(`update signing_keys set retired_at = ? where jwk ->> 'kid' = ?`);
      retire.run(now(), current.jwk.kid ?? '');
      insertKey(database, made, now());
    });
    rows = readRows(database);
  }

  return {
    published: () => {
      refresh();
      return published;
    },
    list: () =>
      refresh().map(({ jwk: { kid = '' }, retiredAt }, index) =>
        retiredAt === null
          ? { kid, status: index === 0 ? 'ACTIVE' : 'NEXT' }
          : { kid, status: 'EXPIRED', publishedUntil: new Date(retiredAt + tokenLifeMs).toISOString() },
      ),
    rotate,
  };
}

function readRows(database: DatabaseSync): Row[] {
  const rows = database.prepare('select jwk, published_at, retired_at from signing_keys order by position').all();
  return rows.map(({ jwk, published_at, retired_at }) => ({
    jwk: JSON.parse(String(jwk)),
    publishedAt: Number(published_at),
    retiredAt: retired_at === null ? null : Number(retired_at),
  }));
}

function insertKey(database: DatabaseSync, jwk: JWK, publishedAt: number): void {
  database.prepare('insert into signing_keys (jwk, published_at) values (?, ?)').run(JSON.stringify(jwk), publishedAt);
}

async function makeSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'ES256', use: 'sig' };
}
