import { expect, test } from 'vitest';
import { renderTable } from './table.ts';

test('lines columns up and leaves no blank at the end of a line', () => {
  expect(
    renderTable([
      ['deployable', 'model', 'pid'],
      ['checkout', 'scale-to-zero', ''],
    ]),
  ).toBe(['deployable  model          pid', 'checkout    scale-to-zero'].join('\n'));
});
