import type { DepartmentList, Product, ProductBatch, ProductList } from '@grocer/contracts/catalogue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Goods, skuNumber, startCatalogue, stockShelf, type TestCatalogue } from './support.ts';

const bread: Goods = { sku: skuNumber(1), name: 'Bread', department: 'bakery', priceMinor: 135, available: 40 };
const rolls: Goods = {
  sku: skuNumber(2),
  name: 'rolls',
  department: 'bakery',
  priceMinor: 90,
  wasMinor: 120,
  available: 9,
};
const crème: Goods = { sku: skuNumber(3), name: 'Crème', department: 'dairy-eggs', priceMinor: 135, available: 0 };
const oats: Goods = { sku: skuNumber(4), name: 'Oats', dietary: ['vegan', 'organic'], priceMinor: 60, available: 10 };
const unpriced: Goods = { sku: skuNumber(5), name: 'Zwieback', department: 'bakery', available: 40 };
const forgotten: Goods = { sku: skuNumber(6), name: 'Oats', dietary: ['vegan'], priceMinor: 60 };
let catalogue: TestCatalogue;

beforeAll(async () => {
  catalogue = await startCatalogue();
  await stockShelf(catalogue.database.admin, [bread, rolls, crème, oats, unpriced, forgotten]);
  await catalogue.catchUp();
});

afterAll(() => catalogue.stop());

const names = (products: readonly Product[]) => products.map(({ name }) => name);
const products = '/catalogue/v1/products';

describe('one product', () => {
  test('is shown with all that is known of it', async () => {
    expect(await catalogue.get(`${products}/${rolls.sku}`)).toEqual({
      sku: rolls.sku,
      name: 'rolls',
      brand: null,
      department: 'bakery',
      size: null,
      description: null,
      imageUrl: null,
      dietary: [],
      allergens: null,
      price: {
        amountMinor: 90,
        currency: 'GBP',
        was: { amountMinor: 120, currency: 'GBP' },
        effectiveFrom: '2026-11-24T02:00:00.000Z',
      },
      availability: 'low',
    });
  });

  test('is found by any form of its SKU', async () => {
    expect(await catalogue.get<Product>(`${products}/0${bread.sku}`)).toMatchObject({ sku: bread.sku });
  });

  test.each([
    ['in-stock', bread],
    ['low', rolls],
    ['out', crème],
    ['in-stock', oats],
    ['out', unpriced],
    ['out', forgotten],
  ])('is told as %s, never by number', async (availability, goods) => {
    expect(await catalogue.get<Product>(`${products}/${goods.sku}`)).toMatchObject({ availability });
  });

  test.each([
    [skuNumber(99), 404, 'not-found'],
    ['5000159407237', 400, 'validation-failed'],
    ['bread', 400, 'validation-failed'],
    [`${skuNumber(1)}?fields=name`, 400, 'validation-failed'],
  ])('asked for as %s is answered %i', async (path, status, code) => {
    const answer = await catalogue.app.inject({ url: `${products}/${path}` });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ type: `https://grocer.example/problems/${code}` });
  });
});

describe('products named by SKU', () => {
  test('come in the order asked, unknown ones left out, each once', async () => {
    const skus = [rolls.sku, skuNumber(99), `0${bread.sku}`, bread.sku].join(',');
    const batch = await catalogue.get<ProductBatch>(`${products}?sku=${skus}`);
    expect(names(batch.items)).toEqual(['rolls', 'Bread']);
    expect(batch).not.toHaveProperty('nextCursor');
  });

  test.each([
    ['a wrong check digit', 'sku=5000159407237', 'sku'],
    ['another parameter', `sku=${skuNumber(1)}&limit=5`, 'limit'],
    ['more than a hundred', `sku=${Array.from({ length: 101 }, (_, n) => skuNumber(n)).join(',')}`, 'sku'],
  ])('are refused with %s', async (_, query, parameter) => {
    const answer = await catalogue.app.inject({ url: `${products}?${query}` });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ errors: [{ parameter }] });
  });
});

describe('the list', () => {
  test('goes by name as people order it, then by SKU', async () => {
    const list = await catalogue.get<ProductList>(products);
    expect(names(list.items)).toEqual(['Bread', 'Crème', 'Oats', 'Oats', 'rolls', 'Zwieback']);
    expect(list.items[2]?.sku).toBe(oats.sku);
    expect(list.nextCursor).toBeNull();
  });

  test('goes by price, then by SKU, and puts the unpriced last', async () => {
    const list = await catalogue.get<ProductList>(`${products}?sort=price`);
    expect(list.items.map(({ sku }) => sku)).toEqual(
      [oats, forgotten, rolls, bread, crème, unpriced].map(({ sku }) => sku),
    );
  });

  test.each([
    ['department=bakery', ['Bread', 'rolls', 'Zwieback']],
    ['dietary=vegan', ['Oats', 'Oats']],
    ['dietary=vegan,organic', ['Oats']],
    ['availability=in-stock', ['Bread', 'Oats']],
    ['availability=out', ['Crème', 'Oats', 'Zwieback']],
    ['department=bakery&availability=low', ['rolls']],
    ['department=pet', []],
  ])('is filtered by %s', async (query, expected) => {
    expect(names((await catalogue.get<ProductList>(`${products}?${query}`)).items)).toEqual(expected);
  });

  test.each(['sort=name', 'sort=price', 'q=oats&sort=relevance', 'department=bakery'])(
    'shows every product once, page by page, with %s',
    async (query) => {
      const whole = await catalogue.get<ProductList>(`${products}?${query}`);
      expect(await catalogue.readAll(`${products}?${query}&limit=1`)).toEqual(whole.items);
      expect(await catalogue.readAll(`${products}?${query}&limit=2`)).toEqual(whole.items);
    },
  );

  test('takes another limit with a cursor, but no other filter or order', async () => {
    const { nextCursor } = await catalogue.get<ProductList>(`${products}?limit=1`);
    const rest = await catalogue.get<ProductList>(`${products}?limit=100&cursor=${nextCursor}`);
    expect(rest.items).toHaveLength(5);
    for (const change of ['department=bakery', 'sort=price', 'q=bread']) {
      const answer = await catalogue.app.inject({ url: `${products}?${change}&cursor=${nextCursor}` });
      expect(answer.statusCode).toBe(400);
      expect(answer.json()).toMatchObject({ errors: [{ parameter: 'cursor' }] });
    }
  });

  test.each([
    ['limit=0', 'limit'],
    ['limit=-1', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['sort=relevance', 'sort'],
    ['sort=rating', 'sort'],
    ['department=garden', 'department'],
    ['dietary=vegan,', 'dietary'],
    ['availability=maybe', 'availability'],
    ['q=', 'q'],
    [`q=${'x'.repeat(10_000)}`, 'q'],
    ['q=%00', 'q'],
    ['cursor=tampered', 'cursor'],
    ['page=2', 'page'],
  ])('refuses %.20s', async (query, parameter) => {
    const answer = await catalogue.app.inject({ url: `${products}?${query}` });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors[0].parameter).toBe(parameter);
  });
});

test('departments count what paging through them gives', async () => {
  const { items } = await catalogue.get<DepartmentList>('/catalogue/v1/departments');
  expect(items.find(({ id }) => id === 'bakery')).toEqual({ id: 'bakery', name: 'Bakery', productCount: 3 });
  expect(items.reduce((sum, { productCount }) => sum + productCount, 0)).toBe(6);
});
