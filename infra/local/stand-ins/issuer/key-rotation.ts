import type { IncomingMessage, ServerResponse } from 'node:http';
import { Rejection, Unavailable } from '@grocer/chassis/errors';
import type { Verifier } from '@grocer/chassis/identity';
import { bearerTokenOf } from '@grocer/chassis/identity/bearer';
import { NextKeyTooNew, type SigningKeys } from './signing-keys.ts';

/** Where an operator's token rotates the signing keys; named as Okta names its own. */
export const keyRotatePath = '/credentials/lifecycle/keyRotate';

/** What rotates, and who says whose a token is. */
interface Rotation {
  readonly keys: SigningKeys;
  readonly verifier: Verifier;
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Record<string, string>;
}

/** Answers `POST keyRotate` with all keys after it: `{ keys: [{ kid, status, publishedUntil? }] }`. */
export async function answerKeyRotate(
  request: IncomingMessage,
  response: ServerResponse,
  rotation: Rotation,
): Promise<void> {
  const answer = await answerTo(request, rotation);
  response
    .writeHead(answer.status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...answer.headers,
    })
    .end(JSON.stringify(answer.body));
}

async function answerTo(request: IncomingMessage, { keys, verifier }: Rotation): Promise<Answer> {
  if (request.method !== 'POST') return { status: 405, body: { error: 'invalid_request' }, headers: { allow: 'POST' } };
  try {
    return (await refusal(request, verifier)) ?? (await rotate(keys));
  } catch (error) {
    // Nothing that a request brings with it may end the process, which hosts the estate.
    if (!(error instanceof Unavailable)) return { status: 500, body: { error: 'server_error' } };
    return { status: 503, body: { error: 'temporarily_unavailable' }, headers: { 'retry-after': '1' } };
  }
}

async function rotate(keys: SigningKeys): Promise<Answer> {
  try {
    await keys.rotate();
    return { status: 200, body: { keys: keys.list() } };
  } catch (error) {
    if (!(error instanceof NextKeyTooNew)) throw error;
    const body = { error: 'next_key_too_new', error_description: error.message };
    return { status: 409, body, headers: { 'retry-after': String(error.waitSeconds) } };
  }
}

/** Why the caller may not rotate (RFC 6750 §3): no good token of our own, or nobody of the operators. */
async function refusal(request: IncomingMessage, verifier: Verifier): Promise<Answer | undefined> {
  const token = bearerTokenOf(request);
  if (token === undefined) return challenge(401);
  try {
    const { groups } = await verifier.verify(token);
    return groups.includes('operators') ? undefined : challenge(403, 'insufficient_scope');
  } catch (error) {
    if (error instanceof Rejection) return challenge(401, 'invalid_token');
    throw error;
  }
}

function challenge(status: number, error?: string): Answer {
  const scheme = 'Bearer realm="grocer issuer"';
  return {
    status,
    body: { error: error ?? 'invalid_request', error_description: 'this takes the access token of an operator' },
    headers: { 'www-authenticate': error ? `${scheme}, error="${error}"` : scheme },
  };
}
