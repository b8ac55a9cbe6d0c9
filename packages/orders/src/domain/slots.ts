const DAY_MS = 86_400_000;

/** Slots are offered for the coming 6 days: a card hold lasts 7. */
export const DAYS_OFFERED = 6;

/** Calendar days in London whose slots must be open for DAYS_OFFERED × 24 h to be covered: today's, too. */
export const DAYS_OPENED = DAYS_OFFERED + 1;

/** The last moment at which an offered slot may start. */
export function lastOfferedStart(now: Date): Date {
  return new Date(now.getTime() + DAYS_OFFERED * DAY_MS);
}
