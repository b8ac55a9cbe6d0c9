import { type Database, inTransaction } from '@grocer/chassis/postgres';
import { gtinCheckDigit } from '@grocer/contracts/gtin';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { connectAdmin } from '@grocer/test-support/estate-admin';
import { writeFigures } from '@grocer/test-support/estate-figures';

/** An estate with goods to price, and the superuser's connections to its database. */
export interface RepriceEstate extends TestEstate {
  readonly admin: Database;
}

/** The same shop again and again, by estates that differ in how many shards they price at once. */
export interface RepriceShop extends TestEstate {
  /** Ends the estate that runs, and starts the one with that cap. */
  restart(shardsAtOnce: number): Promise<RepriceEstate>;
}

/** Nothing is ordered: the warehouse's side would take a share of the machine. */
const idle = ['appliance-shim', 'fulfil', 'recover'];

/** Opens a shop in which exactly `skus` SKUs have a cost. */
export async function openRepriceShop(folder: string, { skus }: { skus: number }): Promise<RepriceShop> {
  let running = await start(folder, 1);
  try {
    await fillShop(running.admin, skus);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return {
    ...running,
    stop: () => running.stop(),
    async restart(shardsAtOnce) {
      await running.stop();
      running = await start(folder, shardsAtOnce);
      return running;
    },
  };
}

async function start(folder: string, shardsAtOnce: number): Promise<RepriceEstate> {
  const estate = await startTestEstate({ folder, env: { ESTATE_YAML: figuresOf(folder, shardsAtOnce) } });
  const admin = connectAdmin(estate);
  return { ...estate, admin, stop: () => admin.end().then(estate.stop) };
}

/** The estate's own figures, but for the cap, one replica of the catalogue, and instances that stay: starting is another figure. */
function figuresOf(folder: string, shardsAtOnce: number): string {
  return writeFigures(folder, ({ deployables }) => {
    for (const name of idle) delete deployables[name];
    const { catalogue, checkout, 'reprice-plan': plan, 'reprice-shard': shard } = deployables;
    catalogue.scaling = { replicas: 1, maxReplicas: 1 };
    checkout.scaling = { maxInstances: 1, idleSeconds: 3 };
    plan.scaling = { ...plan.scaling, idleSeconds: 600 };
    shard.scaling = { ...shard.scaling, maxConcurrency: shardsAtOnce, idleSeconds: 600 };
  });
}

/** Exactly so many SKUs have a cost: the demo's products, once more and once more under other numbers, each with its stock. */
async function fillShop(admin: Database, skus: number): Promise<void> {
  await inTransaction(admin, async (tx) => {
    const { rowCount } = await tx.query('select from catalogue.pricing_inputs');
    const codes = Array.from({ length: Math.max(0, skus - rowCount) }, (_, index) => gtinOf(index));
    await tx.query(
      `with demo as (
         select products.*, on_hand, row_number() over (order by sku) as place, count(*) over () as products
           from catalogue.products
           join checkout.stock using (sku)
          where cost_minor is not null
       ), copy as (
         select code, demo.*
           from unnest($1::text[]) with ordinality as code (code, number)
           join demo on place = number % products + 1
       ), listed as (
         insert into catalogue.products (sku, name, department, cost_minor, shelf_life_days, vat_class, written_by, written_at)
         select code, name, department, cost_minor, shelf_life_days, vat_class, 'bench', now()
           from copy
       ), shelf as (
         insert into checkout.stock (sku, on_hand) select code, on_hand from copy
       )
       insert into checkout.stock_entries (id, sku, delta, reason, at)
       select 'opening ' || code, code, on_hand, 'opening', now()
         from copy`,
      [codes],
    );
  });
  await admin.query('vacuum analyze');
}

/** One of the numbers that GS1 leaves to a shop's own use. */
function gtinOf(index: number): string {
  const digits = `298${String(index).padStart(9, '0')}`;
  return `${digits}${gtinCheckDigit(digits)}`;
}
