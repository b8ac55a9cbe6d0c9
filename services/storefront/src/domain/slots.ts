import type { Slot } from '@grocer/contracts/checkout';
import { type Money, pounds } from '@grocer/contracts/money';

// The vans drive in London, whatever the clock of the customer's device says.
const timeZone = 'Europe/London';
const dayName = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone });
const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
const second = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone });
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone });

export interface DayOfSlots {
  /** `Wednesday 25 November`. */
  readonly day: string;
  /** `Wed`. */
  readonly weekday: string;
  /** `25 Nov`. */
  readonly date: string;
  readonly slots: readonly Slot[];
}

/** `Wednesday 25 November`. */
export function formatDay(time: string): string {
  return dayName.format(new Date(time));
}

/** `08:00–10:00`. */
export function formatWindow({ startsAt, endsAt }: Pick<Slot, 'startsAt' | 'endsAt'>): string {
  return `${formatTime(startsAt)}–${formatTime(endsAt)}`;
}

/** `08:00`. */
export function formatTime(time: string): string {
  return hour.format(new Date(time));
}

/** `08:00:07`, for what moves by the second. */
export function formatSecond(time: string): string {
  return second.format(new Date(time));
}

/** `24 Nov 2026, 08:00`. */
export function formatMoment(time: string): string {
  return moment.format(new Date(time));
}

/** A delivery fee of nothing is called free. */
export function formatFee({ amountMinor }: Money): string {
  return amountMinor === 0 ? 'Free' : pounds(amountMinor);
}

/** The slots under their days, in order of time. */
export function groupByDay(slots: readonly Slot[]): DayOfSlots[] {
  const ordered = slots.toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
  const days = Map.groupBy(ordered, (slot) => formatDay(slot.startsAt));
  return Array.from(days, ([day, of]) => {
    const start = new Date(of[0]?.startsAt ?? 0);
    return { day, weekday: weekday.format(start), date: date.format(start), slots: of };
  });
}
