// npm run order: places an order and follows it, live, to its end.
import { parseArgs } from 'node:util';
import { finalStatuses, type Order } from '@grocer/contracts/checkout';
import { pounds } from '@grocer/contracts/money';
import { askJson } from './ask.ts';
import { type Endpoints, readEndpoints } from './endpoints.ts';
import { findSlot } from './find-slot.ts';
import { followOrder } from './follow-order.ts';
import { findStatusSpan, settledTrace } from './observatory.ts';
import { type OrderStep, stepOf, tellStep } from './order-steps.ts';
import { pickBasket } from './pick-basket.ts';
import { report, runTool, ToolFault } from './run-tool.ts';
import { signIn } from './sign-in.ts';
import { renderWaterfall } from './waterfall.ts';

const usage = `npm run order -- [--as <account>] [--sku <sku> [--quantity <n>]]… [--postcode <postcode>] [--json]

Signs in, picks a basket and a slot, places the order and follows it to its end; then draws its trace.

  --as         whose order it is (customer-1)
  --sku        a product, instead of a few at random; may be repeated
  --quantity   how many of the --sku in the same place (1)
  --postcode   where to (E1 6AN)
  --json       one JSON document on stdout instead of the trace; progress is on stderr either way`;

const patienceMs = 60_000;

interface Placed {
  readonly order: Order;
  readonly sentAt: number;
}

async function placeOrder(
  endpoints: Endpoints,
  token: string,
  options: ReturnType<typeof readOptions>,
): Promise<Placed> {
  const { as, sku, quantity, postcode } = options;
  const lines = await pickBasket(endpoints.edge, sku, quantity);
  const { slot, step } = await findSlot(endpoints, token, postcode);
  const sentAt = Date.now();
  const order = await askJson<Order>(`${endpoints.edge}/checkout/v1/orders`, {
    token,
    headers: { 'idempotency-key': crypto.randomUUID() },
    json: {
      lines,
      slotId: slot.id,
      deliveryAddress: { line1: '1 Market Street', city: 'London', postcode },
      paymentMethod: 'pm_card_visa',
    },
  });
  report(`order ${order.id} of ${as}: ${lines.length} products, ${pounds(order.total.amountMinor)}`);
  report(`  ${tellStep(await step)}`);
  return { order, sentAt };
}

/** Tells each step when it happens; gives them all, and the trace that the order began. */
async function watchOrder({ edge, observatory }: Endpoints, token: string, { order, sentAt }: Placed) {
  const steps: OrderStep[] = [];
  let traceId: string | null = null;
  let beforeMs = sentAt;
  const url = `${edge}/checkout/v1/orders/${order.id}/events`;
  for await (const { status, at } of followOrder({ url, token, patienceMs })) {
    const cause = await findStatusSpan(observatory, order.id, status);
    const step = stepOf(status, Date.parse(at) - beforeMs, cause);
    report(`  ${tellStep(step)}`);
    steps.push(step);
    traceId ??= cause?.trace.traceId ?? null;
    beforeMs = Date.parse(at);
    if (finalStatuses.includes(status)) break;
  }
  return { steps, traceId };
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      as: { type: 'string', default: 'customer-1' },
      sku: { type: 'string', multiple: true, default: [] },
      quantity: { type: 'string', multiple: true, default: [] },
      postcode: { type: 'string', default: 'E1 6AN' },
      json: { type: 'boolean', default: false },
    },
  });
  return values;
}

async function printTrace(observatory: string, traceId: string | null): Promise<void> {
  const trace = traceId === null ? undefined : await settledTrace(observatory, traceId);
  if (!trace) throw new ToolFault('The order’s trace does not show in the observatory.');
  const columns = process.stdout.columns ?? 120;
  console.log(`\n${renderWaterfall(trace.spans, columns).join('\n')}\n\ntrace ${trace.traceId}`);
}

await runTool(usage, async () => {
  const options = readOptions();
  const endpoints = readEndpoints();
  const token = await signIn(endpoints, options.as);
  const placed = await placeOrder(endpoints, token, options);
  const { steps, traceId } = await watchOrder(endpoints, token, placed);
  const status = steps.at(-1)?.status ?? placed.order.status;
  if (options.json) console.log(JSON.stringify({ orderId: placed.order.id, status, traceId, steps }));
  else await printTrace(endpoints.observatory, traceId);
  if (status !== 'dispatched') throw new ToolFault(`The order ended as ${status}.`);
});
