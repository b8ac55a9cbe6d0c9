import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { scheduledEvent, startSchedule } from './schedule.ts';

const hour = 3_600_000;
const due: string[] = [];
const note = (dueAt: Date) => void due.push(dueAt.toISOString());

beforeEach(() => {
  due.length = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test.each([
  ['in winter', '2026-11-24T00:00:00Z', '2026-11-24T02:00:00.000Z'],
  ['in summer', '2026-06-24T00:00:00Z', '2026-06-24T01:00:00.000Z'],
])("keeps a cron expression in its time zone's own time %s", async (_season, now, expected) => {
  vi.setSystemTime(now);
  const schedule = startSchedule({ cron: '0 2 * * *', timeZone: 'Europe/London' }, note);
  await vi.advanceTimersByTimeAsync(24 * hour);
  schedule.stop();
  expect(due).toEqual([expected]);
});

test('runs at the start where it is told to, then at its rate, until it is stopped', async () => {
  vi.setSystemTime('2026-11-24T09:00:00Z');
  const schedule = startSchedule({ rate: 60, atStart: true }, note);
  await vi.advanceTimersByTimeAsync(130_000);
  schedule.stop();
  await vi.advanceTimersByTimeAsync(hour);
  expect(due).toEqual(['2026-11-24T09:00:00.000Z', '2026-11-24T09:01:00.000Z', '2026-11-24T09:02:00.000Z']);
});

test("tells a function when it was due, in EventBridge's form", () => {
  expect(scheduledEvent('nightly', 'eu-west-2', new Date('2026-11-24T02:00:00.123Z'))).toMatchObject({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    time: '2026-11-24T02:00:00Z',
    resources: ['arn:aws:events:eu-west-2:000000000000:rule/nightly'],
  });
});
