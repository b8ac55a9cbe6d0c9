import type { Scope } from '@grocer/contracts/identity';
import { expect, test, vi } from 'vitest';
import { hostProbe } from './probe-host.ts';

const soon = { timeout: 15_000, interval: 20 };

test('starts at zero, answers an invocation from a new process, and the next one from the same', async () => {
  await using host = await hostProbe({});
  expect(host.instances()).toEqual([]);
  const first = await host.invoke({ greeting: 'hello' });
  const second = await host.invoke({});
  expect(first.body).toMatchObject({ invocations: 1, given: { greeting: 'hello' } });
  expect(second.body).toMatchObject({ invocations: 2, pid: first.body.pid });
  expect(host.instances()).toEqual([{ pid: first.body.pid, state: 'idle' }]);
});

test('tells the error of a handler from an answer, and keeps the instance', async () => {
  await using host = await hostProbe({});
  const failed = await host.invoke({ order: 'fail' });
  expect(failed.status).toBe(200);
  expect(failed.functionError).toBe('Unhandled');
  expect(failed.body).toMatchObject({ errorType: 'TypeError', errorMessage: 'told to fail' });
  expect((await host.invoke({})).body).toMatchObject({ invocations: 2 });
});

test('fails just the invocation whose process crashes', async () => {
  await using host = await hostProbe({ maxConcurrency: 2 });
  const slow = host.invoke({ ms: 300 });
  const crashed = await host.invoke({ order: 'crash' });
  expect(crashed.body).toMatchObject({ errorType: 'Runtime.ExitError' });
  expect((await slow).functionError).toBeNull();
  await vi.waitFor(() => expect(host.instances()).toHaveLength(1), soon);
});

test('kills an instance that exceeds its timeout', async () => {
  await using host = await hostProbe({ timeoutSeconds: 1 });
  const late = await host.invoke({ ms: 60_000 });
  expect(late.body).toEqual({ errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 1.00 seconds' });
  expect((await host.invoke({})).body).toMatchObject({ invocations: 1 });
});

test('answers the error of a bundle that cannot be loaded', async () => {
  await using host = await hostProbe({ handler: 'broken' });
  const failed = await host.invoke({});
  expect(failed.functionError).toBe('Unhandled');
  expect(failed.body).toMatchObject({ errorType: 'RangeError', errorMessage: 'told not to start' });
});

test('refuses an invocation past the concurrency limit', async () => {
  await using host = await hostProbe({ maxConcurrency: 1 });
  const slow = host.invoke({ ms: 500 });
  await host.untilNoted('start', 1);
  expect((await host.invoke({})).status).toBe(429);
  expect((await slow).status).toBe(200);
});

test('ends an instance that was idle for long enough by SIGTERM', async () => {
  await using host = await hostProbe({ idleSeconds: 1 });
  const { body } = await host.invoke({});
  await vi.waitFor(() => expect(host.instances()).toEqual([]), soon);
  await host.untilNoted('stop', 1);
  expect((await host.invoke({})).body.pid).not.toBe(body.pid);
});

test('accepts an event without waiting for its answer, and tries it again after an error', async () => {
  await using host = await hostProbe({});
  expect((await host.invoke({ order: 'fail' }, { 'x-amz-invocation-type': 'Event' })).status).toBe(202);
  await host.untilNoted('end', 2);
});

test('invokes by schedule, and at the start where it is told to', async () => {
  await using host = await hostProbe({ schedule: { rate: 1, atStart: true } });
  await host.untilNoted('end', 2);
  const [first] = await host.notes('end');
  expect(first?.given).toMatchObject({ source: 'aws.events', 'detail-type': 'Scheduled Event' });
});

test.each([
  ['no token', undefined, 401],
  ['a token without the scope', ['orders:place'] as const, 403],
])('refuses a caller with %s', async (_case, scopes: readonly Scope[] | undefined, status) => {
  await using host = await hostProbe({});
  const token = scopes && (await host.token({ subject: 'someone', scopes }));
  expect((await host.invoke({}, { authorization: token ? `Bearer ${token}` : '' })).status).toBe(status);
});

test.each([
  ['a scope of its own', 'estate:observe', 403],
  ['no scope at all', undefined, 403],
  ['this scope', 'pricing:run', 200],
] as const)(
  'lets who may run the prices invoke a function that demands %s: %s, %i',
  async (_case, invokeScope, status) => {
    await using host = await hostProbe({ invokeScope });
    expect((await host.invoke({})).status).toBe(status);
  },
);

test('knows no function by another name', async () => {
  await using host = await hostProbe({});
  expect((await host.invoke({}, {}, 'nobody')).status).toBe(404);
});
