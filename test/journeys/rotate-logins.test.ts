import { runScript } from '@grocer/test-support/script';
import { expect, it } from 'vitest';

interface Row {
  readonly deployable: string;
  readonly revoked: number;
  readonly rotations: number;
}

it('fails no request while the logins of every deployable rotate and are revoked, and leaves a clean ledger', async () => {
  const { stdout, stderr, code } = await runScript('', 'chaos-credentials', ['--seconds', '20', '--json']);
  expect(stderr).not.toContain('failed: ');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const result: { requests: number; failures: string[]; deployables: Row[] } = JSON.parse(stdout);
  expect(result.failures).toEqual([]);
  expect(result.requests).toBeGreaterThan(100);
  expect(result).toMatchObject({ ledger: { breaches: 0, inFlight: 0 } });
  const untouched = result.deployables.filter(({ revoked, rotations }) => revoked === 0 || rotations === 0);
  expect(untouched).toEqual([]);
});
