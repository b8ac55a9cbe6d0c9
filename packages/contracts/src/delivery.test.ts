import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { deliveryZone, formatPostcode, Postcode } from './delivery.ts';

test.each([
  ['E1 6AN', 'E'],
  ['EC1A 1BB', 'EC'],
  ['n1 9gu', 'N'],
  ['NW1 4NP', 'NW'],
  ['SE10 9NN', 'SE'],
  ['sw1a1aa', 'SW'],
  ['W1T 4JT', 'W'],
  ['WC2N 5DU', 'WC'],
])('delivers to %s from zone %s', (postcode, zone) => {
  expect(deliveryZone(postcode)).toBe(zone);
});

test.each(['M1 1AE', 'EH1 1YZ', 'BN1 1AA', 'S1 2HH'])('delivers nothing to %s', (postcode) => {
  expect(deliveryZone(postcode)).toBeUndefined();
});

test.each(['', 'E1', 'London', 'E1  6AN', '12345', 'ABC1 1AA'])('takes %j for no postcode', (text) => {
  expect(Value.Check(Postcode, text)).toBe(false);
});

test('writes a postcode as the Royal Mail does', () => {
  expect(formatPostcode('sw1a1aa')).toBe('SW1A 1AA');
  expect(formatPostcode('E1 6AN')).toBe('E1 6AN');
});
