import { context, trace } from '@opentelemetry/api';
import type pg from 'pg';
import type { Result, Tx } from './postgres.ts';
import { endingOf, SessionLost } from './postgres-loss.ts';
import { summarize } from './telemetry/statement.ts';
import { withSpan } from './telemetry/trace.ts';

/** Runs one statement under a span, when a trace is under way; values are never recorded. */
export async function runStatement<Row extends object>(
  client: pg.ClientBase,
  text: string,
  values: readonly unknown[] = [],
): Promise<Result<Row>> {
  const run = async () => {
    const { rows, rowCount } = await client.query<Row>(text, [...values]);
    return { rows, rowCount: rowCount ?? 0 };
  };
  if (!trace.getSpan(context.active())) return run();
  const attributes = { 'db.system.name': 'postgresql', 'db.query.text': text.trim() };
  return withSpan(summaryOf(text), { kind: 'client', attributes }, run);
}

/**
 * Runs `work` between `begin` and `commit`. A session that breaks before `commit` was sent leaves nothing behind, whatever the
 * error; afterwards only the server's own word tells that it did not commit.
 */
export async function runTransaction<T>(client: pg.ClientBase, work: (tx: Tx) => Promise<T>): Promise<T> {
  let isCommitSent = false;
  let loss: unknown;
  const run = <Row extends object>(text: string, values?: readonly unknown[]) =>
    runStatement<Row>(client, text, values).catch((error: unknown) => {
      if (endingOf(error)) loss ??= error;
      throw error;
    });
  try {
    await client.query('begin');
    const result = await work({ isTransaction: true, query: run });
    isCommitSent = true;
    await run('commit');
    return result;
  } catch (error) {
    if (isCommitSent && loss) throw error;
    const cause = loss ?? (endingOf(error) && error);
    if (cause) throw new SessionLost({ cause, isRepeatable: endingOf(cause) !== 'silent' });
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

const summaries = new Map<string, string>();

function summaryOf(text: string): string {
  const summary = summaries.get(text) ?? summarize(text);
  summaries.set(text, summary);
  return summary;
}
