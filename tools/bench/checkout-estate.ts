import { join } from 'node:path';
import type { Credentials } from '@grocer/chassis/credentials';
import type { Log } from '@grocer/chassis/log';
import { createDatabase, type Database, inTransaction } from '@grocer/chassis/postgres';
import { createVault } from '@grocer/chassis/vault';
import { tokenFileIdentity } from '@grocer/chassis/workload-identity/token-file';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { writeFigures } from '@grocer/test-support/estate-figures';
import { report } from '../run-tool.ts';

/** An estate in which orders are placed and nothing comes of them: the warehouse's side would take a share of the machine. */
export interface CheckoutEstate extends TestEstate {
  /** The database as checkout sees it, and the login that it is seen by. */
  readonly database: Database;
  readonly login: Credentials;
  readonly poolMax: number;
  readonly maxInFlight: number;
}

const idle = ['appliance-shim', 'fulfil', 'recover', 'reprice-plan', 'reprice-shard'];
const HOUR_S = 3600;

/** Starts the estate with one instance of checkout that stays, and with goods and slots for any number of orders. */
export async function startCheckoutEstate(folder: string): Promise<CheckoutEstate> {
  const { file, poolMax, maxInFlight } = figuresOf(folder);
  const estate = await startTestEstate({ folder, env: { ESTATE_YAML: file } });
  try {
    await fillShelves(estate);
    const { database, credentials, close } = openAs(estate, 'checkout', poolMax);
    const login = await credentials.current();
    const stop = () => close().then(() => estate.stop());
    return { ...estate, database, login, poolMax, maxInFlight, stop };
  } catch (error) {
    await estate.stop();
    throw error;
  }
}

/** A pool with the login that Vault issues to a deployable or task. */
function openAs({ endpoints, folder }: TestEstate, role: string, max: number) {
  const identity = tokenFileIdentity(join(folder, 'tokens', role));
  const vault = createVault({ addr: endpoints.vault, role, identity, log });
  const credentials = vault.databaseCredentials(role);
  const database = createDatabase({ url: endpoints.postgres, credentials, max, applicationName: 'bench', log });
  const close = () => database.end().then(vault.close);
  return { database, credentials, close };
}

/** More than any run orders; no deployable may do this. */
async function fillShelves(estate: TestEstate): Promise<void> {
  const { database, close } = openAs(estate, 'seed', 1);
  try {
    await inTransaction(database, async (tx) => {
      await tx.query('set local role checkout_owner');
      await tx.query('update checkout.slots set capacity = 1000000000');
      await tx.query('update checkout.stock set on_hand = 1000000000');
    });
  } finally {
    await close();
  }
}

/** The estate's own figures, but for one instance that is always there, and logins that outlive the run. */
function figuresOf(folder: string): { file: string; poolMax: number; maxInFlight: number } {
  let settings = { DATABASE_POOL_MAX: 0, MAX_IN_FLIGHT: 0 };
  const file = writeFigures(folder, (estate) => {
    for (const name of idle) delete estate.deployables[name];
    const { checkout, catalogue } = estate.deployables;
    checkout.scaling = { minInstances: 1, maxInstances: 1, idleSeconds: HOUR_S };
    catalogue.scaling = { replicas: 1, maxReplicas: 1 };
    Object.assign(estate.vault.local, { leaseSeconds: HOUR_S, maxLeaseSeconds: HOUR_S, tokenSeconds: HOUR_S });
    settings = checkout.settings;
  });
  return { file, poolMax: settings.DATABASE_POOL_MAX, maxInFlight: settings.MAX_IN_FLIGHT };
}

const silent = () => undefined;
const tell = (...[, message]: unknown[]) => report(String(message));
const log: Log = { debug: silent, info: silent, warn: tell, error: tell };
