/** A database login. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Where a pool gets its login from, now and whenever it changes. */
export interface CredentialsSource {
  /** The login that is valid now; waits until there is one. */
  current(): Promise<Credentials>;
  /** Calls back with each new login, while the one before is still valid. Returns how to stop. */
  onRotate(listener: (credentials: Credentials) => void): () => void;
  /** Obtains another login at once, because `refused` is not let in any more; resolves when another is in its place. */
  replace(refused: Credentials): Promise<void>;
}

/** A login that never changes: for tests and tools. */
export function staticCredentials(user: string, password: string): CredentialsSource {
  const login = { user, password };
  return { current: async () => login, onRotate: () => () => undefined, replace: async () => undefined };
}
