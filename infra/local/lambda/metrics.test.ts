import { expect, test } from 'vitest';
import { countInvocations, renderMetrics } from './metrics.ts';

test('adds up what invocations cost, and keeps the most', () => {
  const metrics = countInvocations();
  metrics.ended({ payload: 'null', failed: false, durationMs: 20.5, initMs: 80, maxMemoryMb: 64.2 }, 128);
  metrics.ended({ payload: '{}', failed: true, durationMs: 500, maxMemoryMb: 60 }, 128);
  metrics.throttled();
  expect(metrics.read()).toEqual({
    faas_invocations_total: 2,
    faas_errors_total: 1,
    faas_throttles_total: 1,
    faas_coldstarts_total: 1,
    faas_init_duration_seconds_total: 0.08,
    faas_invoke_duration_seconds_total: 0.5205,
    faas_billed_duration_seconds_total: 0.601,
    faas_invoke_duration_seconds_max: 0.5,
    faas_memory_used_megabytes_max: 65,
  });
});

test('tells the figures of every function, metric by metric', () => {
  const [count, idle] = [countInvocations(), countInvocations()];
  count.throttled();
  const text = renderMetrics([
    { name: 'count', metrics: count },
    { name: 'idle', metrics: idle },
  ]);
  expect(text).toContain(
    '# TYPE faas_throttles_total counter\nfaas_throttles_total{faas_name="count"} 1\nfaas_throttles_total{faas_name="idle"} 0\n',
  );
});
