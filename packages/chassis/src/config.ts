import { vaultAudience, workforceScopes } from '@grocer/contracts/identity';
import { type Static, type TObject, type TProperties, Type } from 'typebox';
import { Value } from 'typebox/value';
import { parseSecretReference, type SecretReference, secretReferencePattern } from './secret-reference.ts';
import { fileIdentityKinds, workloadIdentityKinds } from './workload-identity.ts';

/** Every fault of a configuration in one message, one line each, named by environment variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** A reference to a secret, `vault:secret/<path>#<key>`; the secret itself never enters the configuration. */
export function Secret(description: string) {
  const text = Type.String({ pattern: secretReferencePattern, description, isSecret: true });
  return Type.Unsafe<SecretReference>(text);
}

const Url = (description: string, pattern = '^https?://') => Type.String({ pattern, description });
const Integer = (description: string, minimum: number, maximum: number, fallback?: number) =>
  Type.Integer({ description, minimum, maximum, ...(fallback === undefined ? {} : { default: fallback }) });

/** Settings of every deployable that listens. */
export const httpSettings = {
  host: Type.String({ description: 'address to listen on', minLength: 1 }),
  port: Integer('port to listen on; 0 takes a free one', 0, 65535),
};

/** Settings of every deployable. */
export const commonSettings = {
  logLevel: Type.Enum(['debug', 'info', 'warn', 'error'], {
    description: 'least level that is logged',
    default: 'info',
  }),
};

/** Settings of a deployable that talks to Postgres with Vault-issued credentials. */
export const databaseSettings = {
  databaseUrl: Url('`postgres://host:port/database`; the login comes from Vault', '^postgres(ql)?://'),
  databasePoolMax: Integer('connections at most', 1, 100),
  databaseStatementTimeoutMs: Integer('how long a statement may take', 1, 600_000, 10_000),
};

/** Settings of a deployable that has an identity at Vault. */
export const vaultSettings = {
  vaultAddr: Url("Vault's address"),
  vaultRole: Type.String({ description: "the deployable's role at Vault", minLength: 1 }),
  workloadIdentity: Type.Enum([...workloadIdentityKinds], {
    description: 'what proves who it is: `token-file`, `kubernetes`, `aws-iam`, `azure` or `gcp`',
    default: 'token-file',
  }),
  workloadTokenFile: Type.Optional(
    Type.String({
      description: 'file with the workload identity token (`token-file`, `kubernetes`)',
      minLength: 1,
      neededWhen: { key: 'workloadIdentity', is: fileIdentityKinds },
    }),
  ),
  workloadAudience: Type.String({
    description: 'which Vault is meant (`aws-iam`, `azure`, `gcp`)',
    minLength: 1,
    default: vaultAudience,
  }),
};

const Profile = Type.Enum(['grocer', 'okta', 'entra'], {
  description: 'shape of its tokens: `grocer` (RFC 9068), `okta` or `entra`',
  default: 'grocer',
});
const scope = `(${workforceScopes.join('|')})`;
const groupRow = ` *[^=; ][^=;]*= *${scope}( +${scope})* *`;

/** Settings of a deployable that verifies callers: two issuers, which may be one (identity/trusted-issuers.ts). */
export const identitySettings = {
  oidcCustomersIssuer: Url("the customers' issuer: expected `iss`"),
  oidcCustomersDiscoveryUrl: Url('where its discovery document is fetched'),
  oidcCustomersAudience: Type.String({ description: 'expected `aud`', minLength: 1 }),
  oidcCustomersProfile: Profile,
  oidcWorkforceIssuer: Url("the workforce's issuer: expected `iss`"),
  oidcWorkforceDiscoveryUrl: Url('where its discovery document is fetched'),
  oidcWorkforceAudience: Type.String({ description: 'expected `aud`', minLength: 1 }),
  oidcWorkforceProfile: Profile,
  oidcWorkforceGroups: Type.String({
    description: 'what its groups or roles may do: `merchandisers=catalogue:write; operators=orders:read`',
    pattern: `^${groupRow}(;${groupRow})*$`,
  }),
};

/** Settings of a deployable that sends to or receives from SQS. */
export const queueSettings = {
  sqsEndpoint: Type.Optional(Url("SQS's address, where it is not AWS's own")),
  awsRegion: Type.String({ description: 'region of the queues', minLength: 1 }),
};

/** Settings of a deployable that guards what it calls (guard.ts). */
export const guardSettings = {
  retryAttempts: Integer('how often a call is made at most, when repeating it does no harm', 1, 10, 3),
  retryDelayMs: Integer('the pause before the first repetition, about; it grows, with jitter', 1, 10_000, 100),
  retryPercent: Integer('retries in a hundred calls, beyond the first ten', 0, 100, 20),
  breakerFailures: Integer('failures in a row that open the circuit', 1, 10_000, 10),
  breakerMs: Integer('how long an open circuit refuses before it tries again', 1, 600_000, 5000),
};

/** The environment variable of a configuration key: `databaseUrl` → `DATABASE_URL`. */
export function variableOf(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** Reads a configuration from environment variables. Throws a ConfigError that lists every fault at once. */
export function loadConfig<Properties extends TProperties>(
  schema: TObject<Properties>,
  env: Readonly<Record<string, string | undefined>>,
): Static<TObject<Properties>> {
  const given: Record<string, string> = {};
  for (const key of Object.keys(schema.properties)) {
    const value = env[variableOf(key)];
    if (value !== undefined && value !== '') given[key] = value;
  }
  const config = Value.Convert(schema, Value.Default(schema, given));
  const faults = [...describeFaults(schema, config), ...describeMissing(schema, config)];
  if (faults.length > 0 || !Value.Check(schema, config)) throw new ConfigError(faults.join('\n'));
  return withReferences(schema, config);
}

/** A setting that only another one's value makes necessary: `neededWhen: { key, is: [values] }`. */
function describeMissing(schema: TObject, config: unknown): string[] {
  const given: Readonly<Record<string, unknown>> = { ...(typeof config === 'object' ? config : {}) };
  return Object.entries(schema.properties).flatMap(([key, property]) => {
    const { neededWhen }: { neededWhen?: { key: string; is: readonly unknown[] } } = property;
    if (given[key] !== undefined || !neededWhen?.is.includes(given[neededWhen.key])) return [];
    return `${variableOf(key)} is missing: ${describe(schema, key)}`;
  });
}

/** References become objects that print as `[redacted]`. */
function withReferences<Config extends object>(schema: TObject, config: Config): Config {
  const read = Object.entries(config).map(([key, value]) => {
    const { isSecret }: { isSecret?: boolean } = schema.properties[key] ?? {};
    return [key, isSecret ? parseSecretReference(String(value)) : value];
  });
  return Object.assign(config, Object.fromEntries(read));
}

function describeFaults(schema: TObject, config: unknown): string[] {
  const faults = new Set<string>();
  for (const error of Value.Errors(schema, config)) {
    if (error.keyword === 'required') {
      for (const key of error.params.requiredProperties) {
        faults.add(`${variableOf(key)} is missing: ${describe(schema, key)}`);
      }
    } else {
      const key = error.instancePath.split('/')[1] ?? '';
      const { isSecret }: { isSecret?: boolean } = schema.properties[key] ?? {};
      const message = isSecret ? 'must be `vault:secret/<path>#<key>`' : error.message;
      faults.add(`${variableOf(key)} ${message}: ${describe(schema, key)}`);
    }
  }
  return [...faults];
}

function describe(schema: TObject, key: string): string {
  const property: { description?: string } | undefined = schema.properties[key];
  return property?.description ?? key;
}
