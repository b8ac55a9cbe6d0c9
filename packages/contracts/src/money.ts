import { type Static, Type } from 'typebox';

/** An amount in integer pence, never negative. A difference between amounts is a plain number, not money. */
export const Money = Type.Object(
  { amountMinor: Type.Integer({ minimum: 0, maximum: 1_000_000_000_000 }), currency: Type.Literal('GBP') },
  { additionalProperties: false },
);
export type Money = Static<typeof Money>;

/** Money of so many pence; throws a RangeError on what is no amount (negative, fractional, unsafe). */
export function pence(amountMinor: number): Money {
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 0) {
    throw new RangeError(`${amountMinor} is no amount in pence`);
  }
  return { amountMinor, currency: 'GBP' };
}

/** How a person reads so many pence: `£1.35`, `£1,234.00`, `-£0.05`. */
export function pounds(amountMinor: number): string {
  const minor = Math.abs(amountMinor);
  const whole = Math.trunc(minor / 100).toLocaleString('en-GB');
  const rest = String(minor % 100).padStart(2, '0');
  return `${amountMinor < 0 ? '-' : ''}£${whole}.${rest}`;
}
