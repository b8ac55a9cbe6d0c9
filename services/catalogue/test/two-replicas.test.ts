import { setTimeout as delay } from 'node:timers/promises';
import type { Product } from '@grocer/contracts/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSku, startCatalogue, stockShelf, type TestCatalogue, type TestReplica } from './support.ts';

let catalogue: TestCatalogue;
let other: TestReplica;

beforeAll(async () => {
  catalogue = await startCatalogue();
  other = catalogue.another();
});

afterAll(() => catalogue.stop());

const department = 'bakery';
const nameOf = async (replica: TestReplica, sku: string) =>
  (await replica.get<Product>(`/catalogue/v1/products/${sku}`)).name;

test.each(Array.from({ length: 10 }, (_, round) => round + 1))(
  'let one of two edits of the same version win, and refuse the other (round %i)',
  async () => {
    const sku = newSku();
    const etag = String((await catalogue.put(sku, { name: 'Bread', department })).headers.etag);
    await other.catchUp();
    const names = ['Rolls', 'Buns'];
    const both = await Promise.all(
      [catalogue, other].map((replica, place) =>
        replica.put(sku, { name: names[place], department }, { 'if-match': etag }),
      ),
    );
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);

    const winner = names[both.findIndex(({ statusCode }) => statusCode === 200)];
    await Promise.all([catalogue.catchUp(), other.catchUp()]);
    expect([await nameOf(catalogue, sku), await nameOf(other, sku)]).toEqual([winner, winner]);
    const { rows } = await catalogue.database
      .as('auditor')
      .query('select version, after from catalogue.product_changes where sku = $1 order by version', [sku]);
    expect(rows).toEqual([expect.anything(), { version: 2, after: { name: winner } }]);
  },
);

/** While pages are turned at one replica, products come, move and are repriced by the other; until told to stop. */
function keepWriting(movers: readonly string[]): () => Promise<number> {
  let isOver = false;
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
  const writing = (async () => {
    for (let round = 0; ; round += 1) {
      if (isOver) return round;
      const name = `${letters[(round * 7) % 26]}loaf ${round}`;
      const mover = movers[round % movers.length] ?? '';
      await other.put(newSku(), { name, department });
      await other.put(mover, { name, department }, { 'if-match': '*' });
      await catalogue.database.admin.query(
        `with priced as (
           update pricing.prices set amount_minor = $2, changed_in = pg_current_xact_id() where sku = $1
         )
         select pg_notify('pricing_run_closed', 'a run')`,
        [mover, 50 + ((round * 37) % 400)],
      );
    }
  })();
  return () => {
    isOver = true;
    return writing;
  };
}

test.each(['sort=name', 'sort=price', 'department=bakery&sort=price', 'q=bread'])(
  'show by %s, page by page, everything that stays where it is once, while other products come and go',
  async (query) => {
    const staying = Array.from({ length: 200 }, (_, place) => ({
      ...{ sku: newSku(), name: `${String.fromCharCode(65 + (place % 26))}read bread ${place}`, department },
      priceMinor: 40 + ((place * 53) % 400),
    }));
    const moving = Array.from({ length: 30 }, (_, place) => ({
      ...{ sku: newSku(), name: `Moving ${place}`, department, priceMinor: 100 },
    }));
    await stockShelf(catalogue.database.admin, [...staying, ...moving]);
    await Promise.all([catalogue.catchUp(), other.catchUp()]);

    const generationBefore = await generations();
    const stop = keepWriting(moving.map(({ sku }) => sku));
    const stays = new Set(staying.map(({ sku }) => sku));
    for (let turn = 0; turn < 3; turn += 1) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; await delay(2)) {
        const page: { items: Product[]; nextCursor: string | null } = await catalogue.get(
          `/catalogue/v1/products?${query}&limit=9${cursor && `&cursor=${cursor}`}`,
        );
        seen.push(...page.items.map(({ sku }) => sku).filter((sku) => stays.has(sku)));
        cursor = page.nextCursor;
      }
      expect(seen.length).toBe(stays.size);
      expect(new Set(seen)).toEqual(stays);
    }
    expect(await stop()).toBeGreaterThan(3);
    expect(await generations()).not.toBe(generationBefore);
  },
);

/** The whole list's tag, which changes with anything in it. */
async function generations(): Promise<unknown> {
  await catalogue.catchUp();
  return (await catalogue.app.inject({ url: '/catalogue/v1/products?limit=100&sort=name' })).headers.etag;
}
