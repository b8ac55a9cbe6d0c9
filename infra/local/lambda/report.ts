import type { Outcome } from './instance.ts';

/** The line that Lambda logs at the end of an invocation, in its JSON format (`platform.report`); an init is billed as well. */
export function reportOf(requestId: string, { durationMs, initMs, failed }: Outcome, memorySizeMB: number): string {
  const metrics = {
    durationMs: round(durationMs),
    billedDurationMs: Math.ceil(durationMs + (initMs ?? 0)),
    memorySizeMB,
    ...(initMs !== undefined && { initDurationMs: round(initMs) }),
  };
  const record = { requestId, metrics, status: failed ? 'error' : 'success' };
  return `${JSON.stringify({ time: new Date().toISOString(), type: 'platform.report', record })}\n`;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
