import { expect, test } from 'vitest';
import { type ProblemCode, problems, problemType } from './problems.ts';

const statuses: Record<number, ProblemCode[]> = {
  400: ['validation-failed', 'idempotency-key-missing'],
  401: ['unauthenticated'],
  402: ['payment-declined'],
  403: ['forbidden', 'client-refused'],
  404: ['not-found'],
  405: ['method-not-allowed'],
  409: [
    'out-of-stock',
    'slot-full',
    'slot-unknown',
    'price-changed',
    'too-late-to-cancel',
    'request-in-progress',
    'catalogue-full',
  ],
  412: ['precondition-failed'],
  413: ['payload-too-large'],
  415: ['unsupported-media-type'],
  422: ['product-unknown', 'idempotency-key-reused'],
  428: ['precondition-required'],
  429: ['too-many-requests'],
  500: ['internal-error'],
  502: ['bad-gateway'],
  503: ['overloaded', 'dependency-unavailable'],
};

test('answers every problem with the status of the contract', () => {
  const actual = Object.entries(problems).map(([code, { status }]) => [code, status]);
  const expected = Object.entries(statuses).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)]));
  expect(actual.sort()).toEqual(expected.sort());
});

test('names a problem by a URI', () => {
  expect(problemType('slot-full')).toBe('https://grocer.example/problems/slot-full');
});
