import type { Queryable } from '@grocer/chassis/postgres';
import type { DepartmentId } from '@grocer/contracts/catalogue';
import { createSearchIndex, type SearchIndex } from '../search/search-index.ts';
import {
  type ChangePage,
  type PriceRecord,
  type ProductRecord,
  readChangedPrices,
  readChangedProducts,
  readHorizon,
  readStockWords,
} from '../store/read-products.ts';
import { TooManyProducts } from './capacity.ts';
import { dietBits, type Entry, newEntry } from './entry.ts';
import { createShelves, type Shelves } from './shelves.ts';
import { createStock } from './stock.ts';

/** What a refresh has changed. */
export interface Changes {
  /** Products whose record or price is another one. */
  readonly products: Set<Entry>;
  /** Products whose stock word is another one. */
  readonly words: Set<Entry>;
  /** Departments that a product has left. */
  readonly left: Set<DepartmentId>;
}

/** All products with their prices and stock words, as the database had them a moment ago. */
export interface ReadModel {
  /** A product by its canonical SKU. */
  find(sku: string): Entry | undefined;
  /** How many products there are. */
  readonly size: number;
  readonly shelves: Shelves;
  readonly search: SearchIndex['search'];
  /** Rises with every change of what is shown. */
  readonly generation: number;
  /** Reads what has changed of some parts since the last time; the first time, all of them. Not to be called while it runs. */
  refresh(wanted: ReadonlySet<Part>): Promise<Changes>;
}

/** What products are made of, in the order in which it is read. */
export const parts = ['products', 'prices', 'stock'] as const;
export type Part = (typeof parts)[number];

/** So many rows are read at a time: each is in memory twice until the next are read. */
const PAGE_ROWS = 2000;
const EVERYTHING = '0';

/**
 * Creates an empty read model. A refresh takes rows page by page, and each page is shown at once and whole: nothing is awaited
 * while entries and lists differ. If the first refresh finds more products than it has room for, it throws TooManyProducts.
 */
export function createReadModel(db: Queryable, capacity: number = Number.POSITIVE_INFINITY): ReadModel {
  const entries = new Map<string, Entry>();
  /** Of what is no product yet. */
  const earlyPrices = new Map<string, PriceRecord>();
  const stock = createStock();
  const shelves = createShelves();
  const index = createSearchIndex();
  const since = { products: EVERYTHING, prices: EVERYTHING, stock: EVERYTHING };
  let generation = 0;
  let changes = noChanges();

  function showProducts(records: readonly ProductRecord[]): void {
    const changed: Entry[] = [];
    const moved: Entry[] = [];
    for (const record of records) {
      const entry = entries.get(record.sku) ?? newEntry(record);
      const { shelvedIn } = entry;
      if (shelvedIn !== undefined && entry.record.changedIn === record.changedIn) continue;
      if (shelvedIn !== record.department || entry.record.name !== record.name) moved.push(entry);
      if (shelvedIn !== undefined && shelvedIn !== record.department) changes.left.add(shelvedIn);
      entries.set(record.sku, entry);
      entry.record = record;
      entry.diet = dietBits(record.dietary);
      entry.price ??= earlyPrices.get(record.sku);
      earlyPrices.delete(record.sku);
      entry.stock = stock.wordOf(record.sku);
      changed.push(entry);
    }
    shelves.moveRecords(moved);
    for (const entry of changed) index.put(entry);
    markChanged(changed, changes.products);
  }

  function showPrices(records: readonly PriceRecord[]): void {
    const changed = records.flatMap((price) => {
      const entry = entries.get(price.sku);
      if (!entry) earlyPrices.set(price.sku, price);
      if (!entry || (entry.price && isSame(entry.price, price))) return [];
      entry.price = price;
      return entry;
    });
    shelves.movePrices(changed);
    markChanged(changed, changes.products);
  }

  function showStock(skus: readonly string[]): void {
    const changed = skus.flatMap((sku) => {
      const entry = entries.get(sku);
      if (!entry) return [];
      entry.stock = stock.wordOf(sku);
      return entry.price ? entry : [];
    });
    markChanged(changed, changes.words);
  }

  function markChanged(changed: readonly Entry[], all: Set<Entry>): void {
    for (const entry of changed) {
      entry.answer = undefined;
      all.add(entry);
    }
    if (changed.length > 0) generation += 1;
  }

  const readers: Readonly<Record<Part, (since: string) => Promise<void>>> = {
    async products(since) {
      for await (const records of pages<ProductRecord>(since, (page) => readChangedProducts(db, page))) {
        showProducts(records);
        if (since === EVERYTHING && entries.size > capacity) throw new TooManyProducts(capacity);
      }
      shelves.settle();
    },
    async prices(since) {
      for await (const records of pages<PriceRecord>(since, (page) => readChangedPrices(db, page))) showPrices(records);
    },
    async stock() {
      showStock(stock.take(await readStockWords(db)));
    },
  };

  async function refresh(wanted: ReadonlySet<Part>): Promise<Changes> {
    const horizon = await readHorizon(db);
    for (const part of parts) {
      if (!wanted.has(part)) continue;
      // Numbers of transactions never fall, unless another database has taken this one's place.
      await readers[part](BigInt(horizon) < BigInt(since[part]) ? EVERYTHING : since[part]);
      since[part] = horizon;
    }
    // What a refresh has changed that failed half way is told by the next.
    const told = changes;
    changes = noChanges();
    return told;
  }

  return {
    find: (sku) => entries.get(sku),
    get size() {
      return entries.size;
    },
    shelves,
    search: index.search,
    get generation() {
      return generation;
    },
    refresh,
  };
}

async function* pages<Row>(since: string, read: (page: ChangePage<Row>) => Promise<Row[]>): AsyncGenerator<Row[]> {
  for (let after: Row | undefined; ; ) {
    const rows = await read({ since, after, limit: PAGE_ROWS });
    yield rows;
    after = rows.at(-1);
    if (rows.length < PAGE_ROWS) return;
  }
}

function isSame(a: PriceRecord, b: PriceRecord): boolean {
  return a.amountMinor === b.amountMinor && a.wasMinor === b.wasMinor && a.effectiveFrom === b.effectiveFrom;
}

function noChanges(): Changes {
  return { products: new Set(), words: new Set(), left: new Set() };
}
