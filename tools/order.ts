// npm run order: places an order and follows it, live, to its end.
import { parseArgs } from 'node:util';
import { finalStatuses, type Order, type SlotList } from '@grocer/contracts/checkout';
import { pounds } from '@grocer/contracts/money';
import type { Trace } from '@grocer/contracts/observatory';
import { askJson } from './ask.ts';
import { type Endpoints, readEndpoints } from './endpoints.ts';
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

const followMs = 60_000;

interface Placed {
  readonly order: Order;
  readonly sentAt: number;
}

async function placeOrder(
  { edge }: Endpoints,
  token: string,
  options: ReturnType<typeof readOptions>,
): Promise<Placed> {
  const { postcode } = options;
  const lines = await pickBasket(edge, options.sku, options.quantity);
  const slotsUrl = `${edge}/checkout/v1/slots?postcode=${encodeURIComponent(postcode)}`;
  const { items: slots } = await askJson<SlotList>(slotsUrl, { token });
  const slot = slots.find(({ capacityLeft }) => capacityLeft > 0);
  if (!slot) throw new ToolFault(`There is no delivery slot left for ${postcode}.`);
  const deliveryAddress = { line1: '1 Market Street', city: 'London', postcode };
  const sentAt = Date.now();
  const order = await askJson<Order>(`${edge}/checkout/v1/orders`, {
    token,
    headers: { 'idempotency-key': crypto.randomUUID() },
    json: { lines, slotId: slot.id, deliveryAddress, paymentMethod: 'pm_card_visa' },
  });
  return { order, sentAt };
}

/** Tells each step when it happens; gives them all, and the trace of the order. */
async function watchOrder({ edge, observatory }: Endpoints, token: string, { order, sentAt }: Placed) {
  const steps: OrderStep[] = [];
  let trace: Trace | undefined;
  let beforeMs = sentAt;
  const url = `${edge}/checkout/v1/orders/${order.id}/events`;
  for await (const event of followOrder({ url, token, patienceMs: followMs })) {
    const found = await findStatusSpan(observatory, order.id, event.status);
    const step = stepOf(event, beforeMs, found && { span: found.span, spans: found.trace.spans });
    report(`  ${tellStep(step)}`);
    steps.push(step);
    trace ??= found?.trace;
    beforeMs = Date.parse(event.at);
    if (finalStatuses.includes(event.status)) break;
  }
  return { steps, trace };
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

await runTool(usage, async () => {
  const options = readOptions();
  const endpoints = readEndpoints();
  const token = await signIn(endpoints, options.as);
  const placed = await placeOrder(endpoints, token, options);
  const { id, lines, total } = placed.order;
  report(`order ${id} of ${options.as}: ${lines.length} products, ${pounds(total.amountMinor)}`);

  const { steps, trace } = await watchOrder(endpoints, token, placed);
  const status = steps.at(-1)?.status ?? placed.order.status;
  const traceId = trace?.traceId ?? null;
  if (options.json) {
    console.log(JSON.stringify({ orderId: id, status, traceId, steps }));
  } else if (trace) {
    const { spans } = await settledTrace(endpoints.observatory, trace.traceId);
    console.log(`\n${renderWaterfall(spans, process.stdout.columns ?? 120).join('\n')}\n\ntrace ${traceId}`);
  }
  if (status !== 'dispatched') throw new ToolFault(`The order ended as ${status}.`);
});
