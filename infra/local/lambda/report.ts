import type { Outcome } from './instance.ts';

/** What an invocation cost, by the names of Lambda's report; an init is billed as well. */
export function costsOf(
  { durationMs, initMs, maxMemoryMb }: Omit<Outcome, 'payload' | 'failed'>,
  memorySizeMB: number,
) {
  return {
    durationMs: round(durationMs),
    billedDurationMs: Math.ceil(durationMs + (initMs ?? 0)),
    memorySizeMB,
    ...(maxMemoryMb !== undefined && { maxMemoryUsedMB: Math.ceil(maxMemoryMb) }),
    ...(initMs !== undefined && { initDurationMs: round(initMs) }),
  };
}

/** The line that Lambda logs at the end of an invocation, in its JSON format (`platform.report`). */
export function reportOf(requestId: string, outcome: Outcome, memorySizeMB: number): string {
  const status = outcome.failed ? 'error' : 'success';
  const record = { requestId, metrics: costsOf(outcome, memorySizeMB), status };
  return `${JSON.stringify({ time: new Date().toISOString(), type: 'platform.report', record })}\n`;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
