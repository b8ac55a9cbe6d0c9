import { expect, test } from 'vitest';
import { deliveryWindows, openingPriceMinor } from './opening.ts';

test.each([
  [78, 'zero', 105],
  [78, 'reduced', 110],
  [78, 'standard', 125],
  [1, 'zero', 5],
  [75, 'zero', 100],
] as const)('opens with goods of %i pence, VAT %s, at %i pence', (costMinor, vatClass, priceMinor) => {
  expect(openingPriceMinor({ costMinor, vatClass })).toBe(priceMinor);
});

test('delivers every hour of the day that people are at home for', () => {
  expect(deliveryWindows.length).toBeGreaterThanOrEqual(4);
  expect(deliveryWindows[0]).toMatchObject({ startsAt: '06:00', endsAt: '07:00' });
  expect(deliveryWindows.at(-1)).toMatchObject({ startsAt: '22:00', endsAt: '23:00' });
  expect(deliveryWindows.every(({ capacity }) => capacity >= 20)).toBe(true);
});
