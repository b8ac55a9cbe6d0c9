import type { Intent } from './payment-intents.ts';

export interface StripeErrorFields {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
}

/** An answer that is an error, in Stripe's own shape (https://docs.stripe.com/api/errors). */
export class StripeError extends Error {
  readonly status: number;
  readonly fields: StripeErrorFields;
  /** The intent that the error is about, when there is one. */
  readonly intent: Intent | undefined;

  constructor(status: number, fields: StripeErrorFields, intent?: Intent) {
    super(fields.message);
    this.status = status;
    this.fields = fields;
    this.intent = intent;
  }
}

/** Refused before anything was done, so that an idempotency key stays free for the right parameters. */
export class InvalidParameters extends StripeError {}

export function invalidRequest(message: string, code: string, param?: string): InvalidParameters {
  return new InvalidParameters(400, { type: 'invalid_request_error', message, code, ...(param && { param }) });
}

export function noSuch(kind: 'payment_intent' | 'PaymentMethod', id: string, param: string): InvalidParameters {
  const message = `No such ${kind}: '${id}'`;
  const fields = { type: 'invalid_request_error', message, code: 'resource_missing', param } as const;
  return new InvalidParameters(param === 'intent' ? 404 : 400, fields);
}
