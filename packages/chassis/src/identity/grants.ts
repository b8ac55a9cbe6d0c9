import type { Scope } from '@grocer/contracts/identity';
import type { Identity } from './profile.ts';

/** What an issuer is trusted to let its callers do. */
export interface Grants {
  /** Whoever has a token of it. */
  readonly everyone: readonly Scope[];
  /** Clients that act for themselves. */
  readonly clients: readonly Scope[];
  /** People, by their group or role. */
  readonly groups: ReadonlyMap<string, readonly Scope[]>;
}

/** The scopes that a token has and its bearer may have: a token says what a client asked for, groups say what the person may. */
export function grantedScopes({ scopes, groups, isClient }: Identity, grants: Grants): ReadonlySet<string> {
  const own = isClient ? grants.clients : groups.flatMap((group) => grants.groups.get(group) ?? []);
  const allowed = new Set<string>([...grants.everyone, ...own]);
  return new Set(scopes.filter((scope) => allowed.has(scope)));
}
