import type { Intent } from './payment-intents.ts';
import type { StripeError } from './stripe-error.ts';

const holdSeconds = 7 * 24 * 60 * 60;

/** The PaymentIntent as Stripe's API shows it, as far as a card payment with manual capture needs. */
export function renderIntent(intent: Intent, expandCharge: boolean) {
  const { id, created, amount, currency, status, metadata } = intent;
  return {
    id,
    object: 'payment_intent',
    amount,
    amount_capturable: intent.amountCapturable,
    amount_received: intent.amountReceived,
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.cancellationReason,
    capture_method: intent.captureMethod,
    client_secret: `${id}_secret_local`,
    confirmation_method: 'automatic',
    created,
    currency,
    customer: null,
    last_payment_error: intent.declined && renderDecline(intent),
    latest_charge: expandCharge && intent.charge ? renderCharge(intent) : intent.charge,
    livemode: false,
    metadata,
    next_action: null,
    payment_method: intent.status === 'requires_payment_method' ? null : intent.paymentMethod,
    payment_method_types: ['card'],
    status,
  };
}

/** The body of an error, with the intent it is about. */
export function renderError({ fields, intent }: StripeError) {
  return {
    error: {
      ...fields,
      ...(fields.code && { doc_url: docsOf(fields.code) }),
      ...(fields.type === 'card_error' && intent?.charge && { charge: intent.charge }),
      ...(intent && { payment_intent: renderIntent(intent, false) }),
    },
  };
}

function renderCharge(intent: Intent) {
  return {
    id: intent.charge,
    object: 'charge',
    amount: intent.amount,
    amount_captured: intent.amountReceived,
    captured: intent.status === 'succeeded',
    created: intent.created,
    currency: intent.currency,
    failure_code: intent.declined?.code ?? null,
    failure_message: intent.declined?.message ?? null,
    livemode: false,
    metadata: intent.metadata,
    paid: intent.declined === null,
    payment_intent: intent.id,
    payment_method: intent.paymentMethod,
    payment_method_details: {
      type: 'card',
      card: {
        brand: 'visa',
        last4: '4242',
        ...(intent.status === 'requires_capture' && { capture_before: intent.created + holdSeconds }),
      },
    },
    refunded: intent.status === 'canceled',
    status: intent.declined ? 'failed' : 'succeeded',
  };
}

function renderDecline({ charge, declined }: Intent) {
  return {
    type: 'card_error',
    charge,
    code: declined?.code,
    decline_code: declined?.declineCode,
    doc_url: docsOf(declined?.code ?? ''),
    message: declined?.message,
  };
}

function docsOf(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
}
