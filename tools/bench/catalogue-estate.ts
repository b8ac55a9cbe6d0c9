import { type Database, inTransaction } from '@grocer/chassis/postgres';
import { type DemoProduct, generateAssortment } from '@grocer/database/assortment/assortment';
import { generateProducts } from '@grocer/database/assortment/more-products';
import { startTestEstate, type TestEstate } from '@grocer/test-support/estate';
import { connectAdmin } from '@grocer/test-support/estate-admin';
import { writeFigures } from '@grocer/test-support/estate-figures';

/** What the catalogue's estate is to be. */
export interface CatalogueEstateOptions {
  readonly products: number;
  /** Where spans go. */
  readonly collector: string;
}

/** Nothing is ordered: the warehouse's side would take a share of the machine. */
const idle = ['appliance-shim', 'fulfil', 'recover'];
const BATCH = 5000;

/** Starts an estate with one replica of the catalogue and so many products, all priced. */
export async function startCatalogueEstate(folder: string, options: CatalogueEstateOptions): Promise<TestEstate> {
  const estate = await startTestEstate({ folder, env: { ESTATE_YAML: figuresOf(folder, options) } });
  const admin = connectAdmin(estate);
  try {
    await fillShop(admin, options.products);
  } catch (error) {
    await estate.stop();
    throw error;
  } finally {
    await admin.end();
  }
  return estate;
}

/** The estate's own figures, but for the replica and its spans, of which it records a tenth as in production. */
function figuresOf(folder: string, { collector }: CatalogueEstateOptions): string {
  return writeFigures(folder, ({ deployables }) => {
    for (const name of idle) delete deployables[name];
    const { catalogue } = deployables;
    catalogue.scaling = { replicas: 1, maxReplicas: 1 };
    Object.assign(catalogue.settings, { OTEL_EXPORTER_OTLP_ENDPOINT: collector, ...tenth });
  });
}

/** Production's default: one trace of ten is recorded. */
export const tenth = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' } as const;

async function fillShop(admin: Database, count: number): Promise<void> {
  const own = new Set(generateAssortment().map(({ sku }) => sku));
  let batch: DemoProduct[] = [];
  for (const product of generateProducts({ count, seed: 1 })) {
    if (own.has(product.sku)) continue;
    batch.push(product);
    if (batch.length === BATCH) await writeBatch(admin, batch.splice(0));
  }
  if (batch.length > 0) await writeBatch(admin, batch);
  batch = [];
  await admin.query('vacuum analyze');
  await admin.query(`select pg_notify('catalogue_changes', 'many')`);
}

async function writeBatch(admin: Database, batch: readonly DemoProduct[]): Promise<void> {
  await inTransaction(admin, async (tx) => {
    const goods = `jsonb_to_recordset($1) as goods (sku text, name text, brand text, department text, size text,
      description text, dietary text[], allergens text[], "costMinor" integer, "shelfLifeDays" integer, "vatClass" text,
      "onHand" integer)`;
    const rows = [JSON.stringify(batch)];
    await tx.query(
      `insert into catalogue.products (sku, name, brand, department, size, description, dietary, allergens, cost_minor,
         shelf_life_days, vat_class, written_by, written_at)
       select sku, name, brand, department, size, description, dietary, allergens, "costMinor", "shelfLifeDays", "vatClass",
              'bench', now()
         from ${goods}`,
      rows,
    );
    await tx.query(
      `insert into pricing.prices (sku, amount_minor, reference_minor, effective_from, rule)
       select sku, "costMinor" * 2, "costMinor" * 2, now(), 'opening' from ${goods}`,
      rows,
    );
    await tx.query(`insert into checkout.stock (sku, on_hand) select sku, "onHand" from ${goods}`, rows);
  });
}
