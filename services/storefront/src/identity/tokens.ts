import type { Settings } from '../settings.ts';
import type { IssuerMetadata } from './discovery.ts';

/** A good answer of the token endpoint (RFC 6749, 5.1; OpenID Connect Core, 3.1.3.3). */
export interface Tokens {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly id_token?: string;
}

export interface IdClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly nonce?: string;
  readonly name?: string;
}

/** The issuer refused the grant: the code or the refresh token is spent, expired or revoked. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
}

export async function requestTokens(
  { token_endpoint }: IssuerMetadata,
  { clientId, audience }: Settings,
  grant: Record<string, string>,
): Promise<Tokens> {
  const body = new URLSearchParams({ ...grant, client_id: clientId, resource: audience });
  const response = await fetch(token_endpoint, { method: 'POST', body });
  if (response.status === 400 || response.status === 401) throw new GrantRefused('The sign-in is over.');
  if (!response.ok) throw new Error(`The token endpoint answers ${response.status}.`);
  return response.json();
}

/**
 * The claims of an ID token that came straight from the token endpoint, where TLS stands for the signature
 * (OpenID Connect Core, 3.1.3.7, 6).
 */
export function readIdToken(token: string, { issuer, clientId }: Settings, nonce: string): IdClaims {
  const payload = token.split('.')[1] ?? '';
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const claims: IdClaims = JSON.parse(new TextDecoder().decode(bytes));
  const wrong =
    claims.iss !== issuer
      ? 'issuer'
      : ![claims.aud].flat().includes(clientId)
        ? 'audience'
        : claims.nonce !== nonce && 'nonce';
  if (wrong) throw new Error(`The ID token has another ${wrong}.`);
  return claims;
}
