import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { keepWorkloadTokens } from './workload-tokens.ts';

const silent = () => undefined;

test('each name has a token of its own that only this user reads, kept fresh though a mint may fail', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'tokens-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  const warn = vi.fn();
  let round = 0;
  const tokens = await keepWorkloadTokens({
    folder: join(parent, 'tokens'),
    names: ['checkout', 'catalogue'],
    mint: async (name) => {
      if (name === 'checkout') round += 1;
      if (round === 2) throw new Error('no key');
      return `${name}-${round}`;
    },
    log: { debug: silent, info: silent, warn, error: silent },
    refreshMs: 20,
  });
  onTestFinished(tokens.stop);
  expect(readFileSync(tokens.fileOf('catalogue'), 'utf8')).toMatch(/^catalogue-/);
  await vi.waitFor(
    () => expect(readFileSync(tokens.fileOf('checkout'), 'utf8')).toMatch(/^checkout-(?![12]$)/),
    10_000,
  );
  expect(warn).toHaveBeenCalled();
  tokens.stop();
  expect(statSync(join(parent, 'tokens')).mode & 0o777).toBe(0o700);
  expect(statSync(tokens.fileOf('checkout')).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(parent, 'tokens')).filter((name) => !name.endsWith('.new'))).toEqual([
    'catalogue',
    'checkout',
  ]);
});
