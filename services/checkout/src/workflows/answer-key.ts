import { Rejection } from '@grocer/chassis/errors';
import type { Queryable } from '@grocer/chassis/postgres';
import { annotate } from '@grocer/chassis/telemetry/trace';
import { type KeyRecord, type KeyScope, readAnswer, readKey, storeAnswer } from '@grocer/orders/store/idempotency-keys';
import { readOrder } from '@grocer/orders/store/read-orders';
import { type Answer, answerFor } from '../answers.ts';

/** A key in use: whose, for what, and the hash of the body it came with. */
export interface KeyUse {
  readonly scope: KeyScope;
  readonly bodyHash: Buffer;
}

interface Reading {
  readonly database: Queryable;
  readonly clock: () => Date;
}

/** The answer to a request whose Idempotency-Key was used before. */
export async function answerUsedKey(reading: Reading, used: KeyRecord, bodyHash: Buffer): Promise<Answer> {
  const { orderId, answerStatus: status, answerBody: body } = used;
  annotate({ 'grocer.order.id': orderId });
  if (!used.bodyHash.equals(bodyHash)) {
    throw new Rejection('idempotency-key-reused', 'the key was used for another order; take a new one');
  }
  if (status === null && used.claimedUntil > reading.clock()) throw inProgress();
  // A stored 202 gives way to what has become of the order since.
  if (status === null || status === 202 || body === null)
    return answerAsItStands(reading, orderId, { isReplayed: true });
  return { orderId, status, body, isReplayed: true };
}

/** The answer to a request that found its key free, and lost it to a rival meanwhile; undefined when there is no rival. */
export async function answerRival(reading: Reading, { scope, bodyHash }: KeyUse): Promise<Answer | undefined> {
  const used = await readKey(reading.database, scope, reading.clock());
  return used && answerUsedKey(reading, used, bodyHash);
}

/** Answers an order as it stands and stores that, unless a final answer has been stored meanwhile: then that one. */
export async function answerAsItStands(
  { database, clock }: Reading,
  orderId: string,
  { isReplayed }: { isReplayed: boolean },
): Promise<Answer> {
  const order = await readOrder(database, orderId);
  if (!order) throw new Error(`order ${orderId} has a key and is gone`);
  const answer = answerFor(order, { isReplayed });
  if (await storeAnswer(database, orderId, { ...answer, at: clock() })) return answer;
  const stored = await readAnswer(database, orderId);
  return stored ? { ...stored, orderId, isReplayed: true } : answer;
}

export function inProgress(): Rejection {
  return new Rejection('request-in-progress', 'the first request with this key is still running, try again shortly');
}
