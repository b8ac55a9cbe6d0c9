/** The gateway's own test cards (Stripe's payment methods): no real one is ever asked for. */
export const testCards = [
  { method: 'pm_card_visa', name: 'Visa ending 4242', note: 'Works' },
  { method: 'pm_card_mastercard', name: 'Mastercard ending 4444', note: 'Works' },
  { method: 'pm_card_visa_chargeDeclined', name: 'Visa ending 0002', note: 'Always declined' },
  {
    method: 'pm_card_visa_chargeDeclinedInsufficientFunds',
    name: 'Visa ending 9995',
    note: 'Declined: not enough money',
  },
] as const;

export type TestCard = (typeof testCards)[number]['method'];
