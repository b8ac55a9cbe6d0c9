/** An answer that is an error, with Vault's own status and words. */
export class Failure extends Error {
  readonly status: number;
  readonly errors: string[];

  constructor(status: number, ...errors: string[]) {
    super(errors.join('; '));
    this.name = 'Failure';
    this.status = status;
    this.errors = errors;
  }
}

// Vault words some errors as a list (Go's multierror) even when there is one; see vault/request_handling.go, CheckToken.
function listed(...faults: string[]): string {
  const count = faults.length === 1 ? '1 error' : `${faults.length} errors`;
  return `${count} occurred:\n${faults.map((fault) => `\t* ${fault}\n`).join('')}\n`;
}

/** There is no token. */
export function permissionDenied(): Failure {
  return new Failure(403, 'permission denied');
}

/** There is a token, but its policies do not cover the path. */
export function deniedByPolicy(): Failure {
  return new Failure(403, listed('permission denied'));
}

/** The token is unknown, has expired or was revoked. */
export function invalidToken(): Failure {
  return new Failure(403, listed('permission denied', 'invalid token'));
}

/** The mount is there, the path below it is not. */
export function unsupportedPath(): Failure {
  return new Failure(404, listed('unsupported path'));
}

export function unsupportedOperation(): Failure {
  return new Failure(405, listed('unsupported operation'));
}
