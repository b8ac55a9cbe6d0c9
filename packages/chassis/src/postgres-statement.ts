import { createHash } from 'node:crypto';
import { context, trace } from '@opentelemetry/api';
import type pg from 'pg';
import type { Result, Tx } from './postgres.ts';
import { endingOf, SessionLost } from './postgres-loss.ts';
import { summarize } from './telemetry/statement.ts';
import { withSpan } from './telemetry/trace.ts';

/** One statement, and whether its connection is to keep it prepared. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[] | undefined;
  readonly isPrepared: boolean;
}

/** Runs one statement under a span, when a trace is under way; values are never recorded. */
export async function runStatement<Row extends object>(
  client: pg.ClientBase,
  { text, values = [], isPrepared }: Statement,
): Promise<Result<Row>> {
  const run = async () => {
    const { rows, rowCount } = await client.query<Row>({
      text,
      values: [...values],
      ...(isPrepared ? { name: nameOf(text) } : {}),
    });
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
export async function runTransaction<T>(
  client: pg.ClientBase,
  work: (tx: Tx) => Promise<T>,
  isPrepared: boolean,
): Promise<T> {
  let isCommitSent = false;
  let loss: unknown;
  const run = <Row extends object>(text: string, values?: readonly unknown[]) =>
    runStatement<Row>(client, { text, values, isPrepared }).catch((error: unknown) => {
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

/** A name of at most 63 characters: longer ones Postgres cuts. */
function nameOf(text: string): string {
  const name = names.get(text) ?? createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}

const names = new Map<string, string>();
const summaries = new Map<string, string>();

function summaryOf(text: string): string {
  const summary = summaries.get(text) ?? summarize(text);
  summaries.set(text, summary);
  return summary;
}
