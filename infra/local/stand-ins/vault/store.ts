import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** A token as it is kept: only its hash, so that the file lets nobody in. Times are milliseconds since 1970. */
export interface Token {
  hash: string;
  accessor: string;
  role: string;
  policies: string[];
  issuedAt: number;
  expiresAt: number;
  /** The end that no renewal can move. */
  maxAt: number;
}

/** A database login that somebody holds. */
export interface Lease {
  id: string;
  tokenHash: string;
  /** The database role it was read from. */
  role: string;
  username: string;
  issuedAt: number;
  renewedAt: number | undefined;
  expiresAt: number;
  maxAt: number;
}

export interface Store {
  addToken(token: Token): void;
  token(hash: string): Token | undefined;
  renewToken(hash: string, expiresAt: number): void;
  /** Forgets a token; its leases are over from now on. */
  dropToken(hash: string, now: number): void;
  dropExpiredTokens(now: number): void;
  addLease(lease: Lease): void;
  lease(id: string): Lease | undefined;
  /** The ids of what is still held, behind `prefix`. */
  leaseKeys(prefix: string, now: number): string[];
  /** False when the lease is over. */
  renewLease(id: string, renewedAt: number, expiresAt: number): boolean;
  endLease(id: string, now: number): void;
  dropLease(id: string): void;
  leasesOver(now: number): Lease[];
  /** When the next token or lease ends. */
  nextExpiry(): number | undefined;
  /** Counts how often a static secret's content has changed, from 1. */
  secretVersion(path: string, content: string, now: number): { version: number; createdAt: number };
  close(): void;
}

const schema = `
  create table if not exists tokens (
    hash text primary key, accessor text not null, role text not null, policies text not null,
    issued_at integer not null, expires_at integer not null, max_at integer not null
  );
  create table if not exists leases (
    id text primary key, token_hash text not null, role text not null, username text not null,
    issued_at integer not null, renewed_at integer, expires_at integer not null, max_at integer not null
  );
  create table if not exists secrets (
    path text primary key, digest text not null, version integer not null, created_at integer not null
  );
`;

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Tokens, leases and the versions of secrets, over a restart. */
export function createStore(database: DatabaseSync): Store {
  database.exec(schema);
  return { ...tokensIn(database), ...leasesIn(database), ...versionsIn(database), close: () => database.close() };
}

function tokensIn(database: DatabaseSync) {
  const add = database.prepare('insert into tokens values (?, ?, ?, ?, ?, ?, ?)');
  const find = database.prepare('select * from tokens where hash = ?');
  const renew = database.prepare('update tokens set expires_at = ? where hash = ?');
  const drop = database.prepare('delete from tokens where hash = ?');
  const endLeases = database.prepare('update leases set expires_at = ? where token_hash = ? and expires_at > ?');
  const expired = database.prepare('select hash from tokens where expires_at <= ?');

  const dropToken = (hash: string, now: number) => {
    drop.run(hash);
    endLeases.run(now, hash, now);
  };
  return {
    addToken({ hash, accessor, role, policies, issuedAt, expiresAt, maxAt }: Token) {
      add.run(hash, accessor, role, JSON.stringify(policies), issuedAt, expiresAt, maxAt);
    },
    token(hash: string): Token | undefined {
      const row = find.get(hash);
      return row && tokenOf(row);
    },
    renewToken: (hash: string, expiresAt: number) => void renew.run(expiresAt, hash),
    dropToken,
    dropExpiredTokens(now: number) {
      for (const { hash } of expired.all(now)) dropToken(String(hash), now);
    },
  };
}

function leasesIn(database: DatabaseSync) {
  const add = database.prepare('insert into leases values (?, ?, ?, ?, ?, ?, ?, ?)');
  const find = database.prepare('select * from leases where id = ?');
  const renew = database.prepare('update leases set renewed_at = ?, expires_at = ? where id = ? and expires_at > ?');
  const end = database.prepare('update leases set expires_at = ? where id = ? and expires_at > ?');
  const drop = database.prepare('delete from leases where id = ?');
  const over = database.prepare('select * from leases where expires_at <= ?');
  const held = database.prepare('select id from leases where expires_at > ? order by id');
  const next = database.prepare(
    'select min(expires_at) as at from (select expires_at from leases union all select expires_at from tokens)',
  );
  return {
    addLease({ id, tokenHash, role, username, issuedAt, renewedAt = undefined, expiresAt, maxAt }: Lease) {
      add.run(id, tokenHash, role, username, issuedAt, renewedAt ?? null, expiresAt, maxAt);
    },
    lease(id: string): Lease | undefined {
      const row = find.get(id);
      return row && leaseOf(row);
    },
    leaseKeys: (prefix: string, now: number) =>
      held
        .all(now)
        .map(({ id }) => String(id))
        .filter((id) => id.startsWith(prefix))
        .map((id) => id.slice(prefix.length)),
    renewLease: (id: string, renewedAt: number, expiresAt: number) =>
      renew.run(renewedAt, expiresAt, id, renewedAt).changes === 1,
    endLease: (id: string, now: number) => void end.run(now, id, now),
    dropLease: (id: string) => void drop.run(id),
    leasesOver: (now: number) => over.all(now).map(leaseOf),
    nextExpiry(): number | undefined {
      const at = next.get()?.at;
      return typeof at === 'number' ? at : undefined;
    },
  };
}

function versionsIn(database: DatabaseSync) {
  const keep = database.prepare(`
    insert into secrets values (?, ?, 1, ?)
    on conflict (path) do update set digest = excluded.digest, version = version + 1, created_at = excluded.created_at
      where digest <> excluded.digest`);
  const find = database.prepare('select version, created_at from secrets where path = ?');
  return {
    secretVersion(path: string, content: string, now: number) {
      keep.run(path, hashOf(content), now);
      const row = find.get(path);
      return { version: Number(row?.version), createdAt: Number(row?.created_at) };
    },
  };
}

type Row = Record<string, unknown>;

function tokenOf(row: Row): Token {
  return {
    hash: String(row.hash),
    accessor: String(row.accessor),
    role: String(row.role),
    policies: JSON.parse(String(row.policies)),
    issuedAt: Number(row.issued_at),
    expiresAt: Number(row.expires_at),
    maxAt: Number(row.max_at),
  };
}

function leaseOf(row: Row): Lease {
  return {
    id: String(row.id),
    tokenHash: String(row.token_hash),
    role: String(row.role),
    username: String(row.username),
    issuedAt: Number(row.issued_at),
    renewedAt: row.renewed_at === null ? undefined : Number(row.renewed_at),
    expiresAt: Number(row.expires_at),
    maxAt: Number(row.max_at),
  };
}
