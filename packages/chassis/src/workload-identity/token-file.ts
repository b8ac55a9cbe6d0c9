import { readFile } from 'node:fs/promises';
import type { WorkloadIdentity } from '../workload-identity.ts';

/** A token of an OIDC issuer in a file, which the host keeps fresh, at Vault's auth method `jwt`. */
export function tokenFileIdentity(file: string): WorkloadIdentity {
  return jwtIdentity(() => readToken(file));
}

/** A token from anywhere at `auth/<method>/login`; it is asked for at each login. */
export function jwtIdentity(token: () => Promise<string>, method: 'jwt' | 'kubernetes' = 'jwt'): WorkloadIdentity {
  return {
    login: async (role) => ({ path: `auth/${method}/login`, body: { role, jwt: await token() } }),
  };
}

/** Reads a token from a file. An empty file is an error, since the host may be about to write it. */
export async function readToken(file: string): Promise<string> {
  const token = (await readFile(file, 'utf8')).trim();
  if (token === '') throw new Error(`the workload identity token ${file} is empty`);
  return token;
}
