import { Cron } from 'croner';

/** When a function runs by itself: by a cron expression in a time zone, or every so many seconds. */
export type Schedule =
  | { readonly cron: string; readonly timeZone: string }
  | { readonly rate: number; readonly atStart?: boolean };

/** Calls `run` each time the schedule comes round, until it is stopped. */
export function startSchedule(schedule: Schedule, run: (dueAt: Date) => void): { stop(): void } {
  if ('cron' in schedule) {
    const cron = new Cron(schedule.cron, { timezone: schedule.timeZone }, (self: Cron) =>
      run(self.currentRun() ?? new Date()),
    );
    return { stop: () => cron.stop() };
  }
  if (schedule.atStart) run(new Date());
  const timer = setInterval(() => run(new Date()), schedule.rate * 1000);
  return { stop: () => clearInterval(timer) };
}
