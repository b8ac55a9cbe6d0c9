import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { ToolFault } from '../run-tool.ts';
import { signIn } from '../sign-in.ts';
import { type BareOrders, createBareOrders } from './bare-orders.ts';
import type { CheckoutEstate } from './checkout-estate.ts';
import { type CpuPerOrder, createCpuMeter } from './cpu-meter.ts';
import { statusOf } from './estate-parts.ts';
import { runSlice, type Slice } from './load.ts';
import { anyOrder, readChoice } from './order-bodies.ts';
import { differenceOf, orderTransactions, type Transaction } from './order-statements.ts';
import { type OrderTrace, traceOrder } from './order-trace.ts';
import { measureOverload } from './overload.ts';
import type { Row } from './rows.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

/** What placing orders came to. */
export interface CheckoutFigures {
  readonly rows: readonly Row[];
  /** Of each order, in milliseconds: one customer alone, as many as the slices had, and more than are let in. */
  readonly latency: Readonly<Record<string, { readonly p50: number; readonly p99: number }>>;
  readonly cpuMsPerOrder: CpuPerOrder;
  readonly database: Omit<OrderTrace, 'checkoutSql'> & { readonly transactionsUnderLoad: number };
  readonly limit: string;
}

interface Load {
  readonly rounds: number;
  readonly customers: number;
}

/** What placing takes: the instance under load and the kinds of orders. */
interface Shop {
  readonly origin: string;
  readonly pool: Pool;
  readonly bare: BareOrders;
  readonly transactions: readonly Transaction[];
  readonly anyProduct: Parameters<typeof runSlice>[1];
  readonly oneProduct: Parameters<typeof runSlice>[1];
}

const SLICE_MS = 3000;
const OVERLOAD_MS = 8000;
/** So long Postgres may keep an idle session's statistics to itself. */
const STATISTICS_LAG_MS = 11_000;

/** Places orders at one instance of checkout, in turn with the same SQL alone, and tells where time and trips go. */
export async function measureCheckout(estate: CheckoutEstate, { rounds, customers }: Load): Promise<CheckoutFigures> {
  const shop = await openShop(estate, customers);
  const load = { connections: customers, sliceMs: SLICE_MS };
  const committed = await readCommits(estate);
  const warmUp = await runSlice(shop.pool, shop.anyProduct, load);
  await delay(STATISTICS_LAG_MS);
  const transactionsUnderLoad = ((await readCommits(estate)) - committed) / warmUp.latenciesMs.length;
  const { checkoutSql, ...trace } = await traceOrder(estate, shop.pool, shop.anyProduct.request);
  const difference = differenceOf(shop.transactions, checkoutSql);
  if (difference) throw new ToolFault(`The limit is not that of checkout's own SQL: ${difference}`);
  const alone = await runSlice(shop.pool, shop.anyProduct, { ...load, connections: 1 });

  const meter = createCpuMeter(estate);
  const limits: number[] = [];
  const slices: { any: Slice; one: Slice }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    limits.push(await shop.bare.run(SLICE_MS / 1000));
    const any = await meter.during(() => runSlice(shop.pool, shop.anyProduct, load));
    slices.push({ any, one: await runSlice(shop.pool, shop.oneProduct, load) });
  }
  await shop.pool.close();
  const crowd = estate.maxInFlight + customers;
  const overload = await measureOverload(
    { ...shop.anyProduct, origin: shop.origin },
    { customers: crowd, forMs: OVERLOAD_MS },
  );
  return {
    rows: rowsOf(limits, slices),
    latency: {
      'one customer': latencyOf(alone.latenciesMs),
      [`${customers} customers`]: latencyOf(slices.flatMap(({ any }) => any.latenciesMs)),
      [`${crowd} customers, let in`]: latencyOf(overload.placed),
      [`${crowd} customers, refused`]: latencyOf(overload.refused),
    },
    cpuMsPerOrder: meter.perOrder(slices.reduce((sum, { any }) => sum + any.latenciesMs.length, 0)),
    database: { ...trace, transactionsUnderLoad },
    limit: `${shop.bare.name}, ${estate.poolMax} connections`,
  };
}

async function openShop(estate: CheckoutEstate, customers: number): Promise<Shop> {
  const token = await signIn(estate.endpoints, 'customer-1');
  const origin = statusOf(estate, 'checkout').instances[0]?.address ?? '';
  const choice = await readChoice(estate.endpoints, origin, token);
  const transactions = await orderTransactions();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const ordering = (name: string, nextBody: () => string) => ({
    name,
    request: () => ({
      path: '/checkout/v1/orders',
      method: 'POST' as const,
      headers: { ...headers, 'idempotency-key': crypto.randomUUID() },
      body: nextBody(),
    }),
  });
  return {
    origin,
    pool: new Pool(origin, { connections: customers }),
    transactions,
    bare: createBareOrders(
      { ...estate, url: estate.endpoints.postgres },
      { transactions, choice, folder: estate.folder },
    ),
    anyProduct: ordering('checkout', anyOrder(choice)),
    oneProduct: ordering('checkout', anyOrder({ ...choice, skus: choice.skus.slice(0, 1) })),
  };
}

async function readCommits({ database }: CheckoutEstate): Promise<number> {
  const { rows } = await database.query<{ commits: number }>(
    'select xact_commit::integer as commits from pg_stat_database where datname = current_database()',
  );
  return rows[0]?.commits ?? 0;
}

function rowsOf(limits: readonly number[], slices: readonly { any: Slice; one: Slice }[]): Row[] {
  const [any, one] = [slices.map((slice) => slice.any.rate), slices.map((slice) => slice.one.rate)];
  const row = (what: string, ours: readonly number[], limit: readonly number[], note: string): Row => ({
    what,
    unit: 'orders/s',
    ours: spreadOf(ours),
    limit: spreadOf(limit),
    ratio: spreadOf(ratiosOf(ours, limit)),
    note,
  });
  return [
    row('placing an order', any, limits, 'through HTTP, card and all : the same SQL alone'),
    row('all for one SKU', one, any, 'one SKU : a hundred'),
  ];
}

function latencyOf(latenciesMs: readonly number[]): { p50: number; p99: number } {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
