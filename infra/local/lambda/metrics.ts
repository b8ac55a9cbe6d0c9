import type { Outcome } from './instance.ts';
import { costsOf } from './report.ts';

/** What the invocations of a function have come to since its host started, by name; times are seconds. */
export type Figures = Record<keyof typeof kinds, number>;

/** Counts a function's invocations. */
export interface InvocationMetrics {
  /** Counts one that has ended. */
  ended(outcome: Outcome, memoryMb: number): void;
  /** Counts one for which there was no room. */
  throttled(): void;
  read(): Figures;
}

/** OpenTelemetry's names for functions (`faas.*`) in Prometheus' spelling; what is billed and throttled has none there. */
const kinds = {
  faas_invocations_total: 'counter',
  faas_errors_total: 'counter',
  faas_throttles_total: 'counter',
  faas_coldstarts_total: 'counter',
  faas_init_duration_seconds_total: 'counter',
  faas_invoke_duration_seconds_total: 'counter',
  faas_billed_duration_seconds_total: 'counter',
  faas_invoke_duration_seconds_max: 'gauge',
  faas_memory_used_megabytes_max: 'gauge',
} as const;

/** Begins to count, from zero. */
export function countInvocations(): InvocationMetrics {
  const figures = Object.fromEntries(Object.keys(kinds).map((name) => [name, 0])) as Figures;
  const keepMost = (name: keyof Figures, value: number) => {
    figures[name] = Math.max(figures[name], value);
  };
  return {
    ended(outcome, memoryMb) {
      const costs = costsOf(outcome, memoryMb);
      figures.faas_invocations_total += 1;
      figures.faas_errors_total += outcome.failed ? 1 : 0;
      figures.faas_coldstarts_total += costs.initDurationMs === undefined ? 0 : 1;
      figures.faas_init_duration_seconds_total += (costs.initDurationMs ?? 0) / 1000;
      figures.faas_invoke_duration_seconds_total += costs.durationMs / 1000;
      figures.faas_billed_duration_seconds_total += costs.billedDurationMs / 1000;
      keepMost('faas_invoke_duration_seconds_max', costs.durationMs / 1000);
      keepMost('faas_memory_used_megabytes_max', costs.maxMemoryUsedMB ?? 0);
    },
    throttled() {
      figures.faas_throttles_total += 1;
    },
    read: () => ({ ...figures }),
  };
}

/** The figures of all functions in Prometheus' text format. */
export function renderMetrics(
  functions: readonly { readonly name: string; readonly metrics: InvocationMetrics }[],
): string {
  const read = functions.map(({ name, metrics }) => ({ name, figures: metrics.read() }));
  const blocks = Object.entries(kinds).map(([metric, kind]) => {
    const lines = read.map(
      ({ name, figures }) => `${metric}{faas_name="${name}"} ${figures[metric as keyof Figures]}\n`,
    );
    return `# TYPE ${metric} ${kind}\n${lines.join('')}`;
  });
  return blocks.join('');
}
