import { randomBytes } from 'node:crypto';
import type { Log } from '@grocer/chassis/log';
import type { DatabaseEngine } from './database-engine.ts';
import { secondsOf } from './durations.ts';
import { Failure, invalidToken } from './failure.ts';
import { alphanumeric } from './identifiers.ts';
import type { DatabaseRole } from './setup.ts';
import type { Lease, Store, Token } from './store.ts';

export interface LeasesOptions {
  store: Store;
  engine: DatabaseEngine;
  roles: Record<string, DatabaseRole>;
  log: Log;
}

/** Database logins on lease. */
export interface Leases {
  issue(role: string, token: Token): Promise<{ lease: Lease; password: string }>;
  find(id: string): Lease | undefined;
  /** The ids of the leases behind `prefix`, without it. */
  keysOf(prefix: string): string[];
  renew(id: string, increment: number | undefined): Promise<Lease>;
  /** Ends a lease; the next sweep drops its login. */
  end(id: string): void;
  /** Drops the logins of all leases that are over. */
  sweep(): Promise<void>;
}

export function createLeases({ store, engine, roles, log }: LeasesOptions): Leases {
  const roleOf = new Map(Object.entries(roles));
  const lookUp = (name: string): DatabaseRole => {
    const role = roleOf.get(name);
    if (role) return role;
    throw new Failure(400, `unknown role: ${name}`);
  };
  const find = (id: string) => {
    const lease = store.lease(id);
    return lease && lease.expiresAt > Date.now() ? lease : undefined;
  };
  // Vault knows a lease only when its login is made.
  const inTheMaking = new Set<string>();

  async function dropLogin({ id, role, username }: Lease): Promise<void> {
    try {
      await engine.drop(lookUp(role), username);
      store.dropLease(id);
    } catch (error) {
      log.warn({ err: error, username }, 'a login could not be dropped yet');
    }
  }

  return {
    find,
    keysOf: (prefix) => store.leaseKeys(prefix, Date.now()).filter((key) => !inTheMaking.has(`${prefix}${key}`)),
    async issue(name, token) {
      const role = lookUp(name);
      const password = randomBytes(24).toString('base64url');
      const lease = newLease(name, role, token);
      // Recorded first: whatever happens while the login is made, it will be found and dropped.
      store.addLease(lease);
      inTheMaking.add(lease.id);
      try {
        await engine.create(role, { username: lease.username, password, expiresAt: lease.expiresAt });
      } catch (error) {
        store.endLease(lease.id, Date.now());
        throw error;
      } finally {
        inTheMaking.delete(lease.id);
      }
      if (find(lease.id)) return { lease, password };
      await engine.drop(role, lease.username);
      throw invalidToken();
    },
    async renew(id, increment) {
      const lease = find(id);
      const notFound = new Failure(400, 'lease not found');
      if (!lease) throw notFound;
      const role = lookUp(lease.role);
      const seconds = increment ?? secondsOf(role.default_ttl) ?? 0;
      const expiresAt = Math.min(Date.now() + seconds * 1000, lease.maxAt);
      await engine.prolong(role, lease.username, expiresAt);
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

function newLease(name: string, role: DatabaseRole, token: Token): Lease {
  const now = Date.now();
  const [seconds = 0, maxSeconds = 0] = [secondsOf(role.default_ttl), secondsOf(role.max_ttl)];
  return {
    id: `database/creds/${name}/${alphanumeric(24)}`,
    tokenHash: token.hash,
    role: name,
    username: usernameOf(token.role, name, now),
    issuedAt: now,
    renewedAt: undefined,
    expiresAt: now + Math.min(seconds, maxSeconds) * 1000,
    maxAt: now + maxSeconds * 1000,
  };
}

/** Vault's template for PostgreSQL: who, which role, twenty random characters, when. */
function usernameOf(loginRole: string, databaseRole: string, now: number): string {
  const who = (loginRole === 'root' ? 'root' : `jwt-${loginRole}`).slice(0, 8);
  return `v-${who}-${databaseRole.slice(0, 8)}-${alphanumeric(20)}-${Math.floor(now / 1000)}`.slice(0, 63);
}
