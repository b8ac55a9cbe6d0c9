import type { ProblemCode } from '@grocer/contracts/problems';

/** The business said no and retrying cannot help: HTTP answers the problem's 4xx, a consumer records and acknowledges. */
export class Rejection extends Error {
  override readonly name = 'Rejection';
  readonly code: ProblemCode;
  /** Members that the problem carries beside the standard ones (contracts §3, "Problems"). */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ProblemCode, detail: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.code = code;
    this.extra = extra;
  }
}

/** A dependency cannot be reached or does not answer in time: HTTP answers 503 `dependency-unavailable`, a consumer retries. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly dependency: string;

  constructor(dependency: string, options?: ErrorOptions) {
    super(`${dependency} is unavailable`, options);
    this.dependency = dependency;
  }
}

/** True for a dependency's own trouble; a Rejection is none. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Unavailable;
}
