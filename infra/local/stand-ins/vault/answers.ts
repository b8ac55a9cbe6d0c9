import { goDuration } from './durations.ts';
import type { Lease, Token } from './store.ts';

// The release whose documentation this follows.
const version = '1.21.0+stand-in';

/** The shape of every answer of Vault's that is no bare status; the request's id is added where the request is known. */
export function answer(fields: Record<string, unknown>): Record<string, unknown> {
  return {
    request_id: '',
    lease_id: '',
    renewable: false,
    lease_duration: 0,
    data: null,
    wrap_info: null,
    warnings: null,
    auth: null,
    ...fields,
  };
}

/** The answer to a login or a renewal; at a renewal Vault repeats the token that the caller sent. */
export function authAnswer(token: Token, secret: string, warnings: string[] = []): Record<string, unknown> {
  return answer({
    warnings: warnings.length > 0 ? warnings : null,
    auth: {
      client_token: secret,
      accessor: token.accessor,
      policies: token.policies,
      token_policies: token.policies,
      metadata: { role: token.role },
      lease_duration: secondsUntil(token.expiresAt),
      renewable: true,
      entity_id: '',
      token_type: 'service',
      orphan: true,
      mfa_requirement: null,
      num_uses: 0,
    },
  });
}

export function tokenAnswer(token: Token, secret: string): Record<string, unknown> {
  const neverEnds = token.expiresAt === Number.POSITIVE_INFINITY;
  return answer({
    data: {
      id: secret,
      accessor: token.accessor,
      policies: token.policies,
      display_name: displayNameOf(token),
      path: neverEnds ? 'auth/token/root' : 'auth/jwt/login',
      meta: neverEnds ? null : { role: token.role },
      type: 'service',
      orphan: true,
      renewable: !neverEnds,
      num_uses: 0,
      creation_time: Math.floor(token.issuedAt / 1000),
      creation_ttl: neverEnds ? 0 : Math.round((token.expiresAt - token.issuedAt) / 1000),
      explicit_max_ttl: 0,
      issue_time: timeOf(token.issuedAt),
      expire_time: neverEnds ? null : timeOf(token.expiresAt),
      ttl: neverEnds ? 0 : secondsUntil(token.expiresAt),
      entity_id: '',
    },
  });
}

/** How Vault calls the holder of a token in answers and in its audit log. */
export function displayNameOf({ role }: Token): string {
  return role === 'root' ? 'root' : `jwt-${role}`;
}

/** What was leased, or, at a renewal, the lease alone. */
export function leaseAnswer(
  lease: Lease,
  data: Record<string, string> | null,
  warnings: string[] = [],
): Record<string, unknown> {
  return answer({
    lease_id: lease.id,
    renewable: true,
    lease_duration: secondsUntil(lease.expiresAt),
    data,
    warnings: warnings.length > 0 ? warnings : null,
  });
}

/** What Vault adds when it grants less than was asked for, because the longest life is near (sdk/framework, CalculateTTL). */
export function cappedWarning(asked: number | undefined, until: number, maxAt: number): string[] {
  if (asked === undefined || until < maxAt || asked <= secondsUntil(until)) return [];
  const [wanted, granted] = [goDuration(asked), goDuration(secondsUntil(until))];
  return [`TTL of "${wanted}" exceeded the effective max_ttl of "${granted}"; TTL value is capped accordingly`];
}

export function leaseLookupAnswer(lease: Lease): Record<string, unknown> {
  return answer({
    data: {
      id: lease.id,
      issue_time: timeOf(lease.issuedAt),
      expire_time: timeOf(lease.expiresAt),
      last_renewal: lease.renewedAt === undefined ? null : timeOf(lease.renewedAt),
      renewable: true,
      ttl: secondsUntil(lease.expiresAt),
    },
  });
}

/** The answer of `sys/health`, whose status says the same. */
export function health(isSealed: boolean): Record<string, unknown> {
  return {
    initialized: true,
    sealed: isSealed,
    standby: false,
    performance_standby: false,
    replication_performance_mode: 'disabled',
    replication_dr_mode: 'disabled',
    server_time_utc: Math.floor(Date.now() / 1000),
    version,
  };
}

export function sealStatus(isSealed: boolean): Record<string, unknown> {
  return { type: 'shamir', initialized: true, sealed: isSealed, t: 1, n: 1, progress: 0, version };
}

function secondsUntil(at: number): number {
  return Math.max(0, Math.round((at - Date.now()) / 1000));
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
