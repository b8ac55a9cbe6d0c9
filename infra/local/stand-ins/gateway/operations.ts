import { randomBytes } from 'node:crypto';
import { findCard } from './cards.ts';
import type { Form } from './form.ts';
import type { Ledger } from './ledger.ts';
import {
  expandsCharge,
  readAmountToCapture,
  readCancellationReason,
  readListQuery,
  readNewIntent,
} from './parameters.ts';
import { type Change, cancelIntent, captureIntent, createIntent, type Intent } from './payment-intents.ts';
import { renderIntent } from './render.ts';
import { noSuch, StripeError } from './stripe-error.ts';

export type Operations = ReturnType<typeof createOperations>;

/** What a caller can have done: each answers the body of a 200 and throws a StripeError for anything else. */
export function createOperations(ledger: Ledger, clock: () => Date) {
  function find(id: string): Intent {
    const intent = ledger.find(id);
    if (!intent) throw noSuch('payment_intent', id, 'intent');
    return intent;
  }

  /** A decline is recorded like a success, and then told as the error it is. */
  function settle(change: Change, form: Form): object {
    ledger.record(change, clock());
    if (change.error) throw change.error;
    return renderIntent(change.intent, expandsCharge(form));
  }

  return {
    create: (form: Form) => {
      const wanted = readNewIntent(form);
      const card = findCard(wanted.paymentMethod ?? '');
      if (card?.fault === 'error-500')
        throw new StripeError(500, { type: 'api_error', message: 'An unknown error occurred' });
      return settle(
        createIntent(wanted, card, { id: newId('pi'), charge: newId('ch'), now: epochSeconds(clock()) }),
        form,
      );
    },
    capture: (id: string, form: Form) => {
      const amount = readAmountToCapture(form);
      const intent = find(id);
      return settle(captureIntent(intent, findCard(intent.paymentMethod ?? ''), amount), form);
    },
    cancel: (id: string, form: Form) =>
      settle(cancelIntent(find(id), readCancellationReason(form), epochSeconds(clock())), form),
    retrieve: (id: string, form: Form) => renderIntent(find(id), expandsCharge(form)),
    list: (form: Form) => {
      const query = readListQuery(form);
      if (query.startingAfter && !ledger.find(query.startingAfter)) {
        throw noSuch('payment_intent', query.startingAfter, 'starting_after');
      }
      const found = ledger.list(query);
      return {
        object: 'list',
        url: '/v1/payment_intents',
        has_more: found.length > query.limit,
        data: found.slice(0, query.limit).map((intent) => renderIntent(intent, expandsCharge(form))),
      };
    },
  };
}

function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

function epochSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
