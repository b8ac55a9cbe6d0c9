import { hasNotArrived, isTimeout } from '@grocer/chassis/http-client';
import type Stripe from 'stripe';

/** A hold on the customer's card. */
export interface Hold {
  readonly intent: string;
  readonly amountMinor: number;
  /** When the gateway lets go of it; null when it has not said so. */
  readonly captureBefore: Date | null;
}

/** Nobody knows yet: no answer came, or one that settles nothing. It is no decline; the gateway must be asked again. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly reason: string;
  /** The gateway keeps this answer for the order's key: repeating the request tells nothing new, listing may. */
  readonly isKeySpent?: boolean;
}

export interface Declined {
  readonly kind: 'declined';
  readonly code: string;
  readonly intent: string | null;
}

export type Authorisation = { readonly kind: 'authorised'; readonly hold: Hold } | Declined | Unknown;

/** What the gateway knows of an order; `none`: it has no payment of it. */
export type Finding = Authorisation | { readonly kind: 'none' };

export interface Refused {
  readonly kind: 'refused';
  readonly code: string;
}

export type Capture = { readonly kind: 'captured'; readonly amountMinor: number } | Refused | Unknown;

export type Cancellation = { readonly kind: 'voided' } | Refused | Unknown;

/** What an intent's state means for the order it was made for. */
export function authorisationOf(intent: Stripe.PaymentIntent): Authorisation {
  switch (intent.status) {
    case 'requires_capture':
      return { kind: 'authorised', hold: holdOf(intent) };
    case 'requires_payment_method':
    case 'canceled':
      return { kind: 'declined', code: declineCodeOf(intent), intent: intent.id };
    case 'requires_action':
      // Nobody is there to answer a challenge: the API takes a payment method and nothing more.
      return { kind: 'declined', code: 'authentication_required', intent: intent.id };
    default:
      return { kind: 'unknown', reason: `intent is ${intent.status}` };
  }
}

/** What an error of creating an intent means; a 4xx of the request itself made no charge and never will. */
export function authorisationFailure(error: unknown): Authorisation {
  const failure = failureOf(error);
  const isRefusal = failure.type === 'StripeCardError' || failure.type === 'StripeInvalidRequestError';
  if (!isRefusal || failure.status === 409) return unknown(failure);
  return { kind: 'declined', code: failure.declineCode ?? failure.code, intent: failure.intent };
}

export function captureOf(intent: Stripe.PaymentIntent): Capture {
  if (intent.status === 'succeeded') return { kind: 'captured', amountMinor: intent.amount_received };
  return { kind: 'refused', code: `intent_${intent.status}` };
}

export function cancellationOf(intent: Stripe.PaymentIntent): Cancellation {
  return intent.status === 'canceled' ? { kind: 'voided' } : { kind: 'refused', code: `intent_${intent.status}` };
}

/** A refusal of capture or cancel; an unexpected state says that it may have been done before, which `ask` finds out. */
export async function refusalOf<Outcome>(
  error: unknown,
  ask: () => Promise<Outcome>,
): Promise<Outcome | Refused | Unknown> {
  const failure = failureOf(error);
  if (failure.code === 'payment_intent_unexpected_state')
    return ask().catch((cause: unknown) => unknown(failureOf(cause)));
  const isRefusal = failure.type === 'StripeCardError' || failure.type === 'StripeInvalidRequestError';
  return isRefusal ? { kind: 'refused', code: failure.code } : unknown(failure);
}

export function unknownOf(error: unknown): Unknown {
  return unknown(failureOf(error));
}

/** True when the gateway does not take our own key, so that it did nothing. */
export function isKeyRefused(error: unknown): boolean {
  return failureOf(error).type === 'StripeAuthenticationError';
}

/** True when an error tells of the gateway's own trouble, and not of the card or the request. */
export function isGatewayTrouble(error: unknown): boolean {
  return /^Stripe(Connection|API|RateLimit)Error$/.test(failureOf(error).type);
}

/** True when the request never reached the gateway: only then is a hold asked for again without waiting for recover. */
export function hasNotReachedGateway(error: unknown): boolean {
  return failureOf(error).type === 'StripeConnectionError' && hasNotArrived(detailOf(error));
}

/** True when a call that does no harm when repeated may do better the next time. */
export function mayPass(error: unknown): boolean {
  return isGatewayTrouble(error) && !isTimeout(detailOf(error));
}

/** What the SDK hangs a transport's own error on. */
function detailOf(error: unknown): unknown {
  return error instanceof Error && 'detail' in error ? error.detail : undefined;
}

function holdOf(intent: Stripe.PaymentIntent): Hold {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const captureBefore = charge?.payment_method_details?.card?.capture_before;
  return {
    intent: intent.id,
    amountMinor: intent.amount_capturable,
    captureBefore: captureBefore ? new Date(captureBefore * 1000) : null,
  };
}

function declineCodeOf({ last_payment_error: error }: Stripe.PaymentIntent): string {
  return error?.decline_code ?? error?.code ?? 'generic_decline';
}

interface Failure {
  readonly type: string;
  readonly code: string;
  readonly status: number | undefined;
  readonly declineCode: string | undefined;
  readonly intent: string | null;
}

/** The fields of Stripe's errors, told by shape: the SDK is loaded late and this module never loads it. */
function failureOf(error: unknown): Failure {
  const given: Partial<Stripe.errors.StripeError> = error instanceof Error ? error : {};
  const type = given.type ?? (error instanceof Error ? error.name : 'Error');
  return {
    type,
    code: given.code ?? type,
    status: given.statusCode,
    declineCode: given.decline_code,
    intent: given.payment_intent?.id ?? null,
  };
}

/** A 500 is stored for its key like any other answer; and a key is refused once it was used with other parameters. */
function unknown({ type, code, status }: Failure): Unknown {
  const reason = [type, status, code === type ? undefined : code].filter(Boolean).join(' ');
  const isKeySpent = status === 500 || (type === 'StripeIdempotencyError' && status !== 409);
  return { kind: 'unknown', reason, isKeySpent };
}
