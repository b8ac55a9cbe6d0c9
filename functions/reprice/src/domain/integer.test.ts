import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ceilDivide, floorDivide, roundDivide, truncDivide } from './integer.ts';

test.each([
  [7, 2, 3, 4, 4, 3],
  [-7, 2, -4, -3, -3, -3],
  [6, 2, 3, 3, 3, 3],
  [0, 5, 0, 0, 0, 0],
])('%i by %i is %i down, %i up, %i rounded, %i towards zero', (dividend, divisor, down, up, nearest, towardsZero) => {
  expect(floorDivide(dividend, divisor)).toBe(down);
  expect(ceilDivide(dividend, divisor)).toBe(up);
  expect(roundDivide(dividend, divisor)).toBe(nearest);
  expect(truncDivide(dividend, divisor) + 0).toBe(towardsZero);
});

test('is exact where fractions would not be', () => {
  const dividends = fc.integer({ min: -(2 ** 50), max: 2 ** 50 });
  fc.assert(
    fc.property(dividends, fc.integer({ min: 1, max: 2_000_000 }), (dividend, divisor) => {
      const exact = BigInt(dividend) / BigInt(divisor);
      expect(BigInt(truncDivide(dividend, divisor))).toBe(exact);
      const isExact = BigInt(dividend) % BigInt(divisor) === 0n;
      const down = isExact || dividend >= 0 ? exact : exact - 1n;
      expect(BigInt(floorDivide(dividend, divisor))).toBe(down);
      expect(BigInt(ceilDivide(dividend, divisor))).toBe(isExact ? exact : down + 1n);
    }),
  );
});

test('is the only place of the domain that divides, and nothing there knows a fraction', () => {
  const files = globSync('*.ts', { cwd: import.meta.dirname }).filter(
    (file) => !/\.test\.ts$|^integer\.ts$/.test(file),
  );
  expect(files).toContain('decide-price.ts');
  for (const file of files) {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8');
    const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'[^']*'|`[^`]*`/g, '');
    expect(code, file).not.toMatch(/\/|\d\.\d|Math\.(?!min|max|abs)/);
  }
});
