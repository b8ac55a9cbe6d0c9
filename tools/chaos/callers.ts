import { setTimeout as delay } from 'node:timers/promises';
import type { Product } from '@grocer/contracts/catalogue';
import type { Order } from '@grocer/contracts/checkout';
import type { Problem } from '@grocer/contracts/problems';
import type { Endpoints } from '../endpoints.ts';
import { signIn } from '../sign-in.ts';
import type { Random } from './random.ts';
import { draftOrder, readShop, type Shop } from './shop.ts';

/** What callers were told, who ask once and never try again. */
export interface Answers {
  /** How often each came: `place order 201`. */
  readonly counts: Map<string, number>;
  /** Those that no caller may get. */
  readonly failures: string[];
}

/** Who calls, how long, and by what chance. */
export interface CallersOptions {
  readonly endpoints: Endpoints;
  readonly random: Random;
  readonly customers: number;
  readonly signal: AbortSignal;
}

/** A request that is counted; undefined when it failed. */
type Call = (
  what: string,
  path: string,
  wanted: readonly string[],
  init?: RequestInit,
) => Promise<Response | undefined>;

const accounts = ['customer-1', 'customer-2', 'customer-3', 'customer-4', 'customer-5'];
const TIMEOUT_MS = 20_000;
const PAUSE_MS = 200;
const REPRICE_EVERY_MS = 3000;
const CANCELLING = 0.15;

/** Calls every HTTP deployable and every function that can be called, as customers, a merchandiser and an operator, until `signal` aborts. */
export async function callEverything({ endpoints, random, customers, signal }: CallersOptions): Promise<Answers> {
  const answers: Answers = { counts: new Map(), failures: [] };
  const tokens = await Promise.all(accounts.map((account) => signIn(endpoints, account)));
  const shop = await readShop(endpoints, tokens[0] ?? '');
  const merchandiser = callAs(endpoints.edge, await signIn(endpoints, 'merchandiser'), answers);
  const operator = callAs(endpoints.functions, await signIn(endpoints, 'operator'), answers);
  const again = async (work: () => Promise<void>, pauseMs = PAUSE_MS) => {
    while (!signal.aborted) {
      await work();
      await delay(random.below(pauseMs), undefined, { signal }).catch(() => undefined);
    }
  };
  await Promise.all([
    ...Array.from({ length: customers }, (_, index) => {
      const call = callAs(endpoints.edge, tokens[index % tokens.length] ?? '', answers);
      return again(() => shopAround(call, shop, random));
    }),
    again(() => editProduct(merchandiser, random.pick(shop.skus))),
    again(() => reprice(operator), REPRICE_EVERY_MS),
  ]);
  return answers;
}

function callAs(origin: string, token: string, { counts, failures }: Answers): Call {
  return async (what, path, wanted, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    if (init.body) headers.set('content-type', 'application/json');
    const { response, told } = await ask(`${origin}${path}`, { ...init, headers });
    const answer = `${what} ${told}`;
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
    if (wanted.includes(told)) return response;
    failures.push(`${new Date().toISOString()} ${answer}`);
    return undefined;
  };
}

/** Asks once. A problem is told by status and code, a function's own error as one, a connection without an answer by its cause. */
async function ask(url: string, init: RequestInit): Promise<{ response?: Response; told: string }> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.headers.has('x-amz-function-error')) return { told: `failed: ${await response.text()}` };
    if (response.ok) return { response, told: String(response.status) };
    const { type = '' }: Partial<Problem> = await response.json();
    return { response, told: `${response.status} ${type.split('/').at(-1)}` };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { told: `without an answer: ${cause instanceof Error ? cause.message : cause}` };
  }
}

async function shopAround(call: Call, shop: Shop, random: Random): Promise<void> {
  const order = draftOrder(shop, random, 'pm_card_visa');
  const { postcode } = order.deliveryAddress;
  await call('list products', `/catalogue/v1/products?limit=${1 + random.below(50)}`, ['200']);
  await call('read product', `/catalogue/v1/products/${random.pick(shop.skus)}`, ['200']);
  await call('list slots', `/checkout/v1/slots?${new URLSearchParams({ postcode })}`, ['200']);
  const wanted = ['201', '202', '409 out-of-stock', '409 slot-full'];
  const headers = { 'idempotency-key': crypto.randomUUID() };
  const body = JSON.stringify(order);
  const placed = await call('place order', '/checkout/v1/orders', wanted, { method: 'POST', headers, body });
  if (!placed?.ok) return;
  const { id }: Order = await placed.json();
  await call('read order', `/checkout/v1/orders/${id}`, ['200']);
  await call('list orders', '/checkout/v1/orders?limit=5', ['200']);
  if (random.next() >= CANCELLING) return;
  await call('cancel order', `/checkout/v1/orders/${id}/cancel`, ['200', '409 too-late-to-cancel'], { method: 'POST' });
}

/** Replaces a product by itself. */
async function editProduct(call: Call, sku: string): Promise<void> {
  const path = `/catalogue/v1/products/${sku}`;
  const read = await call('read product', path, ['200']);
  if (!read) return;
  const { sku: _, price, availability, ...body }: Product = await read.json();
  const headers = { 'if-match': read.headers.get('etag') ?? '' };
  await call('replace product', path, ['200'], { method: 'PUT', headers, body: JSON.stringify(body) });
}

async function reprice(call: Call): Promise<void> {
  const path = '/2015-03-31/functions/reprice-plan/invocations';
  await call('run re-pricing', path, ['200'], { method: 'POST', body: JSON.stringify({ trigger: 'manual' }) });
}
