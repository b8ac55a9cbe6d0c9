import { createTracer } from '@grocer/chassis/telemetry/provider';
import { samplerOf } from '@grocer/chassis/telemetry/sampler';
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
  expect(crashed.body).toEqual({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 7$/),
  });
  expect((await slow).functionError).toBeNull();
  await vi.waitFor(() => expect(host.instances()).toHaveLength(1), soon);
});

test('kills an instance that exceeds its timeout', async () => {
  await using host = await hostProbe({ timeoutSeconds: 1 });
  const late = await host.invoke({ ms: 60_000 });
  expect(late.functionError).toBe('Unhandled');
  expect(late.body).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1.00 seconds$/),
  });
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
  expect(await host.invoke({})).toMatchObject({
    status: 429,
    errorType: 'TooManyRequestsException',
    body: { Type: 'User', Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', message: 'Rate Exceeded.' },
  });
  expect((await slow).status).toBe(200);
});

test('refuses every invocation where none is reserved', async () => {
  await using host = await hostProbe({ maxConcurrency: 0 });
  expect((await host.invoke({})).status).toBe(429);
});

test.runIf(process.platform === 'linux')('kills an instance that takes more memory than it has', async () => {
  await using host = await hostProbe({ memoryMb: 256 });
  const hoarding = await host.invoke({ order: 'hoard' });
  expect(hoarding.body).toMatchObject({ errorType: 'Runtime.OutOfMemory' });
  expect((await host.invoke({})).body).toMatchObject({ invocations: 1 });
  const [first, second] = host.reports();
  expect(first).toMatchObject({ status: 'error', metrics: { memorySizeMB: 256 } });
  expect(first.metrics.maxMemoryUsedMB).toBeGreaterThan(256);
  expect(second.metrics.maxMemoryUsedMB).toBeLessThan(256);
});

test('fails the invocation whose handler leaves a rejection unheard, since its process ends', async () => {
  await using host = await hostProbe({});
  const failed = await host.invoke({ order: 'reject' });
  expect(failed.body).toMatchObject({ errorType: 'Runtime.ExitError' });
  await vi.waitFor(() => expect(host.instances()).toEqual([]), soon);
});

test('tells a function what Lambda tells it', async () => {
  await using host = await hostProbe({ timeoutSeconds: 30 });
  const { body } = await host.invoke({});
  expect(body.context).toMatchObject({
    functionName: 'probe',
    functionVersion: '$LATEST',
    memoryLimitInMB: '128',
    logGroupName: '/aws/lambda/probe',
    invokedFunctionArn: 'arn:aws:lambda:eu-west-2:000000000000:function:probe',
  });
  expect(body.remainingMs).toBeGreaterThan(28_000);
});

test('reports what an invocation cost, and bills a cold start', async () => {
  await using host = await hostProbe({});
  await host.invoke({ ms: 50 });
  await host.invoke({});
  const [cold, warm] = host.reports().map(({ metrics }) => metrics);
  expect(cold.durationMs).toBeGreaterThanOrEqual(49);
  expect(cold.billedDurationMs).toBeGreaterThanOrEqual(Math.floor(cold.durationMs + cold.initDurationMs));
  expect(warm).not.toHaveProperty('initDurationMs');
});

test('counts at /metrics what invocations cost, failed and were refused', async () => {
  await using host = await hostProbe({ maxConcurrency: 1 });
  const slow = host.invoke({ ms: 500, order: 'fail' });
  await host.untilNoted('start', 1);
  await host.invoke({});
  await slow;
  await host.invoke({});
  const names = ['invocations', 'errors', 'throttles', 'coldstarts'];
  expect(await Promise.all(names.map((name) => host.figure(`faas_${name}_total`)))).toEqual([2, 1, 1, 1]);
  const metrics = host.reports().map((report) => report.metrics);
  const billedMs = metrics[0].billedDurationMs + metrics[1].billedDurationMs;
  expect(await host.figure('faas_billed_duration_seconds_total')).toBeCloseTo(billedMs / 1000, 6);
  expect(await host.figure('faas_init_duration_seconds_total')).toBeCloseTo(metrics[0].initDurationMs / 1000, 6);
});

