import { randomBytes } from 'node:crypto';
import type { Log } from '@grocer/chassis/log';
import type { DatabaseEngine } from './database-engine.ts';
import { Failure, invalidToken } from './failure.ts';
import type { Lease, Store, Token } from './store.ts';

export interface Lifetimes {
  leaseSeconds: number;
  maxLeaseSeconds: number;
  tokenSeconds: number;
  maxTokenSeconds: number;
}

export interface LeasesOptions {
  store: Store;
  engine: DatabaseEngine;
  lifetimes: Lifetimes;
  /** Database role → group role in Postgres. */
  groups: Record<string, string>;
  log: Log;
}

/** Database logins on lease. */
export interface Leases {
  issue(role: string, token: Token): Promise<{ lease: Lease; password: string }>;
  find(id: string): Lease | undefined;
  renew(id: string, increment: number | undefined): Promise<Lease>;
  /** Ends a lease; the next sweep drops its login. */
  end(id: string): void;
  /** Drops the logins of all leases that are over. */
  sweep(): Promise<void>;
}

export function createLeases({ store, engine, lifetimes, groups, log }: LeasesOptions): Leases {
  const groupOf = new Map(Object.entries(groups));
  const find = (id: string) => {
    const lease = store.lease(id);
    return lease && lease.expiresAt > Date.now() ? lease : undefined;
  };

  async function dropLogin({ id, username }: Lease): Promise<void> {
    try {
      await engine.drop(username);
      store.dropLease(id);
    } catch (error) {
      log.warn({ err: error, username }, 'a login could not be dropped yet');
    }
  }

  return {
    find,
    async issue(role, token) {
      const group = groupOf.get(role);
      if (group === undefined) throw new Failure(400, `unknown role: ${role}`);
      const password = randomBytes(24).toString('base64url');
      const lease = newLease(role, token, lifetimes);
      // Recorded first: whatever happens while the login is made, it will be found and dropped.
      store.addLease(lease);
      try {
        await engine.create({ username: lease.username, password, group, expiresAt: lease.expiresAt });
      } catch (error) {
        store.endLease(lease.id, Date.now());
        throw error;
      }
      if (find(lease.id)) return { lease, password };
      await engine.drop(lease.username);
      throw invalidToken();
    },
    async renew(id, increment = lifetimes.leaseSeconds) {
      const lease = find(id);
      const notFound = new Failure(400, 'lease not found');
      if (!lease) throw notFound;
      const expiresAt = Math.min(Date.now() + increment * 1000, lease.maxAt);
      await engine.prolong(lease.username, expiresAt);
      const renewedAt = Date.now();
      if (!store.renewLease(id, renewedAt, expiresAt)) throw notFound;
      return { ...lease, renewedAt, expiresAt };
    },
    end: (id) => store.endLease(id, Date.now()),
    async sweep() {
      await Promise.all(store.leasesOver(Date.now()).map(dropLogin));
    },
  };
}

function newLease(role: string, token: Token, { leaseSeconds, maxLeaseSeconds }: Lifetimes): Lease {
  const now = Date.now();
  return {
    id: `database/creds/${role}/${alphanumeric(24)}`,
    tokenHash: token.hash,
    role,
    username: usernameOf(token.role, role, now),
    issuedAt: now,
    renewedAt: undefined,
    expiresAt: now + Math.min(leaseSeconds, maxLeaseSeconds) * 1000,
    maxAt: now + maxLeaseSeconds * 1000,
  };
}

/** Vault's template for PostgreSQL: who, which role, twenty random characters, when. */
function usernameOf(loginRole: string, databaseRole: string, now: number): string {
  const who = `jwt-${loginRole}`.slice(0, 8);
  return `v-${who}-${databaseRole.slice(0, 8)}-${alphanumeric(20)}-${Math.floor(now / 1000)}`.slice(0, 63);
}

function alphanumeric(length: number): string {
  const text = randomBytes(length * 2)
    .toString('base64')
    .replace(/[^A-Za-z0-9]/g, '');
  return text.slice(0, length);
}
