import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeployableStatus } from '@grocer/local/estate';
import type { TestEstate } from '@grocer/test-support/estate';

/** How a deployable of the measured estate stands now. */
export function statusOf({ folder }: TestEstate, deployable: string): DeployableStatus {
  const all: DeployableStatus[] = JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8'));
  const status = all.find((one) => one.deployable === deployable);
  if (!status) throw new Error(`the estate has no ${deployable}`);
  return status;
}

/** Where a deployable is called inside the estate, past the edge and its limits. */
export function addressOf(estate: TestEstate, deployable: string): string {
  const { address } = statusOf(estate, deployable);
  if (!address) throw new Error(`${deployable} has no address`);
  return address;
}
