import { type Static, Type } from 'typebox';

/** Every problem a service of the estate may answer: its code, HTTP status and title. */
export const problems = {
  'validation-failed': { status: 400, title: 'The request has bad values' },
  'idempotency-key-missing': { status: 400, title: 'The Idempotency-Key header is missing' },
  unauthenticated: { status: 401, title: 'A valid access token is needed' },
  'payment-declined': { status: 402, title: 'The payment was declined' },
  forbidden: { status: 403, title: 'The token does not allow this' },
  'client-refused': { status: 403, title: 'This client is not served' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'out-of-stock': { status: 409, title: 'There is not enough on the shelf' },
  'slot-full': { status: 409, title: 'The delivery slot is full' },
  'slot-unknown': { status: 409, title: 'The delivery slot cannot be booked' },
  'price-changed': { status: 409, title: 'The total is not the expected one' },
  'too-late-to-cancel': { status: 409, title: 'The order can no longer be cancelled' },
  'request-in-progress': { status: 409, title: 'The first request with this key is still running' },
  'catalogue-full': { status: 409, title: 'There is no room for more products' },
  'precondition-failed': { status: 412, title: 'The record has changed' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  'product-unknown': { status: 422, title: 'A product cannot be ordered' },
  'idempotency-key-reused': { status: 422, title: 'The key belongs to another request' },
  'precondition-required': { status: 428, title: 'The If-Match header is missing' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'bad-gateway': { status: 502, title: 'The service behind gave no answer' },
  overloaded: { status: 503, title: 'Too busy at the moment' },
  'dependency-unavailable': { status: 503, title: 'A service we depend on is unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;

/** The stable name of a problem; the last part of its `type`. */
export type ProblemCode = keyof typeof problems;

/** One bad value: where it was (`pointer` into the body, or the `parameter`'s name) and what is wrong with it. */
export const BadValue = Type.Object({
  pointer: Type.Optional(Type.String()),
  parameter: Type.Optional(Type.String()),
  detail: Type.String(),
});
export type BadValue = Static<typeof BadValue>;

/** The body of every refusal and failure (RFC 9457, `application/problem+json`); some codes add members of their own. */
export const Problem = Type.Object({
  type: Type.String({ format: 'uri' }),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  instance: Type.String(),
  errors: Type.Optional(Type.Array(BadValue)),
});
export type Problem = Static<typeof Problem>;

/** The URI that identifies a problem. */
export function problemType(code: ProblemCode): string {
  return `https://grocer.example/problems/${code}`;
}
