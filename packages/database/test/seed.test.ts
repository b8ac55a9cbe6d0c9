import { createLog } from '@grocer/chassis/log';
import { zones } from '@grocer/contracts/delivery';
import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Seeded, seed } from '../src/seed.ts';

const log = createLog({ name: 'seed.test', level: 'error' });
// Two days before London puts its clocks forward.
const now = new Date('2027-03-26T07:30:00Z');
let database: TestDatabase;
let first: Seeded;

beforeAll(async () => {
  database = await createTestDatabase();
  first = await seed({ database: database.as('migrator'), now, log });
});

afterAll(() => database.drop());

test('fills the shop as the contract promises for a fresh estate', async () => {
  const ready = await database.admin.query<{ count: number }>(
    `select count(*)::integer as count
       from catalogue.products
       join pricing.current_prices using (sku)
       join checkout.availability using (sku)
      where available >= 50`,
  );
  expect(ready.rows[0]?.count).toBeGreaterThanOrEqual(200);
});

test('opens at least four slots of twenty places in every zone on each of the coming six days', async () => {
  const days = await database.admin.query<{ zone: string; day: string; slots: number }>(
    `select postcode_area as zone, (starts_at at time zone 'Europe/London')::date::text as day, count(*)::integer as slots
       from checkout.slots
      where capacity - booked >= 20 and starts_at > $1
      group by 1, 2`,
    [now],
  );
  for (const zone of zones) {
    const ofZone = days.rows.filter((row) => row.zone === zone);
    expect(ofZone).toHaveLength(7);
    expect(Math.min(...ofZone.map(({ slots }) => slots))).toBeGreaterThanOrEqual(4);
  }
});

test("opens slots by London's clock, before and after it is put forward", async () => {
  const firsts = await database.admin.query<{ starts: string }>(
    `select to_char(min(starts_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as starts
       from checkout.slots
      where postcode_area = 'E'
      group by (starts_at at time zone 'Europe/London')::date
      order by 1`,
  );
  const starts = firsts.rows.map((row) => row.starts);
  expect(starts).toContain('2027-03-27 06:00');
  expect(starts).toContain('2027-03-28 05:00');
});

test('plans a few promotions, some of which run today in London', async () => {
  const { rows } = await database.admin.query<{ running: number; coming: number; priced: number }>(
    `select count(*) filter (where starts_on = '2027-03-26')::integer as running,
            count(*) filter (where starts_on = '2027-04-02')::integer as coming, count(prices.sku)::integer as priced
       from pricing.promotions
       left join pricing.prices using (sku)`,
  );
  const { running = 0, coming = 0, priced } = rows[0] ?? {};
  expect([running > 5, coming > 3, priced]).toEqual([true, true, running + coming]);
});

test('adds nothing and changes nothing when it runs again', async () => {
  const { sku } = await firstProduct();
  await database.admin.query('update checkout.stock set on_hand = 7 where sku = $1', [sku]);
  await database.admin.query(`update catalogue.products set name = 'Renamed' where sku = $1`, [sku]);

  expect(await seed({ database: database.as('migrator'), now, log })).toEqual({
    products: 0,
    prices: 0,
    stock: 0,
    slots: 0,
  });

  const kept = await database.admin.query(
    'select name, on_hand as "onHand" from catalogue.products join checkout.stock using (sku) where sku = $1',
    [sku],
  );
  expect(kept.rows).toEqual([{ name: 'Renamed', onHand: 7 }]);
});

test('keeps a history that begins with the opening price', async () => {
  expect(first.prices).toBe(first.products);
  const history = await database.admin.query(
    'select distinct rule from pricing.price_history union all select count(*)::text from pricing.price_history',
  );
  expect(history.rows).toEqual([{ rule: 'opening' }, { rule: String(first.prices) }]);
});

async function firstProduct(): Promise<{ sku: string }> {
  const { rows } = await database.admin.query<{ sku: string }>(
    'select sku from catalogue.products order by sku limit 1',
  );
  const [row] = rows;
  if (!row) throw new Error('no product was seeded');
  return row;
}
