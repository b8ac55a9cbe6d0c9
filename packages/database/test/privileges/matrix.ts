import type { Queryable } from '@grocer/chassis/postgres';
import { auditedSchemas, expectedRights } from './expected.ts';
import { type Relation, statementsOn } from './relations.ts';

/** A statement and whether Postgres carried it out. */
export interface Outcome {
  readonly relation: string;
  readonly statement: string;
  readonly isDone: boolean;
}

// No right · a view that cannot be written · a column of a view that cannot be.
const refusals = new Set(['42501', '55000', '0A000', '42809']);

/** Tries every kind of statement on every relation, each undone at once. */
export async function tryAll(login: Queryable, relations: readonly Relation[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const relation of relations) {
    for (const [statement, sql] of Object.entries(statementsOn(relation))) {
      outcomes.push({ relation: relation.name, statement, isDone: await isDone(login, sql) });
    }
  }
  return outcomes;
}

/** True when the statement went through, false when Postgres refused it; any other error is the test's own. */
export async function isDone(login: Queryable, sql: string): Promise<boolean> {
  await login.query('begin');
  try {
    await login.query(sql);
    return true;
  } catch (error) {
    if (refusals.has(codeOf(error))) return false;
    throw new Error(`${sql}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    await login.query('rollback');
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** What the matrix says of the same statements. */
export function expectAll(group: string, relations: readonly Relation[]): Outcome[] {
  return relations.flatMap((relation) => {
    const permitted = permittedOn(group, relation);
    return Object.keys(statementsOn(relation)).map((statement) => ({
      relation: relation.name,
      statement,
      isDone: permitted.has(statement),
    }));
  });
}

function permittedOn(group: string, { name, schema }: Relation): Set<string> {
  if (group === 'auditor') return new Set(auditedSchemas.includes(schema) ? ['select'] : []);
  const { may = '', columns = '' } = expectedRights[group]?.[name] ?? {};
  const ownsIt = group === 'migrator' && schema === 'migrations';
  const words = { S: 'select', I: 'insert', D: 'delete' };
  return new Set([
    ...Object.entries(words).flatMap(([letter, word]) => (may.includes(letter) ? [word] : [])),
    ...(may.includes('U') ? columns.split(' ').map((column) => `update ${column}`) : []),
    ...(ownsIt ? ['truncate', 'create trigger', 'alter table', 'drop'] : []),
  ]);
}

/** The matrix to be read: a row for each relation, a column for each deployable; `u` is an update of some columns. */
export function describeMatrix(relations: readonly Relation[], byDeployable: ReadonlyMap<string, Outcome[]>): string {
  const width = Math.max(...relations.map(({ name }) => name.length));
  const names = [...byDeployable.keys()];
  const head = ['', ...names];
  const rows = relations.map(({ name, columns }) => [
    name,
    ...names.map((deployable) => lettersOf(name, columns.length, byDeployable.get(deployable) ?? [])),
  ]);
  return [head, ...rows]
    .map(([first = '', ...cells]) =>
      [first.padEnd(width), ...cells.map((cell, index) => cell.padEnd(Math.max(4, names[index]?.length ?? 0)))].join(
        '  ',
      ),
    )
    .join('\n');
}

function lettersOf(relation: string, columns: number, outcomes: readonly Outcome[]): string {
  const done = outcomes
    .filter((outcome) => outcome.relation === relation && outcome.isDone)
    .map(({ statement }) => statement);
  const updates = done.filter((statement) => statement.startsWith('update ')).length;
  const update = updates === 0 ? '·' : updates === columns ? 'U' : 'u';
  const letter = (statement: string, sign: string) => (done.includes(statement) ? sign : '·');
  return letter('select', 'S') + letter('insert', 'I') + update + letter('delete', 'D');
}
