import { createHash, createHmac, randomUUID } from 'node:crypto';

/** What Akamai gives a client of its APIs. */
export interface EdgeGridCredentials {
  readonly clientToken: string;
  readonly clientSecret: string;
  readonly accessToken: string;
}

/** What makes a signature good once. */
export interface Once {
  readonly at: Date;
  readonly nonce: string;
}

/** The `Authorization` of a POST to one of Akamai's APIs (its scheme EG1-HMAC-SHA256), good for this body and this moment. */
export function signPost(url: URL, body: string, credentials: EdgeGridCredentials, once: Once = newOnce()): string {
  const { clientToken, clientSecret, accessToken } = credentials;
  const timestamp = `${once.at.toISOString().slice(0, 19).replaceAll('-', '')}+0000`;
  const unsigned = `EG1-HMAC-SHA256 client_token=${clientToken};access_token=${accessToken};timestamp=${timestamp};nonce=${once.nonce};`;
  const content = createHash('sha256').update(body).digest('base64');
  // No headers are signed: the fifth field is empty.
  const signed = ['POST', url.protocol.slice(0, -1), url.host, url.pathname + url.search, '', content, unsigned].join(
    '\t',
  );
  return `${unsigned}signature=${hmac(signed, hmac(timestamp, clientSecret))}`;
}

function newOnce(): Once {
  return { at: new Date(), nonce: randomUUID() };
}

function hmac(text: string, key: string): string {
  return createHmac('sha256', key).update(text).digest('base64');
}