test('leaves a span of each invocation in its caller’s trace, with the init below a cold one', async () => {
  const spans: Record<string, unknown>[] = [];
  const tracer = createTracer(samplerOf(), (json) => void spans.push(JSON.parse(json)));
  await using host = await hostProbe({ tracer });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  for (const _ of [1, 2]) await host.invoke({}, { traceparent: `00-${traceId}-b7ad6b7169203331-01` });
  const names = ['init probe', 'invoke probe', 'invoke probe'];
  expect(spans.map(({ name }) => name)).toEqual(names);
  const [init, cold] = spans;
  expect(init).toMatchObject({ traceId, parentSpanId: cold?.spanId });
  expect(cold).toMatchObject({ traceId, parentSpanId: 'b7ad6b7169203331' });
  expect(JSON.stringify(cold)).toContain('grocer.lambda.billed_duration_ms');
});

test('keeps what is provisioned warm from the start, and starts another for one that ends', async () => {
  await using host = await hostProbe({ maxConcurrency: 3, provisionedConcurrency: 2, idleSeconds: 0 });
  await vi.waitFor(() => expect(host.instances()).toHaveLength(2), soon);
  const pids = host.instances().map(({ pid }) => pid);
  const answers = await Promise.all([1, 2, 3].map(() => host.invoke({ ms: 200 })));
  expect(answers.filter(({ body }) => pids.includes(Number(body.pid)))).toHaveLength(2);
  expect(host.reports().filter(({ metrics }) => 'initDurationMs' in metrics)).toHaveLength(1);
  await host.invoke({ order: 'crash' });
  await vi.waitFor(() => {
    expect(host.instances()).toHaveLength(2);
    expect(host.instances().map(({ pid }) => pid)).not.toEqual(pids);
  }, soon);
});

test('takes a schedule’s event from no caller, waited for or not', async () => {
  await using host = await hostProbe({});
  const event = { source: 'aws.events', time: '2026-11-24T02:00:00Z' };
  for (const type of ['RequestResponse', 'Event']) {
    const refused = await host.invoke(event, { 'x-amz-invocation-type': type });
    expect(refused).toMatchObject({ status: 400, errorType: 'InvalidRequestContentException' });
  }
  expect(host.instances()).toEqual([]);
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
  const { status, errorType } = await host.invoke({}, {}, 'nobody');
  expect({ status, errorType }).toEqual({ status: 404, errorType: 'ResourceNotFoundException' });
});

test.each([
  ['no media type', {}],
  ['another media type', { 'content-type': 'text/plain' }],
])('takes an event with %s', async (_case, headers) => {
  await using host = await hostProbe({});
  expect((await host.send('{"greeting":"hello"}', headers)).body).toMatchObject({ given: { greeting: 'hello' } });
});

test.each([
  ['is malformed', '{"greeting":'],
  ['is no JSON', 'hello'],
  ['nests too deeply', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
])('refuses an event that %s', async (_case, sent) => {
  await using host = await hostProbe({});
  expect(await host.send(sent)).toMatchObject({
    status: 400,
    errorType: 'InvalidRequestContentException',
    body: { Type: 'User', message: expect.stringContaining('Could not parse request body into json') },
  });
});

test.each([
  ['RequestResponse', 7 * 1024 * 1024],
  ['Event', 1024 * 1024],
])('refuses a %s of %i bytes as too large', async (type, size) => {
  await using host = await hostProbe({});
  const refused = await host.send(JSON.stringify('x'.repeat(size)), { 'x-amz-invocation-type': type });
  expect(refused).toMatchObject({ status: 413, errorType: 'RequestTooLargeException' });
});

test('takes an event of 3 MB, and no answer above 6 MB', async () => {
  await using host = await hostProbe({});
  const event = { pad: 'x'.repeat(3 * 1024 * 1024), order: 'answer much' };
  expect(await host.invoke({ ...event, order: 'nothing' })).toMatchObject({ status: 200, functionError: null });
  const { functionError, body } = await host.invoke(event);
  expect(functionError).toBe('Unhandled');
  expect(body).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
});

test('refuses an invocation type that there is not', async () => {
  await using host = await hostProbe({});
  const { status, errorType } = await host.invoke({}, { 'x-amz-invocation-type': 'Perhaps' });
  expect({ status, errorType }).toEqual({ status: 400, errorType: 'InvalidParameterValueException' });
});
