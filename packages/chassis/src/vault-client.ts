import createClient from 'node-vault';
import type { Credentials } from './credentials.ts';
import type { Grant } from './renewal.ts';
import type { SecretReference } from './secret-reference.ts';
import type { SecretVersion } from './secrets.ts';
import type { Login } from './workload-identity.ts';

/** Vault's own no, which waiting does not turn into a yes: one sentence that names the path and who asked. */
class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** True for Vault's own no (400, 403, 404). */
export function isRefusal(error: unknown): boolean {
  return error instanceof Refusal;
}

/** True when Vault is sealed, overloaded or out of reach: what it has granted stays good. */
export function isAway(error: unknown): boolean {
  if (isRefusal(error)) return false;
  const status = statusOf(error);
  return status === undefined || status === 412 || status === 429 || status > 500;
}

const REQUEST_TIMEOUT_MS = 5000;
/** Vault's 400 for a token whose issuer it cannot ask for the keys (coreos/go-oidc, jwks.go): waiting mends that. */
const KEYS_OUT_OF_REACH = 'fetching keys';

/** What is asked of Vault in one role, by the token of its last login. Refusals are sentences. */
export function createVaultClient(addr: string, role: string) {
  const client = createClient({ endpoint: addr, requestOptions: { timeout: REQUEST_TIMEOUT_MS } });
  /** Every token that may still live, with its end: a replaced one lives on, and its leases with it. */
  const tokens = new Map<string, number>();
  let policies = role;

  const live = (token: string, seconds: number): number => {
    tokens.set(token, Date.now() + seconds * 1000);
    return seconds;
  };
  const read = (path: string) =>
    explaining(`Vault's policy ${policies} does not let role ${role} read ${path}`, () => client.read(path));

  return {
    async login({ path, body }: Login): Promise<Grant<string>> {
      const { auth } = await explaining(`Vault refused the login of role ${role} (${path})`, () =>
        client.write(path, body),
      );
      client.token = auth.client_token;
      policies = ownPolicies(auth.policies) || role;
      return {
        value: auth.client_token,
        seconds: live(auth.client_token, auth.lease_duration),
        renew: () =>
          explaining('Vault does not renew its token', async () => {
            const { auth: renewed } = await client.tokenRenewSelf();
            return live(auth.client_token, renewed.lease_duration);
          }),
      };
    },
    async databaseLogin(name: string): Promise<Grant<Credentials>> {
      const { data, lease_id, lease_duration } = await read(`database/creds/${name}`);
      return {
        value: { user: data.username, password: data.password },
        seconds: lease_duration,
        renew: () =>
          explaining('Vault does not renew the lease', async () => (await client.renew({ lease_id })).lease_duration),
      };
    },
    async readSecret({ path, key }: SecretReference): Promise<SecretVersion> {
      const { data } = await read(`secret/data/${path}`);
      const value: unknown = data.data[key];
      if (typeof value !== 'string') throw new Refusal(`Vault's secret/data/${path} has no key ${key}`);
      return { value, version: data.metadata.version };
    },
    /** Revokes every token that may still live, and with each its leases. */
    async revokeTokens(): Promise<void> {
      const living = [...tokens].filter(([, endsAt]) => endsAt > Date.now()).map(([token]) => token);
      await Promise.all(
        living.map((token) =>
          client.request({
            method: 'POST',
            path: '/auth/token/revoke-self',
            headers: { 'X-Vault-Token': token },
            timeout: REQUEST_TIMEOUT_MS,
          }),
        ),
      );
    },
  };
}

/** Every token has `default` beside what its role gives it. */
function ownPolicies(policies: unknown): string {
  return Array.isArray(policies) ? policies.filter((policy) => policy !== 'default').join(', ') : '';
}

/** Gives Vault's 400, 403 and 404 a sentence that names the path; other errors pass. */
async function explaining<T>(sentence: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    if (status !== 400 && status !== 403 && status !== 404) throw error;
    const words = wordsOf(error, status);
    if (status === 400 && words.includes(KEYS_OUT_OF_REACH)) throw error;
    throw new Refusal(`${sentence}: ${words}`);
  }
}

/** Vault's own words on one line, without its numbering: `permission denied`. */
function wordsOf(error: unknown, status: number): string {
  const words = error instanceof Error ? error.message : '';
  const reasons = words.replace(/^\s*\d+ errors? occurred:/, '').split(/\s*\*\s*|\s*\n\s*/);
  return reasons.filter(Boolean).join(', ') || `status ${status}`;
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error && 'response' in error)) return undefined;
  const { response } = error;
  if (typeof response !== 'object' || response === null || !('statusCode' in response)) return undefined;
  return typeof response.statusCode === 'number' ? response.statusCode : undefined;
}
