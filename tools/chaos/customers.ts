import { setTimeout as delay } from 'node:timers/promises';
import type { Order, PlaceOrder } from '@grocer/contracts/checkout';
import type { Endpoints } from '../endpoints.ts';
import { signIn } from '../sign-in.ts';
import type { Random } from './random.ts';
import { draftOrder, readShop } from './shop.ts';

/** What became of the orders that customers placed, as they were told. */
export interface Told {
  /** Orders that were answered, whether confirmed or not; none of them may be lost. */
  readonly orderIds: Set<string>;
  /** How often each answer came, retries included; `no answer` is a broken connection or none in time. */
  readonly answers: Map<string, number>;
  /** Orders that no retry got an answer for. */
  unanswered: number;
}

/** How customers behave. */
export interface CustomersOptions {
  readonly endpoints: Endpoints;
  readonly random: Random;
  /** Orders to place in all. */
  readonly orders: number;
  /** Customers at once; each places one order after the other. */
  readonly customers: number;
}

const accounts = ['customer-1', 'customer-2', 'customer-3', 'customer-4', 'customer-5'];
/** Most cards work; the rest decline, or lose the gateway's answer before or after the charge, or find it busy. */
const cards = [
  ...Array.from({ length: 12 }, () => 'pm_card_visa'),
  'pm_card_chargeDeclined',
  'pm_card_chargeDeclinedInsufficientFunds',
  'pm_card_resetBeforeCharge',
  'pm_card_resetAfterCharge',
  'pm_card_resetAfterCharge',
  'pm_card_rateLimited',
];
const ATTEMPTS = 40;
const ATTEMPT_TIMEOUT_MS = 20_000;
const CANCELLING = 0.1;

/** Places orders as customers with retries do: the same key until there is an answer that is final. */
export async function placeOrders({ endpoints, random, orders, customers }: CustomersOptions): Promise<Told> {
  const tokens = await Promise.all(accounts.map((account) => signIn(endpoints, account)));
  const shop = await readShop(endpoints, tokens[0] ?? '');
  const told: Told = { orderIds: new Set(), answers: new Map(), unanswered: 0 };
  let started = 0;
  async function customer(): Promise<void> {
    while (started < orders) {
      started += 1;
      const token = random.pick(tokens);
      const orderId = await insist(endpoints, token, draftOrder(shop, random, random.pick(cards)), told);
      if (orderId && random.next() < CANCELLING) await cancel(endpoints, token, orderId);
    }
  }
  await Promise.all(Array.from({ length: customers }, customer));
  return told;
}

/** Repeats one order under one key until its answer is final; gives the order's id if there is one. */
async function insist({ edge }: Endpoints, token: string, order: PlaceOrder, told: Told): Promise<string | undefined> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { status, orderId } = await attemptOnce(`${edge}/checkout/v1/orders`, headers, JSON.stringify(order));
    told.answers.set(status, (told.answers.get(status) ?? 0) + 1);
    if (orderId) told.orderIds.add(orderId);
    if (isFinal(status)) return orderId;
    await delay(Math.min(100 * 2 ** attempt, 2000));
  }
  told.unanswered += 1;
  return undefined;
}

/** 202 is an answer: what becomes of the payment is recover's business. A 409 may be the key that is still held. */
function isFinal(status: string): boolean {
  return ['201', '202', '402', '409 out-of-stock', '409 slot-full', '422 product-unknown'].includes(status);
}

async function attemptOnce(url: string, headers: Record<string, string>, body: string) {
  try {
    const signal = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    const answer: Partial<Order> & { type?: string; orderId?: string } = await response.json();
    if (response.ok) return { status: String(response.status), orderId: answer.id };
    const code = answer.type?.split('/').at(-1) ?? '';
    const status = response.status === 402 ? '402' : `${response.status} ${code}`;
    return { status, orderId: answer.orderId };
  } catch {
    return { status: 'no answer', orderId: undefined };
  }
}

/** Changes one's mind; whether it is in time is for the ledger to be right about. */
async function cancel({ edge }: Endpoints, token: string, orderId: string): Promise<void> {
  const url = `${edge}/checkout/v1/orders/${orderId}/cancel`;
  await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } }).catch(() => undefined);
}
