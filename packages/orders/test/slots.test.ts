import { createTestDatabase, type TestDatabase } from '@grocer/test-support/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastOfferedStart } from '../src/domain/slots.ts';
import { listSlots } from '../src/store/slots.ts';
import { openSlots } from '../src/workflows/open-slots.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.admin.query('delete from checkout.delivery_windows');
  await database.admin.query(`insert into checkout.delivery_zones values ('SE', 'South East') on conflict do nothing`);
  await database.admin.query(
    `insert into checkout.delivery_windows values ('SE', '08:00', '10:00', 20, 399), ('SE', '18:00', '20:00', 25, 499)`,
  );
});
afterAll(() => database.drop());

describe('opening slots', () => {
  it("opens a week of London's calendar days, and nothing on the next run", async () => {
    const now = new Date('2026-06-01T12:00:00Z');
    expect(await openSlots(database.as('checkout'), now)).toBe(14);
    expect(await openSlots(database.as('checkout'), now)).toBe(0);
    expect(await openSlots(database.as('checkout'), new Date('2026-06-02T12:00:00Z'))).toBe(2);
  });

  it('keeps the wall-clock hour when the clocks go back', async () => {
    const now = new Date('2026-10-24T00:00:00Z');
    await openSlots(database.as('checkout'), now);
    const slots = await listSlots(database.as('checkout'), {
      postcodeArea: 'SE',
      after: now,
      until: new Date('2026-10-26T00:00:00Z'),
    });
    expect(slots.map(({ startsAt }) => startsAt.toISOString())).toEqual([
      '2026-10-24T07:00:00.000Z',
      '2026-10-24T17:00:00.000Z',
      '2026-10-25T08:00:00.000Z',
      '2026-10-25T18:00:00.000Z',
    ]);
  });

  it('covers the coming six days whatever the hour, also just before midnight in London', async () => {
    const now = new Date('2026-07-10T22:59:00Z');
    await openSlots(database.as('checkout'), now);
    const slots = await listSlots(database.as('checkout'), {
      postcodeArea: 'SE',
      after: now,
      until: lastOfferedStart(now),
    });
    expect(slots).toHaveLength(12);
  });

  it('is safe to run twice at once', async () => {
    const now = new Date('2026-08-01T12:00:00Z');
    await Promise.all([openSlots(database.as('checkout'), now), openSlots(database.as('checkout'), now)]);
    const slots = await listSlots(database.as('checkout'), {
      postcodeArea: 'SE',
      after: now,
      until: lastOfferedStart(now),
    });
    expect(slots).toHaveLength(12);
  });
});
