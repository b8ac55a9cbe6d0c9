import { health, sealStatus } from './answers.ts';
import { Failure, permissionDenied } from './failure.ts';
import type { VaultReply, VaultRequest } from './request.ts';
import { textOf } from './routes.ts';

/** Vault's seal, and the paths that are in front of it: they need no unsealed Vault, and are in no audit log. */
export interface Seal {
  isSealed(): boolean;
  set(sealed: boolean): void;
  /** The answer, where the path is one of these. */
  answer(request: VaultRequest): VaultReply | undefined;
}

/** `isOperator` tells whose token unseals; Vault itself asks for a key alone, which here is the operator's token again. */
export function createSeal(
  isOperator: (token: string | undefined) => boolean,
  onChange: (isSealed: boolean) => void,
): Seal {
  let isSealed = false;
  const set = (sealed: boolean) => {
    isSealed = sealed;
    onChange(sealed);
  };
  const answers: Record<string, (request: VaultRequest) => VaultReply> = {
    'sys/health': (request) => answerHealth(request, isSealed),
    'sys/seal-status': (request) => {
      if (request.method !== 'GET') throw new Failure(405);
      return { status: 200, body: sealStatus(isSealed) };
    },
    'sys/unseal': ({ operation, token, body }) => {
      if (operation !== 'update') throw new Failure(405);
      if (!isOperator(token)) throw permissionDenied();
      const key = textOf(body.key);
      if (key !== undefined && !isOperator(key)) throw new Failure(400, 'Unseal failed, invalid key');
      set(false);
      return { status: 200, body: sealStatus(false) };
    },
  };
  return { isSealed: () => isSealed, set, answer: (request) => answers[request.path]?.(request) };
}

/** https://developer.hashicorp.com/vault/api-docs/system/health: the query may choose another status. */
function answerHealth({ method, query }: VaultRequest, isSealed: boolean): VaultReply {
  if (method !== 'GET' && method !== 'HEAD') throw new Failure(405);
  const chosen = query.get(isSealed ? 'sealedcode' : 'activecode') ?? (isSealed ? '503' : '200');
  if (!/^[1-9]\d\d$/.test(chosen)) throw new Failure(400);
  return { status: Number(chosen), body: health(isSealed) };
}
