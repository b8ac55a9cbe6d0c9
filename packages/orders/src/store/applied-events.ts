import type { Queryable, Tx } from '@grocer/chassis/postgres';

/** Claims an event for this transaction; false when it has been applied before. A duplicate waits for the first's end. */
export async function claimEvent(
  tx: Tx,
  { id, type, subject, at }: { id: string; type: string; subject: string; at: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into checkout.applied_events (id, type, subject, applied_at, outcome) values ($1, $2, $3, $4, 'applied')
     on conflict (id) do nothing`,
    [id, type, subject, at],
  );
  return rowCount === 1;
}

/** Notes of a claimed event that it changed nothing (`ignored`), or could not be right (`refused`), and why. */
export async function noteUnapplied(
  tx: Tx,
  eventId: string,
  outcome: 'ignored' | 'refused',
  detail: string,
): Promise<void> {
  await tx.query('update checkout.applied_events set outcome = $2, detail = $3 where id = $1', [
    eventId,
    outcome,
    detail,
  ]);
}

/** Forgets events that no queue can deliver again. */
export async function deleteAppliedEvents(db: Queryable, appliedBefore: Date): Promise<number> {
  const { rowCount } = await db.query('delete from checkout.applied_events where applied_at < $1', [appliedBefore]);
  return rowCount;
}
