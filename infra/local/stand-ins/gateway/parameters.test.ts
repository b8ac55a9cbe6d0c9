import { describe, expect, test } from 'vitest';
import { decodeForm } from './form.ts';
import { readAmountToCapture, readListQuery, readNewIntent } from './parameters.ts';

const good = 'amount=1250&currency=gbp&confirm=true&capture_method=manual&payment_method=pm_card_visa';

describe('a new intent', () => {
  test('is read from the form', () => {
    expect(readNewIntent(decodeForm(`${good}&metadata[order_id]=o-1`))).toEqual({
      amount: 1250,
      currency: 'gbp',
      captureMethod: 'manual',
      confirm: true,
      paymentMethod: 'pm_card_visa',
      metadata: { order_id: 'o-1' },
    });
  });

  test.each([
    ['amount=29', 'amount_too_small', 'amount'],
    ['amount=100000000', 'amount_too_large', 'amount'],
    ['amount=1.5', 'parameter_invalid_integer', 'amount'],
    ['amount=-1', 'parameter_invalid_integer', 'amount'],
    ['amount[a]=1', 'parameter_missing', 'amount'],
    ['currency=usd', 'parameter_invalid', 'currency'],
    ['capture_method=later', 'parameter_invalid', 'capture_method'],
    ['payment_method=pm_card_nobody', 'resource_missing', 'payment_method'],
    ['payment_method=toString', 'resource_missing', 'payment_method'],
    ['surprise=1', 'parameter_unknown', 'surprise'],
    [`metadata[note]=${'x'.repeat(501)}`, 'parameter_invalid', 'metadata[note]'],
  ])('is refused for %s', (bad, code, param) => {
    expect(() => readNewIntent(decodeForm(`${good}&${bad}`))).toThrow(
      expect.objectContaining({ status: 400, fields: expect.objectContaining({ code, param }) }),
    );
  });
});

describe('an amount to capture', () => {
  test('is read, or left to the hold', () => {
    expect(readAmountToCapture(decodeForm('amount_to_capture=30'))).toBe(30);
    expect(readAmountToCapture(decodeForm(''))).toBeUndefined();
  });

  test.each([
    ['amount_to_capture=29', 'amount_too_small'],
    ['amount_to_capture=0', 'amount_too_small'],
    ['amount_to_capture=-1', 'parameter_invalid_integer'],
    ['amount=30', 'parameter_unknown'],
  ])('is refused for %s', (bad, code) => {
    expect(() => readAmountToCapture(decodeForm(bad))).toThrow(
      expect.objectContaining({ status: 400, fields: expect.objectContaining({ code }) }),
    );
  });
});

describe('a list', () => {
  test('takes ranges of time with either end open or closed', () => {
    expect(readListQuery(decodeForm('created[gt]=10&created[lte]=20'))).toMatchObject({ from: 11, to: 20, limit: 10 });
    expect(readListQuery(decodeForm('created=15&limit=100'))).toMatchObject({ from: 15, to: 15, limit: 100 });
  });

  test.each(['limit=0', 'limit=101', 'limit=x', 'created[around]=1', 'customer=cus_1'])(
    'is refused for %s',
    (query) => {
      expect(() => readListQuery(decodeForm(query))).toThrow(expect.objectContaining({ status: 400 }));
    },
  );
});
