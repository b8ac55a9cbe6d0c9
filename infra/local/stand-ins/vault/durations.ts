import { Failure } from './failure.ts';

const unitSeconds: Record<string, number> = { m: 60, h: 3600 };

/** A duration as Vault takes it: seconds as a number or text, or with a unit. Nothing and 0 mean the default. */
export function secondsOf(duration: unknown): number | undefined {
  const text = typeof duration === 'number' || typeof duration === 'string' ? String(duration) : '';
  const [, digits, unit = ''] = /^(\d+)([smh]?)$/.exec(text === '' ? '0' : text) ?? [];
  if (digits === undefined) throw new Failure(400, `error parsing duration: ${text}`);
  return Number(digits) * (unitSeconds[unit] ?? 1) || undefined;
}

/** A duration as Go prints it, `1h0m5s`. */
export function goDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const parts = [hours > 0 && `${hours}h`, whole >= 60 && `${minutes}m`, `${whole % 60}s`];
  return parts.filter(Boolean).join('');
}
