import type { IncomingMessage, ServerResponse } from 'node:http';
import { apiAudience } from '@grocer/contracts/identity';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { NextKeyTooNew, type SigningKeys } from './signing-keys.ts';

/** Where an operator's token rotates the signing keys; named as Okta names its own. */
export const keyRotatePath = '/credentials/lifecycle/keyRotate';

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Record<string, string>;
}

/** Answers `POST keyRotate` with all keys after it: `{ keys: [{ kid, status, publishedUntil? }] }`. */
export async function answerKeyRotate(
  { method, headers }: IncomingMessage,
  response: ServerResponse,
  { keys, issuer }: { keys: SigningKeys; issuer: string },
): Promise<void> {
  const answer = await answerTo(method, headers.authorization, { keys, issuer });
  response
    .writeHead(answer.status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...answer.headers,
    })
    .end(JSON.stringify(answer.body));
}

async function answerTo(
  method: string | undefined,
  authorization: string | undefined,
  { keys, issuer }: { keys: SigningKeys; issuer: string },
): Promise<Answer> {
  if (method !== 'POST') return { status: 405, body: { error: 'invalid_request' }, headers: { allow: 'POST' } };
  try {
    return (await refusal(authorization, keys, issuer)) ?? (await rotate(keys));
  } catch {
    // Nothing that a request brings with it may end the process, which hosts the estate.
    return { status: 500, body: { error: 'server_error' } };
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
async function refusal(authorization = '', keys: SigningKeys, issuer: string): Promise<Answer | undefined> {
  const [, token] = /^Bearer (\S+)$/i.exec(authorization) ?? [];
  if (token === undefined) return challenge(401);
  try {
    const publicKeys = keys.published().map(({ d: _private, ...key }) => key);
    const { payload } = await jwtVerify(token, createLocalJWKSet({ keys: publicKeys }), {
      issuer,
      audience: apiAudience,
      typ: 'at+jwt',
      algorithms: ['ES256'],
      requiredClaims: ['exp'],
    });
    const isOperator = Array.isArray(payload.groups) && payload.groups.includes('operators');
    return isOperator ? undefined : challenge(403, 'insufficient_scope');
  } catch (error) {
    if (error instanceof errors.JOSEError) return challenge(401, 'invalid_token');
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
