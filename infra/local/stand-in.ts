// `node stand-in.ts <name>`: one stand-in by itself, as a container runs it; npm start runs them all in one process instead.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@grocer/chassis/config';
import { createLog } from '@grocer/chassis/log';
import { type Static, Type } from 'typebox';
import type { EdgeGridCredentials } from './edge/purge/edgegrid.ts';
import { readEdgeRules } from './edge/rules.ts';
import { startEdge } from './edge.ts';
import { placeDeployables, readEstateYaml, vaultRolesOf } from './estate-yaml.ts';
import { startAppliance } from './stand-ins/appliance.ts';
import { startGateway } from './stand-ins/gateway.ts';
import { startIssuer } from './stand-ins/issuer.ts';
import { startObservatory } from './stand-ins/observatory.ts';
import { startSqs } from './stand-ins/sqs.ts';
import { startVault } from './stand-ins/vault.ts';
import { containerSurroundings } from './start/container-network.ts';
import { hostFunctions } from './start/host-functions.ts';
import { keepWorkloadTokens } from './start/workload-tokens.ts';

const Url = Type.String({ pattern: '^[a-z]+://' });
const Listening = Type.Object({
  host: Type.String({ default: '127.0.0.1' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** What outlives a restart lies here; by default nothing does. */
  stateDir: Type.Optional(Type.String()),
});
const Keys = { gatewayKey: Type.String({ minLength: 16 }), ledgerKey: Type.String({ minLength: 16 }) };
const GatewayConfig = Type.Object(Keys);
const IssuerConfig = Type.Object({
  issuerUrl: Url,
  internalHost: Type.String(),
  storefrontOrigin: Url,
  tokensFolder: Type.String(),
});
const FunctionsConfig = Type.Object({ issuerPort: Type.Integer({ minimum: 1, maximum: 65_535 }) });
/** Who may purge the edge, as Akamai names its parts. */
const Purger = { purgeClientToken: Type.String(), purgeClientSecret: Type.String(), purgeAccessToken: Type.String() };
const EdgeConfig = Type.Object({ ...Purger, ...FunctionsConfig.properties });
const VaultConfig = Type.Object({
  ...Keys,
  ...Purger,
  /** As the login `vault`, password included. */
  vaultDatabaseUrl: Url,
  issuerUrl: Url,
  jwksUrl: Url,
});

type Running = { stop(): Promise<void> };
type Listening = Static<typeof Listening>;

const root = join(import.meta.dirname, '..', '..');
const yaml = readEstateYaml(join(root, 'infra', 'estate.yaml'));
const roles = vaultRolesOf(yaml);
const log = createLog({ name: process.argv[2] ?? 'stand-in' });

const standIns: Readonly<Record<string, (listening: Listening) => Promise<Running>>> = {
  appliance: (listening) => startAppliance({ ...listening, pace: yaml.appliance.local }),
  gateway(listening) {
    const { gatewayKey, ledgerKey } = loadConfig(GatewayConfig, process.env);
    return startGateway({ ...listening, apiKey: gatewayKey, readingKey: ledgerKey });
  },
  issuer: startIssuerWithTokens,
  edge: startEdgeBeforeContainers,
  functions: startFunctions,
  observatory: (listening) => startObservatory({ ...listening, log }),
  sqs: (listening) => startSqs({ ...listening, queues: yaml.queues }),
  vault(listening) {
    const config = loadConfig(VaultConfig, process.env);
    return startVault({
      ...listening,
      databaseUrl: config.vaultDatabaseUrl,
      issuer: { issuer: config.issuerUrl, jwksUri: config.jwksUrl },
      roles,
      secrets: {
        'payment-gateway': { apiKey: config.gatewayKey },
        'payment-ledger': { apiKey: config.ledgerKey },
        'edge-purge': { ...purgerOf(config) },
      },
      lifetimes: yaml.vault.local,
      log,
    });
  },
};

/** The door to the services, which are found by their names. */
function startEdgeBeforeContainers(listening: Listening): Promise<Running> {
  const config = loadConfig(EdgeConfig, process.env);
  const around = containerSurroundings(yaml, config.issuerPort);
  const services = Object.entries(yaml.deployables);
  return startEdge({
    ...listening,
    ...yaml.edge,
    pages: join(root, yaml.edge.pages),
    routes: services.flatMap(([name, { http }]) =>
      (http?.paths ?? []).map((prefix) => ({ prefix, url: around.urlOf(name) })),
    ),
    rules: readEdgeRules(join(root, 'infra/base/edge/rules.yaml')),
    purgeCredentials: purgerOf(config),
    issuer: around,
    telemetryUrl: around.telemetryUrl,
    log,
  });
}

function purgerOf(config: Static<typeof EdgeConfig> | Static<typeof VaultConfig>): EdgeGridCredentials {
  const { purgeClientToken, purgeClientSecret, purgeAccessToken } = config;
  return { clientToken: purgeClientToken, clientSecret: purgeClientSecret, accessToken: purgeAccessToken };
}

/** What a container says is kept by its engine. */
const output = { write: (chunk: string | Buffer) => void process.stdout.write(chunk), close: async () => undefined };

/** Every handler of estate.yaml under the function host; what their processes say is said here. */
function startFunctions(listening: Listening): Promise<Running> {
  const { issuerPort } = loadConfig(FunctionsConfig, process.env);
  const handlers = placeDeployables(yaml, new Map()).filter(({ computeModel }) => computeModel === 'function');
  const around = { ...containerSurroundings(yaml, issuerPort), compileCache: join(tmpdir(), 'compile-cache') };
  return hostFunctions({ ...listening, root, handlers, yaml, around, logOf: () => output, log });
}

/** The issuer also writes every workload's identity into a folder, which the workloads mount. */
async function startIssuerWithTokens(listening: Listening): Promise<Running> {
  const { tokensFolder, ...config } = loadConfig(IssuerConfig, process.env);
  const issuer = await startIssuer({ ...listening, ...config, ...yaml.issuer });
  const names = Object.keys(roles);
  const tokens = await keepWorkloadTokens({ folder: tokensFolder, names, mint: issuer.mintWorkloadToken, log });
  return {
    async stop() {
      tokens.stop();
      await issuer.stop();
    },
  };
}

const [, , name = ''] = process.argv;
const start = standIns[name];
if (!start) throw new Error(`name a stand-in: ${Object.keys(standIns).join(', ')}`);
const running = await start(loadConfig(Listening, process.env));
log.info({ standIn: name }, 'listening');
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void running.stop().then(() => process.exit(0)));
}
