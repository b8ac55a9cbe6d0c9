import Stripe from 'stripe';
import { describe, expect, it } from 'vitest';
import { authorisationFailure, refusalOf } from './payment-outcomes.ts';

const { errors } = Stripe;

describe('a failed authorisation', () => {
  it('is a decline when the card is refused', () => {
    const error = new errors.StripeCardError({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      statusCode: 402,
    });
    expect(authorisationFailure(error)).toEqual({ kind: 'declined', code: 'insufficient_funds', intent: null });
  });

  it('is a decline when the payment method does not exist', () => {
    const error = new errors.StripeInvalidRequestError({
      type: 'invalid_request_error',
      code: 'resource_missing',
      statusCode: 400,
    });
    expect(authorisationFailure(error)).toMatchObject({ kind: 'declined', code: 'resource_missing' });
  });

  it.each([
    ['the connection breaks', new errors.StripeConnectionError({ type: 'api_error' })],
    ['the gateway fails', new errors.StripeAPIError({ type: 'api_error', statusCode: 500 })],
    ['the gateway is busy', new errors.StripeRateLimitError({ type: 'invalid_request_error', statusCode: 429 })],
    ['the key is in use', new errors.StripeInvalidRequestError({ type: 'invalid_request_error', statusCode: 409 })],
    ['the key was used otherwise', new errors.StripeIdempotencyError({ type: 'idempotency_error', statusCode: 400 })],
    ['our own credentials are refused', new errors.StripeAuthenticationError({ type: 'invalid_request_error' })],
    ['nothing is known', new Error('socket hang up')],
  ])('is unknown when %s', (_, error) => {
    expect(authorisationFailure(error).kind).toBe('unknown');
  });

  it.each([
    ['a failure, which is stored for it', new errors.StripeAPIError({ type: 'api_error', statusCode: 500 }), true],
    ['other parameters', new errors.StripeIdempotencyError({ type: 'idempotency_error', statusCode: 400 }), true],
    [
      'a request that still runs',
      new errors.StripeIdempotencyError({ type: 'idempotency_error', statusCode: 409 }),
      false,
    ],
    ['a proxy', new errors.StripeAPIError({ type: 'api_error', statusCode: 502 }), false],
    ['nobody', new errors.StripeConnectionError({ type: 'api_error' }), false],
  ])('tells whether the key is spent when the answer is of %s', (_, error, isKeySpent) => {
    expect(authorisationFailure(error)).toMatchObject({ kind: 'unknown', isKeySpent });
  });
});

describe('a failed capture or cancel', () => {
  const unexpected = new errors.StripeInvalidRequestError({
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    statusCode: 400,
  });

  it('asks for the state when the intent is in an unexpected one', async () => {
    expect(await refusalOf(unexpected, async () => ({ kind: 'voided' }))).toEqual({ kind: 'voided' });
  });

  it('is unknown when the state cannot be asked for', async () => {
    const ask = () => Promise.reject(new Error('timeout'));
    expect(await refusalOf(unexpected, ask)).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown when the gateway fails', async () => {
    const error = new errors.StripeAPIError({ type: 'api_error', statusCode: 500 });
    expect(await refusalOf(error, async () => ({ kind: 'voided' }))).toMatchObject({ kind: 'unknown' });
  });
});
