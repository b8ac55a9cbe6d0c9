import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestEstate } from '@grocer/test-support/estate';
import { revokeLogins } from '@grocer/test-support/revoke-logins';
import type { Random } from './random.ts';

/** How many logins of each deployable were revoked. */
export type Revoked = Map<string, number>;

const PAUSE_MS = { least: 200, more: 600 };

/** Revokes all logins of one deployable after the other, again and again in an order of the seed's, until `signal` aborts. */
export async function revokeInTurn(
  { endpoints, folder }: TestEstate,
  deployables: readonly string[],
  random: Random,
  signal: AbortSignal,
): Promise<Revoked> {
  const revoked: Revoked = new Map(deployables.map((name) => [name, 0]));
  const token = readFileSync(join(folder, 'state', 'vault-operator-token'), 'utf8');
  let round: string[] = [];
  while (!signal.aborted) {
    await delay(PAUSE_MS.least + random.below(PAUSE_MS.more), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    if (round.length === 0) round = [...deployables];
    const [role = ''] = round.splice(random.below(round.length), 1);
    const count = await revokeLogins({ vault: endpoints.vault, token, role });
    revoked.set(role, (revoked.get(role) ?? 0) + count);
  }
  return revoked;
}
