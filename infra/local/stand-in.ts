// `node stand-in.ts <name>`: one stand-in by itself, as a container runs it; npm start runs them all in one process instead.
import { join } from 'node:path';
import { loadConfig } from '@grocer/chassis/config';
import { createLog } from '@grocer/chassis/log';
import { Type } from 'typebox';
import { readEstateYaml, vaultRolesOf } from './estate-yaml.ts';
import { startAppliance } from './stand-ins/appliance.ts';
import { startGateway } from './stand-ins/gateway.ts';
import { startIssuer } from './stand-ins/issuer.ts';
import { startObservatory } from './stand-ins/observatory.ts';
import { startSqs } from './stand-ins/sqs.ts';
import { startVault } from './stand-ins/vault.ts';
import { keepWorkloadTokens } from './start/workload-tokens.ts';

const Url = Type.String({ pattern: '^[a-z]+://' });
const Listening = Type.Object({
  host: Type.String({ default: '127.0.0.1' }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
});
const Keys = { gatewayKey: Type.String({ minLength: 16 }), ledgerKey: Type.String({ minLength: 16 }) };
const GatewayConfig = Type.Object(Keys);
const IssuerConfig = Type.Object({
  issuerUrl: Url,
  internalHost: Type.String(),
  storefrontOrigin: Url,
  tokensFolder: Type.String(),
});
const VaultConfig = Type.Object({
  ...Keys,
  /** As the login `vault`, password included. */
  vaultDatabaseUrl: Url,
  issuerUrl: Url,
  jwksUrl: Url,
});

type Running = { stop(): Promise<void> };
type Listening = { host: string; port: number };

const yaml = readEstateYaml(join(import.meta.dirname, '..', 'estate.yaml'));
const roles = vaultRolesOf(yaml);
const log = createLog({ name: process.argv[2] ?? 'stand-in' });

const standIns: Readonly<Record<string, (listening: Listening) => Promise<Running>>> = {
  appliance: (listening) => startAppliance({ ...listening, pace: yaml.appliance.local }),
  gateway(listening) {
    const { gatewayKey, ledgerKey } = loadConfig(GatewayConfig, process.env);
    return startGateway({ ...listening, apiKey: gatewayKey, readingKey: ledgerKey });
  },
  issuer: startIssuerWithTokens,
  observatory: (listening) => startObservatory({ ...listening, log }),
  sqs: (listening) => startSqs({ ...listening, queues: yaml.queues }),
  vault(listening) {
    const { gatewayKey, ledgerKey, ...config } = loadConfig(VaultConfig, process.env);
    return startVault({
      ...listening,
      databaseUrl: config.vaultDatabaseUrl,
      issuer: { issuer: config.issuerUrl, jwksUri: config.jwksUrl },
      roles,
      secrets: { 'payment-gateway': { apiKey: gatewayKey }, 'payment-ledger': { apiKey: ledgerKey } },
      lifetimes: yaml.vault.local,
      log,
    });
  },
};

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
