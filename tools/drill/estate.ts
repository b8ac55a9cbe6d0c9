import { randomBytes } from 'node:crypto';
import { type Database, inTransaction } from '@grocer/chassis/postgres';
import { gtinCheckDigit } from '@grocer/contracts/gtin';
import { findFreePort } from '@grocer/local/processes/free-port';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { connectAdmin } from '@grocer/test-support/estate-admin';
import { writeFigures } from '@grocer/test-support/estate-figures';
import { lookupStatements, startPgbouncer } from './pgbouncer.ts';
import type { Variant } from './variants.ts';

/** An estate whose database has few connections, with goods to price and shelves that do not empty. */
export interface DrillEstate extends TestEstate {
  /** The superuser's connection, for which Postgres keeps a place. */
  readonly admin: Database;
}

/** What an estate for the drill is made of. */
export interface DrillOptions {
  readonly variant: Variant;
  readonly skus: number;
  readonly shards: number;
  readonly connections: number;
  /** The command of the proxy, where it is installed. */
  readonly pgbouncer: string | undefined;
}

/** The connections that the proxy may take: one asks for logins. */
const PROXY_CONNECTIONS = 5;
/** The warehouse's side would take a share of the machine, and of the connections. */
const idle = ['appliance-shim', 'fulfil', 'recover'];

/** Starts the estate in `folder`, and the proxy before its database where the variant has one. */
export async function startDrillEstate(folder: string, options: DrillOptions): Promise<DrillEstate> {
  const [postgresPort, proxyPort] = [await findFreePort(), await findFreePort()];
  const env = { ESTATE_YAML: figuresOf(folder, options, proxyPort), ESTATE_POSTGRES_PORT: String(postgresPort) };
  const estate = await startTestEstate({ folder, env });
  const admin = connectAdmin(estate);
  const stops = [admin.end, estate.stop];
  const stop = async () => {
    for (const one of stops) await one();
    return 0;
  };
  try {
    await fillShop(admin, options.skus);
    if (options.variant.isProxied && options.pgbouncer) {
      const own = { database: 'grocer', user: 'pgbouncer', password: randomBytes(18).toString('base64url') };
      for (const statement of lookupStatements(own)) await admin.query(statement);
      const places = { port: proxyPort, databasePort: postgresPort, connections: PROXY_CONNECTIONS };
      const proxy = await startPgbouncer(options.pgbouncer, { ...own, ...places });
      stops.unshift(proxy.stop);
    }
    return { ...estate, admin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The estate's own figures but for connections, shards and their cap; a message that fails comes back after 10 s. */
function figuresOf(folder: string, { variant, skus, shards, connections }: DrillOptions, proxyPort: number): string {
  return writeFigures(folder, (estate) => {
    for (const name of idle) delete estate.deployables[name];
    estate.postgres.local.maxConnections = connections;
    const { catalogue, checkout, 'reprice-plan': plan, 'reprice-shard': shard } = estate.deployables;
    catalogue.scaling = { replicas: 1, maxReplicas: 1 };
    checkout.scaling = { maxInstances: 1, idleSeconds: 3 };
    checkout.settings.DATABASE_POOL_MAX = 5;
    plan.settings.SHARD_SIZE = Math.ceil(skus / shards);
    shard.scaling = { maxConcurrency: variant.maxConcurrency };
    if (variant.isProxied) shard.settings.DATABASE_URL = `postgres://localhost:${proxyPort}/grocer`;
    estate.queues['reprice-shards'].visibilitySeconds = 10;
    Object.assign(estate.computeModels.function, { timeoutSeconds: 10 });
    Object.assign(estate.edge, { clientLimit: noLimit, orderLimit: noLimit });
  });
}

const noLimit = { burst: 100_000, perSecond: 100_000 };

/** Exactly so many SKUs have a cost, and what is in the shop can be ordered without end. */
async function fillShop(admin: Database, skus: number): Promise<void> {
  const codes = Array.from({ length: skus }, (_, index) => gtinOf(index));
  await inTransaction(admin, async (tx) => {
    await tx.query('update catalogue.products set cost_minor = null, shelf_life_days = null, vat_class = null');
    await tx.query(
      `insert into catalogue.products (sku, name, department, cost_minor, shelf_life_days, vat_class, written_by, written_at)
       select code, 'Goods ' || code, 'other', 100 + (random() * 900)::int, 30, 'zero', 'drill', now() from unnest($1::text[]) as code`,
      [codes],
    );
    await tx.query('update checkout.slots set capacity = 1000000000');
    await tx.query('update checkout.stock set on_hand = 1000000000');
  });
}

/** One of the numbers that GS1 leaves to a shop's own use. */
function gtinOf(index: number): string {
  const digits = `299${String(index).padStart(9, '0')}`;
  return `${digits}${gtinCheckDigit(digits)}`;
}
