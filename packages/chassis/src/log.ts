import { isSpanContextValid, trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino } from 'pino';

/** A structured log: JSON lines on standard output, each with the trace it belongs to. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** Whose log it is, from which level on, and where it goes in a test. */
export interface LogOptions {
  readonly name: string;
  readonly level?: string;
  readonly destination?: DestinationStream;
}

/**
 * Creates a deployable's log. Fields that may hold a credential are redacted; of an error goes in what `describeError` says. A line
 * is written at once: one that waits for a reader who has gone would keep the process from exiting.
 */
export function createLog({
  name,
  level = 'info',
  destination = pino.destination({ dest: 1, sync: true }),
}: LogOptions): Log {
  const options = {
    name,
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: (fields: object) => blotOut(fields) },
    serializers: { err: (error: unknown) => describeError(error) },
    mixin() {
      const context = trace.getActiveSpan()?.spanContext();
      return context && isSpanContextValid(context) ? { trace_id: context.traceId, span_id: context.spanId } : {};
    },
  };
  return pino(options, destination);
}

const MAX_CAUSES = 4;

/**
 * What a log may know of an error: its class, message, stack, code and causes. Drivers hang more on it, a whole row, a request
 * with its headers or a client with its password, which is no log's business (contracts §9).
 */
function describeError(error: unknown, causes = MAX_CAUSES): object {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error && { code: String(error.code) }),
    ...(error.cause !== undefined && causes > 0 && { cause: describeError(error.cause, causes - 1) }),
  };
}

const secretName =
  /^(authorization|cookie|set-cookie|headers|passw(or)?d|jwt|token|\w+_token|(api|private)_?key|(client_?)?secret|secretAccessKey|sessionToken)$/i;
const MAX_DEPTH = 5;

/** The second line of defence, by name; the first is that nobody logs what has one of these. pino's own paths cost ten times as much. */
function blotOut(fields: object, depth = MAX_DEPTH): Record<string, unknown> {
  const kept = Object.entries(fields).map(([name, value]: [string, unknown]) => {
    if (secretName.test(name) && value !== undefined) return [name, '[redacted]'];
    return [name, isPlain(value) ? (depth > 0 ? blotOut(value, depth - 1) : '[deep]') : value];
  });
  return Object.fromEntries(kept);
}

/** What pino would write out key by key; whatever says itself how it is written does so. */
function isPlain(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !('toJSON' in value)
  );
}
