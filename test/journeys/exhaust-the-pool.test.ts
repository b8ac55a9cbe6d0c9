import { runScript } from '@grocer/test-support/script';
import { expect, it } from 'vitest';

it('drills a night on few connections, of which the cap leaves the customers theirs', async () => {
  const figures = ['--skus', '600', '--shards', '24', '--connections', '24', '--seconds', '3'];
  const { stdout, stderr, code } = await runScript('', 'drill-pool-exhaustion', [...figures, '--only-cap', '--json']);
  expect(code, stderr).toBe(0);
  const { results } = JSON.parse(stdout);
  expect(results).toMatchObject([
    {
      variant: 'cap of 4',
      night: { status: 'closed', shardsDone: 24 },
      errors: { failedMessages: 0, failedInvocations: 0 },
      orders: { failures: 0 },
    },
  ]);
  expect(results[0].orders.placed).toBeGreaterThan(20);
  expect(results[0].connections.shards).toBeGreaterThan(0);
  expect(results[0].connections.shards).toBeLessThanOrEqual(4);
});
