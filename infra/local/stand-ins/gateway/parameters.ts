import { findCard } from './cards.ts';
import { type Form, formAt, textAt } from './form.ts';
import type { CaptureMethod, NewIntent } from './payment-intents.ts';
import { invalidRequest, noSuch } from './stripe-error.ts';

const captureMethods: readonly CaptureMethod[] = ['automatic', 'automatic_async', 'manual'];
const reasons = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'];
const smallestAmount = 30;
const largestAmount = 99_999_999;

export interface ListQuery {
  readonly limit: number;
  readonly startingAfter: string | undefined;
  readonly from: number;
  readonly to: number;
}

/** Reads the parameters of a create; throws a StripeError for a missing, wrong or unknown one. */
export function readNewIntent(form: Form): NewIntent {
  refuseUnknown(form, [
    ...['amount', 'currency', 'capture_method', 'confirm', 'payment_method', 'metadata', 'description', 'expand'],
    ...['automatic_payment_methods', 'payment_method_types', 'off_session', 'statement_descriptor_suffix'],
  ]);
  const amount = readWhole(form, 'amount');
  if (amount === undefined) throw missing('amount');
  if (amount < smallestAmount) throw tooSmall('amount');
  if (amount > largestAmount)
    throw invalidRequest('Amount must be no more than £999,999.99', 'amount_too_large', 'amount');
  const currency = textAt(form, 'currency');
  if (currency === undefined) throw missing('currency');
  if (currency !== 'gbp') throw invalidRequest(`Invalid currency: ${currency}`, 'parameter_invalid', 'currency');
  const paymentMethod = textAt(form, 'payment_method') ?? null;
  if (paymentMethod !== null && !findCard(paymentMethod))
    throw noSuch('PaymentMethod', paymentMethod, 'payment_method');
  const confirm = readChoice(form, 'confirm', ['true', 'false']) === 'true';
  if (confirm && paymentMethod === null) throw missing('payment_method');
  return {
    amount,
    currency,
    captureMethod: readChoice(form, 'capture_method', captureMethods) ?? 'automatic_async',
    confirm,
    paymentMethod,
    metadata: readMetadata(form),
  };
}

/** The smallest amount holds for a part of a hold, too. */
export function readAmountToCapture(form: Form): number | undefined {
  refuseUnknown(form, ['amount_to_capture', 'expand']);
  const amount = readWhole(form, 'amount_to_capture');
  if (amount !== undefined && amount < smallestAmount) throw tooSmall('amount_to_capture');
  return amount;
}

export function readCancellationReason(form: Form): string | null {
  refuseUnknown(form, ['cancellation_reason', 'expand']);
  return readChoice(form, 'cancellation_reason', reasons) ?? null;
}

export function readListQuery(form: Form): ListQuery {
  refuseUnknown(form, ['limit', 'starting_after', 'created', 'expand']);
  const limit = readWhole(form, 'limit') ?? 10;
  if (limit < 1 || limit > 100)
    throw invalidRequest('Limit must be between 1 and 100', 'parameter_invalid_integer', 'limit');
  const created = formAt(form, 'created');
  refuseUnknown(created, ['gt', 'gte', 'lt', 'lte'], 'created');
  const exactly = readWhole(form, 'created');
  const after = (readWhole(created, 'gt') ?? Number.NEGATIVE_INFINITY) + 1;
  const before = (readWhole(created, 'lt') ?? Number.POSITIVE_INFINITY) - 1;
  return {
    limit,
    startingAfter: textAt(form, 'starting_after'),
    from: Math.max(exactly ?? 0, after, readWhole(created, 'gte') ?? 0),
    to: Math.min(exactly ?? Number.MAX_SAFE_INTEGER, before, readWhole(created, 'lte') ?? Number.MAX_SAFE_INTEGER),
  };
}

/** Whether the caller wants the charge whole: `latest_charge`, or `data.latest_charge` in a list. */
export function expandsCharge(form: Form): boolean {
  return Object.values(formAt(form, 'expand')).some(
    (path) => path === 'latest_charge' || path === 'data.latest_charge',
  );
}

/** Stripe's limits: 50 keys of at most 40 characters, values of at most 500. */
function readMetadata(form: Form): Record<string, string> {
  const entries = Object.entries(formAt(form, 'metadata'));
  if (entries.length > 50) throw invalidRequest('Metadata can have up to 50 keys', 'parameter_invalid', 'metadata');
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (typeof value !== 'string' || value.length > 500 || key.length > 40) {
        throw invalidRequest(`Invalid metadata: ${key}`, 'parameter_invalid', `metadata[${key}]`);
      }
      return [key, value];
    }),
  );
}

function readWhole(form: Form, name: string): number | undefined {
  const value = form[name];
  if (value === undefined || typeof value !== 'string') return undefined;
  if (!/^\d{1,15}$/.test(value)) throw invalidRequest(`Invalid integer: ${value}`, 'parameter_invalid_integer', name);
  return Number(value);
}

function readChoice<T extends string>(form: Form, name: string, choices: readonly T[]): T | undefined {
  const value = textAt(form, name);
  const choice = choices.find((candidate) => candidate === value);
  if (value !== undefined && choice === undefined) {
    throw invalidRequest(`Invalid ${name}: must be one of ${choices.join(', ')}`, 'parameter_invalid', name);
  }
  return choice;
}

function refuseUnknown(form: Form, known: readonly string[], within?: string): void {
  const unknown = Object.keys(form).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const parameter = within === undefined ? unknown : `${within}[${unknown}]`;
  throw invalidRequest(`Received unknown parameter: ${parameter}`, 'parameter_unknown', parameter);
}

function tooSmall(parameter: string): Error {
  return invalidRequest('Amount must be at least £0.30 gbp', 'amount_too_small', parameter);
}

function missing(parameter: string): Error {
  return invalidRequest(`Missing required param: ${parameter}.`, 'parameter_missing', parameter);
}
