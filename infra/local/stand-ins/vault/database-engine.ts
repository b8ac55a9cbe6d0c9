import { readFileSync } from 'node:fs';
import type { Queryable } from '@grocer/chassis/postgres';

export interface NewLogin {
  username: string;
  password: string;
  /** The group role whose rights the login gets. */
  group: string;
  expiresAt: number;
}

/** The database secrets engine: logins made, prolonged and dropped by the statements that every target uses. */
export interface DatabaseEngine {
  create(login: NewLogin): Promise<void>;
  prolong(username: string, expiresAt: number): Promise<void>;
  /** Ends the login's sessions and drops it; a login that is gone already is no error. */
  drop(username: string): Promise<void>;
}

// As in Vault: the login outlasts its lease a little, so that it never ends before it.
const graceMs = 5_000;

/** `folder` has creation.sql, renewal.sql and revocation.sql; `database` is connected as the login `vault`. */
export function createDatabaseEngine(database: Queryable, folder: string): DatabaseEngine {
  const [creation, renewal, revocation] = ['creation', 'renewal', 'revocation'].map((name) =>
    readFileSync(`${folder}/${name}.sql`, 'utf8'),
  );
  const run = async (statement = '', values: Record<string, string>) => {
    await database.query(fill(statement, values));
  };
  return {
    create: ({ username, password, group, expiresAt }) =>
      run(creation, { group, name: username, password, expiration: validUntil(expiresAt) }),
    prolong: (username, expiresAt) => run(renewal, { name: username, expiration: validUntil(expiresAt) }),
    drop: (username) => run(revocation, { name: username }),
  };
}

/** `{{name}}` is Vault's own placeholder, `${group}` that of Terraform's `templatefile`. No value needs quoting. */
function fill(statement: string, values: Record<string, string>): string {
  for (const value of Object.values(values)) {
    if (!/^[\w.:-]+$/.test(value)) throw new Error('a value that would need quoting');
  }
  return statement.replace(/\{\{(\w+)\}\}|\$\{(\w+)\}/g, (whole, name?: string, variable?: string) => {
    return values[name ?? variable ?? ''] ?? whole;
  });
}

function validUntil(expiresAt: number): string {
  return new Date(expiresAt + graceMs).toISOString();
}
