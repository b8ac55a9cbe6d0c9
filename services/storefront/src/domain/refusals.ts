import { type Money, pounds } from '@grocer/contracts/money';
import type { Problem } from '@grocer/contracts/problems';

/** A problem with the members that checkout adds to some codes. */
export interface Refusal extends Problem {
  readonly total?: Money;
  readonly lines?: readonly { sku: string; requested: number; available: number }[];
  readonly skus?: readonly string[];
  readonly declineCode?: string;
}

/** What a customer can do about a refused order. */
export type Remedy =
  | 'review-basket'
  | 'take-what-is-left'
  | 'accept-price'
  | 'choose-slot'
  | 'other-card'
  | 'try-again';

export interface Explanation {
  readonly title: string;
  readonly text: string;
  readonly remedy: Remedy;
}

type NameOf = (sku: string) => string;

/** Tells a refused order in the customer's words; `nameOf` names a product of the basket. */
export function explainRefusal(problem: Refusal, nameOf: NameOf): Explanation {
  switch (codeOf(problem)) {
    case 'price-changed':
      return { title: 'A price has changed', text: newTotal(problem), remedy: 'accept-price' };
    case 'out-of-stock':
      return { title: 'Not enough on the shelf', text: shortages(problem, nameOf), remedy: 'take-what-is-left' };
    case 'product-unknown':
      return { title: 'No longer sold', text: vanished(problem, nameOf), remedy: 'review-basket' };
    case 'slot-full':
      return { title: 'That slot has just filled up', text: 'Please choose another one.', remedy: 'choose-slot' };
    case 'slot-unknown':
      return {
        title: 'That slot is not on offer any more',
        text: 'It has passed, or it does not serve your address. Please choose another one.',
        remedy: 'choose-slot',
      };
    case 'payment-declined':
      return { title: 'Your card was declined', text: declined(problem), remedy: 'other-card' };
    default:
      return explainFault(problem);
  }
}

function explainFault({ status, detail }: Problem): Explanation {
  if (status === 429 || status >= 500) {
    return {
      title: 'We could not finish that just now',
      text: 'Please try again: your order is placed once, however often you press the button.',
      remedy: 'try-again',
    };
  }
  return { title: 'We could not take this order', text: detail, remedy: 'try-again' };
}

function codeOf({ type }: Problem): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

function newTotal({ total }: Refusal): string {
  return total
    ? `Your order now comes to ${pounds(total.amountMinor)}, delivery included. Nothing was ordered or charged.`
    : 'Nothing was ordered or charged. Please look at the new total.';
}

function shortages({ lines = [] }: Refusal, nameOf: NameOf): string {
  return lines
    .map(({ sku, requested, available }) =>
      available === 0
        ? `${nameOf(sku)} is sold out.`
        : `${nameOf(sku)}: you asked for ${requested}, ${available} left.`,
    )
    .join(' ');
}

function vanished({ skus = [] }: Refusal, nameOf: NameOf): string {
  return `Please take out of your basket: ${skus.map(nameOf).join(', ')}.`;
}

const declineReasons: Record<string, string> = {
  insufficient_funds: 'There is not enough money on it.',
  expired_card: 'It has expired.',
  incorrect_cvc: 'Its security code is wrong.',
  lost_card: 'Please talk to your bank.',
  stolen_card: 'Please talk to your bank.',
};

function declined({ declineCode = '' }: Refusal): string {
  const reason = declineReasons[declineCode] ?? 'Your bank gave no reason.';
  return `${reason} Nothing was charged. Please choose another card.`;
}
