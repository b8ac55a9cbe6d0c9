import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

export interface IssuerSecrets {
  readonly cookieKey: string;
  /** The secret of `grocer-cli`. */
  readonly cliSecret: string;
}

/** The issuer's secrets, made at its first start and the same ever after. */
export function loadSecrets(database: DatabaseSync): IssuerSecrets {
  database.exec('create table if not exists secrets (one integer primary key check (one = 1), secrets text not null)');
  const row = database.prepare('select secrets from secrets').get();
  if (row) return JSON.parse(String(row.secrets));
  const secrets = { cookieKey: makeSecret(), cliSecret: makeSecret() };
  database.prepare('insert into secrets (one, secrets) values (1, ?)').run(JSON.stringify(secrets));
  return secrets;
}

function makeSecret(): string {
  return randomBytes(24).toString('base64url');
}
