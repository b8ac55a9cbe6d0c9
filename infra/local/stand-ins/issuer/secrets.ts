import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

export interface IssuerSecrets {
  /** Two signing keys, both published: the first signs, the second is the one to rotate to. */
  readonly signingKeys: readonly [JWK, JWK];
  readonly cookieKey: string;
  /** The secret of `grocer-cli`. */
  readonly cliSecret: string;
}

/** The issuer's secrets, made at its first start and the same ever after. */
export async function loadSecrets(database: DatabaseSync): Promise<IssuerSecrets> {
  database.exec('create table if not exists secrets (one integer primary key check (one = 1), secrets text not null)');
  const row = database.prepare('select secrets from secrets').get();
  if (row) return JSON.parse(String(row.secrets));
  const secrets = await makeSecrets();
  database.prepare('insert into secrets (one, secrets) values (1, ?)').run(JSON.stringify(secrets));
  return secrets;
}

async function makeSecrets(): Promise<IssuerSecrets> {
  return {
    signingKeys: [await makeSigningKey(), await makeSigningKey()],
    cookieKey: makeSecret(),
    cliSecret: makeSecret(),
  };
}

async function makeSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('hex'), alg: 'ES256', use: 'sig' };
}

function makeSecret(): string {
  return randomBytes(24).toString('base64url');
}
