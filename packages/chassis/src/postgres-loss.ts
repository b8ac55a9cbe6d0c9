import { Unavailable } from './errors.ts';

/** A session that ended under its work. `isRepeatable`: it is certain that nothing of the work has come to pass. */
export class SessionLost extends Unavailable {
  readonly isRepeatable: boolean;

  constructor({ cause, isRepeatable }: { cause: unknown; isRepeatable: boolean }) {
    super('database', { cause });
    this.isRepeatable = isRepeatable;
  }
}

/**
 * How a session ended: `closed` by the server before it did what was asked (SQLSTATE 57P01), or by the driver before it sent
 * anything; `broken` with its socket, by the server's crash or a refused login; `silent`, when no answer came in time.
 */
export type Ending = 'closed' | 'broken' | 'silent';

/**
 * The ending that an error tells of; undefined when the session lives on. A server answers a statement by 57P01 only when it
 * has rolled it back: told to end after a commit, it answers first, or drops the connection without a word.
 */
export function endingOf(error: unknown): Ending | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = sqlStateOf(error);
  if (code === '57P01' || / is not queryable$/.test(error.message)) return 'closed';
  if (error.message === 'Query read timeout') return 'silent';
  return /^(08|57P0|28|E[A-Z]+$)/.test(code) || /^Connection terminated/.test(error.message) ? 'broken' : undefined;
}

/** True when a session did not come about because its login is gone (28), is just being dropped (42501), or was ended at once. */
export function isLoginRefused(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /^(28|42501|57P01|ECONNRESET|EPIPE)/.test(sqlStateOf(error)) ||
    error.message === 'Connection terminated unexpectedly'
  );
}

/** The error's SQLSTATE or the system's code; empty when it has none. */
export function sqlStateOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
