import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestEstate } from '@grocer/test-support/estate';
import { revokeLogins } from '@grocer/test-support/revoke-logins';
import type { Random } from './random.ts';

/** How many logins of each deployable were revoked. */
export type Revoked = Map<string, number>;

const PAUSE_MS = { least: 200, more: 600 };

/** Revokes all logins of one deployable after the other, round and round in an order of the seed's, until `signal` aborts. */
export async function revokeInTurn(
  { endpoints, folder }: TestEstate,
  deployables: readonly string[],
  random: Random,
  signal: AbortSignal,
): Promise<Revoked> {
  const revoked: Revoked = new Map(deployables.map((name) => [name, 0]));
  const token = readFileSync(join(folder, 'state', 'vault-operator-token'), 'utf8');
  const left = [...deployables];
  const round = deployables.flatMap(() => left.splice(random.below(left.length), 1));
  for (let turn = 0; !signal.aborted; turn += 1) {
    await delay(PAUSE_MS.least + random.below(PAUSE_MS.more), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const role = round[turn % round.length] ?? '';
    const count = await revokeLogins({ vault: endpoints.vault, token, role });
    revoked.set(role, (revoked.get(role) ?? 0) + count);
  }
  return revoked;
}
