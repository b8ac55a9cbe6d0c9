import { Rejection } from '@grocer/chassis/errors';
import type { Queryable } from '@grocer/chassis/postgres';
import { annotate } from '@grocer/chassis/telemetry/trace';
import { type KeyRecord, type KeyScope, readAnswer, readKey, storeAnswer } from '@grocer/orders/store/idempotency-keys';
import { readOrder } from '@grocer/orders/store/read-orders';
import { type Answer, answerFor, storedAnswer } from '../answers.ts';

interface Reading {
  readonly database: Queryable;
  readonly clock: () => Date;
}

/** What an Idempotency-Key was used for before: its answer, or undefined when the key is free. */
export async function answerKey(
  { database, clock }: Reading,
  scope: KeyScope,
  bodyHash: Buffer,
): Promise<Answer | undefined> {
  const now = clock();
  const used = await readKey(database, scope, now);
  if (!used) return undefined;
  annotate({ 'grocer.order.id': used.orderId });
  if (!used.bodyHash.equals(bodyHash)) {
    throw new Rejection('idempotency-key-reused', 'the key was used for another order; take a new one');
  }
  if (isInWork(used, now)) throw inProgress();
  const isFinal = used.answerStatus !== null && used.answerStatus !== 202;
  if (isFinal && used.answerBody !== null) return storedAnswer(used.orderId, used.answerStatus, used.answerBody);
  return answerAsItStands({ database, clock }, used.orderId, { isReplayed: true });
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
  return stored ? storedAnswer(orderId, stored.status, stored.body) : answer;
}

export function inProgress(): Rejection {
  return new Rejection('request-in-progress', 'the first request with this key is still running, try again shortly');
}

function isInWork(used: KeyRecord, now: Date): boolean {
  return used.answerStatus === null && used.claimedUntil > now;
}
