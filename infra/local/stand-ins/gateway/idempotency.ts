import type { DatabaseSync } from 'node:sqlite';
import { invalidRequest, StripeError } from './stripe-error.ts';

/** What was answered, to be answered again. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The id of the request that was first answered so. */
  readonly requestId: string;
}

export interface KeyedRequest {
  readonly key: string;
  /** Method, path and parameters in one text. */
  readonly fingerprint: string;
}

export interface IdempotencyKeys {
  /** The answer kept for this key; throws when the key belongs to other parameters or its first request still runs. */
  find(request: KeyedRequest): Answer | undefined;
  /** Keeps the answer, in the caller's transaction. */
  keep(request: KeyedRequest, answer: Answer): void;
  /** Marks the key as in use until the work ends. */
  hold<T>(request: KeyedRequest, work: () => Promise<T>): Promise<T>;
}

const keptSeconds = 24 * 60 * 60;
const longestKey = 255;

/** Stripe's idempotency (https://docs.stripe.com/api/idempotent_requests): the first answer stands for a day. */
export function createIdempotencyKeys(database: DatabaseSync, clock: () => Date): IdempotencyKeys {
  database.exec(`
    create table if not exists idempotency_keys (
      key text primary key, fingerprint text not null, status integer not null, body text not null,
      request_id text not null, kept_until integer not null
    ) without rowid;
    create index if not exists idempotency_keys_by_end on idempotency_keys (kept_until)`);
  const statements = {
    forgetOld: database.prepare('delete from idempotency_keys where kept_until < ?'),
    find: database.prepare(
      'select fingerprint, status, body, request_id from idempotency_keys where key = ? and kept_until >= ?',
    ),
    keep: database.prepare('insert into idempotency_keys values (?, ?, ?, ?, ?, ?)'),
  };
  const inUse = new Map<string, string>();
  const now = () => Math.floor(clock().getTime() / 1000);

  function find({ key, fingerprint }: KeyedRequest): Answer | undefined {
    if (key.length > longestKey) throw tooLong();
    const row = statements.find.get(key, now());
    if ((inUse.get(key) ?? row?.fingerprint ?? fingerprint) !== fingerprint) throw otherParameters(key);
    if (inUse.has(key)) throw keyInUse(key);
    return row && { status: Number(row.status), body: String(row.body), requestId: String(row.request_id) };
  }

  function keep({ key, fingerprint }: KeyedRequest, { status, body, requestId }: Answer): void {
    statements.forgetOld.run(now());
    statements.keep.run(key, fingerprint, status, body, requestId, now() + keptSeconds);
  }

  async function hold<T>({ key, fingerprint }: KeyedRequest, work: () => Promise<T>): Promise<T> {
    inUse.set(key, fingerprint);
    try {
      return await work();
    } finally {
      inUse.delete(key);
    }
  }

  return { find, keep, hold };
}

function otherParameters(key: string): StripeError {
  const message = `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`;
  return new StripeError(400, { type: 'idempotency_error', message });
}

function keyInUse(key: string): StripeError {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`;
  return new StripeError(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message });
}

function tooLong(): StripeError {
  return invalidRequest(`Idempotency keys can be at most ${longestKey} characters long`, 'parameter_invalid');
}
