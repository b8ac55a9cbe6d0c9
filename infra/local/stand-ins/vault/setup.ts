import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Lifetimes {
  leaseSeconds: number;
  maxLeaseSeconds: number;
  tokenSeconds: number;
  maxTokenSeconds: number;
}

/** The body of `auth/jwt/config`. */
export interface JwtConfig {
  jwks_url: string;
  bound_issuer: string;
  jwt_supported_algs: string[];
}

/** The body of `auth/jwt/role/<name>`. */
export interface LoginRole {
  bound_subject: string;
  bound_audiences: string[];
  clock_skew_leeway: number;
  token_policies: string[];
  token_ttl: string;
  token_max_ttl: string;
}

/** The body of `database/roles/<name>`. */
export interface DatabaseRole {
  default_ttl: string;
  max_ttl: string;
  creation_statements: string[];
  renew_statements: string[];
  revocation_statements: string[];
}

/** What Vault is told about the estate; every property's bodies are by name. */
export interface VaultSetup {
  policies: Record<string, string>;
  loginRoles: Record<string, LoginRole>;
  databaseRoles: Record<string, DatabaseRole>;
}

const base = fileURLToPath(new URL('../../../base/vault/', import.meta.url));

/** The set-up by the files of infra/base/vault; `roles` gives each role's group in Postgres. */
export function readVaultSetup(roles: Record<string, string>, lifetimes: Lifetimes): VaultSetup {
  const rows = Object.entries(roles).map(([name, group]) => ({ name, values: { ...lifetimes, name, group } }));
  return {
    policies: readPolicies(),
    loginRoles: Object.fromEntries(rows.map(({ name, values }) => [name, readJson('auth-jwt/role.json', values)])),
    databaseRoles: Object.fromEntries(rows.map(({ name, values }) => [name, readDatabaseRole(values)])),
  };
}

export function readJwtConfig(values: { issuer: string; jwksUrl: string }): JwtConfig {
  return readJson('auth-jwt/config.json', values);
}

/** The body of `database/config/grocer`; `address` is `host:port/database`. */
export function readConnection(values: { address: string; sslMode: string; password: string }): object {
  return readJson('database/connection.json', values);
}

function readPolicies(): Record<string, string> {
  const files = readdirSync(join(base, 'policies'));
  return Object.fromEntries(files.map((file) => [basename(file, '.hcl'), read(`policies/${file}`)]));
}

function readDatabaseRole(values: Values): DatabaseRole {
  return {
    ...readJson<Pick<DatabaseRole, 'default_ttl' | 'max_ttl'>>('database/role.json', values),
    creation_statements: [fill(read('database/creation.sql'), values)],
    renew_statements: [read('database/renewal.sql')],
    revocation_statements: [read('database/revocation.sql')],
  };
}

type Values = Record<string, string | number>;

function readJson<T>(file: string, values: Values): T {
  return JSON.parse(fill(read(file), values));
}

function read(file: string): string {
  return readFileSync(join(base, file), 'utf8');
}

/** Terraform's `templatefile`, as far as these files go: `${variable}`, and each has to be given. */
function fill(template: string, values: Values): string {
  return template.replace(/\$\{(\w+)\}/g, (_, variable: string) => {
    const value = values[variable];
    if (value === undefined) throw new Error(`infra/base/vault: no value for ${variable}`);
    return String(value);
  });
}
