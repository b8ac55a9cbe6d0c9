import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWorkloadIdentity } from '@grocer/chassis/workload-identity';
import { awsIamIdentity } from '@grocer/chassis/workload-identity/aws-iam';
import { azureIdentity } from '@grocer/chassis/workload-identity/azure';
import { gcpIdentity } from '@grocer/chassis/workload-identity/gcp';
import { afterEach, describe, expect, it } from 'vitest';

const audience = 'https://vault.grocer.example';
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A metadata service on a port of its own, answering as `answer` does. */
async function serve(answer: (request: IncomingMessage, url: URL, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    answer(request, new URL(request.url ?? '', 'http://metadata'), response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  closing.push(() => server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

describe('a token file', () => {
  it.each([
    ['token-file', 'auth/jwt/login'],
    ['kubernetes', 'auth/kubernetes/login'],
  ] as const)('of kind %s logs in at %s, read afresh each time', async (kind, path) => {
    const folder = mkdtempSync(join(tmpdir(), 'workload-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'token');
    const settings = { workloadIdentity: kind, workloadTokenFile: file, workloadAudience: audience };
    const identity = createWorkloadIdentity(settings, {});
    await expect(identity.login('checkout')).rejects.toThrow('ENOENT');
    writeFileSync(file, '');
    await expect(identity.login('checkout')).rejects.toThrow('is empty');
    writeFileSync(file, 'header.one.signature\n');
    expect(await identity.login('checkout')).toEqual({ path, body: { role: 'checkout', jwt: 'header.one.signature' } });
    writeFileSync(file, 'header.two.signature');
    expect(await identity.login('checkout')).toMatchObject({ body: { jwt: 'header.two.signature' } });
  });
});

describe("Azure's managed identity", () => {
  // As documented in "Use managed identities on a virtual machine to acquire access token".
  const imds = (request: IncomingMessage, url: URL, response: ServerResponse) => {
    if (request.headers.metadata !== 'true') {
      const error_description = 'Required metadata header not specified';
      return sendJson(response, 400, { error: 'bad_request_102', error_description });
    }
    if (url.searchParams.get('client_id') === 'nobody') {
      return sendJson(response, 400, { error: 'invalid_request', error_description: 'Identity not found' });
    }
    expect(url.pathname).toBe('/metadata/identity/oauth2/token');
    expect(url.searchParams.get('api-version')).toBe('2018-02-01');
    return sendJson(response, 200, {
      access_token: `eyJ0eXAi.${url.searchParams.get('client_id') ?? 'system'}.sig`,
      client_id: '5E29463D-71DA-4FE0-8E69-999B57DB23B0',
      expires_in: '86399',
      expires_on: '1506484173',
      ext_expires_in: '86399',
      not_before: '1506397473',
      resource: url.searchParams.get('resource'),
      token_type: 'Bearer',
    });
  };

  it('comes from the instance metadata service, whose header it sends', async () => {
    const metadataUrl = await serve(imds);
    const identity = azureIdentity({ resource: audience, platform: {}, metadataUrl });
    expect(await identity.login('appliance-shim')).toEqual({
      path: 'auth/jwt/login',
      body: { role: 'appliance-shim', jwt: 'eyJ0eXAi.system.sig' },
    });
    expect((await fetch(`${metadataUrl}/metadata/identity/oauth2/token`)).status).toBe(400);
  });

  it('is the user-assigned one that the platform names, and says what the service says when there is none', async () => {
    const metadataUrl = await serve(imds);
    const by = (AZURE_CLIENT_ID: string) =>
      azureIdentity({ resource: audience, platform: { AZURE_CLIENT_ID }, metadataUrl }).login('appliance-shim');
    expect(await by('c1')).toMatchObject({ body: { jwt: 'eyJ0eXAi.c1.sig' } });
    await expect(by('nobody')).rejects.toThrow(/answered 400: .*Identity not found/);
  });

  // As documented in "REST endpoint reference" of App Service's managed identities; Container Apps and Functions are alike.
  it('comes from the endpoint beside the process where the platform has one', async () => {
    const secret = '853b9a84-5bfa-4b22-a3f3-0b9a43d9ad8a';
    const endpoint = await serve((request, url, response) => {
      if (request.headers['x-identity-header'] !== secret) return sendJson(response, 401, { statusCode: 401 });
      expect(url.pathname).toBe('/msi/token');
      expect(Object.fromEntries(url.searchParams)).toEqual({ 'api-version': '2019-08-01', resource: audience });
      return sendJson(response, 200, {
        access_token: 'eyJ0eXAi.app.sig',
        expires_on: '1586984735',
        resource: audience,
        token_type: 'Bearer',
        client_id: '5E29463D-71DA-4FE0-8E69-999B57DB23B0',
      });
    });
    const by = (IDENTITY_HEADER: string) =>
      azureIdentity({ resource: audience, platform: { IDENTITY_ENDPOINT: `${endpoint}/msi/token`, IDENTITY_HEADER } });
    expect(await by(secret).login('checkout')).toMatchObject({ body: { jwt: 'eyJ0eXAi.app.sig' } });
    await expect(by('other').login('checkout')).rejects.toThrow('answered 401');
  });
});

describe("Google's instance identity", () => {
  // As documented in "Verify the identity of Compute instances"; Cloud Run and GKE have the same server.
  const metadata = (request: IncomingMessage, url: URL, response: ServerResponse) => {
    response.setHeader('metadata-flavor', 'Google');
    response.setHeader('server', 'Metadata Server for VM');
    response.setHeader('content-type', 'text/html');
    if (request.headers['metadata-flavor'] !== 'Google') {
      return response.writeHead(403).end('<p>Your client does not have permission to get URL from this server.</p>');
    }
    expect(url.pathname).toBe('/computeMetadata/v1/instance/service-accounts/default/identity');
    expect(Object.fromEntries(url.searchParams)).toEqual({ audience, format: 'full' });
    return response.end('eyJhbGciOiJSUzI1NiJ9.google.sig');
  };

  it('comes from the metadata server, whose header it sends', async () => {
    const metadataUrl = await serve(metadata);
    expect(await gcpIdentity({ audience, metadataUrl }).login('checkout')).toEqual({
      path: 'auth/jwt/login',
      body: { role: 'checkout', jwt: 'eyJhbGciOiJSUzI1NiJ9.google.sig' },
    });
    expect((await fetch(metadataUrl)).status).toBe(403);
  });

  it('is taken from nobody else who answers under that name', async () => {
    const metadataUrl = await serve((_request, _url, response) => response.end('eyJhbGciOiJSUzI1NiJ9.other.sig'));
    await expect(gcpIdentity({ audience, metadataUrl }).login('checkout')).rejects.toThrow('is no metadata server');
  });
});

describe('an AWS IAM role', () => {
  const credentials = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    sessionToken: 'AQoDYXdzEPT//////////wEXAMPLE',
  };
  const identity = awsIamIdentity({
    serverId: 'vault.grocer.example',
    credentials: async () => credentials,
    clock: () => new Date('2026-11-25T02:30:00Z'),
  });
  const decode = (text = '') => Buffer.from(text, 'base64').toString();

  it('sends Vault a GetCallerIdentity request, the same bytes for the same moment', async () => {
    const { path, body } = await identity.login('catalogue');
    expect(path).toBe('auth/aws/login');
    expect(body).toMatchObject({ role: 'catalogue', iam_http_request_method: 'POST' });
    expect(decode(body.iam_request_url)).toBe('https://sts.amazonaws.com/');
    expect(decode(body.iam_request_body)).toBe('Action=GetCallerIdentity&Version=2011-06-15');
    expect(await identity.login('catalogue')).toEqual({ path, body });
  });

  it('signs it, and for which Vault it is, as Signature Version 4 says', async () => {
    const { body } = await identity.login('catalogue');
    const headers: Record<string, string> = JSON.parse(decode(body.iam_request_headers));
    const sent = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const authorization = sent.get('authorization') ?? '';
    const [, scope = '', signed = '', signature] =
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\S+), SignedHeaders=(\S+), Signature=(\S+)$/.exec(authorization) ??
      [];
    expect(scope).toBe('20261125/us-east-1/sts/aws4_request');
    expect(signed.split(';')).toEqual(expect.arrayContaining(['host', 'x-amz-date', 'x-vault-aws-iam-server-id']));
    expect(sent.get('x-vault-aws-iam-server-id')).toBe('vault.grocer.example');
    expect(sent.get('x-amz-security-token')).toBe(credentials.sessionToken);
    expect(signature).toBe(
      signatureOf(sent, signed, scope, decode(body.iam_request_body), credentials.secretAccessKey),
    );
  });
});

/** Signature Version 4 from its specification, for a POST of `/`. */
function signatureOf(sent: Map<string, string>, signed: string, scope: string, body: string, secret: string): string {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const lines = signed.split(';').map((name) => `${name}:${sent.get(name)?.trim().replaceAll(/ +/g, ' ')}\n`);
  const request = ['POST', '/', '', lines.join(''), signed, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', sent.get('x-amz-date'), scope, sha256(request)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((derived, part) => hmac(derived, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex');
}
