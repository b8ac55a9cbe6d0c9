/** Why the bank says no. */
export interface Decline {
  readonly code: 'card_declined' | 'expired_card';
  readonly declineCode: string;
  readonly message: string;
}

/** What goes wrong around a charge; all but `error500` go wrong once for each idempotency key. */
export type Fault = 'slow' | 'reset-before-charge' | 'reset-after-charge' | 'error-500' | 'rate-limited';

/** How a test payment method behaves. */
export interface Card {
  readonly decline?: Decline;
  readonly fault?: Fault;
  /** The hold is given, and refused when it is to be captured. */
  readonly refusesCapture?: true;
}

/** Stripe's test payment methods (https://docs.stripe.com/testing), and below them our own for faults. */
const cards: ReadonlyMap<string, Card> = new Map(
  Object.entries({
    pm_card_visa: {},
    pm_card_mastercard: {},
    pm_card_amex: {},
    pm_card_chargeDeclined: {
      decline: { code: 'card_declined', declineCode: 'generic_decline', message: 'Your card was declined.' },
    },
    pm_card_chargeDeclinedInsufficientFunds: {
      decline: {
        code: 'card_declined',
        declineCode: 'insufficient_funds',
        message: 'Your card has insufficient funds.',
      },
    },
    pm_card_chargeDeclinedExpiredCard: {
      decline: { code: 'expired_card', declineCode: 'expired_card', message: 'Your card has expired.' },
    },
    pm_card_slow: { fault: 'slow' },
    pm_card_resetBeforeCharge: { fault: 'reset-before-charge' },
    pm_card_resetAfterCharge: { fault: 'reset-after-charge' },
    pm_card_error500: { fault: 'error-500' },
    pm_card_rateLimited: { fault: 'rate-limited' },
    pm_card_captureRefused: { refusesCapture: true },
  } satisfies Record<string, Card>),
);

/** The card behind a payment method, or undefined for one that nobody issued. Stripe writes its declines with the brand, too. */
export function findCard(paymentMethod: string): Card | undefined {
  return cards.get(paymentMethod.replace('pm_card_visa_charge', 'pm_card_charge'));
}
