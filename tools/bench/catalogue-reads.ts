import { setTimeout as delay } from 'node:timers/promises';
import type { ProductList } from '@grocer/contracts/catalogue';
import { generateAssortment } from '@grocer/database/assortment/assortment';
import type { TestEstate } from '@grocer/test-support/estate';
import { runScript } from '@grocer/test-support/script';
import { ask, askJson } from '../ask.ts';
import { tenth } from './catalogue-estate.ts';
import { statusOf } from './estate-parts.ts';
import { driveSlices, type Slice, type Target } from './load.ts';
import type { Row } from './rows.ts';
import { startServer } from './server.ts';
import { blockMeans, ratiosOf, spreadOf } from './statistics.ts';

/** Slices are short and many: whatever else the machine does, re-pricing above all, reaches all alike. */
const load = { connections: 16, rounds: 90, sliceMs: 100, warmUpRounds: 10 };
/** A block is about as long as a run of re-pricing: a slice alone meets the run's beginning or its end. */
const ROUNDS_OF_BLOCK = 15;
const products = '/catalogue/v1/products';

/** A kind of read: what is asked, one after the other, and what it is held against. */
interface Read {
  readonly what: string;
  readonly requests: readonly { readonly path: string; readonly headers?: Record<string, string> }[];
}

/** The rate of each read against a bare route that sends as many bytes, both with telemetry; and how their p99 compare. */
export async function measureReads(estate: TestEstate, collector: string): Promise<Row[]> {
  const origin = statusOf(estate, 'catalogue').instances[0]?.address ?? '';
  const { items } = await askJson<ProductList>(`${origin}${products}?limit=100&department=bakery`);
  const own = items.map(({ sku }) => ({ path: `${products}/${sku}` }));
  const page = { path: `${products}?department=bakery` };
  const { headers } = await ask(`${origin}${own[0]?.path}`);
  const copies = own.slice(0, 1).map(({ path }) => ({ path, headers: { 'if-none-match': headers.get('etag') ?? '' } }));
  const reads: Read[] = [
    { what: 'one product', requests: own },
    { what: "a department's first page", requests: [page] },
    { what: 'search', requests: searches().map((q) => ({ path: `${products}?q=${encodeURIComponent(q)}` })) },
  ];
  const rows: Row[] = [];
  const stopPricing = keepRepricing(estate);
  for (const read of reads) rows.push(...(await compareToBare(origin, read, collector)));
  await stopPricing();
  return [...rows, await compare304(origin, own.slice(0, 1), copies)];
}

/** Runs of re-pricing, one after the other, until it is stopped. */
function keepRepricing({ folder }: TestEstate): () => Promise<void> {
  let isStopped = false;
  const running = (async () => {
    while (!isStopped) {
      const { code, stderr } = await runScript(folder, 'reprice', ['--json']);
      if (code !== 0) throw new Error(`re-pricing failed: ${stderr}`);
      await delay(500);
    }
  })();
  running.catch(() => undefined);
  return () => {
    isStopped = true;
    return running;
  };
}

async function compareToBare(origin: string, { what, requests }: Read, collector: string): Promise<Row[]> {
  const payload = await (await ask(`${origin}${requests[0]?.path}`)).text();
  const telemetry = { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_SERVICE_NAME: 'bench', ...tenth };
  const bare = await startServer('traced-fastify.ts', { PAYLOAD: payload, ...telemetry });
  const barest = await startServer('bare-fastify.ts', { PAYLOAD: payload });
  const slices = await driveSlices(
    [
      { name: 'ours', origin, request: inTurn(requests) },
      { name: 'bare', origin: bare.origin, request: () => ({ path: '/' }) },
      { name: 'barest', origin: barest.origin, request: () => ({ path: '/' }) },
    ],
    load,
  );
  bare.stop();
  barest.stop();
  const [ours, limit, barestLimit] = ['ours', 'bare', 'barest'].map((name) => slices.get(name) ?? []);
  return [
    rowOf(what, ours, limit, 'while re-pricing runs : bare Fastify, same bytes, same telemetry'),
    rowOf(`${what}, bare untraced`, ours, barestLimit, 'the same : bare Fastify without telemetry'),
    latencyRowOf(`${what}, p99`, ours, limit),
  ];
}

function rowOf(what: string, ours: readonly Slice[] = [], limits: readonly Slice[] = [], note: string): Row {
  const [rates, bare] = [ours, limits].map((slices) =>
    blockMeans(
      slices.map(({ rate }) => rate),
      ROUNDS_OF_BLOCK,
    ),
  );
  return {
    what,
    unit: 'requests/s',
    ours: spreadOf(rates ?? []),
    limit: spreadOf(bare ?? []),
    ratio: spreadOf(ratiosOf(rates ?? [], bare ?? [])),
    note,
  };
}

function latencyRowOf(what: string, ours: readonly Slice[] = [], limits: readonly Slice[] = []): Row {
  const [mine, bare] = [p99Of(ours), p99Of(limits)];
  const note = 'of all answers, at the same load';
  return { what, unit: 'ms', ours: spreadOf([mine]), limit: spreadOf([bare]), ratio: spreadOf([mine / bare]), note };
}

function p99Of(slices: readonly Slice[]): number {
  const all = slices.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
  return all[Math.floor(all.length * 0.99)] ?? Number.NaN;
}

async function compare304(origin: string, whole: Read['requests'], copies: Read['requests']): Promise<Row> {
  const slices = await driveSlices(
    [
      { name: 'copy', origin, request: inTurn(copies) },
      { name: 'whole', origin, request: inTurn(whole) },
    ],
    load,
  );
  return rowOf('304', slices.get('copy'), slices.get('whole'), 'a product the client has : the same sent');
}

function inTurn(requests: Read['requests']): Target['request'] {
  let turn = 0;
  return () => {
    turn += 1;
    return requests[turn % requests.length] ?? { path: '/' };
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A thousand searches, each another: by name, by brand and name, by the beginning of a name, and with a wrong letter. */
function searches(): string[] {
  const names = [...new Map(generateAssortment().map((goods) => [goods.name, goods])).values()];
  return Array.from({ length: 1000 }, (_, number) => {
    const { name, brand } = names[(number * 37) % names.length] ?? { name: 'milk', brand: '' };
    const place = 1 + (number % Math.max(1, name.length - 1));
    const wrong = name.slice(0, place) + LETTERS[number % LETTERS.length] + name.slice(place + 1);
    return [name, `${brand} ${name}`, name.slice(0, 4 + (number % 6)), wrong][number % 4]?.trim() || name;
  });
}
