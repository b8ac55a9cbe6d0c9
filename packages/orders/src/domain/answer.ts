import type { Order, OrderLine } from '@grocer/contracts/checkout';
import { pence } from '@grocer/contracts/money';
import type { LineRecord, OrderRecord } from './order.ts';
import { lineTotal } from './totals.ts';

/** An order as its customer sees it (contracts §3). */
export function answerOf(order: OrderRecord): Order {
  return {
    id: order.id,
    status: order.status,
    placedAt: order.placedAt.toISOString(),
    ...(order.pickingStartedAt && { pickingStartedAt: order.pickingStartedAt.toISOString() }),
    lines: order.lines.map(lineOf),
    slot: { id: order.slotId, startsAt: order.slotStartsAt.toISOString(), endsAt: order.slotEndsAt.toISOString() },
    deliveryFee: pence(order.deliveryFeeMinor),
    total: pence(order.totalMinor),
    payment: {
      status: order.paymentStatus,
      amountAuthorised: pence(order.authorisedMinor),
      amountCaptured: pence(order.capturedMinor),
    },
    history: [...order.history],
  };
}

function lineOf(line: LineRecord): OrderLine {
  return {
    sku: line.sku,
    name: line.name,
    quantity: line.quantity,
    ...(line.picked !== null && { picked: line.picked }),
    unitPrice: pence(line.unitPriceMinor),
    lineTotal: pence(lineTotal(line)),
  };
}
