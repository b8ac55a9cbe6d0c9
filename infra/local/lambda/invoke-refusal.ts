/** How Lambda's Invoke API refuses: the error's name and its status. */
const statuses = {
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  ResourceNotFoundException: 404,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
} as const;

/** A refusal of the Invoke API, as AWS's clients know it. */
export class InvokeRefusal extends Error {
  override readonly name: keyof typeof statuses;
  /** Members of the answer beside its message. */
  readonly extra: Readonly<Record<string, string>>;

  constructor(name: keyof typeof statuses, message: string, extra: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = name;
    this.extra = extra;
  }

  get status(): number {
    return statuses[this.name];
  }

  /** The answer's body; its name goes into the header `x-amzn-errortype`. */
  get body() {
    return { Type: 'User', message: this.message, ...this.extra };
  }
}

/** The function's share of instances is at work. */
export function throttled(): InvokeRefusal {
  const Reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
  return new InvokeRefusal('TooManyRequestsException', 'Rate Exceeded.', { Reason });
}

/** A payload past its limit, in Lambda's own words. */
export function tooLarge(bytes: number, type: string, limit: number): InvokeRefusal {
  const told = `${bytes} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`;
  return new InvokeRefusal('RequestTooLargeException', told);
}
