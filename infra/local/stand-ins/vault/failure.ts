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

/** The token lets nobody in, or its policies do not cover the path. */
export function permissionDenied(): Failure {
  return new Failure(403, '1 error occurred:\n\t* permission denied\n\n');
}

export function invalidToken(): Failure {
  return new Failure(403, '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n');
}
