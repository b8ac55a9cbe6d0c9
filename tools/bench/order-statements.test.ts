import { describe, expect, it } from 'vitest';
import { differenceOf, orderTransactions } from './order-statements.ts';

describe('what is measured', async () => {
  const transactions = await orderTransactions();
  const sent = transactions.flat().map(({ text }) => text.replaceAll('\n', '   '));

  it('is what is sent, however it is laid out', () => {
    expect(differenceOf(transactions, sent)).toBeUndefined();
  });

  it('is what is sent, though telemetry cuts it off', () => {
    expect(differenceOf(transactions, sent.with(1, `${sent[1]?.slice(0, 200)}…`))).toBeUndefined();
    expect(differenceOf(transactions, sent.with(1, 'with another as (…'))).toContain('statement 2');
  });

  it('differs by a statement that is another, one too many or one too few', () => {
    expect(differenceOf(transactions, sent.with(1, 'select 1'))).toContain('statement 2 is sent as: select 1');
    expect(differenceOf(transactions, [...sent, 'commit'])).toContain('statement 5 is sent as: commit');
    expect(differenceOf(transactions, sent.slice(0, 3))).toContain('statement 4 is sent as: none');
  });
});
