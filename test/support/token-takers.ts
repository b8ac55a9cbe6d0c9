import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVerifier } from '@grocer/chassis/identity';
import type { Scope } from '@grocer/contracts/identity';
import { type DeployableSpec, placeDeployables, readEstateYaml } from '@grocer/local/estate-yaml';
import { buildInvokeApi } from '@grocer/local/lambda/invoke-api';
import { environmentOf, type Surroundings } from '@grocer/local/start/environment';
import { listeningAddress, startEntry } from './process.ts';
import type { TestIssuer } from './tokens.ts';

/** A call that demands a token. */
export interface GuardedCall {
  readonly method: string;
  readonly path: string;
  /** Any one of them will do; none: nobody may. */
  readonly scopes: readonly Scope[];
}

/** Something that takes tokens over HTTP, running. */
export interface TokenTaker {
  readonly name: string;
  readonly origin: string;
  readonly calls: readonly GuardedCall[];
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '../..');
const estate = readEstateYaml(join(root, 'infra/estate.yaml'));
const deployables = placeDeployables(estate, new Map());
const services = deployables.filter(({ http, connects }) => http && connects.includes('issuer'));
const handlers = deployables.filter(({ http }) => !http);
const samples: Readonly<Record<string, string>> = { sku: '50184385', id: '01a21062-50d6-7297-b494-5e5c07ee4f18' };

/** The names of all that takes tokens: by estate.yaml every deployable that listens and has an issuer, and the Invoke API. */
export const tokenTakers = [...services.map(({ name }) => name), 'functions'];

/** Starts one of them against an issuer, and nothing else it is connected to: who is not let in reaches none of it. */
export async function startTokenTaker(name: string, issuer: TestIssuer): Promise<TokenTaker> {
  const service = services.find((one) => one.name === name);
  return service ? startService(service, issuer) : startInvokeApi(issuer);
}

async function startService(spec: DeployableSpec, issuer: TestIssuer): Promise<TokenTaker> {
  const folder = await mkdtemp(join(tmpdir(), 'identity-'));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, await issuer.token({ subject: spec.name }));
  const env = { ...environmentOf(spec, nowhere(issuer, tokenFile), 'test'), HOST: '127.0.0.1', PORT: '0' };
  const child = startEntry(join(root, spec.folder, 'src/main.ts'), env);
  const origin = await listeningAddress(child);
  return {
    name: spec.name,
    origin,
    calls: await publishedCalls(`${origin}${spec.http?.paths[0]}/openapi.json`),
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true });
    },
  };
}

/** Every address but the issuer's is one where nobody listens. */
function nowhere(issuer: TestIssuer, tokenFile: string): Surroundings {
  const url = 'http://127.0.0.1:9';
  return {
    databaseUrl: 'postgres://127.0.0.1:9/grocer',
    vaultUrl: url,
    issuerUrl: issuer.issuer,
    discoveryUrl: issuer.discoveryUrl,
    workforce: estate.workforce,
    gatewayUrl: url,
    sqsUrl: url,
    queueUrl: (name) => `${url}/${name}`,
    dlqUrl: (name) => `${url}/${name}-dlq`,
    applianceHost: '127.0.0.1',
    appliancePort: 9,
    telemetryUrl: url,
    edgeUrl: url,
    tokenFile: () => tokenFile,
    urlOf: () => url,
    compileCache: '',
  };
}

interface OpenApi {
  readonly paths: Record<string, Record<string, { readonly security?: readonly { accessToken: Scope[] }[] }>>;
}

/** The guarded calls of a service, as it publishes them itself. */
async function publishedCalls(url: string): Promise<GuardedCall[]> {
  const { paths }: OpenApi = await (await fetch(url)).json();
  return Object.entries(paths).flatMap(([template, operations]) => {
    const path = template.replace(/\{(\w+)\}/g, (_, parameter: string) => samples[parameter] ?? parameter);
    return Object.entries(operations)
      .filter(([, { security }]) => security)
      .map(([method, { security = [] }]) => ({
        method: method.toUpperCase(),
        path,
        scopes: security.flatMap(({ accessToken }) => accessToken),
      }));
  });
}

async function startInvokeApi(issuer: TestIssuer): Promise<TokenTaker> {
  const silent = () => undefined;
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const never = () => Promise.reject(new Error('an invocation was let in'));
  const functions = handlers.map((spec) => ({ ...spec, invoke: never, invokeAsync: never }));
  const app = buildInvokeApi({ functions, verifier: createVerifier(issuer.trusted, log), log });
  return {
    name: 'functions',
    origin: await app.listen({ host: '127.0.0.1', port: 0 }),
    calls: handlers.map(({ name, invokeScope }) => ({
      method: 'POST',
      path: `/2015-03-31/functions/${name}/invocations`,
      scopes: invokeScope ? [invokeScope] : [],
    })),
    stop: async () => app.close(),
  };
}
