import { newId } from '@grocer/chassis/ids';
import type { Log } from '@grocer/chassis/log';
import { type Database, inTransaction, type Tx } from '@grocer/chassis/postgres';
import { newEvent } from '@grocer/chassis/queue';
import { activeTraceparent, withSpan } from '@grocer/chassis/telemetry/trace';
import { type StockReason, stockReasons, type WarehouseEvent } from '@grocer/contracts/events';
import type { TelegramBodies, TelegramError } from '@grocer/contracts/telegrams';
import { advance, insertIncoming, queueCancel } from '../journal.ts';
import type { Incoming } from '../protocol/effects.ts';
import {
  dispatchOrder,
  insertEvent,
  lockOrder,
  readTraceparent,
  recordPick,
  type StoredLine,
  type StoredOrder,
  startPicking,
} from '../store.ts';

/** A telegram being applied: its id becomes that of the event it brings about. */
interface Arrival {
  readonly id: string;
  readonly receivedAt: Date;
}

/**
 * Journals a telegram of the appliance's with everything that follows from it, in one transaction, and says how to answer it.
 * Throws TermOver when another instance has taken the session.
 */
export async function receiveTelegram(
  database: Database,
  term: string,
  incoming: Incoming,
  { receivedAt, log }: { receivedAt: Date; log: Log },
): Promise<TelegramError> {
  const { header, content } = incoming;
  const orderId = typeof content !== 'string' && 'order' in content.body ? content.body.order : undefined;
  const parent = orderId === undefined ? undefined : await readTraceparent(database, orderId);
  const attributes = { 'grocer.telegram.sequence': header.sequence, ...(orderId && { 'grocer.order.id': orderId }) };
  return withSpan(`receive ${header.type}`, { kind: 'consumer', attributes, parent }, async (span) => {
    const outcome = await inTransaction(database, async (tx) => {
      const arrival = { id: newId(), receivedAt };
      const applied = await apply(tx, arrival, content);
      await insertIncoming(tx, { ...arrival, incoming, answer: applied.answer });
      if (applied.event) await insertEvent(tx, applied.event, activeTraceparent());
      await advance(tx, term, header.sequence, applied.answer);
      return applied;
    });
    const { answer, incident = answer === '00' ? undefined : refusals[answer] } = outcome;
    span.setAttribute('grocer.telegram.error', answer);
    if (incident) log.error({ telegram: header.type, sequence: header.sequence, orderId, answer }, incident);
    return answer;
  });
}

interface Outcome {
  readonly answer: keyof typeof refusals | '00';
  readonly event?: WarehouseEvent;
  /** What a person has to look at although the telegram was taken. */
  readonly incident?: string;
}

const refusals = {
  '01': 'the appliance sent a telegram that makes no sense',
  '02': 'the appliance sent a telegram of an unknown type',
  '03': 'the appliance speaks of an order that it was never given',
};

async function apply(tx: Tx, arrival: Arrival, content: Incoming['content']): Promise<Outcome> {
  if (typeof content === 'string') return { answer: content };
  switch (content.type) {
    case 'PSTA':
      return applyStart(tx, arrival, content.body);
    case 'PCNF':
      return applyPick(tx, arrival, content.body);
    case 'DISP':
      return applyDispatch(tx, arrival, content.body);
    case 'STOK':
      return { answer: '00', event: stockAdjusted(arrival, content.body) };
    default:
      return { answer: '02' };
  }
}

async function applyStart(tx: Tx, arrival: Arrival, { order: id }: TelegramBodies['PSTA']): Promise<Outcome> {
  const order = await lockGivenOrder(tx, id);
  if (!order) return { answer: '03' };
  if (order.isCancelled) return cancelAgain(tx, id);
  if (order.isPickingStarted) return { answer: '00' };
  await startPicking(tx, id);
  return { answer: '00', event: orderEvent(arrival, 'grocer.order.picking-started', id, {}) };
}

async function applyPick(tx: Tx, arrival: Arrival, body: TelegramBodies['PCNF']): Promise<Outcome> {
  const order = await lockGivenOrder(tx, body.order);
  if (!order) return { answer: '03' };
  const known = order.lines.find(({ line }) => line === body.line);
  if (known?.sku !== body.sku || known.quantity < body.picked) return { answer: '01' };
  if (known.picked === null) await recordPick(tx, { ...body, orderId: body.order });
  if (order.isCancelled) return cancelAgain(tx, body.order);
  const lines = order.lines.map((line) => (line === known ? { ...line, picked: line.picked ?? body.picked } : line));
  if (known.picked !== null || !lines.every(({ picked }) => picked !== null)) return { answer: '00' };
  return { answer: '00', event: orderEvent(arrival, 'grocer.order.picked', body.order, { lines: pickedLines(lines) }) };
}

async function applyDispatch(tx: Tx, arrival: Arrival, { order: id }: TelegramBodies['DISP']): Promise<Outcome> {
  const order = await lockGivenOrder(tx, id);
  if (!order) return { answer: '03' };
  if (order.isDispatched) return { answer: '00' };
  // Without its picks nobody knows what has left, and so what to charge: a person has to look.
  if (!order.isCancelled && order.lines.some(({ picked }) => picked === null)) return { answer: '01' };
  await dispatchOrder(tx, id);
  const lines = pickedLines(order.lines);
  return {
    answer: '00',
    event: orderEvent(arrival, 'grocer.order.dispatched', id, { lines }),
    ...(order.isCancelled && { incident: 'a cancelled order has left the warehouse' }),
  };
}

/** An order that the appliance was given: one cancelled before its release was not. */
async function lockGivenOrder(tx: Tx, id: string): Promise<StoredOrder | undefined> {
  const order = await lockOrder(tx, id);
  return order && order.lines.length > 0 ? order : undefined;
}

async function cancelAgain(tx: Tx, id: string): Promise<Outcome> {
  await queueCancel(tx, id, activeTraceparent());
  return { answer: '00' };
}

function pickedLines(lines: readonly StoredLine[]) {
  return lines.map(({ sku, quantity, picked }) => ({ sku, quantity, picked: picked ?? 0 }));
}

function orderEvent<const Type extends string, Data extends object>(
  { id, receivedAt }: Arrival,
  type: Type,
  orderId: string,
  data: Data,
) {
  const about = { id, type, subject: orderId, time: receivedAt };
  return newEvent({ source: 'appliance-shim', ...about, data: { orderId, ...data } });
}

function stockAdjusted({ id, receivedAt }: Arrival, { sku, delta, reason }: TelegramBodies['STOK']) {
  const [goodsIn, counted, spoilt] = stockReasons;
  const reasons: Record<typeof reason, StockReason> = { '00': goodsIn, '01': counted, '02': spoilt };
  return newEvent({
    source: 'appliance-shim',
    id,
    type: 'grocer.stock.adjusted',
    subject: sku,
    time: receivedAt,
    data: { sku, delta, reason: reasons[reason] },
  });
}
