import { decodeCursor, encodeCursor } from '@grocer/chassis/cursor';
import { Rejection } from '@grocer/chassis/errors';
import type { HttpApp } from '@grocer/chassis/http';
import type { Caller } from '@grocer/chassis/identity';
import type { Queryable } from '@grocer/chassis/postgres';
import { annotate } from '@grocer/chassis/telemetry/trace';
import { finalStatuses, Order, OrderList, OrderQuery, PlaceOrder } from '@grocer/contracts/checkout';
import { defaultLimit, NoBody, NoQuery } from '@grocer/contracts/lists';
import { Problem } from '@grocer/contracts/problems';
import { Id } from '@grocer/contracts/text';
import { answerOf } from '@grocer/orders/domain/answer';
import type { OrderRecord } from '@grocer/orders/domain/order';
import { listOrders, readOrder } from '@grocer/orders/store/read-orders';
import { Type } from 'typebox';
import type { Checkout } from './checkout.ts';
import { streamOrderEvents } from './order-events.ts';
import type { OrderWatch } from './order-watch.ts';
import { cancelOwnOrder } from './workflows/cancel-order.ts';
import { placeOrder } from './workflows/place-order.ts';

const OrderParams = Type.Object({ id: Id });
const PlacingHeaders = Type.Object({
  // An empty one counts as missing, which is a problem of its own.
  'idempotency-key': Type.Optional(Type.String({ maxLength: 255, pattern: '^[!-~]*$' })),
});
// An answer to placing is kept as text, and sent as it was kept.
const OrderText = Type.Unsafe<string>(Order);
const ProblemText = Type.Unsafe<string>(Problem);
const EventHeaders = Type.Object({ 'last-event-id': Type.Optional(Type.Integer({ minimum: 0 })) });
const readers = ['orders:place', 'orders:read'];

/** The customer's orders: placing, reading, following and cancelling them. */
export function addOrderRoutes(app: HttpApp, checkout: Checkout, watch: OrderWatch): void {
  addPlacing(app, checkout);
  addReading(app, checkout);
  addFollowing(app, checkout, watch);
  addCancelling(app, checkout);
}

function addPlacing(app: HttpApp, checkout: Checkout): void {
  app.post(
    '/checkout/v1/orders',
    {
      config: { scope: 'orders:place' },
      schema: {
        summary: 'Place an order',
        querystring: NoQuery,
        headers: PlacingHeaders,
        body: PlaceOrder,
        response: { 201: OrderText, 202: OrderText, 402: ProblemText },
      },
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      if (!key) throw missingKey();
      const placing = { customer: callerOf(request).subject, key, body: request.body };
      const { orderId, status, body, isReplayed } = await placeOrder(checkout, placing);
      if (isReplayed) reply.header('idempotent-replayed', 'true');
      if (status !== 402) reply.header('location', `/checkout/v1/orders/${orderId}`);
      return reply
        .code(status)
        .header('cache-control', 'no-store')
        .type(status === 402 ? 'application/problem+json' : 'application/json')
        .send(body);
    },
  );
}

function addReading(app: HttpApp, { database }: Checkout): void {
  app.get(
    '/checkout/v1/orders/:id',
    {
      config: { scope: readers },
      schema: { summary: 'An order', params: OrderParams, querystring: NoQuery, response: { 200: Order } },
    },
    async (request, reply) => {
      const order = await visibleOrder(database, orderIdOf(request), callerOf(request));
      reply.header('cache-control', 'no-store');
      return answerOf(order);
    },
  );
  app.get(
    '/checkout/v1/orders',
    {
      config: { scope: readers },
      schema: { summary: "The caller's orders, newest first", querystring: OrderQuery, response: { 200: OrderList } },
    },
    async (request, reply) => {
      const customer = callerOf(request).subject;
      const { limit = defaultLimit, cursor } = request.query;
      const boundTo = { list: 'orders', customer };
      const after = cursor === undefined ? undefined : decodeCursor(Id, boundTo, cursor);
      const orders = await listOrders(database, { customer, after, limit: limit + 1 });
      const last = orders.length > limit ? orders[limit - 1] : undefined;
      reply.header('cache-control', 'no-store');
      return { items: orders.slice(0, limit).map(answerOf), nextCursor: last ? encodeCursor(boundTo, last.id) : null };
    },
  );
}

function addFollowing(app: HttpApp, { database }: Checkout, watch: OrderWatch): void {
  app.get(
    '/checkout/v1/orders/:id/events',
    {
      // It would open a stream that nobody reads.
      exposeHeadRoute: false,
      config: { scope: readers, isStream: true },
      schema: {
        summary: "An order's statuses as server-sent events",
        params: OrderParams,
        querystring: NoQuery,
        headers: EventHeaders,
      },
    },
    async (request, reply) => {
      const order = await visibleOrder(database, orderIdOf(request), callerOf(request));
      const position = request.headers['last-event-id'] ?? 0;
      if (position > order.history.length) throw pastTheEnd(order.history.length);
      reply.header('cache-control', 'no-store');
      if (position === order.history.length && finalStatuses.includes(order.status)) return reply.code(204).send();
      return reply.type('text/event-stream').send(streamOrderEvents(watch, order, position));
    },
  );
}

function addCancelling(app: HttpApp, checkout: Checkout): void {
  app.post(
    '/checkout/v1/orders/:id/cancel',
    {
      config: { scope: 'orders:place' },
      schema: {
        summary: 'Cancel an order',
        params: OrderParams,
        querystring: NoQuery,
        body: NoBody,
        response: { 200: Order },
      },
    },
    async (request, reply) => {
      const order = await cancelOwnOrder(checkout, orderIdOf(request), callerOf(request).subject);
      reply.header('cache-control', 'no-store');
      return answerOf(order);
    },
  );
}

/** The caller's own order, or any one for who may read them all; nobody learns of another customer's. */
async function visibleOrder(database: Queryable, orderId: string, caller: Caller): Promise<OrderRecord> {
  annotate({ 'grocer.order.id': orderId });
  const order = await readOrder(database, orderId);
  if (order && (order.customer === caller.subject || caller.scopes.has('orders:read'))) return order;
  throw new Rejection('not-found', 'you have no such order');
}

/** As we write it: in capitals it is the same order, and a message to the warehouse must name it as the one before did. */
function orderIdOf({ params }: { readonly params: { readonly id: string } }): string {
  return params.id.toLowerCase();
}

function callerOf({ caller }: { readonly caller: Caller | null }): Caller {
  if (!caller) throw new Error('a route without a scope has no caller');
  return caller;
}

function missingKey(): Rejection {
  const detail = 'names this order, so that a retry places no second one; make one up';
  return new Rejection('idempotency-key-missing', `the header Idempotency-Key ${detail}`, {
    errors: [{ parameter: 'Idempotency-Key', detail }],
  });
}

function pastTheEnd(length: number): Rejection {
  const detail = `is past the end: the order has ${length} events`;
  return new Rejection('validation-failed', `Last-Event-ID ${detail}`, {
    errors: [{ parameter: 'Last-Event-ID', detail }],
  });
}
