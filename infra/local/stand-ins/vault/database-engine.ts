import type { Queryable } from '@grocer/chassis/postgres';
import type { DatabaseRole } from './setup.ts';

export interface NewLogin {
  username: string;
  password: string;
  expiresAt: number;
}

/** The database secrets engine: logins made, prolonged and dropped by their role's statements. */
export interface DatabaseEngine {
  create(role: DatabaseRole, login: NewLogin): Promise<void>;
  prolong(role: DatabaseRole, username: string, expiresAt: number): Promise<void>;
  /** Ends the login's sessions and drops it; a login that is gone already is no error. */
  drop(role: DatabaseRole, username: string): Promise<void>;
}

// As in Vault: the login outlasts its lease a little, so that it never ends before it.
const graceMs = 5_000;

/** `database` is connected as the login `vault`. */
export function createDatabaseEngine(database: Queryable): DatabaseEngine {
  const run = async (statements: string[], values: Record<string, string>) => {
    for (const statement of statements) await database.query(fill(statement, values));
  };
  return {
    create: (role, { username, password, expiresAt }) =>
      run(role.creation_statements, { name: username, password, expiration: validUntil(expiresAt) }),
    prolong: (role, username, expiresAt) =>
      run(role.renew_statements, { name: username, expiration: validUntil(expiresAt) }),
    drop: (role, username) => run(role.revocation_statements, { name: username }),
  };
}

/** `{{name}}` is Vault's own placeholder. No value needs quoting. */
function fill(statement: string, values: Record<string, string>): string {
  for (const value of Object.values(values)) {
    if (!/^[\w.:-]+$/.test(value)) throw new Error('a value that would need quoting');
  }
  return statement.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

function validUntil(expiresAt: number): string {
  return new Date(expiresAt + graceMs).toISOString();
}
