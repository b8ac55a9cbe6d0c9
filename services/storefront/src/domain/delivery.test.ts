import { expect, test } from 'vitest';
import { emptyDraft, orderOf, wholePostcode } from './delivery.ts';

test('takes a postcode only when it is whole, and writes it as it is written', () => {
  expect(wholePostcode(' sw1a1aa ')).toBe('SW1A 1AA');
  expect(wholePostcode('E1 6SA')).toBe('E1 6SA');
  expect(wholePostcode('E1 6S')).toBeUndefined();
  expect(wholePostcode('')).toBeUndefined();
});

test('sends the address as it was typed, but for blanks and an empty second line', () => {
  const lines = [{ sku: '5000159407236', quantity: 2, product: undefined }];
  const draft = { ...emptyDraft, line1: ' 1 Brick Lane ', postcode: 'e16sa' };
  expect(orderOf(lines, { id: 'slot-1' }, draft)).toEqual({
    lines: [{ sku: '5000159407236', quantity: 2 }],
    slotId: 'slot-1',
    deliveryAddress: { line1: '1 Brick Lane', city: 'London', postcode: 'E1 6SA' },
  });
  expect(orderOf(lines, { id: 'slot-1' }, { ...draft, line2: 'Flat 2' }).deliveryAddress.line2).toBe('Flat 2');
});
