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

/** The second line of defence: the first is that nobody logs what has one of these. */
const secretFields = [
  ...['authorization', 'password', 'token', 'jwt', 'apiKey', 'secret', 'clientSecret', 'privateKey', 'cookie'],
  ...['client_token', 'access_token', 'refresh_token', 'id_token', 'client_secret', 'secretAccessKey', 'sessionToken'],
];
const censor = '[redacted]';

/** Creates a deployable's log. Fields that may hold a credential are redacted; of an error goes in what `describeError` says. */
export function createLog({ name, level = 'info', destination = pino.destination(1) }: LogOptions): Log {
  const options = {
    name,
    level,
    base: { name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error) },
    redact: { paths: [...secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), 'req.headers'], censor },
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
