import type { Queryable } from '@grocer/chassis/postgres';

/** Whose key it is, and for what: the method and path of the request. */
export interface KeyScope {
  readonly customer: string;
  readonly operation: string;
  readonly key: string;
}

/** The answers that are stored: those of an order that was inserted. */
export type AnswerStatus = 201 | 202 | 402;

export interface StoredAnswer {
  readonly status: AnswerStatus;
  readonly body: string;
}

/** What became of the request that a key was used for first. */
export interface KeyRecord {
  readonly bodyHash: Buffer;
  readonly orderId: string;
  readonly claimedUntil: Date;
  readonly answerStatus: AnswerStatus | null;
  readonly answerBody: string | null;
}

export async function readKey(db: Queryable, scope: KeyScope, now: Date): Promise<KeyRecord | undefined> {
  const { rows } = await db.query<KeyRecord>(
    `select body_hash as "bodyHash", order_id as "orderId", claimed_until as "claimedUntil",
            answer_status as "answerStatus", answer_body as "answerBody"
       from checkout.idempotency_keys
      where customer = $1 and operation = $2 and key = $3 and expires_at > $4`,
    [scope.customer, scope.operation, scope.key, now],
  );
  return rows[0];
}

/** Stores an answer and ends the claim; only a stored 202 gives way to another. False when there is one already. */
export async function storeAnswer(
  db: Queryable,
  orderId: string,
  answer: StoredAnswer & { readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update checkout.idempotency_keys
        set answer_status = $2, answer_body = $3, claimed_until = least(claimed_until, $4)
      where order_id = $1 and (answer_status is null or answer_status = 202)`,
    [orderId, answer.status, answer.body, answer.at],
  );
  return rowCount === 1;
}

/** The answer stored for an order, if there is one. */
export async function readAnswer(db: Queryable, orderId: string): Promise<StoredAnswer | undefined> {
  const { rows } = await db.query<StoredAnswer>(
    `select answer_status as status, answer_body as body
       from checkout.idempotency_keys
      where order_id = $1 and answer_status is not null`,
    [orderId],
  );
  return rows[0];
}

export async function deleteExpiredKeys(db: Queryable, now: Date): Promise<number> {
  const { rowCount } = await db.query('delete from checkout.idempotency_keys where expires_at <= $1', [now]);
  return rowCount;
}
