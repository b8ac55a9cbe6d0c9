import { randomUUID } from 'node:crypto';
import { Cron } from 'croner';
import { account, arnOf } from './arn.ts';

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

/** What EventBridge hands a function whose schedule came round. */
export function scheduledEvent(name: string, region: string, dueAt: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: `${dueAt.toISOString().slice(0, 19)}Z`,
    region,
    resources: [arnOf('events', region, `rule/${name}`)],
    detail: {},
  };
}
