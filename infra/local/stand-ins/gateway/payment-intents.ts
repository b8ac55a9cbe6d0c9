import type { Card } from './cards.ts';
import { invalidRequest, StripeError } from './stripe-error.ts';

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';

/** A PaymentIntent as the gateway keeps it; amounts in pence, times in epoch seconds. */
export interface Intent {
  readonly id: string;
  readonly created: number;
  readonly amount: number;
  readonly amountCapturable: number;
  readonly amountReceived: number;
  readonly currency: string;
  readonly captureMethod: CaptureMethod;
  readonly status: IntentStatus;
  readonly paymentMethod: string | null;
  readonly metadata: Record<string, string>;
  readonly charge: string | null;
  readonly declined: { code: string; declineCode: string; message: string } | null;
  readonly canceledAt: number | null;
  readonly cancellationReason: string | null;
}

export type CaptureMethod = 'automatic' | 'automatic_async' | 'manual';

/** Money that moved: held, taken, let go, or asked for in vain. */
export interface Movement {
  readonly kind: 'authorised' | 'captured' | 'released' | 'declined';
  readonly amount: number;
}

/** The intent after an operation, what moved, and the error that tells the caller of a decline. */
export interface Change {
  readonly intent: Intent;
  readonly movements: readonly Movement[];
  readonly error?: StripeError;
}

export interface NewIntent {
  readonly amount: number;
  readonly currency: string;
  readonly captureMethod: CaptureMethod;
  readonly confirm: boolean;
  readonly paymentMethod: string | null;
  readonly metadata: Record<string, string>;
}

/** Ids and the time, which the caller decides. */
export interface Given {
  readonly id: string;
  readonly charge: string;
  readonly now: number;
}

export function createIntent(wanted: NewIntent, card: Card | undefined, { id, charge, now }: Given): Change {
  const { confirm, ...terms } = wanted;
  const intent: Intent = {
    ...terms,
    id,
    created: now,
    amountCapturable: 0,
    amountReceived: 0,
    status: wanted.paymentMethod === null ? 'requires_payment_method' : 'requires_confirmation',
    charge: null,
    declined: null,
    canceledAt: null,
    cancellationReason: null,
  };
  return confirm ? charged(intent, card, charge) : { intent, movements: [] };
}

function charged(intent: Intent, card: Card | undefined, charge: string): Change {
  const { amount } = intent;
  if (card?.decline) {
    const declined: Intent = { ...intent, status: 'requires_payment_method', charge, declined: card.decline };
    const { code, declineCode, message } = card.decline;
    const fields = { type: 'card_error', code, decline_code: declineCode, message } as const;
    return {
      intent: declined,
      movements: [{ kind: 'declined', amount }],
      error: new StripeError(402, fields, declined),
    };
  }
  if (intent.captureMethod === 'manual') {
    return {
      intent: { ...intent, status: 'requires_capture', charge, amountCapturable: amount },
      movements: [{ kind: 'authorised', amount }],
    };
  }
  return {
    intent: { ...intent, status: 'succeeded', charge, amountReceived: amount },
    movements: [
      { kind: 'authorised', amount },
      { kind: 'captured', amount },
    ],
  };
}

/** Takes `amount` of the hold, all of it by default, and lets the rest go. */
export function captureIntent(intent: Intent, card: Card | undefined, amount = intent.amountCapturable): Change {
  if (intent.status !== 'requires_capture') throw unexpectedState(intent, 'captured');
  if (amount > intent.amountCapturable) {
    const message = `The requested capture amount (${amount}) is greater than the amount that can be captured (${intent.amountCapturable}).`;
    throw invalidRequest(message, 'amount_too_large', 'amount_to_capture');
  }
  if (card?.refusesCapture) {
    throw new StripeError(400, {
      type: 'invalid_request_error',
      code: 'charge_expired_for_capture',
      message: 'The charge cannot be captured as the authorization has expired.',
    });
  }
  const rest = intent.amountCapturable - amount;
  return {
    intent: { ...intent, status: 'succeeded', amountCapturable: 0, amountReceived: amount },
    movements: [{ kind: 'captured', amount }, ...(rest > 0 ? [{ kind: 'released', amount: rest } as const] : [])],
  };
}

/** Lets the whole hold go. */
export function cancelIntent(intent: Intent, reason: string | null, now: number): Change {
  if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpectedState(intent, 'canceled');
  const held = intent.amountCapturable;
  return {
    intent: { ...intent, status: 'canceled', amountCapturable: 0, canceledAt: now, cancellationReason: reason },
    movements: held > 0 ? [{ kind: 'released', amount: held }] : [],
  };
}

function unexpectedState(intent: Intent, wanted: string): StripeError {
  return new StripeError(
    400,
    {
      type: 'invalid_request_error',
      code: 'payment_intent_unexpected_state',
      message: `This PaymentIntent could not be ${wanted} because it has a status of ${intent.status}.`,
    },
    intent,
  );
}
