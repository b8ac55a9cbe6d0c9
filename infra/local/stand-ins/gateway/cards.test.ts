import { expect, it } from 'vitest';
import { findCard } from './cards.ts';

it.each([
  ['pm_card_visa', undefined],
  ['pm_card_mastercard', undefined],
  ['pm_card_chargeDeclined', 'generic_decline'],
  ['pm_card_visa_chargeDeclined', 'generic_decline'],
  ['pm_card_visa_chargeDeclinedInsufficientFunds', 'insufficient_funds'],
])("knows Stripe's %s", (method, declineCode) => {
  expect(findCard(method)).toBeDefined();
  expect(findCard(method)?.decline?.declineCode).toBe(declineCode);
});

it('knows no card that nobody issued', () => expect(findCard('pm_card_made_up')).toBeUndefined());
