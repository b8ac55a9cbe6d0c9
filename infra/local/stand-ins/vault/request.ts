import type { Token } from './store.ts';

/** What a request does, in the words of Vault's policies. */
export type Operation = 'read' | 'update' | 'delete' | 'list';

export interface VaultRequest {
  method: string;
  operation: Operation;
  /** Without the leading `/v1/`. */
  path: string;
  query: URLSearchParams;
  /** The token presented, not looked at yet. */
  token: string | undefined;
  body: Record<string, unknown>;
  remoteAddress: string;
  remotePort: number;
}

/** Without a body the answer is a bare 204. */
export interface VaultReply {
  status: number;
  body?: Record<string, unknown>;
}

/** A request whose token was found, and may do this. */
export interface AdmittedRequest extends VaultRequest {
  holder: Token;
  /** What follows the route's own path. */
  rest: string;
}
